#include "adapters/tencent_ccc/cdr.h"

#include <algorithm>

#include "adapters/kit.h"
#include "adapters/tencent_ccc/cursor.h"

namespace huiyin {
namespace {

constexpr std::size_t kLongestSessionId = 128;

std::int64_t integer_or_zero(const Json& cdr, std::string_view key) {
  return std::max<std::int64_t>(loose_integer(cdr, key).value_or(0), 0);
}

std::string text_or_empty(const Json& cdr, std::string_view key) {
  const std::optional<Json> found = cdr.find(key);
  return found && found->is_string() ? found->text() : std::string();
}

Cdr::Transcript transcript_of(const Json& raw) {
  const std::string status = text_or_empty(raw, "AsrStatus");
  if (status == "Complete") return Cdr::Transcript::ready;
  if (status == "Processing") return Cdr::Transcript::processing;
  const bool silent = integer_or_zero(raw, "Duration") == 0;
  return status == "NotExists" || silent ? Cdr::Transcript::none : Cdr::Transcript::untold;
}

}  // namespace

Cdr look_at_cdr(const Json& raw) {
  Cdr cdr{raw, text_or_empty(raw, "SessionId"), {}, 0, 0, false, Cdr::Transcript::none};
  if (cdr.session.size() > kLongestSessionId) cdr.session.clear();
  cdr.mark = session_mark(cdr.session.empty() ? raw.dump() : cdr.session);
  cdr.start = integer_or_zero(raw, "StartTimestamp");
  if (cdr.start == 0) cdr.start = integer_or_zero(raw, "Time");
  const std::int64_t ended = integer_or_zero(raw, "EndedTimestamp");
  cdr.latest = std::max(cdr.start, ended);
  cdr.finished = ended > 0 || integer_or_zero(raw, "Duration") > 0 ||
                 !text_or_empty(raw, "EndStatusString").empty() || !text_or_empty(raw, "HungUpSide").empty();
  cdr.transcript = transcript_of(raw);
  return cdr;
}

Json vanished_cdr(const std::string& session, std::int64_t start) {
  JsonWriter w;
  w.object().field("SessionId", session).field("StartTimestamp", start).field("AsrStatus", "Complete");
  return Json::parse(w.field("EndStatusString", "no longer listed").end().take());
}

}  // namespace huiyin
