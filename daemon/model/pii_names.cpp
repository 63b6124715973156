// Chinese names: surname and given name where a cue, a neighbour or the form says that a person is meant.
#include <algorithm>

#include "daemon/model/pii_parts.h"

namespace huiyin::pii {
namespace {

constexpr std::u32string_view kNumerals = U"一二三四五六七八九十";
constexpr std::u32string_view kMiddleDots = U"·•‧・";
// Words of speech, never part of a name: they end a run of Chinese characters after a cue.
constexpr std::u32string_view kSpeech =
    U"的了是在我你他她它们不没来去有这那什么怎就都和跟把被很太也又要会能可说请问给对谈讲住找";

bool is_one_of(char32_t c, std::u32string_view set) {
  return c != 0 && set.find(c) != std::u32string_view::npos;
}

class NameFinder {
 public:
  NameFinder(const Text& text, const NameWords& words) : t_(text), w_(words) {}

  void run(std::vector<PiiSpan>* out) const {
    for (std::size_t i = 0; i < t_.size();) {
      std::size_t end = 0;
      const char* type = at(i, &end);
      if (type) out->push_back(t_.span(i, end, type));
      i = type ? end : i + 1;
    }
    dotted_names(out);
  }

 private:
  // What begins at i: "NAME", "PERSON_REF" or null. Sets the end.
  const char* at(std::size_t i, std::size_t* end) const {
    if (!is_han(t_.cp[i])) return nullptr;
    if (after_word(i, U"姓") && is_person_surname(i, end)) return "PERSON_REF";
    const std::size_t cue = words_before(w_.cues, i);
    if (cue > 0 && ((*end = cued_name(i)) > i)) return "NAME";
    const std::size_t surname = surname_at(i, false);
    if (surname == 0 || w_.not_names.starting_at(t_, i) || (t_.in_place[i] && t_.in_place[i + surname]))
      return nullptr;
    const std::size_t role = words_before(w_.roles, i);
    if ((*end = anonymised(i, surname)) > i) return "NAME";
    if ((*end = numeral_name(i, surname, role > 0)) > i) return "NAME";
    if ((*end = titled_full_name(i, surname)) > i) return "NAME";
    if ((*end = reference(i, surname)) > i) return "PERSON_REF";
    if (role > 0 && ((*end = likely_name(i, surname, true)) > i)) return "NAME";
    if (left_open(i) && ((*end = standing_alone(i, surname)) > i)) return "NAME";
    return nullptr;
  }

  bool after_word(std::size_t i, std::u32string_view word) const {
    return i >= word.size() && t_.view(i - word.size(), i) == word;
  }

  // 姓曹的, 免贵姓金: the surname alone is the reference.
  bool is_person_surname(std::size_t i, std::size_t* end) const {
    const char32_t before = i >= 2 ? t_.cp[i - 2] : 0;
    if (is_one_of(before, U"百同本随改贵") && !after_word(i, U"免贵姓")) return false;
    const std::size_t n = surname_at(i, true);
    if (n == 0 || t_.cp[i] == U'名') return false;
    if (is_han(t_.get(i + n)) && !w_.follow.has(t_.get(i + n))) return false;
    *end = i + n;
    return true;
  }

  // Length of a cue that ends at i, perhaps with a colon, 是, 叫, 为 or a blank between.
  std::size_t words_before(const Words& words, std::size_t i) const {
    std::size_t end = i;
    for (int skipped = 0; skipped < 3; ++skipped) {
      if (const std::size_t n = words.ending_at(t_, end)) return n;
      if (end == 0 || !is_one_of(t_.cp[end - 1], U": 是叫为(“\"")) return 0;
      --end;
    }
    return words.ending_at(t_, end);
  }

  std::size_t surname_at(std::size_t i, bool rare) const {
    if (w_.compound.starting_at(t_, i)) return 2;
    const char32_t c = t_.get(i);
    return w_.surnames.has(c) || (rare && w_.rare_surnames.has(c)) ? 1 : 0;
  }

  bool left_open(std::size_t i) const { return i == 0 || !is_han(t_.cp[i - 1]); }
  bool closed(std::size_t i) const { return !is_han(t_.get(i)) || w_.titles.starting_at(t_, i) > 0; }
  bool goes_on(std::size_t i) const { return closed(i) || w_.follow.has(t_.get(i)); }
  bool is_given(char32_t c) const { return w_.given.has(c) || is_one_of(c, kNumerals) || c == U'某'; }

  bool all_given(std::size_t begin, std::size_t end) const {
    for (std::size_t i = begin; i < end; ++i)
      if (!is_given(t_.get(i))) return false;
    return true;
  }

  bool all_han(std::size_t begin, std::size_t end) const {
    for (std::size_t i = begin; i < end; ++i)
      if (!is_han(t_.get(i)) || is_one_of(t_.cp[i], kSpeech)) return false;
    return true;
  }

  // After a cue that promises a name: the run up to where the sentence goes on, if it is short.
  std::size_t cued_name(std::size_t i) const {
    if (w_.not_names.starting_at(t_, i) || t_.in_place[i]) return 0;
    const std::size_t surname = surname_at(i, true);
    if (surname > 0) {
      for (const std::size_t given : {2, 1})
        if (all_han(i + surname, i + surname + given) && closed(i + surname + given))
          return i + surname + given;
      for (const std::size_t given : {2, 1})
        if (all_given(i + surname, i + surname + given) && goes_on(i + surname + given))
          return i + surname + given;
      for (const std::size_t given : {2, 1})
        if (all_given(i + surname, i + surname + given) && !is_one_of(t_.get(i + surname), kSpeech))
          return i + surname + given;
    }
    return nickname(i);
  }

  // 小明, 阿强, 卓玛: no surname, so both ends must be clear.
  std::size_t nickname(std::size_t i) const {
    const bool pet = is_one_of(t_.cp[i], U"小阿") && is_given(t_.get(i + 1));
    if (pet && !is_han(t_.get(i + 2))) return i + 2;
    const bool direct = words_before(w_.cues, i) > 1;
    for (const std::size_t n : {2, 3})
      if (direct && all_han(i, i + n) && all_given(i, i + n) && !is_han(t_.get(i + n))) return i + n;
    return 0;
  }

  // 李某, 王某某.
  std::size_t anonymised(std::size_t i, std::size_t surname) const {
    std::size_t end = i + surname;
    while (t_.get(end) == U'某' && end < i + surname + 3) ++end;
    if (end == i + surname || is_one_of(t_.get(end), U"个些种处地人")) return 0;
    if (end == i + surname + 1 && w_.given.has(t_.get(end)) && !w_.follow.has(t_.get(end))) ++end;
    return end;
  }

  // 张三, 陈十三: stock names and rural ones; not 周三, 高三, 三个.
  std::size_t numeral_name(std::size_t i, std::size_t surname, bool cued) const {
    if (surname == 1 && !w_.safe.has(t_.cp[i]) && !cued) return 0;
    std::size_t end = i + surname;
    while (is_one_of(t_.get(end), kNumerals) && end < i + surname + 3) ++end;
    const std::size_t n = end - i - surname;
    if (is_one_of(t_.get(end), U"手") && is_one_of(t_.get(end + 1), U"房车货机市交电商")) return 0;  // 二手房
    if (n == 0 || n > 2 || w_.measures.has(t_.get(end)) || is_ascii_digit(t_.get(end))) return 0;
    if (n == 1 && is_given(t_.get(end)) && !goes_on(end) && cued) return end + 1;
    return end;
  }

  // 王建国先生: the name, without the title.
  std::size_t titled_full_name(std::size_t i, std::size_t surname) const {
    if (surname == 1 && !w_.safe.has(t_.cp[i])) return 0;
    for (const std::size_t given : {2, 1}) {
      const std::size_t end = i + surname + given;
      if (all_given(i + surname, end) && w_.titles.starting_at(t_, end) && !titled_from(i + surname, end))
        return end;
    }
    return 0;
  }

  // A title that begins inside [begin, end): 李总经理 is no 李总 + 经理.
  bool titled_from(std::size_t begin, std::size_t end) const {
    for (std::size_t i = begin; i < end; ++i)
      if (w_.titles.starting_at(t_, i) > 0) return true;
    return false;
  }

  // 李书记, 欧阳老师.
  std::size_t reference(std::size_t i, std::size_t surname) const {
    const std::size_t title = w_.titles.starting_at(t_, i + surname);
    if (title == 0) return 0;
    // 马镇长, 方主任: words too, but not at the beginning of a clause, or after 找 or 被, with an office
    // behind.
    const bool opens = title >= 2 && (left_open(i) || words_before(w_.roles, i) > 0);
    if (surname == 1 && !w_.safe.has(t_.cp[i]) && !opens) return 0;
    // 这个钱老板拖着: money, and somebody who owes it.
    if (t_.cp[i] == U'钱' && i > 0 && is_one_of(t_.cp[i - 1], U"个的点笔些份")) return 0;
    const bool bare =
        title == 1 && (is_han(t_.get(i + surname + 1)) && !w_.follow.has(t_.get(i + surname + 1)));
    return bare ? 0 : i + surname + title;
  }

  std::size_t likely_name(std::size_t i, std::size_t surname, bool may_go_on) const {
    for (const std::size_t given : {2, 1}) {
      const std::size_t end = i + surname + given;
      if (!all_given(i + surname, end)) continue;
      if (closed(end) || (may_go_on && goes_on(end))) return end;
    }
    return may_go_on ? half_known_name(i, surname) : 0;
  }

  // After kin or an office one usual character of two is enough: 我爸孟广田今年.
  std::size_t half_known_name(std::size_t i, std::size_t surname) const {
    const std::size_t begin = i + surname, end = begin + 2;
    if ((surname == 1 && !w_.safe.has(t_.cp[i])) || !all_han(begin, end) || !goes_on(end)) return 0;
    if (is_given(t_.get(begin)) == is_given(t_.get(begin + 1)) || titled_from(begin, end)) return 0;
    return w_.follow.has(t_.get(begin)) || w_.follow.has(t_.get(begin + 1)) ? 0 : end;
  }

  // Between two marks of punctuation: three characters by their form, two only beside a number or at the end.
  std::size_t standing_alone(std::size_t i, std::size_t surname) const {
    std::size_t end = likely_name(i, surname, false);
    if (end == 0 && surname == 2 && all_han(i, i + 4) && closed(i + 4)) end = i + 4;
    if (end == 0) return 0;
    const std::size_t n = end - i;
    const std::size_t next = skip_marks(end);
    const bool number_next = digit_of(t_.get(next)) >= 0 || t_.get(next) == '+';
    const bool last = next >= t_.size();
    const bool number_before = i > 0 && digit_before(i);
    if (n >= 3 && !(i == 0 && last)) return end;
    return number_next || number_before || (last && i > 0) ? end : 0;
  }

  std::size_t skip_marks(std::size_t i) const {
    while (i < t_.size() && is_one_of(t_.cp[i], U" ,。.:;、()-/")) ++i;
    return i;
  }

  bool digit_before(std::size_t i) const {
    while (i > 0 && is_one_of(t_.cp[i - 1], U" ,。.:;、()-/")) --i;
    return i > 0 && is_ascii_digit(t_.cp[i - 1]);
  }

  // 热依罕·示例: minority and transliterated names.
  void dotted_names(std::vector<PiiSpan>* out) const {
    for (std::size_t dot = 1; dot + 1 < t_.size(); ++dot) {
      if (!is_one_of(t_.cp[dot], kMiddleDots) || !is_han(t_.cp[dot - 1]) || !is_han(t_.cp[dot + 1])) continue;
      const std::size_t begin = dotted_begin(dot);
      std::size_t end = dotted_end(dot + 1);
      if (is_one_of(t_.get(end), kMiddleDots) && is_han(t_.get(end + 1))) end = dotted_end(end + 1);
      if (dot - begin >= 2 && end - dot >= 2) out->push_back(t_.span(begin, end, "NAME"));
      dot = end - 1;
    }
  }

  std::size_t dotted_begin(std::size_t dot) const {
    std::size_t begin = dot;
    while (begin > 0 && dot - begin < 7 && is_han(t_.cp[begin - 1])) {
      if (dot - begin >= 2 && (w_.roles.ending_at(t_, begin) || w_.cues.ending_at(t_, begin))) break;
      --begin;
    }
    return begin;
  }

  std::size_t dotted_end(std::size_t from) const {
    std::size_t end = from;
    while (is_han(t_.get(end)) && end - from < 8) {
      if (end - from >= 2 && (is_one_of(t_.cp[end], kSpeech) || w_.titles.starting_at(t_, end))) break;
      ++end;
    }
    return end;
  }

  const Text& t_;
  const NameWords& w_;
};

}  // namespace

NameWords::NameWords(const Toml& s)
    : surnames(s.text("surnames")),
      rare_surnames(s.text("rare_surnames")),
      safe(s.text("safe")),
      given(s.text("given")),
      follow(s.text("follow")),
      measures(s.text("measures")),
      compound(s.at("compound").texts()),
      not_names(s.at("not_names").texts()),
      cues(s.at("cues").texts()),
      roles(s.at("roles").texts()),
      titles(s.at("titles").texts()) {}

void find_names(const Text& text, const NameWords& words, std::vector<PiiSpan>* out) {
  if (text.has_han) NameFinder(text, words).run(out);
}

}  // namespace huiyin::pii
