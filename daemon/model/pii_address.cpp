// Addresses that lead to a home: a house number on a road, a flat in an estate. A building of an estate or a
// village alone is a place. The end is told by numbers and unit words, the beginning by the gazetteer or by
// words of speech.
#include <re2/re2.h>

#include "daemon/base/bad_input.h"
#include "daemon/model/pii_parts.h"

namespace huiyin::pii {
namespace {

constexpr std::size_t kBack = 28;  // code points looked back from the first number

// n: a number as written on doors; group 1 begins at the first number.
const std::string kN = "(?:[甲乙丙丁]?[0-9a-z]{0,1}[0-9]{1,5}[a-z]?|[一二三四五六七八九十百零〇]{1,5})";
const std::string kHouse = kN + "(?:[-之]" + kN + ")?号(?:院|大院|附" + kN + "号?)?";
const std::string kBuilding = kN + "(?:栋|幢|座|号楼|#楼|楼)";
const std::string kUnit = kN + "(?:单元|门)";
const std::string kRoom = kN + "(?:室|号房|房|号)?";
const std::string kFloorOrRoom = "(?:" + kN + "(?:楼|层))?(?:" + kN + "(?:室|号房|房|号)|[0-9]{3,4})?";

std::vector<std::string> tails() {
  return {
      // 滨溪大道108号1栋2单元301室, 柳荫巷8号院2楼
      "(?:路|街|道|巷|弄|胡同|里|坊|条|村|庄|屯|寨|组|队|坪|沟|湾|岭|坡|洼|桥|园|坎|湖|镇|岗)(" + kHouse +
          "(?:" + kBuilding + ")?(?:" + kUnit + ")?" + kFloorOrRoom + ")",
      // 4栋2单元1103, 3号楼1单元
      "(" + kBuilding + "[, ]?" + kUnit + kFloorOrRoom + ")",
      // 11栋1702, 3幢502室
      "(" + kBuilding + "[ -]?(?:" + kN + "(?:楼|层))?(?:[0-9]{3,4}|" + kN + "(?:室|号房|房))(?:室|号|房)?)",
      // 2单元301
      "(" + kUnit + "(?:" + kN + "(?:楼|层))?[0-9]{3,4}(?:室|号)?)",
      // 9-1-301
      "([0-9]{1,3}[-－][0-9]{1,2}[-－][0-9]{3,4}(?:室|号)?)",
      // 小区1702室, 宿舍305室
      "[\\p{Han}]([0-9]{3,4}室)",
  };
}

const char* kEnglishStreet =
    "(?i:Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Drive|Dr|Close|Court|Ct|Way|Walk|Place|Pl|Terrace|Crescent|"
    "Gardens|Square|Row|Hill|Mews|Boulevard|Blvd)";

std::unique_ptr<const RE2> compiled(const std::string& regex, bool longest) {
  RE2::Options o;
  o.set_longest_match(longest);
  o.set_log_errors(false);
  auto re = std::make_unique<const RE2>(regex, o);
  if (!re->ok()) throw BadInput("address pattern", re->error());
  return re;
}

std::vector<std::string> english_forms() {
  const std::string capital = "[A-Z][A-Za-z'\\-]+";
  const std::string street = "\\d{1,5}[A-Za-z]?,? (?:" + capital + " ){1,3}" + kEnglishStreet + "\\b";
  const std::string flat = "(?i:flat|apt|apartment|unit|room|suite)\\.? #?[0-9A-Z]{1,4}";
  return {"\\b(" + flat + ",? " + street + ")", "\\b(" + street + "(?:,? " + flat + ")?)",
          "\\b(" + flat + ",? (?:at |in )?(?:" + capital + " ){0,2}" + capital +
              " (?:Court|House|Tower|Towers|Lodge|Mansions|Heights|Buildings))\\b",
          "\\b(\\d{1,4}[A-Za-z]?,? (?:" + capital +
              " ){1,2}(?:Court|House|Tower|Towers|Lodge|Mansions|Heights))\\b"};
}

// 三号厂房, 2号线, 5号窗口: the number of a thing, not of a house.
bool names_equipment(const Text& t, std::size_t after) {
  constexpr std::u32string_view kThings = U"厂线车桥路井矿机坑库窗台文门馆仓桌床码令选塔炉泵";
  return after > 0 && t.cp[after - 1] == U'号' && t.get(after) != 0 &&
         kThings.find(t.get(after)) != std::u32string_view::npos;
}

template <typename Take>
void each_match(const RE2& re, std::string_view text, const Take& take) {
  const re2::StringPiece piece(text.data(), text.size());
  re2::StringPiece groups[2];
  std::size_t at = 0;
  while (at < text.size() && re.Match(piece, at, text.size(), RE2::UNANCHORED, groups, 2)) {
    const auto begin = static_cast<std::size_t>(groups[1].data() - text.data());
    take(begin, begin + groups[1].size());
    at = std::max(at + 1, begin + groups[1].size());
  }
}

}  // namespace

struct AddressFinder::Impl {
  AddressWords words;
  std::vector<std::unique_ptr<const RE2>> chinese, english;

  explicit Impl(const Toml& section) : words(section) {
    for (const std::string& t : tails()) chinese.push_back(compiled(t, true));
    for (const std::string& t : english_forms()) english.push_back(compiled(t, false));
  }

  // The first code point of the address whose first number is at `number`.
  std::size_t begin_of(const Text& t, std::size_t number) const {
    std::size_t begin = number;
    while (begin > 0 && number - begin < kBack && belongs(t, begin - 1)) {
      if (!t.in_place[begin] || t.place_begin[begin] == begin)
        if (words.start_after.ending_at(t, begin) > 0 && number - begin >= 2 && !t.in_place[begin - 1]) break;
      --begin;
    }
    return t.place_begin[begin];
  }

  static bool belongs(const Text& t, std::size_t i) {
    return is_han(t.cp[i]) || is_ascii_digit(t.cp[i]) || is_latin(t.cp[i]);
  }
};

AddressWords::AddressWords(const Toml& section) : start_after(section.at("start_after").texts()) {}

AddressFinder::AddressFinder(const Toml& section) : impl_(std::make_unique<Impl>(section)) {}
AddressFinder::AddressFinder(AddressFinder&&) noexcept = default;
AddressFinder::~AddressFinder() = default;

void AddressFinder::find(const Text& text, std::vector<PiiSpan>* out) const {
  if (text.has_han)
    for (const auto& re : impl_->chinese)
      each_match(*re, text.form.text, [&](std::size_t begin, std::size_t end) {
        const std::size_t number = text.index_of_byte(begin), after = text.index_of_byte(end - 1) + 1;
        if (names_equipment(text, after)) return;
        out->push_back(text.span(impl_->begin_of(text, number), after, "ADDRESS"));
      });
  for (const auto& re : impl_->english)
    each_match(*re, text.original, [&](std::size_t begin, std::size_t end) {
      out->push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), "ADDRESS"});
    });
}

}  // namespace huiyin::pii
