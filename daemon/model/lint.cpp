#include "daemon/model/lint.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "daemon/base/bad_input.h"
#include "daemon/base/embedded.h"
#include "daemon/base/json.h"
#include "daemon/base/text.h"
#include "daemon/model/pattern.h"
#include "daemon/model/pii.h"
#include "daemon/model/segments.h"

namespace huiyin {
namespace {

using Level = LintFinding::Level;

constexpr int kOnePart = 70;

struct LintRule {
  std::string id, zh, en;
  Level level;
  Pattern pattern;
};

Level level_of(const Toml& t) {
  const std::string name = t.text("level");
  if (name == "error") return Level::error;
  if (name == "warning") return Level::warning;
  throw BadInput(t.where(), "level must be error or warning");
}

// "a.b.gov.cn" lies under "gov.cn".
bool lies_under(std::string_view host, std::string_view domain) {
  return host == domain || (host.size() > domain.size() && host.ends_with(domain) &&
                            host[host.size() - domain.size() - 1] == '.');
}

// The byte at which the text's 71st UTF-16 unit begins.
std::size_t seventy_first(std::string_view text) {
  int units = 0;
  std::string before;
  for (const char32_t c : to_utf32(text)) {
    units += c > 0xffff ? 2 : 1;
    if (units > kOnePart) break;
    append_utf8(&before, c);
  }
  return before.size();
}

// One text being looked at.
class LintLook {
 public:
  explicit LintLook(std::string_view text) : text_(text), folded_(fold(text)) {}

  std::string_view form() const { return folded_.text; }
  void found(Level level, std::string rule, std::size_t begin, std::size_t end, std::string zh,
             std::string en) {
    out_.push_back({level, std::move(rule), begin, end, std::move(zh), std::move(en)});
  }
  void found_in_form(Level level, std::string rule, Span s, std::string zh, std::string en) {
    found(level, std::move(rule), folded_.offsets[s.begin], folded_.offsets[s.end], std::move(zh),
          std::move(en));
  }

  void personal() {
    for (const PiiSpan& s : find_pii(text_)) {
      if (s.type == "ID_CN" || s.type == "ID_OTHER" || s.type == "BANK_CARD")
        found(Level::error, "id_number", s.begin, s.end, "含有身份证号、证件号或银行卡号",
              "holds an identity or card number");
      else if (s.type == "MOBILE" || s.type == "NAME" || s.type == "ADDRESS" || s.type == "PERSON_REF")
        found(Level::warning, "personal", s.begin, s.end, "含有个人信息（" + s.type + "）",
              "holds personal data (" + s.type + ")");
    }
  }

  void signature() {
    const std::string_view open_mark = "【", close_mark = "】";
    const auto open = text_.find(open_mark), close = text_.find(close_mark);
    const bool named =
        open != std::string_view::npos && close != std::string_view::npos && close > open + open_mark.size();
    if (!named || (open != 0 && close + close_mark.size() != text_.size()))
      found(Level::error, "no_signature", 0, 0, "缺少【签名】，或不在文首、文末",
            "has no 【signature】 at its begin or end");
    else if (const auto second = text_.find(open_mark, open + 1); second != std::string_view::npos)
      found(Level::error, "two_signatures", second, text_.size(), "出现两处【】", "has 【】 twice");
  }

  void length(std::int64_t most_parts) {
    const SegmentCount n = count_segments_ucs2(text_);
    if (n.parts <= 1) return;
    const std::size_t at = seventy_first(text_);
    const std::string units = std::to_string(n.units), parts = std::to_string(n.parts);
    found(Level::warning, "character_71", at, text_.size(),
          "第71个字起：共" + units + "字，按" + parts + "条计费",
          "from the 71st character: " + units + " characters, paid as " + parts + " parts");
    if (n.parts > most_parts)
      found(Level::error, "part_limit", at, text_.size(), "超过" + std::to_string(most_parts) + "条",
            "has more than " + std::to_string(most_parts) + " parts");
  }

  std::vector<LintFinding> take() { return std::move(out_); }

 private:
  std::string_view text_;
  Folded folded_;
  std::vector<LintFinding> out_;
};

}  // namespace

struct Linter::Impl {
  std::vector<LintRule> rules;
  std::vector<std::string> links, ways_out;
  std::int64_t most_parts = 6;
  Pattern link{
      {R"((?:[a-z][a-z0-9+.-]*://|www\.)[^\s，。；）】]+)",
       R"(\b(?:[a-z0-9-]+\.)+(?:com|cn|net|org|gov|top|xyz|info|cc|vip|io|me|co|ly|tk|club|site|shop|link|app|example)\b(?:/[^\s，。；）】]*)?)"},
      Pattern::Where::any,
      "link"};

  void read(const Toml& file) {
    const PatternMacros none;
    for (const Toml& t : file.at("rule").items())
      rules.push_back({t.text("id"), t.text("zh"), t.text("en"), level_of(t), read_pattern(t, "any", none)});
    for (const std::string& l : file.at("registered_links").texts()) links.push_back(fold(l).text);
    for (const std::string& l : file.at("opt_out_lines").texts()) ways_out.push_back(fold(l).text);
    most_parts = file.integer_or("most_parts", most_parts);
  }

  bool registered(std::string_view link_text) const {
    if (const auto scheme = link_text.find("://"); scheme != std::string_view::npos)
      link_text.remove_prefix(scheme + 3);
    // What stands before an @ is a user's name: http://gov.cn@evil.example leads to evil.example.
    std::string_view host = link_text.substr(0, link_text.find_first_of("/?#\\"));
    if (const auto at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
    host = host.substr(0, host.find(':'));
    while (host.ends_with('.')) host.remove_suffix(1);
    return std::any_of(links.begin(), links.end(), [&](const std::string& d) { return lies_under(host, d); });
  }

  bool tells_way_out(std::string_view form) const {
    return std::any_of(ways_out.begin(), ways_out.end(),
                       [&](const std::string& w) { return form.find(w) != std::string_view::npos; });
  }
};

Result<Linter> Linter::load(std::string_view toml, std::string file_name) {
  const auto file = Toml::parse(toml, std::move(file_name));
  if (!file) return tl::unexpected<Error>(file.error());
  try {
    auto impl = std::make_shared<Impl>();
    impl->read(*file);
    return Linter(std::move(impl));
  } catch (const BadInput& e) {
    return fail(Errc::bad_input, e.what());
  }
}

Linter Linter::shipped() {
  auto made = load(embedded_file("lint.toml"), "lint.toml");
  if (!made) throw std::logic_error(made.error().text());
  return *std::move(made);
}

std::vector<LintFinding> Linter::look(std::string_view text, std::optional<Purpose> purpose) const {
  LintLook l(text);
  l.personal();
  for (const LintRule& r : impl_->rules)
    for (const Span s : r.pattern.find_all(l.form())) l.found_in_form(r.level, r.id, s, r.zh, r.en);
  for (const Span s : impl_->link.find_all(l.form()))
    if (!impl_->registered(l.form().substr(s.begin, s.end - s.begin)))
      l.found_in_form(Level::error, "link", s, "链接未登记", "holds a link that is not registered");
  l.signature();
  if (purpose == Purpose::publicity && !impl_->tells_way_out(l.form()))
    l.found(Level::error, "no_opt_out", 0, 0, "宣传短信须写明退订方式",
            "publicity must tell a way to opt out");
  l.length(impl_->most_parts);
  return l.take();
}

bool has_error(const std::vector<LintFinding>& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const LintFinding& f) { return f.level == Level::error; });
}

bool has_warning(const std::vector<LintFinding>& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const LintFinding& f) { return f.level == Level::warning; });
}

std::string rules_of(const std::vector<LintFinding>& findings) {
  std::set<std::string> rules;
  for (const LintFinding& f : findings) rules.insert(f.rule);
  std::string out;
  for (const std::string& rule : rules) out += (out.empty() ? "" : ", ") + rule;
  return out;
}

std::string lint_json(const std::vector<LintFinding>& findings) {
  JsonWriter w;
  w.array();
  for (const LintFinding& f : findings) {
    w.object().field("level", f.level == Level::error ? "error" : "warning").field("rule", f.rule);
    w.field("begin", static_cast<std::uint64_t>(f.begin)).field("end", static_cast<std::uint64_t>(f.end));
    w.field("zh", f.zh).field("en", f.en).end();
  }
  w.end();
  return w.take();
}

}  // namespace huiyin
