#include "adapters/tencent_ccc/cursor.h"

#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"
#include "daemon/base/json.h"

namespace huiyin {

std::string CallCursor::to_json() const {
  JsonWriter w;
  w.object().field("from", from).key("seen").object();
  for (const auto& [mark, start] : seen) w.field(mark, start);
  w.end().key("waiting").object();
  for (const auto& [session, call] : waiting)
    w.key(session).array().value(call.start).value(call.since).end();
  return w.end().end().take();
}

bool CallCursor::read(std::string_view json, CallCursor* cursor) {
  *cursor = {};
  if (json.empty()) return true;
  CallCursor read;
  try {
    const Json root = Json::parse(json);
    read.from = root.integer("from");
    for (const auto& [mark, start] : root.at("seen").members()) read.seen.emplace(mark, start.integer());
    for (const auto& [session, call] : root.at("waiting").members()) {
      const std::vector<Json> times = call.items();
      if (times.size() != 2) return false;
      read.waiting.emplace(session, Waiting{times[0].integer(), times[1].integer()});
    }
  } catch (const BadInput&) {
    return false;
  }
  *cursor = std::move(read);
  return true;
}

std::string session_mark(std::string_view session_id) {
  return to_hex(sha256(session_id).substr(0, 10));
}

}  // namespace huiyin
