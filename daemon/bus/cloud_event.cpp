#include "daemon/bus/cloud_event.h"

#include <algorithm>

#include "daemon/base/bytes.h"
#include "daemon/base/json.h"

namespace huiyin {
namespace {

// Built by appending, not by a JsonWriter: this is done for every event and every reader.
void append_text(std::string* out, std::string_view name, std::string_view value) {
  out->append(",\"").append(name).append("\":");
  const bool plain = std::all_of(value.begin(), value.end(), [](unsigned char c) {
    return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
  });
  if (plain) {
    out->append(1, '"').append(value).append(1, '"');
    return;
  }
  JsonWriter w;
  out->append(w.value(value).take());
}

// 16 digits, as text that sorts like the numbers.
void append_sequence(std::string* out, std::string_view name, std::int64_t seq) {
  out->append(",\"").append(name).append("\":\"0000000000000000\"");
  for (std::size_t at = out->size() - 2; seq > 0; --at, seq /= 10)
    (*out)[at] = static_cast<char>('0' + seq % 10);
}

}  // namespace

void append_cloud_event(std::string* out, const Event& e, std::string_view source, const EventMarks& marks) {
  out->append("{\"specversion\":\"1.0\"");
  append_text(out, "id", e.id);
  append_text(out, "source", source);
  append_text(out, "type", e.type);
  if (!e.subject.empty()) append_text(out, "subject", e.subject);
  append_text(out, "time", to_rfc3339(e.time));
  out->append(",\"datacontenttype\":\"application/json\"");
  append_sequence(out, "sequence", e.seq);
  if (marks.previous) append_sequence(out, "previousoftype", *marks.previous);
  if (marks.redelivered) out->append(",\"redelivered\":true");
  out->append(",\"data\":").append(e.data).append("}");
}

std::string cloud_event(const Event& e, const std::string& source, const EventMarks& marks) {
  std::string out;
  out.reserve(e.data.size() + 400);
  append_cloud_event(&out, e, source, marks);
  return out;
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
