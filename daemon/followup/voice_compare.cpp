#include "daemon/followup/voice_compare.h"

#include "daemon/followup/figures.h"
#include "daemon/followup/wilson.h"

namespace huiyin {
namespace {

constexpr std::int64_t kOtherVoices = 2;  // one caller may have misheard

std::vector<std::string> alarms_of(const UnitComparison& u) {
  std::vector<std::string> out;
  if (u.sms.n() < kFewest || u.voice.n() < kFewest) return out;
  if (u.sms.uniform()) {
    const auto same = u.voice.labels.find(u.sms.labels.begin()->first);
    if (u.voice.n() - (same == u.voice.labels.end() ? 0 : same->second) >= kOtherVoices)
      out.emplace_back("uniform");
  }
  const Interval sms = wilson95(u.sms.positive(), u.sms.n()),
                 voice = wilson95(u.voice.positive(), u.voice.n());
  if (sms.low > voice.high || voice.low > sms.high) out.emplace_back("apart");
  return out;
}

void write_votes(JsonWriter& w, std::string_view name, const Votes& v) {
  w.key(name);
  if (v.n() < kFewest) {
    w.null();
    return;
  }
  const Interval i = wilson95(v.positive(), v.n());
  w.object()
      .field("n", v.n())
      .field("positive", v.positive())
      .field("low", i.low)
      .field("high", i.high)
      .end();
}

bool is_rating_name(const std::string& label) {
  return label == "satisfied" || label == "mostly" || label == "dissatisfied";
}

}  // namespace

std::int64_t Votes::n() const {
  std::int64_t n = 0;
  for (const auto& [label, count] : labels) n += count;
  return n;
}

std::int64_t Votes::positive() const {
  std::int64_t n = 0;
  for (const auto& [label, count] : labels) n += label == "dissatisfied" ? 0 : count;
  return n;
}

std::vector<UnitComparison> compare_by_unit(Database& db, const VoiceSample& sample) {
  std::map<std::string, UnitComparison> units;
  for (const Followup& f : voice_frame(db, sample.from, sample.to))
    if (f.state == FollowupState::rated) ++units[f.unit].sms.labels[f.label];
  for (const VoiceCall& c : calls_of(db, sample.id)) {
    const auto f = find_followup(db, c.followup_id);
    if (!f || !is_rating_name(c.result)) continue;
    UnitComparison& u = units[f->unit];
    ++(c.stratum == "rated" ? u.voice : u.silent).labels[c.result];
    u.alike += c.result == c.sms_label ? 1 : 0;
  }
  std::vector<UnitComparison> out;
  for (auto& [unit, u] : units) {
    u.unit = unit;
    u.alarms = alarms_of(u);
    out.push_back(std::move(u));
  }
  return out;
}

void write_comparison(JsonWriter& w, const std::vector<UnitComparison>& units) {
  w.key("units").array();
  for (const UnitComparison& u : units) {
    w.object().field("unit", u.unit);
    write_votes(w, "sms", u.sms);
    write_votes(w, "voice", u.voice);
    write_votes(w, "silent", u.silent);
    w.key("alike");
    if (u.voice.n() < kFewest)
      w.null();
    else
      w.value(u.alike);
    w.key("alarms").array();
    for (const std::string& alarm : u.alarms) w.value(alarm);
    w.end().end();
  }
  w.end();
}

}  // namespace huiyin
