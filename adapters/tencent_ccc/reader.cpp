#include "adapters/tencent_ccc/reader.h"

#include <algorithm>
#include <array>

#include "adapters/kit.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

// Absolute times are milliseconds since 1970; anything below (1973) can only be relative to the call.
constexpr std::int64_t kLeastAbsoluteMs = 100'000'000'000;

constexpr std::array kCallerWords = {"client", "user", "customer", "caller", "1"};
constexpr std::array kAgentWords = {"staff", "agent", "seat", "0"};
constexpr std::array kSystemWords = {"system", "ivr", "robot", "bot"};

template <typename Words>
bool one_of(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// The person is "caller" in both directions. Agents also appear under their account (an e-mail address), and
// either side under its number.
std::string speaker_of(const std::string& user, const CallRecord& call) {
  const std::string word = to_lower_ascii(trim(user));
  if (one_of(kCallerWords, word)) return "caller";
  if (one_of(kAgentWords, word) || word.find('@') != std::string::npos) return "agent";
  if (one_of(kSystemWords, word)) return "system";
  const std::string number = number_key(word);
  if (number.size() < 5) return "unknown";
  if (number == number_key(call.caller)) return call.inbound ? "caller" : "agent";
  if (number == number_key(call.callee)) return call.inbound ? "agent" : "caller";
  return "unknown";
}

std::int64_t integer_or_zero(const Json& object, std::string_view key) {
  return std::max<std::int64_t>(loose_integer(object, key).value_or(0), 0);
}

// Text where the carrier writes text; empty where it is absent, withheld or of another type.
std::string text_or_empty(const Json& object, std::string_view key) {
  const std::optional<Json> found = object.find(key);
  return found && found->is_string() ? found->text() : std::string();
}

std::string key_of(const Json& pressed) {
  return pressed.is_string() ? pressed.text() : pressed.text_or_number("Key", "");
}

// Keys pressed before the talk and after it (satisfaction), in that order. The newer list also names the
// key's label.
void read_keys(const Json& cdr, CallRecord* call, Inbox* inbox) {
  for (const auto& [newer, older] : {std::pair("IVRKeyPressedEx", "IVRKeyPressed"),
                                     std::pair("PostIVRKeyPressedEx", "PostIVRKeyPressed")}) {
    std::optional<Json> list = cdr.find(newer);
    if (!list || !list->is_array() || list->items().empty()) list = cdr.find(older);
    if (!list || !list->is_array()) continue;
    for (const Json& pressed : list->items()) {
      try {
        if (std::string key = key_of(pressed); !key.empty()) call->keys.push_back(std::move(key));
      } catch (const BadInput& e) {
        inbox->unreadable.push_back(std::string("key: ") + e.what());
      }
    }
  }
}

std::string read_end_status(const Json& cdr) {
  const std::string word = text_or_empty(cdr, "EndStatusString");
  if (!word.empty()) return word;
  const std::optional<std::int64_t> number = loose_integer(cdr, "EndStatus");
  return number ? std::to_string(*number) : std::string();
}

CallRecord read_cdr(const Json& cdr, Inbox* inbox) {
  CallRecord call;
  call.session_id = cdr.text("SessionId");
  if (call.session_id.empty()) throw BadInput("/cdr/SessionId", "is empty");
  call.caller = text_or_empty(cdr, "Caller");
  call.callee = text_or_empty(cdr, "Callee");
  call.inbound = integer_or_zero(cdr, "Direction") != 1;
  std::int64_t start = integer_or_zero(cdr, "StartTimestamp");
  if (start == 0) start = integer_or_zero(cdr, "Time");
  call.started = from_unix_seconds(start);
  call.talk_seconds = std::min<std::int64_t>(integer_or_zero(cdr, "Duration"), 7 * 86'400);
  call.ended = from_unix_seconds(integer_or_zero(cdr, "EndedTimestamp"));
  if (call.ended < call.started) call.ended = call.started + std::chrono::seconds(call.talk_seconds);
  call.end_status = read_end_status(cdr);
  read_keys(cdr, &call, inbox);
  return call;
}

std::int64_t time_of(const Json& turn, std::string_view key) {
  const std::int64_t told = integer_or_zero(turn, key);
  return told != 0 ? told : integer_or_zero(turn, "Timestamp");
}

// base_ms: the start of the call.
Turn read_turn(const Json& item, const CallRecord& call, std::int64_t base_ms) {
  Turn turn;
  turn.text = item.text("Message");
  turn.speaker = speaker_of(item.text_or_number("User", ""), call);
  const auto relative = [base_ms](std::int64_t ms) {
    return std::max<std::int64_t>(ms >= kLeastAbsoluteMs ? ms - base_ms : ms, 0);
  };
  turn.begin_ms = relative(time_of(item, "Start"));
  turn.end_ms = std::max(relative(time_of(item, "End")), turn.begin_ms);
  return turn;
}

void read_turns(const Json& asr, CallRecord* call, Inbox* inbox) {
  const std::vector<Json> items = asr.items();
  std::int64_t base_ms = to_ms(call->started);
  if (base_ms == 0 && !items.empty() && items[0].is_object()) base_ms = time_of(items[0], "Start");
  for (std::size_t i = 0; i < items.size(); ++i) {
    try {
      call->turns.push_back(read_turn(items[i], *call, base_ms));
    } catch (const BadInput& e) {
      inbox->unreadable.push_back("turn " + std::to_string(i) + ": " + e.what());
    }
  }
  std::stable_sort(call->turns.begin(), call->turns.end(),
                   [](const Turn& a, const Turn& b) { return a.begin_ms < b.begin_ms; });
  call->transcript = TranscriptState::complete;
}

}  // namespace

std::string compose_tencent_call(const Json& cdr, const std::optional<Json>& asr) {
  JsonWriter w;
  w.object().key("cdr").raw(cdr.dump()).key("asr");
  if (asr)
    w.raw(asr->dump());
  else
    w.null();
  return w.end().take();
}

Inbox read_tencent_call(std::string_view kind, std::string_view bytes) {
  if (kind != kTencentCall) throw BadInput("kind", "is none of the Tencent contact centre");
  const Json root = Json::parse(bytes);
  Inbox inbox;
  CallRecord call = read_cdr(root.at("cdr"), &inbox);
  if (const std::optional<Json> asr = root.find("asr"); asr && !asr->is_null())
    read_turns(*asr, &call, &inbox);
  inbox.calls.push_back(std::move(call));
  return inbox;
}

}  // namespace huiyin
