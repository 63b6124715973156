#include "daemon/intake/call_content.h"

#include "daemon/base/json.h"

namespace huiyin {
namespace {

void write_turn(JsonWriter& w, const Turn& turn) {
  w.object().field("speaker", turn.speaker).field("text", turn.text);
  w.field("begin_ms", turn.begin_ms).field("end_ms", turn.end_ms);
  if (turn.confidence) w.field("confidence", *turn.confidence);
  if (!turn.words.empty()) {
    w.key("words").array();
    for (const HeardWord& word : turn.words)
      w.array().value(std::uint64_t{word.begin}).value(std::uint64_t{word.end}).value(word.confidence).end();
    w.end();
  }
  w.end();
}

Turn read_turn(const Json& j) {
  Turn turn{j.text("speaker"), j.text("text"), j.integer("begin_ms"), j.integer("end_ms"), {}, {}};
  if (j.has("confidence")) turn.confidence = j.number("confidence");
  if (!j.has("words")) return turn;
  for (const Json& word : j.items("words")) {
    const std::vector<Json> w = word.items();
    turn.words.push_back({static_cast<std::uint32_t>(w.at(0).integer()),
                          static_cast<std::uint32_t>(w.at(1).integer()), w.at(2).number()});
  }
  return turn;
}

}  // namespace

std::string call_content(const CallRecord& call, std::string_view text) {
  JsonWriter w;
  w.object().field("text", text).key("turns").array();
  for (const Turn& turn : call.turns) write_turn(w, turn);
  w.end().key("keys").array();
  for (const std::string& key : call.keys) w.value(key);
  w.end().field("session", call.session_id).field("end_status", call.end_status).field("callee", call.callee);
  return w.end().take();
}

CallRecord read_call_content(std::string_view json) {
  const Json j = Json::parse(json);
  CallRecord call;
  for (const Json& turn : j.items("turns")) call.turns.push_back(read_turn(turn));
  for (const Json& key : j.items("keys")) call.keys.push_back(key.text());
  call.session_id = j.text("session");
  call.end_status = j.text("end_status");
  call.callee = j.text("callee");
  return call;
}

}  // namespace huiyin
