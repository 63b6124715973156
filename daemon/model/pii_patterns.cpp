// What a regular expression tells: email, number plate, chat account, permits, numbers of other countries.
#include <re2/re2.h>

#include "daemon/base/bad_input.h"
#include "daemon/model/pii_parts.h"

namespace huiyin::pii {
namespace {

RE2::Options quiet() {
  RE2::Options o;
  o.set_longest_match(true);
  o.set_log_errors(false);
  return o;
}

struct Pattern {
  const char* type;
  const char* regex;  // group 1 is the span
  bool latin_only;    // in texts without Chinese characters
};

// \b would let Chinese through but stop at letters and digits, which is what is wanted everywhere here.
constexpr Pattern kPatterns[] = {
    {"EMAIL", R"(([a-z0-9][a-z0-9._%+\-]{0,63}@[a-z0-9](?:[a-z0-9\-]{0,62}\.)+[a-z]{2,24})\b)", false},
    {"PLATE",
     "([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z][·•. "
     "\\-]?(?:[a-hj-np-z]?\\d{4}[a-hj-np-z\\d]|"
     "[a-hj-np-z]\\d{5}|\\d{5}[a-hj-np-z]|[a-hj-np-z]{2}\\d{3,4}|\\d[a-hj-np-z\\d]{3}\\d|[a-hj-np-z\\d]{2}"
     "\\d{2}[a-hj-np-z\\d])"
     "[学警挂港澳使领试]?)(?:[^a-z0-9]|$)",
     false},
    {"PLATE",  // trailers, driving schools and police: four signs and a character
     "([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z][·•. \\-]?"
     "[a-hj-np-z\\d]{4}[学警挂港澳领试])",
     false},
    {"PLATE",
     R"(\b(?:plate|reg|registration|number plate)(?: no\.?| number)?[ :is]{1,4}\b([a-z]{2}\d{2} ?[a-z]{3}|[a-z]{1,3} ?\d{1,4} ?[a-z]{0,3}|\d{1,3} ?[a-z]{3} ?\d{0,3})\b)",
     true},
    {"IM_ACCOUNT", R"(\b(wxid_[a-z0-9_\-]{4,30})\b)", false},
    {"IM_ACCOUNT",
     "(?:微信|薇信|威信|wechat|weixin|\\bwx|\\bvx)(?:账号|帐号|号码|号|id|是|为|联系|加我|[: "
     ",]){0,4}([a-z][a-z0-9_\\-]{5,19})\\b",
     false},
    {"IM_ACCOUNT",
     "(?:\\bqq群?(?:账号|帐号|号码|号)?(?:是|为|[: ,])?|扣扣|企鹅)(?:群)?(?:账号|帐号|号码|号|是|为|[: "
     ",]){0,4}([0-9]{5,11})(?:[^0-9a-z]|$)",
     false},
    {"IM_ACCOUNT",
     "(?:支付宝|抖音|快手|微博|小红书|telegram|whatsapp|\\bline(?: "
     "id|id|账号|帐号|号)|skype)(?:账号|帐号|号码|号|id|是|为|[: "
     "@]){1,4}([a-z][a-z0-9_.\\-]{4,29})\\b",
     false},
    {"ID_OTHER",
     "(?:护照|passport)(?:账号|号码|号|证件|number|no\\.?|is|是|为|[: ,]){0,5}([a-z]{1,2} "
     "?\\d{7,8}|\\d{9})\\b",
     false},
    {"ID_OTHER",
     "(?:通行证|台胞证|回乡证|军官证|士兵证|残疾证|居住证|优待证)(?:号码|号|证号|是|为|[: "
     ",]){0,4}([a-z]{0,2}\\d{8,20}[a-z]?|[\\p{Han}]字第\\d{6,10}号?)",
     false},
    {"ID_OTHER", R"(\b([a-z]{2} ?\d{2} ?\d{2} ?\d{2} ?[a-d])\b)", true},
    {"ID_OTHER", R"(\b(\d{3}-\d{2}-\d{4})\b)", true},
    {"MOBILE", R"((\+\d{1,3}[ .\-]?\(?\d{1,4}\)?(?:[ .\-]?\d{2,4}){2,4})\b)", false},
    {"MOBILE", R"((?:^|[^\d\-])(\(?\d{3}\)?[ .\-]\d{3}[ .\-]\d{4})\b)", true},
    {"MOBILE", R"((?:^|[^\d\-])(\d{3}-\d{4})(?:[^\d\-]|$))", true},
    {"MOBILE", R"((?:^|\D)(07\d{3}[ \-]?\d{3}[ \-]?\d{3})\b)", true},
    {"MOBILE", R"((?:^|\D)(07\d{2}[ \-]?\d{3}[ \-]?\d{4})\b)", true},
    {"LANDLINE", R"((?:^|\D)(0[1-38]\d{1,3}[ \-]\d{3,4}[ \-]?\d{3,4})\b)", true},
    {"LANDLINE", R"((\+44[ \-]?(?:\(0\))?[ \-]?[123]\d{1,3}[ \-]?\d{3,4}[ \-]?\d{3,4})\b)", false},
    {"BANK_CARD", R"((?:account|a/c|acc)(?: number| no\.?| num)?[ :is]{1,4}(\d{8})\b)", true},
    {"BANK_CARD", R"(\b([a-z]{2}\d{2}(?: ?[a-z0-9]{4}){3,7})\b)", true},
};

}  // namespace

struct PatternFinder::Impl {
  struct Compiled {
    const char* type;
    std::unique_ptr<const RE2> re;
    bool latin_only;
  };
  std::vector<Compiled> patterns;
};

PatternFinder::PatternFinder(const Toml&) {
  auto impl = std::make_unique<Impl>();
  for (const Pattern& p : kPatterns) {
    auto re = std::make_unique<const RE2>(p.regex, quiet());
    if (!re->ok()) throw BadInput(p.type, re->error());
    impl->patterns.push_back({p.type, std::move(re), p.latin_only});
  }
  impl_ = std::move(impl);
}
PatternFinder::PatternFinder(PatternFinder&&) noexcept = default;
PatternFinder::~PatternFinder() = default;

void PatternFinder::find(const Text& text, std::vector<PiiSpan>* out) const {
  const re2::StringPiece form(text.form.text);
  for (const auto& pattern : impl_->patterns) {
    if (pattern.latin_only && text.has_han) continue;
    re2::StringPiece groups[2];
    std::size_t at = 0;
    while (at < form.size() && pattern.re->Match(form, at, form.size(), RE2::UNANCHORED, groups, 2)) {
      const auto begin = static_cast<std::size_t>(groups[1].data() - form.data());
      const std::size_t end = begin + groups[1].size();
      const auto [a, b] = text.form.original(begin, end);
      out->push_back({static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b), pattern.type});
      at = std::max(end, at + 1);
    }
  }
}

}  // namespace huiyin::pii
