// Tencent SMS, version 2021-01-11: SendSms. What was sent and heard is asked for in tencent_sms_pull.cpp.
#include "tests/sim/tencent_sms.h"

#include <algorithm>
#include <cctype>

#include "daemon/base/text.h"

namespace huiyin::sim {
namespace {

constexpr std::size_t kMaxNumbers = 200;
constexpr std::size_t kMaxSessionContext = 512;

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_domestic(std::string_view number) {
  return starts_with(number, "+86");
}

// Domestic: eleven digits of a mobile. Foreign: 6 to 15 digits.
bool is_number(std::string_view number) {
  if (number.size() < 2 || number[0] != '+' || !all_digits(number.substr(1))) return false;
  if (!is_domestic(number)) return number.size() >= 7 && number.size() <= 16;
  return number.size() == 14 && number[3] == '1' && number[4] >= '3';
}

int beijing_hour(TimePoint at) {
  const auto local = at.time_since_epoch() + std::chrono::hours(8);
  return static_cast<int>(std::chrono::floor<std::chrono::hours>(local).count() % 24);
}

// Billed parts: 70 characters, or 67 for each of a longer text, the signature counted.
int parts_of(const std::string& signature, const std::string& text) {
  const std::size_t units = to_utf16("【" + signature + "】" + text).size();
  return units <= 70 ? 1 : static_cast<int>((units + 66) / 67);
}

std::vector<std::string> read_numbers(const Params& params) {
  std::vector<std::string> numbers = params.texts("PhoneNumberSet");
  if (numbers.empty()) throw ApiError("MissingParameter.EmptyPhoneNumberSet", "PhoneNumberSet is empty.");
  if (numbers.size() > kMaxNumbers) {
    throw ApiError("LimitExceeded.PhoneNumberCountLimit", "A request takes at most 200 phone numbers.");
  }
  std::size_t domestic = 0;
  for (std::string& number : numbers) {
    number = normal_number(number);
    domestic += is_domestic(number) ? 1U : 0U;
  }
  if (domestic != 0 && domestic != numbers.size()) {
    throw ApiError("UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber",
                   "The phone numbers are partly domestic, partly international.");
  }
  return numbers;
}

Submission read_submission(const Params& params, bool domestic, const World& world) {
  Submission what;
  what.account = read_account(params, world);
  what.template_id = params.text("TemplateId");
  what.signature = params.text("SignName");
  what.extend = params.text("ExtendCode");
  what.session_context = params.text("SessionContext");
  what.parameters = params.texts("TemplateParamSet");
  const auto& approved = world.options.signatures;
  if ((domestic && what.signature.empty()) ||
      (!approved.empty() && std::find(approved.begin(), approved.end(), what.signature) == approved.end())) {
    throw ApiError("FailedOperation.SignatureIncorrectOrUnapproved",
                   "The signature is missing or not approved.");
  }
  if (what.session_context.size() >= kMaxSessionContext) {
    throw ApiError("InvalidParameterValue.ContentLengthLimit", "SessionContext has 512 bytes or more.");
  }
  const auto known = world.templates.find(what.template_id);
  if (!known) {
    throw ApiError("FailedOperation.TemplateIncorrectOrUnapproved",
                   "The template is unknown or not approved.");
  }
  if (static_cast<std::size_t>(known->parameters()) != what.parameters.size()) {
    throw ApiError("InvalidParameterValue.TemplateParameterFormatError",
                   "The template takes " + std::to_string(known->parameters()) + " parameters.");
  }
  if (world.options.marketing_hours && known->kind == Kind::publicity) {
    const int hour = beijing_hour(world.time.now());
    if (hour < 8 || hour >= 22) {
      throw ApiError("FailedOperation.MarketingSendTimeConstraint", "marketing sms is allowed from 8 to 22");
    }
  }
  what.kind = known->kind;
  what.text = known->fill(what.parameters);
  return what;
}

struct Status {
  const char* code;
  const char* message;
};
constexpr Status kOk{"Ok", "send success"};
constexpr Status kOptedOut{"FailedOperation.PhoneNumberInBlacklist", "the phone number is in the blacklist"};
constexpr Status kNoNumber{"InvalidParameterValue.IncorrectPhoneNumber", "the phone number format is wrong"};

void write_status(const std::string& number, const Status& status, std::uint64_t seq, int fee,
                  const std::string& session, JsonWriter* out) {
  out->object();
  out->field("SerialNo", seq == 0 ? std::string() : serial_no(seq));
  out->field("PhoneNumber", number);
  out->field("Fee", seq == 0 ? 0 : fee);
  out->field("SessionContext", session);
  out->field("Code", status.code);
  out->field("Message", status.message);
  out->field("IsoCode", is_domestic(number) ? "CN" : "");
  out->end();
}

}  // namespace

std::string normal_number(std::string_view number) {
  if (starts_with(number, "+")) return std::string(number);
  if (!all_digits(number)) return std::string(number);
  if (starts_with(number, "0086") && number.size() == 15) return "+" + std::string(number.substr(2));
  if (starts_with(number, "86") && number.size() == 13) return "+" + std::string(number);
  if (starts_with(number, "1") && number.size() == 11) return "+86" + std::string(number);
  return std::string(number);
}

std::string read_account(const Params& params, const World& world) {
  std::string account = params.text("SmsSdkAppId");
  if (account.empty()) throw ApiError("MissingParameter", "SmsSdkAppId is missing.");
  const auto& known = world.options.app_ids;
  if (!known.empty() && std::find(known.begin(), known.end(), account) == known.end()) {
    throw ApiError("InvalidParameterValue.SdkAppIdNotExist", "The SdkAppId does not exist.");
  }
  return account;
}

void send_sms(const ActionCall& call, World* world, JsonWriter* out) {
  const std::vector<std::string> numbers = read_numbers(call.params);
  Submission what = read_submission(call.params, is_domestic(numbers.front()), *world);
  const std::string session = what.session_context;
  const int fee = parts_of(what.signature, what.text);
  std::vector<std::string> good;
  good.reserve(numbers.size());
  std::copy_if(numbers.begin(), numbers.end(), std::back_inserter(good), is_number);
  const std::vector<Taken> taken = world->ledger.accept(std::move(what), good, call.twists);

  out->key("SendStatusSet").array();
  auto next = taken.begin();
  for (const std::string& number : numbers) {
    if (!is_number(number)) {
      write_status(number, kNoNumber, 0, 0, session, out);
      continue;
    }
    write_status(number, next->verdict == Verdict::accepted ? kOk : kOptedOut, next->seq, fee, session, out);
    ++next;
  }
  out->end();
}

bool run_sms_action(const ActionCall& call, World* world, JsonWriter* out) {
  if (call.name == "SendSms") {
    send_sms(call, world, out);
  } else if (call.name == "PullSmsSendStatus") {
    pull_send_status(call, world, out);
  } else if (call.name == "PullSmsReplyStatus") {
    pull_reply_status(call, world, out);
  } else if (call.name == "PullSmsSendStatusByPhoneNumber") {
    send_status_by_number(call, world, out);
  } else if (call.name == "PullSmsReplyStatusByPhoneNumber") {
    reply_status_by_number(call, world, out);
  } else if (call.name == "DescribeSendRecordList") {
    describe_send_records(call, world, out);
  } else {
    return false;
  }
  return true;
}

}  // namespace huiyin::sim
