#include "daemon/bus/cloud_event.h"

#include <array>
#include <cstdio>

#include "daemon/base/bytes.h"
#include "daemon/base/json.h"

namespace huiyin {
namespace {

std::string sequence_text(std::int64_t seq) {
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%016lld", static_cast<long long>(seq));
  return buffer.data();
}

}  // namespace

std::string cloud_event(const Event& e, const std::string& source, const EventMarks& marks) {
  JsonWriter w;
  w.object().field("specversion", "1.0").field("id", e.id).field("source", source).field("type", e.type);
  if (!e.subject.empty()) w.field("subject", e.subject);
  w.field("time", to_rfc3339(e.time))
      .field("datacontenttype", "application/json")
      .field("sequence", sequence_text(e.seq));
  if (marks.previous) w.field("previousoftype", sequence_text(*marks.previous));
  if (marks.redelivered) w.field("redelivered", true);
  w.key("data").raw(e.data).end();
  return w.take();
}

std::string heartbeat_event(std::int64_t newest, const NewestByType& by_type, TimePoint now,
                            const std::string& source) {
  JsonWriter w;
  w.object().field("newest", newest).key("topics").object();
  for (const auto& [type, seq] : by_type) w.field(type, seq);
  w.end().end();
  return cloud_event({newest, uuid7(to_ms(now)), "heartbeat", "", now, w.take()}, source);
}

}  // namespace huiyin
