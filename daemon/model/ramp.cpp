#include "daemon/model/ramp.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "daemon/base/bad_input.h"
#include "daemon/base/json.h"
#include "daemon/base/toml.h"

namespace huiyin {
namespace {

constexpr std::array<std::string_view, kRampWatches> kWatchNames = {"failures", "opt_outs", "complaints"};
constexpr std::array<std::string_view, kRampWatches> kOfWhat = {"receipts", "messages", "messages"};

double share(const Toml& t, std::string_view key) {
  const Toml v = t.at(key);
  const double n = v.number();
  if (!(n > 0 && n < 1)) throw BadInput(v.where(), "is no share between 0 and 1");
  return n;
}

Millis seconds_at(const Toml& t, std::string_view key) {
  const Toml v = t.at(key);
  const std::int64_t n = v.integer();
  if (n < 0 || n > 7 * 86'400) throw BadInput(v.where(), "is not from 0 to 604800 seconds");
  return Millis(n * 1000);
}

std::string percent(double part) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f %%", part * 100);
  return text;
}

std::string why_stopped(RampWatch w, const RampCount& c, const SequentialTest& test) {
  const auto i = static_cast<std::size_t>(w);
  const double part = c.all == 0 ? 0 : static_cast<double>(c.bad) / static_cast<double>(c.all);
  return std::to_string(c.bad) + " " + (w == RampWatch::opt_outs ? "opt-outs" : std::string(kWatchNames[i])) +
         " of " + std::to_string(c.all) + " " + std::string(kOfWhat[i]) + " (" + percent(part) +
         "): more than the " + percent(test.fine) + " that are usual";
}

bool stage_is_full(const RampView& v, std::int64_t limit) {
  return v.left >= limit || v.queued == 0;
}

}  // namespace

std::string_view name_of(RampWatch w) {
  return kWatchNames[static_cast<std::size_t>(w)];
}

double SequentialTest::score(const RampCount& c) const {
  const std::int64_t good = std::max<std::int64_t>(0, c.all - c.bad);
  return static_cast<double>(c.bad) * std::log(bad / fine) +
         static_cast<double>(good) * std::log((1 - bad) / (1 - fine));
}

bool SequentialTest::stops(const RampCount& c) const {
  return score(c) >= std::log((1 - missed_trouble) / false_stop);
}

Result<RampRules> RampRules::parse(std::string_view toml, std::string file_name) {
  const auto file = Toml::parse(toml, std::move(file_name));
  if (!file) return tl::unexpected<Error>(file.error());
  try {
    RampRules out;
    for (const Toml& s : file->at("stages").items()) {
      const std::int64_t n = s.integer();
      if (n < 1 || (!out.stages.empty() && n <= out.stages.back()))
        throw BadInput(s.where(), "stages must grow");
      out.stages.push_back(n);
    }
    out.above = file->at("above").integer();
    out.receipts = share(*file, "receipts");
    out.dwell = seconds_at(*file, "dwell_seconds");
    out.wait = seconds_at(*file, "wait_seconds");
    out.window = file->at("window").integer();
    if (out.window < 50) throw BadInput(file->at("window").where(), "is less than 50");
    for (int i = 0; i < kRampWatches; ++i) {
      const Toml t = file->at(kWatchNames[static_cast<std::size_t>(i)]);
      SequentialTest& test = out.tests[static_cast<std::size_t>(i)];
      test = {share(t, "fine"), share(t, "bad"), share(t, "false_stop"), share(t, "missed_trouble")};
      if (test.bad <= test.fine) throw BadInput(t.at("bad").where(), "must be more than `fine`");
    }
    return out;
  } catch (const BadInput& e) {
    return fail(Errc::bad_input, e.what());
  }
}

std::string RampState::json() const {
  JsonWriter w;
  w.object().field("stage", static_cast<std::int64_t>(stage)).field("filled_at", to_ms(filled_at));
  for (std::size_t i = 0; i < kRampWatches; ++i)
    w.key(kWatchNames[i])
        .object()
        .field("base_bad", base[i].bad)
        .field("base_all", base[i].all)
        .field("mid_bad", mid[i].bad)
        .field("mid_all", mid[i].all)
        .end();
  return w.end().take();
}

RampState RampState::from_json(std::string_view text) {
  const Json j = Json::parse(text);
  RampState out;
  out.stage = static_cast<std::size_t>(j.integer("stage"));
  out.filled_at = from_ms(j.integer("filled_at"));
  for (std::size_t i = 0; i < kRampWatches; ++i) {
    const Json w = j.at(kWatchNames[i]);
    out.base[i] = {w.integer("base_bad"), w.integer("base_all")};
    out.mid[i] = {w.integer("mid_bad"), w.integer("mid_all")};
  }
  return out;
}

std::optional<std::int64_t> RampState::limit(const RampRules& rules) const {
  if (stage >= rules.stages.size()) return std::nullopt;
  return rules.stages[stage];
}

RampStep step_ramp(const RampRules& rules, RampState& state, const RampView& view, TimePoint now) {
  for (std::size_t i = 0; i < kRampWatches; ++i) {
    const RampCount& c = view.counts[i];
    const RampCount recent{c.bad - state.base[i].bad, c.all - state.base[i].all};
    if (view.queued > 0 && rules.tests[i].stops(recent)) {
      const auto watch = static_cast<RampWatch>(i);
      return {RampStep::Do::stop, std::string(name_of(watch)), why_stopped(watch, recent, rules.tests[i])};
    }
    if (c.all - state.mid[i].all < rules.window) continue;
    state.base[i] = state.mid[i];
    state.mid[i] = c;
  }
  const auto limit = state.limit(rules);
  if (!limit || !stage_is_full(view, *limit)) return {};
  if (state.filled_at == TimePoint{}) state.filled_at = now;
  const Millis waited = now - state.filled_at;
  const bool settled = static_cast<double>(view.settled) >= rules.receipts * static_cast<double>(view.left);
  if (settled && waited >= rules.dwell) {
    ++state.stage;
    state.filled_at = {};
    return {RampStep::Do::next_stage, "", ""};
  }
  if (!settled && waited >= rules.wait)
    return {RampStep::Do::stop, "receipts",
            "only " + std::to_string(view.settled) + " of the first " + std::to_string(view.left) +
                " messages had a receipt within " + std::to_string(rules.wait.count() / 60'000) + " min"};
  return {};
}

void resume_ramp(RampState& state, const RampView& view) {
  state.base = state.mid = view.counts;
  if (state.filled_at != TimePoint{}) ++state.stage;
  state.filled_at = {};
}

}  // namespace huiyin
