#include "daemon/chores.h"

#include "daemon/base/log.h"

namespace huiyin {

void Chores::add(std::string name, Millis every, Run run) {
  chores_.push_back(std::make_unique<Chore>(Chore{std::move(name), every, std::move(run)}));
}

void Chores::start() {
  for (const auto& c : chores_) {
    begin(*c);
    loop_.every(c->every, [this, chore = c.get()] {
      net_role.assert_here();
      begin(*chore);
    });
  }
}

void Chores::begin(Chore& c) {
  if (c.busy || stopping_) return;
  c.busy = true;
  const TimePoint now = clock_.now();
  store_.write<bool>([run = c.run, now](Database& db) { return run(db, now); }, loop_,
                     [this, &c](const Result<bool>& more) {
                       net_role.assert_here();
                       ended(c, more);
                     });
}

void Chores::ended(Chore& c, const Result<bool>& more) {
  c.busy = false;
  if (!more) log_error("chore.failed", more.error().text(), {{"chore", c.name}});
  if (stopping_) return settle();
  if (more && *more) begin(c);
}

void Chores::stop(std::function<void()> done) {
  stopping_ = true;
  stopped_ = std::move(done);
  settle();
}

void Chores::settle() {
  if (!stopped_) return;
  for (const auto& c : chores_)
    if (c->busy) return;
  auto done = std::move(stopped_);
  stopped_ = nullptr;
  done();
}

}  // namespace huiyin
