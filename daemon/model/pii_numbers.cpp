// Identity cards, phones and bank cards: windows of digit groups, judged by form, check digits and the words
// beside them.
#include <algorithm>
#include <optional>

#include "daemon/model/pii_digits.h"

namespace huiyin::pii {
namespace {

constexpr std::size_t kReach = 14;     // how far before a number a word still speaks of it
constexpr std::size_t kTrapReach = 9;  // ... says that it is an invoice, a contract, a meter

enum class Cue { none, id, phone, landline, card, other_id, trap };

struct Window {
  std::size_t first = 0, last = 0;  // groups, inclusive
  std::size_t begin = 0, end = 0;   // code points
  std::string digits;
  bool spoken = false;
  bool with_x = false;
};

class NumberFinder {
 public:
  NumberFinder(const Text& text, const NumberWords& words)
      : text_(text), words_(words), groups_(digit_groups(text)) {}

  void run(std::vector<PiiSpan>* out) const {
    for (std::size_t i = 0; i < groups_.size();) {
      std::size_t used = 0;
      if (const auto span = best_from(i, &used)) out->push_back(*span);
      i += used ? used : 1;
    }
  }

 private:
  // The longest identity number or card that begins with group i, else the phone.
  std::optional<PiiSpan> best_from(std::size_t i, std::size_t* used) const {
    std::optional<PiiSpan> best;
    std::optional<Cue> cue;  // looked for only where the digits are enough
    Window w{i, i, groups_[i].begin, groups_[i].end, {}, false, false};
    for (std::size_t j = i; j < groups_.size() && w.digits.size() <= 20; ++j) {
      if (j > i && gap_between(text_, groups_[j - 1], groups_[j]) == Gap::none) break;
      w.last = j;
      w.end = groups_[j].end;
      w.digits += groups_[j].digits;
      w.spoken = w.spoken || groups_[j].spoken;
      if (w.digits.size() > 20) break;
      if (w.digits.size() < 7) continue;
      if (!cue) cue = cue_before(groups_[i].begin);
      if (auto span = judge(w, *cue)) {
        best = std::move(span);
        *used = j - i + 1;
      }
    }
    return best;
  }

  std::optional<PiiSpan> judge(const Window& w, Cue cue) const {
    if (glued_to_letters(w) || is_amount(w)) return std::nullopt;
    if (auto span = as_id(w, cue)) return span;
    if (auto span = as_mobile(w, cue)) return span;
    if (auto span = as_card(w, cue)) return span;
    return as_landline(w, cue);
  }

  std::optional<PiiSpan> as_id(const Window& w, Cue cue) const {
    const std::size_t x = x_after(w);
    std::string id = w.digits;
    if (x > 0 && id.size() == 17) id += 'x';
    const std::size_t end = id.size() > w.digits.size() ? x : w.end;
    const std::size_t n = id.size();
    const bool proven = n == 18 && id_check_ok(id) && id_date_ok(id);
    const bool old_form = n == 15 && id_date_ok(id) && cue != Cue::trap && cue != Cue::card && single(w);
    const bool named =
        cue == Cue::id && (n == 18 || ((n == 15 || n == 17 || n == 19) && (single(w) || w.spoken)));
    if (!proven && !old_form && !named) return std::nullopt;
    return text_.span(w.begin, end, "ID_CN");
  }

  std::optional<PiiSpan> as_mobile(const Window& w, Cue cue) const {
    std::string_view digits = w.digits;
    std::size_t begin = w.begin;
    if (digits.size() == 13 && digits.substr(0, 2) == "86") digits.remove_prefix(2);
    if (digits.size() == 15 && digits.substr(0, 4) == "0086") digits.remove_prefix(4);
    if (digits.size() != 11 || digits[0] != '1' || digits[1] < '3') return std::nullopt;
    if (begin > 0 && text_.cp[begin - 1] == '+') --begin;
    const bool said = cue == Cue::phone || cue == Cue::landline;
    if (cue == Cue::trap || cue == Cue::other_id) return std::nullopt;
    if (!said && (chained(w) || !mobile_grouping(w))) return std::nullopt;
    return text_.span(begin, w.end, "MOBILE");
  }

  std::optional<PiiSpan> as_card(const Window& w, Cue cue) const {
    const std::size_t n = w.digits.size();
    if (n < 13 || n > 19 || cue == Cue::trap || cue == Cue::id) return std::nullopt;
    const bool grouped = card_grouping(w);
    const bool plausible = w.digits[0] >= '3' && w.digits[0] <= '6' && luhn_ok(w.digits);
    const bool named = cue == Cue::card && (single(w) || grouped || w.spoken);
    const bool by_form = n >= 15 && w.digits[0] >= '3' && w.digits[0] <= '6' && grouped && !single(w);
    const bool proven = plausible && n >= 15 && (single(w) || grouped || w.spoken);
    if (!named && !by_form && !proven) return std::nullopt;
    return text_.span(w.begin, w.end, "BANK_CARD");
  }

  std::optional<PiiSpan> as_landline(const Window& w, Cue cue) const {
    const std::size_t n = w.digits.size();
    if (cue == Cue::trap || cue == Cue::card || cue == Cue::id || cue == Cue::other_id || chained(w))
      return std::nullopt;
    const bool with_area = w.digits[0] == '0' && w.digits[1] != '0' && n >= 10 && n <= 12 && area_grouping(w);
    const bool local =
        cue == Cue::landline && (n == 7 || n == 8) && w.digits[0] > '1' && w.last - w.first <= 1;
    if (!with_area && !local) return std::nullopt;
    std::size_t begin = w.begin;
    if (begin > 0 && text_.cp[begin - 1] == '(') --begin;
    return text_.span(begin, extension_end(w.end), "LANDLINE");
  }

  // 转8001, ext 12, -8001 after a landline.
  std::size_t extension_end(std::size_t end) const {
    std::size_t i = end;
    while (is_blank(text_.get(i))) ++i;
    if (text_.get(i) == U'转') {
      ++i;
    } else if (text_.get(i) == 'e' && text_.get(i + 1) == 'x' && text_.get(i + 2) == 't') {
      i += text_.get(i + 3) == '.' ? 4 : 3;
    } else {
      return end;
    }
    while (is_blank(text_.get(i)) || text_.get(i) == U'分' || text_.get(i) == U'机') ++i;
    const std::size_t digits = i;
    while (i - digits < 6 && is_ascii_digit(text_.get(i))) ++i;
    return i > digits ? i : end;
  }

  // The nearest word before `begin` in the same sentence.
  Cue cue_before(std::size_t begin) const {
    const std::size_t from = begin > kReach ? begin - kReach : 0;
    bool same_clause = true;
    for (std::size_t end = begin; end > from && !ends_sentence(text_.cp[end - 1]); --end) {
      const Cue cue = cue_ending_at(end);
      if (cue == Cue::trap ? same_clause && begin - end <= kTrapReach : cue != Cue::none) return cue;
      same_clause = same_clause && text_.cp[end - 1] != ',';
    }
    return across_sentence(begin);
  }

  Cue cue_ending_at(std::size_t end) const {
    const std::pair<const Words*, Cue> kinds[] = {
        {&words_.trap, Cue::trap},         {&words_.id, Cue::id},
        {&words_.other_id, Cue::other_id}, {&words_.card, Cue::card},
        {&words_.landline, Cue::landline}, {&words_.phone, Cue::phone}};
    Cue found = Cue::none;
    std::size_t longest = 0;
    for (const auto& [words, cue] : kinds)
      if (const std::size_t n = words->ending_at(text_, end); n > longest) {
        longest = n;
        found = cue;
      }
    return found;
  }

  // An identity number may stand in the next sentence of the one that names it; nothing else may.
  Cue across_sentence(std::size_t begin) const {
    const std::size_t from = begin > 12 ? begin - 12 : 0;
    for (std::size_t end = begin; end > from; --end)
      if (words_.id.ending_at(text_, end)) return Cue::id;
    return Cue::none;
  }

  bool single(const Window& w) const { return w.first == w.last; }

  std::size_t length(std::size_t group) const { return groups_[group].digits.size(); }

  // 3-4-4, 3-8, 7-4 …; each digit apart; anything when spoken.
  bool mobile_grouping(const Window& w) const {
    if (single(w) || w.spoken) return true;
    bool apart = true, lumps = true;
    for (std::size_t g = w.first; g <= w.last; ++g) {
      apart = apart && length(g) == 1;
      lumps = lumps && (length(g) >= 3 || (g == w.first && groups_[g].digits == "86"));
    }
    return apart || lumps;
  }

  bool card_grouping(const Window& w) const {
    if (single(w)) return true;
    for (std::size_t g = w.first; g < w.last; ++g)
      if (length(g) != 4 && !(g == w.first && length(g) == 6)) return false;
    return length(w.last) >= 1 && w.last - w.first >= 1 && w.last - w.first <= 4;
  }

  bool area_grouping(const Window& w) const {
    if (single(w)) return true;
    return (length(w.first) == 3 || length(w.first) == 4) && w.last - w.first <= 2 && length(w.last) >= 4;
  }

  // Part of a longer number: 2023-15400000142-7.
  bool chained(const Window& w) const {
    const auto hyphen = [this](std::size_t left, std::size_t right) {
      return gap_between(text_, groups_[left], groups_[right]) == Gap::tight &&
             text_.get(groups_[left].end) != ' ';
    };
    return (w.first > 0 && hyphen(w.first - 1, w.first)) ||
           (w.last + 1 < groups_.size() && hyphen(w.last, w.last + 1));
  }

  bool glued_to_letters(const Window& w) const {
    const char32_t before = w.begin > 0 ? text_.cp[w.begin - 1] : 0;
    const char32_t after = text_.get(w.end);
    if (is_latin(after) &&
        !(after == 'x' && !is_latin(text_.get(w.end + 1)) && digit_of(text_.get(w.end + 1)) < 0))
      return true;
    if (!is_latin(before) && before != '_' && before != '@') return false;
    return !words_.phone.ending_at(text_, w.begin) && !words_.id.ending_at(text_, w.begin) &&
           !words_.card.ending_at(text_, w.begin) && !(before == 'g' && w.digits.size() >= 17);
  }

  bool is_amount(const Window& w) const {
    if (w.begin > 0 && text_.cp[w.begin - 1] == U'第') return true;
    std::size_t i = w.end;
    if (text_.get(i) == '.' && is_ascii_digit(text_.get(i + 1))) return false;
    while (text_.get(i) == ' ') ++i;
    return words_.units.has(text_.get(i)) && !(i > w.end && is_latin(text_.get(i)));
  }

  // One past the X that closes an identity number, or 0.
  std::size_t x_after(const Window& w) const {
    std::size_t i = w.end;
    while (i - w.end < 2 && (text_.get(i) == ' ' || text_.get(i) == '-' || (w.spoken && text_.get(i) == ',')))
      ++i;
    const bool is_x = text_.get(i) == 'x' || text_.get(i) == U'叉' || text_.get(i) == U'×';
    return is_x && !is_latin(text_.get(i + 1)) && digit_of(text_.get(i + 1)) < 0 ? i + 1 : 0;
  }

  const Text& text_;
  const NumberWords& words_;
  const std::vector<DigitGroup> groups_;
};

}  // namespace

NumberWords::NumberWords(const Toml& section)
    : id(section.at("id").texts()),
      phone(section.at("phone").texts()),
      landline(section.at("landline").texts()),
      card(section.at("card").texts()),
      other_id(section.at("other_id").texts()),
      trap(section.at("trap").texts()),
      units(section.text("units")) {}

void find_numbers(const Text& text, const NumberWords& words, std::vector<PiiSpan>* out) {
  NumberFinder(text, words).run(out);
}

}  // namespace huiyin::pii
