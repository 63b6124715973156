// What the other carriers' faces share.
#include "tests/sim/faces.h"

#include <algorithm>
#include <cstdio>

#include "daemon/base/text.h"
#include "tests/sim/tencent_face.h"

namespace huiyin::sim {
namespace {

Answer spoiled(const Fault& fault, Answer answer, TimePoint now,
               const std::function<Answer(const std::string& code)>& error) {
  if (fault.kind == FaultKind::error || fault.kind == FaultKind::error_after) return error(fault.code);
  if (fault.kind == FaultKind::throttle_429) {
    Answer busy{429, "", "text/plain"};
    busy.retry_after_s = fault.ms / 1000;
    return busy;
  }
  return spoil(fault, std::move(answer), now);
}

}  // namespace

Answer run_with_faults(World* world, const std::string& action,
                       const std::function<Answer(const FaceRun&)>& run,
                       const std::function<Answer(const std::string& code)>& error) {
  world->requests.count(action);
  const auto fault = world->faults.draw(action);
  if (!fault) return run({});
  if (!fault->carried_out()) return spoiled(*fault, {}, world->time.now(), error);
  if (fault->kind == FaultKind::stall_before) world->pauses.sleep(fault->ms);
  const Twists twists{fault->kind == FaultKind::early_receipts, fault->kind == FaultKind::lost_receipts,
                      fault->kind == FaultKind::double_receipts};
  Answer answer = run({twists, fault->broken()});
  if (fault->kind == FaultKind::stall || fault->kind == FaultKind::early_receipts)
    world->pauses.sleep(fault->ms);
  return spoiled(*fault, std::move(answer), world->time.now(), error);
}

void count_signature_failure(World* world, AuthFault fault) {
  constexpr const char* kNames[] = {"none", "missing", "malformed", "unknown_id", "expired", "mismatch"};
  world->signature_failures.count(kNames[static_cast<int>(fault)]);
}

std::string e164_of(std::string_view told) {
  const bool plus = starts_with(told, "+");
  const std::string_view digits = plus ? told.substr(1) : told;
  const bool numeric = !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos;
  if (!numeric || digits.size() > 15) return {};
  if (plus) return digits.size() >= 8 ? std::string(told) : "";
  if (digits.size() == 11 && digits[0] == '1' && digits[1] >= '3') return "+86" + std::string(digits);
  return {};
}

std::string rfc2822_time(TimePoint at) {
  static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  char text[48];
  std::snprintf(text, sizeof text, "%s, %02u %s %d %s +0000", kDays[std::chrono::weekday(day).c_encoding()],
                static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
                static_cast<int>(date.year()),
                to_rfc3339(std::chrono::floor<std::chrono::seconds>(at)).substr(11, 8).c_str());
  return text;
}

std::string field_of(const Headers& fields, std::string_view name) {
  for (const auto& [key, value] : fields)
    if (key == name) return value;
  return {};
}

std::string beijing_time(TimePoint at) {
  std::string text = to_rfc3339(std::chrono::floor<std::chrono::seconds>(at + std::chrono::hours(8)));
  text[10] = ' ';
  return text.substr(0, 19);
}

Answer json_answer(std::string body, int status) {
  Answer answer;
  answer.status = status;
  answer.body = std::move(body);
  return answer;
}

std::optional<Submission> by_template(const World& world, const std::string& id,
                                      std::vector<std::string> parameters) {
  const auto known = world.templates.find(id);
  if (!known || static_cast<std::size_t>(known->parameters()) != parameters.size()) return std::nullopt;
  Submission what;
  what.template_id = id;
  what.kind = known->kind;
  what.text = known->fill(parameters);
  what.parameters = std::move(parameters);
  return what;
}

Submission by_text(const World& world, std::string text) {
  Submission what;
  what.kind = world.templates.kind_of_text(text);
  what.text = std::move(text);
  return what;
}

std::string new_batch_id(World* world, std::string_view prefix) {
  std::string digits = std::to_string(world->next_batch++);
  return std::string(prefix) + std::string(12 - std::min<std::size_t>(12, digits.size()), '0') + digits;
}

}  // namespace huiyin::sim
