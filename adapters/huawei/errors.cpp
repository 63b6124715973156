#include "adapters/huawei/errors.h"

#include <chrono>

#include "daemon/base/text.h"

namespace huiyin {
namespace {

using namespace std::chrono_literals;

struct Class {
  Verdict verdict;
  Hold hold = Hold::none;
  Millis wait{0};
  bool of_one_number = false;
};

constexpr Class kMend{Verdict::not_sent, Hold::stopped};
constexpr Class kContentWaits{Verdict::not_sent, Hold::number, 10min};  // other templates go on
constexpr Class kRefused{Verdict::refused};

struct Entry {
  std::string_view code;  // a whole code, or the beginning of a family
  Class meaning;
};

// The first that fits counts.
constexpr Entry kEntries[] = {
    {"E000000", {Verdict::unknown}},
    {"E000110", {Verdict::not_sent, Hold::account, 5s}},  // a clock that jumped is mended by itself
    {"E000503", {Verdict::refused, Hold::none, 0s, true}},
    {"E000510", {Verdict::unknown}},  // told number by number; where it is not, nobody knows
    {"E00000", kMend},
    {"E00002", kMend},
    {"E000040", kMend},
    {"E0001", kMend},
    {"E200015", {Verdict::not_sent, Hold::account, 60s}},
    {"E200028", kRefused},
    {"E200029", kContentWaits},
    {"E200030", kContentWaits},
    {"E200031", kContentWaits},
    {"E200033", kContentWaits},
    {"E2000", kRefused},
    {"APIGW.0308", {Verdict::not_sent, Hold::account, 1s}},
};

}  // namespace

HuaweiError classify_huawei_error(std::string_view code) {
  HuaweiError error;
  for (const Entry& e : kEntries) {
    if (!starts_with(code, e.code)) continue;
    error.known = true;
    error.of_one_number = e.meaning.of_one_number;
    error.outcome.verdict = e.meaning.verdict;
    error.outcome.hold = e.meaning.hold;
    error.outcome.wait = e.meaning.wait;
    break;
  }
  return error;
}

}  // namespace huiyin
