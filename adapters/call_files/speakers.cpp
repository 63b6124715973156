#include "adapters/call_files/speakers.h"

#include <algorithm>
#include <array>

#include "daemon/base/text.h"

namespace huiyin {
namespace {

constexpr std::array<std::string_view, 14> kCallers = {"caller", "customer", "client", "user",  "citizen",
                                                       "来电人", "来电者",   "市民",   "群众",  "客户",
                                                       "用户",   "投诉人",   "信访人", "当事人"};
constexpr std::array<std::string_view, 13> kAgents = {
    "agent",  "operator", "staff", "seat",     "representative", "坐席", "座席",
    "话务员", "接线员",   "客服",  "工作人员", "受理员",         "热线"};
constexpr std::array<std::string_view, 7> kSystems = {"system", "ivr",  "bot",   "robot",
                                                      "系统",   "语音", "机器人"};

template <typename Words>
bool has(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

std::string speaker_by_word(std::string_view word) {
  const std::string w = to_lower_ascii(trim(word));
  return has(kCallers, w) ? "caller" : has(kAgents, w) ? "agent" : has(kSystems, w) ? "system" : "unknown";
}

}  // namespace huiyin
