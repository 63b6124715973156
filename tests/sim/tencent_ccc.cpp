// Tencent cloud call centre, version 2020-02-10: DescribeTelCdr and DescribeTelRecordAsr.
#include <algorithm>

#include "daemon/base/text.h"
#include "tests/sim/tencent_face.h"

namespace huiyin::sim {
namespace {

constexpr std::int64_t kDay = 86'400;

std::int64_t seconds(TimePoint at) {
  return to_ms(at) / 1000;
}

std::string dialled(const std::string& number) {
  return starts_with(number, "+") ? "00" + number.substr(1) : number;
}

void check_account(const Params& params, const World& world) {
  const std::string account = params.text("SdkAppId");
  const auto& known = world.options.app_ids;
  if (account.empty()) throw ApiError("MissingParameter", "SdkAppId is missing.");
  if (!known.empty() && std::find(known.begin(), known.end(), account) == known.end()) {
    throw ApiError("InvalidParameterValue.SdkAppIdNotExist", "The SdkAppId does not exist.");
  }
}

CallQuery read_query(const Params& params, const World& world) {
  const std::int64_t now = seconds(world.time.now());
  const std::int64_t from = params.integer("StartTimeStamp", -1), to = params.integer("EndTimeStamp", -1);
  if (from < 0 || to < 0) throw ApiError("MissingParameter", "StartTimeStamp and EndTimeStamp are needed.");
  if (to < from || to - from > 90 * kDay || from < now - 180 * kDay) {
    throw ApiError("InvalidParameterValue", "The time span is over 90 days, or begins over 180 days ago.");
  }
  const std::int64_t size = params.integer("PageSize", 20), page = params.integer("PageNumber", 0);
  if (size < 1 || size > 100 || page < 0 || page > 1'000'000) {
    throw ApiError("InvalidParameterValue", "PageSize is 1 to 100, PageNumber starts at 0.");
  }
  CallQuery query;
  query.from = from_ms(from * 1000);
  query.to = from_ms(to * 1000 + 999);
  query.sessions = params.texts("SessionIds");
  for (const std::string& phone : params.texts("Phones")) {
    query.phones.push_back(starts_with(phone, "00") ? "+" + phone.substr(2) : phone);
  }
  query.limit = static_cast<std::size_t>(size);
  query.offset = static_cast<std::size_t>(page * size);
  return query;
}

const char* name_of(AsrState state) {
  switch (state) {
    case AsrState::complete:
      return "Complete";
    case AsrState::processing:
      return "Processing";
    case AsrState::none:
      return "NotExists";
  }
  return "";
}

void write_end(const Call& call, JsonWriter* out) {
  const bool menu = call.end == CallEnd::hung_up_in_menu, waiting = call.end == CallEnd::hung_up_waiting;
  out->field("EndStatus", menu ? 102 : waiting ? 103 : 1);
  out->field("EndStatusString", menu ? "ivrGiveUp" : waiting ? "waitingGiveUp" : "ok");
  out->field("HungUpSide", "user");
}

void write_times(const Call& call, JsonWriter* out) {
  const auto when = [](TimePoint at) { return at == TimePoint{} ? 0 : seconds(at); };
  out->field("Time", seconds(call.started));
  out->field("StartTimestamp", seconds(call.started));
  out->field("QueuedTimestamp", when(call.queued));
  out->field("RingTimestamp", when(call.queued));
  out->field("AcceptTimestamp", when(call.accepted));
  out->field("EndedTimestamp", seconds(call.ended));
  out->field("Duration", call.accepted == TimePoint{} ? 0 : seconds(call.ended) - seconds(call.accepted));
}

void write_keys(const Call& call, JsonWriter* out) {
  out->key("IVRKeyPressedEx").array().object().field("Key", "1").field("Label", "投诉").end().end();
  out->key("PostIVRKeyPressedEx").array();
  if (!call.satisfaction_key.empty()) {
    const char* label = call.satisfaction_key == "1"   ? "满意"
                        : call.satisfaction_key == "2" ? "基本满意"
                                                       : "不满意";
    out->object().field("Key", call.satisfaction_key).field("Label", label).end();
  }
  out->end();
}

void write_record(const CallView& view, JsonWriter* out) {
  const Call& call = view.call;
  const bool talked = call.accepted != TimePoint{};
  out->object();
  out->field("Caller", dialled(call.caller)).field("Callee", "008657112345");
  out->field("Direction", 0).field("CallType", 2);
  write_times(call, out);
  write_end(call, out);
  write_keys(call, out);
  out->field("RecordURL", talked ? "https://rec.example/" + call.session + ".mp3" : std::string());
  out->field("RecordId", talked ? "rec-" + std::to_string(call.seq) : std::string());
  out->field("SkillGroup", "信访").field("SkillGroupId", 100);
  out->field("SessionId", call.session);
  out->field("AsrUrl", view.asr == AsrState::complete ? "https://asr.example/" + call.session + ".json"
                                                      : std::string());
  out->field("AsrStatus", name_of(view.asr));
  out->key("ServeParticipants").array().end();
  out->end();
}

void describe_calls(const ActionCall& call, World* world, JsonWriter* out) {
  check_account(call.params, *world);
  std::size_t total = 0;
  const auto page = world->calls.list(read_query(call.params, *world), &total);
  out->field("TotalCount", static_cast<std::uint64_t>(total));
  // TelCdrs is the older name of the same list; both are sent, as the API's own models have both.
  for (const char* name : {"TelCdrs", "TelCdrList"}) {
    out->key(name).array();
    for (const CallView& view : page) write_record(view, out);
    out->end();
  }
}

void describe_transcript(const ActionCall& call, World* world, JsonWriter* out) {
  check_account(call.params, *world);
  const auto view = world->calls.transcript(call.params.text("SessionId"));
  if (!view) throw ApiError("InvalidParameterValue.SessionNotFound", "The session does not exist.");
  out->key("AsrDataList").array();
  if (view->asr == AsrState::complete) {
    for (const Turn& turn : view->call.turns) {
      out->object();
      out->field("User", turn.client ? "client" : "staff").field("Message", turn.text);
      out->field("Start", to_ms(turn.start)).field("End", to_ms(turn.end));
      out->end();
    }
  }
  out->end();
}

}  // namespace

bool run_ccc_action(const ActionCall& call, World* world, JsonWriter* out) {
  if (call.name == "DescribeTelCdr") {
    describe_calls(call, world, out);
  } else if (call.name == "DescribeTelRecordAsr") {
    describe_transcript(call, world, out);
  } else {
    return false;
  }
  return true;
}

}  // namespace huiyin::sim
