// How often one person may be written to: the carriers' own limits (config/frequency_caps.toml), kept by us
// so that no message is thrown away by them. Deterministic; immutable; any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/clock.h"
#include "daemon/base/result.h"
#include "daemon/model/purpose.h"

namespace huiyin {

struct FrequencyCap {
  std::string name;                // for reasons: "huawei-hour"
  std::string carrier;             // an account's name, a kind of carrier, or "*": over all accounts
  std::optional<Purpose> purpose;  // none: all
  int limit = 0;
  Millis window{};
  bool wall_clock = false;    // counts from the full minute, hour or day in Beijing; else the last `window`
  bool same_content = false;  // only messages of one content are counted
  bool fits(std::string_view account, std::string_view kind, Purpose p) const;
};

// What left, or may have left, for one person.
struct PersonSend {
  TimePoint at{};
  std::int64_t account = 0, content = 0;  // ledger ids
  Purpose purpose = Purpose::publicity;
};

class FrequencyCaps {
 public:
  // Errors name file, line and column.
  static Result<FrequencyCaps> parse(std::string_view toml, std::string file_name);

  std::vector<const FrequencyCap*> of(std::string_view account, std::string_view kind, Purpose p) const;
  const std::vector<FrequencyCap>& all() const { return caps_; }

 private:
  std::vector<FrequencyCap> caps_;
};

struct CapHit {
  const FrequencyCap* cap = nullptr;
  TimePoint until{};  // then this cap has room again
};
// The cap that holds `next` (its `at` is now) up longest; nothing: it may leave. REQUIRES: each of `caps`
// fits it.
std::optional<CapHit> cap_hit(std::span<const FrequencyCap* const> caps, std::span<const PersonSend> sent,
                              const PersonSend& next);

}  // namespace huiyin
