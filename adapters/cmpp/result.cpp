#include "adapters/cmpp/result.h"

#include <algorithm>
#include <iterator>

namespace huiyin::cmpp {
namespace {

using line::StatusClass;

struct Span {
  std::uint32_t from, to;
  StatusClass what;
};
constexpr Span kClasses[] = {
    {0, 0, StatusClass::ok},
    {3, 3, StatusClass::doubtful},         // sequence repeated: perhaps taken before
    {5, 5, StatusClass::configuration},    // fee
    {7, 7, StatusClass::configuration},    // Service_Id
    {8, 8, StatusClass::throttled},        // flow control
    {10, 11, StatusClass::configuration},  // Src_Id, Msg_src
    {51, 54, StatusClass::retryable},      // link, time-out
    {64, 68, StatusClass::configuration},  // authorisation
    {70, 70, StatusClass::retryable},      // peer closed
    {73, 73, StatusClass::retryable},      // answer timed out
    {75, 75, StatusClass::retryable},      // SCP
    {77, 77, StatusClass::throttled},      // over the most submits
    {84, 88, StatusClass::retryable},      // DSMP busy
    {250, 250, StatusClass::throttled},    // queue full
};

struct Refusal {
  std::uint32_t status;
  const char* words;
  bool configuration = true, too_many = false;
};
constexpr Refusal kRefusals[] = {
    {1, "the PDU's structure is wrong"},
    {2, "the source address is wrong"},
    {3, "authentication failed"},
    {4, "the version is too high"},
    {55, "too many interfaces", false, true},
    {56, "too many connections of the account", false, true},
    {57, "this IP address may not log in"},
    {60, "the wrong proxy"},
};

const Refusal* refusal(std::uint32_t status) {
  const auto* found = std::find_if(std::begin(kRefusals), std::end(kRefusals),
                                   [&](const Refusal& r) { return r.status == status; });
  return found == std::end(kRefusals) ? nullptr : found;
}

}  // namespace

StatusClass class_of(std::uint32_t result) {
  for (const Span& s : kClasses)
    if (result >= s.from && result <= s.to) return s.what;
  return StatusClass::permanent;
}

std::string result_name(std::uint32_t result) {
  return "CMPP:" + std::to_string(result);
}

std::string connect_words(std::uint32_t status) {
  const Refusal* r = refusal(status);
  return r == nullptr ? "another error" : r->words;
}

bool is_connect_configuration(std::uint32_t status) {
  const Refusal* r = refusal(status);
  return r != nullptr && r->configuration;
}

bool is_too_many_connections(std::uint32_t status) {
  const Refusal* r = refusal(status);
  return r != nullptr && r->too_many;
}

}  // namespace huiyin::cmpp
