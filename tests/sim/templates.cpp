#include "tests/sim/templates.h"

#include <algorithm>
#include <charconv>

namespace huiyin::sim {
namespace {

constexpr std::string_view kNames[kKinds] = {"publicity", "survey",         "reminder", "clarification",
                                             "free_text", "intake_receipt", "other"};

// Calls text(piece) and slot(n) in order.
template <typename Text, typename Slot>
void walk(std::string_view text, const Text& piece, const Slot& slot) {
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    const std::size_t close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) return piece(text);
    int n = 0;
    const auto [end, error] = std::from_chars(text.data() + open + 1, text.data() + close, n);
    if (error == std::errc() && end == text.data() + close && n > 0 && n < 100) {
      piece(text.substr(0, open));
      slot(n);
    } else {
      piece(text.substr(0, close + 1));
    }
    text.remove_prefix(close + 1);
  }
}

}  // namespace

std::string_view name_of(Kind kind) {
  return kNames[static_cast<int>(kind)];
}

std::optional<Kind> kind_of(std::string_view name) {
  const auto* found = std::find(std::begin(kNames), std::end(kNames), name);
  if (found == std::end(kNames)) return std::nullopt;
  return static_cast<Kind>(found - std::begin(kNames));
}

int Template::parameters() const {
  int highest = 0;
  walk(
      text, [](std::string_view) {}, [&](int n) { highest = std::max(highest, n); });
  return highest;
}

std::string Template::fill(const std::vector<std::string>& parameters) const {
  std::string out;
  walk(
      text, [&](std::string_view piece) { out += piece; },
      [&](int n) {
        if (static_cast<std::size_t>(n) <= parameters.size())
          out += parameters[static_cast<std::size_t>(n) - 1];
      });
  return out;
}

Templates::Templates() {
  const Template built_in[] = {
      {"1001", Kind::publicity,
       "反映诉求请拨打12345热线，或登录网上信访平台，依法有序表达，件件有着落。拒收请回复R"},
      {"1002", Kind::survey,
       "您反映的事项（尾号{1}）已办结。请评价办理结果：回1满意，2基本满意，3不满意。拒收请回复R"},
      {"1003", Kind::reminder,
       "提醒：您反映的事项（尾号{1}）已办结，还未收到您的评价。回1满意，2基本满意，3不满意。拒收请回复R"},
      {"1004", Kind::clarification,
       "没有看懂您的回复。请只回一个数字：1满意，2基本满意，3不满意。拒收请回复R"},
      {"1005", Kind::free_text, "{1}"},
      {"1006", Kind::intake_receipt, "您反映的事项已收到，编号{1}，将依法按时办理。"},
      {"1007", Kind::publicity, "{1}拒收请回复R"},
      {"1008", Kind::clarification,
       "您有几件事待评价（尾号{1}）。请逐件回复“尾号 数字”：1满意，2基本满意，3不满意"},
  };
  for (const Template& entry : built_in) by_id_.emplace(entry.id, entry);
}

std::optional<Template> Templates::find(const std::string& id) const {
  const Lock lock(mutex_);
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return std::nullopt;
  return found->second;
}

std::vector<Template> Templates::list() const {
  const Lock lock(mutex_);
  std::vector<Template> all;
  for (const auto& [id, entry] : by_id_) all.push_back(entry);
  return all;
}

void Templates::put(Template entry) {
  const Lock lock(mutex_);
  const std::string id = entry.id;
  by_id_[id] = std::move(entry);
}

Kind Templates::kind_of_text(std::string_view text) const {
  constexpr std::size_t kEnough = 12;  // bytes: four characters
  const std::size_t close = text.starts_with("【") ? text.find("】") : std::string_view::npos;
  if (close != std::string_view::npos) text.remove_prefix(close + std::string_view("】").size());
  const Lock lock(mutex_);
  for (const auto& [id, entry] : by_id_) {
    const std::string_view head = std::string_view(entry.text).substr(0, entry.text.find('{'));
    if (head.size() >= kEnough && text.starts_with(head)) return entry.kind;
  }
  return text.find("满意") != std::string_view::npos ? Kind::survey : Kind::publicity;
}

bool Templates::remove(const std::string& id) {
  const Lock lock(mutex_);
  return by_id_.erase(id) > 0;
}

Result<Template> read_template(std::string_view spec) {
  const std::size_t first = spec.find(':');
  const std::size_t second = first == std::string_view::npos ? first : spec.find(':', first + 1);
  if (second == std::string_view::npos || first == 0 || second + 1 == spec.size()) {
    return fail(Errc::bad_input, "a template reads id:kind:text");
  }
  const auto kind = kind_of(spec.substr(first + 1, second - first - 1));
  if (!kind) {
    return fail(Errc::bad_input,
                "the kind is publicity, survey, reminder, clarification, free_text, intake_receipt or other");
  }
  return Template{std::string(spec.substr(0, first)), *kind, std::string(spec.substr(second + 1))};
}

}  // namespace huiyin::sim
