#include "daemon/campaign/command_args.h"

#include <array>

#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

constexpr std::size_t kLongestText = 1000;  // characters: 15 parts
constexpr std::size_t kMostParams = 20;

// What carriers and readers take for a way out of publicity.
bool tells_opt_out(std::string_view text) {
  constexpr std::array<std::string_view, 6> kWays = {"拒收", "退订", "回T", "回TD", "回R", "STOP"};
  for (const std::string_view way : kWays)
    if (text.find(way) != std::string_view::npos) return true;
  return false;
}

std::string whole_text(std::string_view text, Purpose purpose, const CampaignRules& rules) {
  std::string out(text);
  if (!rules.signature.empty() && !text.starts_with("【")) out.insert(0, "【" + rules.signature + "】");
  if (purpose == Purpose::publicity && !tells_opt_out(text)) out += rules.opt_out_line;
  return out;
}

}  // namespace

Purpose purpose_at(const Json& args, std::initializer_list<Purpose> allowed) {
  const auto purpose = purpose_of(args.text("purpose"));
  std::string names;
  for (const Purpose p : allowed) {
    if (purpose == p) return p;
    names += (names.empty() ? "" : ", ") + std::string(name_of(p));
  }
  throw BadInput("/purpose", "is not one of " + names);
}

Content content_at(const Json& args, Purpose purpose, const CampaignRules& rules) {
  Content c;
  c.signature = rules.signature;
  c.template_code = trim(args.text_or("template", ""));
  const std::string text(trim(args.text_or("text", "")));
  if (text.empty() && c.template_code.empty()) throw BadInput("/text", "is missing, and so is template");
  if (!text.empty()) c.text = whole_text(text, purpose, rules);
  if (to_utf32(c.text).size() > kLongestText) throw BadInput("/text", "is longer than 1000 characters");
  if (const auto params = args.find("params"); params && !params->is_null())
    for (const Json& p : params->items()) c.template_params.push_back(p.text());
  if (c.template_params.size() > kMostParams) throw BadInput("/params", "has more than 20 entries");
  if (!c.template_params.empty() && c.template_code.empty()) throw BadInput("/params", "needs a template");
  return c;
}

TimePoint start_at(const Json& args, TimePoint now, TimePoint not_after) {
  const std::string text = args.text_or("start_at", "");
  if (text.empty()) return {};
  TimePoint at{};
  if (!from_rfc3339(text, &at)) throw BadInput("/start_at", "is not a time like 2026-03-01T18:00:00+08:00");
  if (at < now) throw BadInput("/start_at", "lies in the past");
  if (at >= not_after) throw BadInput("/start_at", "is not before not_after");
  return at;
}

OnMiss on_miss_at(const Json& args, OnMiss otherwise) {
  const std::string text = args.text_or("on_miss", "");
  if (text.empty()) return otherwise;
  const auto m = on_miss_of(text);
  if (!m) throw BadInput("/on_miss", "is not one of skip, ask, go_on");
  return *m;
}

std::int64_t budget_at(const Json& args) {
  const std::int64_t fen = args.integer_or("budget_fen", 0);
  if (fen < 0 || fen > 1'000'000'000'000) throw BadInput("/budget_fen", "is no amount of money");
  return fen;
}

TimePoint not_after_at(const Json& args, TimePoint now, Millis life) {
  const std::string text = args.text_or("not_after", "");
  TimePoint at = now + life;
  if (!text.empty() && !from_rfc3339(text, &at))
    throw BadInput("/not_after", "is not a time like 2026-03-01T18:00:00+08:00");
  if (at <= now) throw BadInput("/not_after", "lies in the past");
  return at;
}

}  // namespace huiyin
