// Erasure: by request and by age; what was erased leaves the engine's log too.
#include "daemon/base/log.h"
#include "daemon/daemon_parts.h"

namespace huiyin {

Result<void> Daemon::Parts::make_erasure() {
  auto retention_rules = RetentionRules::load(settings.rules.dir);
  if (!retention_rules) return tl::unexpected<Error>(retention_rules.error());
  erasure = ErasureRules{vault, std::make_shared<const RetentionRules>(std::move(*retention_rules)),
                         phone_reader(settings)};
  scrubber = std::make_unique<Worker>("scrub", 4);
  return {};
}

void Daemon::Parts::add_erasure_chores() {
  using Piece = Result<bool> (*)(Database&, const ErasureRules&, TimePoint, bool*);
  const auto add = [this](const char* name, Millis every, Piece piece) {
    chores->add(name, every, [this, piece](Database& db, TimePoint now) -> Result<bool> {
      bool erased = false;
      auto more = piece(db, *erasure, now, &erased);
      if (erased) scrub_wanted = true;
      return more;
    });
  };
  add("erasure", Millis(500), erase_asked);
  add("retention_classes", Millis(600'000), erase_aged);
  loop.every(Millis(1'000), [this] { scrub_log(); });
}

// Not on the store thread: it waits for whoever still reads what was before.
void Daemon::Parts::scrub_log() {
  if (!scrub_wanted.exchange(false)) return;
  scrubber->post_always([this] {
    const auto done = forget_log(settings.store.path);
    if (!done) log_error("erasure.log", done.error().text());
    if (!done || !*done) scrub_wanted = true;
  });
}

}  // namespace huiyin
