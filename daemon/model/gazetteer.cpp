#include "daemon/model/gazetteer.h"

#include <algorithm>

#include "daemon/model/match_text.h"

namespace huiyin {
namespace {

constexpr std::size_t kStart = 6;  // two Chinese characters, six Latin letters
constexpr std::size_t kNone = std::string::npos;

std::string start_of(std::string_view form) {
  return std::string(form.substr(0, kStart));
}

bool is_latin(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

std::string_view without_cr(std::string_view line) {
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

}  // namespace

Result<Gazetteer> Gazetteer::parse(std::string_view tsv) {
  Gazetteer out;
  std::size_t number = 0, column = kNone;
  for (const std::string_view raw : split(tsv, '\n')) {
    ++number;
    const std::string_view line = without_cr(raw);
    if (trim(line).empty() || line.front() == '#') continue;
    const auto cells = split(line, '\t');
    if (column == kNone) {
      column = static_cast<std::size_t>(std::find(cells.begin(), cells.end(), "name") - cells.begin());
      if (column == cells.size())
        return fail(Errc::bad_input, "the header has no column \"name\"", "gazetteer.tsv:1");
      continue;
    }
    const std::string where = "gazetteer.tsv:" + std::to_string(number);
    if (cells.size() <= column || trim(cells[column]).empty())
      return fail(Errc::bad_input, "the name is missing", where);
    const std::string name(trim(cells[column]));
    const std::string form = matching_form(name).text;
    if (form.size() < kStart / 2)
      return fail(Errc::bad_input, "the name is too short to be told from other words", where);
    out.places_.push_back({form, name});
  }
  std::stable_sort(out.places_.begin(), out.places_.end(),
                   [](const Place& a, const Place& b) { return a.form.size() > b.form.size(); });
  for (std::size_t i = 0; i < out.places_.size(); ++i)
    out.by_start_[start_of(out.places_[i].form)].push_back(i);
  return out;
}

std::size_t Gazetteer::longest_at(std::string_view text, std::size_t at) const {
  for (std::size_t length = std::min(kStart, text.size() - at); length >= kStart / 2; --length) {
    const auto found = by_start_.find(std::string(text.substr(at, length)));
    if (found == by_start_.end()) continue;
    for (const std::size_t i : found->second) {
      const std::string& form = places_[i].form;
      if (text.substr(at, form.size()) != form) continue;
      const std::size_t end = at + form.size();
      const bool inside_word = (at > 0 && is_latin(text[at - 1]) && is_latin(text[at])) ||
                               (end < text.size() && is_latin(text[end - 1]) && is_latin(text[end]));
      if (!inside_word) return i;
    }
  }
  return kNone;
}

std::vector<PlaceSpan> Gazetteer::find(const Folded& form) const {
  std::vector<PlaceSpan> out;
  const std::string_view text = form.text;
  for (std::size_t at = 0; at < text.size();) {
    const bool inside_char = (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
    const std::size_t i = inside_char ? kNone : longest_at(text, at);
    if (i == kNone) {
      ++at;
      continue;
    }
    const auto [begin, end] = form.original(at, at + places_[i].form.size());
    out.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), places_[i].name});
    at += places_[i].form.size();
  }
  return out;
}

}  // namespace huiyin
