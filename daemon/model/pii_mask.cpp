// mask_pii: type tags in place of personal data.
#include <algorithm>
#include <map>
#include <utility>

#include "daemon/model/match_text.h"
#include "daemon/model/pii.h"
#include "daemon/model/pii_parts.h"

namespace huiyin {
namespace {

struct Tag {
  const char* chinese;
  const char* english;
};

Tag tag_of(std::string_view type) {
  if (type == "NAME") return {"姓名", "NAME"};
  if (type == "PERSON_REF") return {"人员", "PERSON"};
  if (type == "MOBILE" || type == "LANDLINE") return {"电话", "PHONE"};
  if (type == "ID_CN" || type == "ID_OTHER") return {"证件", "ID"};
  if (type == "BANK_CARD") return {"卡号", "CARD"};
  if (type == "EMAIL") return {"邮箱", "EMAIL"};
  if (type == "PLATE") return {"车牌", "PLATE"};
  if (type == "IM_ACCOUNT") return {"账号", "ACCOUNT"};
  if (type == "ADDRESS") return {"住址", "ADDRESS"};
  return {"隐去", "HIDDEN"};
}

// What makes two writings the same value: letters and Chinese characters folded, spoken digits as digits, no
// marks.
std::string identity(std::string_view value, std::string_view tag) {
  std::string out;
  const bool number = tag == "PHONE" || tag == "ID" || tag == "CARD";
  for (const char32_t c : to_utf32(matching_form(value).text)) {
    const int digit = number ? pii::digit_of(c) : -1;
    if (digit >= 0) {
      out += static_cast<char>('0' + digit);
    } else if (c > 0x2FFF || pii::is_latin(c) || pii::is_ascii_digit(c)) {
      append_utf8(&out, c);
    }
  }
  if (tag == "PHONE" && out.size() == 13 && out.starts_with("861")) out.erase(0, 2);
  return out;
}

// Sorted, inside the text, joined where they overlap (the first type stays).
std::vector<PiiSpan> tidy(std::size_t size, std::vector<PiiSpan> spans) {
  std::sort(spans.begin(), spans.end(), [](const PiiSpan& a, const PiiSpan& b) {
    return std::pair(a.begin, b.end) < std::pair(b.begin, a.end);
  });
  std::vector<PiiSpan> out;
  for (PiiSpan& s : spans) {
    s.end = std::min<std::uint32_t>(s.end, static_cast<std::uint32_t>(size));
    if (s.begin >= s.end) continue;
    if (!out.empty() && s.begin < out.back().end) {
      out.back().end = std::max(out.back().end, s.end);
    } else {
      out.push_back(std::move(s));
    }
  }
  return out;
}

bool has_han(std::string_view text) {
  const std::u32string cp = to_utf32(text);
  return std::any_of(cp.begin(), cp.end(), pii::is_han);
}

}  // namespace

MaskedText::MaskedText(std::string_view text, std::vector<PiiSpan> spans) {
  const bool chinese = has_han(text);
  std::map<std::string, std::map<std::string, std::size_t>> numbers;  // tag -> value -> its number
  std::string& out = text_;
  std::size_t at = 0;
  for (const PiiSpan& s : tidy(text.size(), std::move(spans))) {
    const Tag tag = tag_of(s.type);
    auto& known = numbers[tag.english];
    const std::string value = identity(text.substr(s.begin, s.end - s.begin), tag.english);
    const std::size_t number = known.emplace(value, known.size() + 1).first->second;
    out += text.substr(at, s.begin - at);
    const auto begin = static_cast<std::uint32_t>(out.size());
    out += '[';
    out += chinese ? tag.chinese : tag.english;
    out += std::to_string(number) + ']';
    pieces_.push_back({s.begin, s.end, begin, static_cast<std::uint32_t>(out.size())});
    at = s.end;
  }
  out += text.substr(at);
}

std::pair<std::uint32_t, std::uint32_t> MaskedText::range(std::uint32_t begin, std::uint32_t end) const {
  const auto place = [this](std::uint32_t at, bool of_end) {
    std::int64_t shift = 0;
    for (const Piece& p : pieces_) {
      if (of_end ? at <= p.begin : at < p.begin) break;
      if (at < p.end || (of_end && at == p.end)) return of_end ? p.past : p.at;
      shift = std::int64_t{p.past} - p.end;
    }
    return static_cast<std::uint32_t>(
        std::min<std::int64_t>(at + shift, static_cast<std::int64_t>(text_.size())));
  };
  return {place(begin, false), place(end, true)};
}

std::string mask_pii(std::string_view text, std::vector<PiiSpan> spans) {
  return MaskedText(text, std::move(spans)).text();
}

}  // namespace huiyin
