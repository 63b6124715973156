#include "daemon/intake/record_json.h"

#include <map>
#include <set>

#include "daemon/base/json.h"

namespace huiyin {
namespace {

void write_list(JsonWriter& w, std::string_view name, const std::vector<std::string>& values) {
  w.key(name).array();
  for (const std::string& v : values) w.value(v);
  w.end();
}

void write_places(JsonWriter& w, const IntakeReading& reading) {
  std::set<std::string> seen;
  w.key("places").array();
  for (const PlaceSpan& place : reading.places)
    if (seen.insert(place.name).second) w.value(place.name);
  w.end();
}

void write_suggestions(JsonWriter& w, const IntakeReading& reading) {
  w.key("suggest").array();
  w.object().field("category", reading.category).end();
  for (const std::string& code : reading.alternatives) w.object().field("category", code).end();
  w.end();
}

void write_legal_routes(JsonWriter& w, const IntakeReading& reading) {
  w.key("legal_route").array();
  for (const LegalHint& hint : reading.legal_routes)
    w.object().field("route", hint.route).field("zh", hint.zh).field("source", hint.source).end();
  w.end();
}

void write_personal_counts(JsonWriter& w, const IntakeReading& reading) {
  std::map<std::string, std::int64_t> counts;
  for (const PiiSpan& span : reading.spans) ++counts[span.type];
  w.key("pii").array();
  for (const auto& [type, n] : counts) w.object().field("type", type).field("n", n).end();
  w.end();
}

void write_judgement(JsonWriter& w, const Draft& d) {
  write_suggestions(w, d.reading);
  w.field("urgency", d.reading.urgency).field("danger", d.danger());
  w.field("purpose", d.reading.purpose).field("confidential", d.reading.confidential);
  write_legal_routes(w, d.reading);
  write_places(w, d.reading);
  write_personal_counts(w, d.reading);
  write_list(w, "why", d.reading.why);
}

void write_call(JsonWriter& w, const Draft& d) {
  w.key("call");
  if (!d.call) {
    w.null();
    return;
  }
  w.object().field("talk_seconds", d.call->talk_seconds).field("end_status", d.call->end_status);
  w.field("transcript", name_of(d.call->transcript));
  w.field("keys_pressed", static_cast<std::int64_t>(d.call->keys_pressed));
  if (!d.call->recogniser.empty()) w.field("recogniser", d.call->recogniser);
  if (!d.call->signature.empty()) w.field("signature", d.call->signature);
  w.end();
}

void write_turn_list(JsonWriter& w, const Draft& d) {
  w.array();
  for (const MaskedTurn& t : d.turns) {
    w.object().field("speaker", t.speaker).field("begin_ms", t.begin_ms).field("end_ms", t.end_ms);
    w.field("text_masked", t.text).key("confidence");
    if (t.confidence)
      w.value(*t.confidence);
    else
      w.null();
    w.key("low").array();
    for (const TextSpan& span : t.low)
      w.array().value(std::uint64_t{span.begin}).value(std::uint64_t{span.end}).end();
    w.end().end();
  }
  w.end();
}

void write_turns(JsonWriter& w, const Draft& d) {
  w.key("turns");
  write_turn_list(w, d);
}

void write_due(JsonWriter& w, const RecordNames& names) {
  w.key("due").object();
  for (const RecordDue& d : names.due) w.field(d.clock, d.day);
  w.end();
}

void write_party(JsonWriter& w, const RecordNames& names) {
  w.key("party_ref");
  if (names.party.empty())
    w.null();
  else
    w.value(names.party);
}

void write_head(JsonWriter& w, const Draft& d, const RecordNames& names) {
  w.field("intake_id", names.intake_id).field("channel", d.channel).field("kind", d.kind);
  w.field("direction", d.inbound ? "in" : "out").field("lang", d.reading.language);
  w.field("received_at", to_rfc3339(names.received_at)).field("said_at", to_rfc3339(d.said_at));
  w.field("carrier", names.account);
  write_party(w, names);
}

}  // namespace

std::string turns_json(const Draft& d) {
  JsonWriter w;
  write_turn_list(w, d);
  return w.take();
}

std::string transcribed_json(const Draft& d, const RecordNames& names, const TranscriptNames& transcript) {
  JsonWriter w;
  w.object();
  write_head(w, d, names);
  w.field("number", transcript.number).field("source", transcript.source).field("by", transcript.by);
  w.field("text_masked", d.masked);
  write_turns(w, d);
  write_call(w, d);
  write_judgement(w, d);
  return w.end().take();
}

std::string reading_json(const Draft& d) {
  JsonWriter w;
  w.object().field("kind", d.kind).field("direction", d.inbound ? "in" : "out");
  w.field("lang", d.reading.language).field("said_at", to_rfc3339(d.said_at));
  w.field("parts_missing", d.parts_missing);
  write_judgement(w, d);
  w.key("spans").array();
  for (const PiiSpan& span : d.reading.spans)
    w.array()
        .value(static_cast<std::int64_t>(span.begin))
        .value(static_cast<std::int64_t>(span.end))
        .value(span.type)
        .end();
  w.end();
  write_turns(w, d);
  write_call(w, d);
  return w.end().take();
}

std::string received_json(const Draft& d, const RecordNames& names) {
  JsonWriter w;
  w.object();
  write_head(w, d, names);
  w.field("text_masked", d.masked).field("parts_missing", d.parts_missing);
  write_turns(w, d);
  write_call(w, d);
  write_judgement(w, d);
  write_due(w, names);
  w.key("continues").null().key("answers").null();
  return w.end().take();
}

std::string danger_json(const Draft& d, const RecordNames& names) {
  JsonWriter w;
  w.object();
  write_head(w, d, names);
  w.field("urgency", d.reading.urgency).field("text_masked", d.masked);
  write_places(w, d.reading);
  write_list(w, "why", d.reading.why);
  return w.end().take();
}

}  // namespace huiyin
