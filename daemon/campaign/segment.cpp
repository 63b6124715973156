#include "daemon/campaign/segment.h"

#include <algorithm>

#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

constexpr std::size_t kMostChoices = 200;

// Written by different people: compared without width, case and blanks around.
std::string same_form(std::string_view text) {
  return fold(trim(text)).text;
}

bool among(const std::vector<std::string>& choices, std::string_view text) {
  const std::string form = same_form(text);
  return std::any_of(choices.begin(), choices.end(), [&](const auto& c) { return same_form(c) == form; });
}

std::vector<std::string> choices_at(const Json& j, std::string_view name) {
  std::vector<std::string> out;
  if (const auto list = j.find(name); list && !list->is_null())
    for (const Json& item : list->items()) {
      out.emplace_back(trim(item.text()));
      if (out.back().empty() || out.back().size() > 200)
        throw BadInput(item.path(), "is empty or longer than 200 bytes");
    }
  if (out.size() > kMostChoices)
    throw BadInput(j.path() + "/" + std::string(name), "has more than 200 entries");
  return out;
}

void write_choices(JsonWriter& w, std::string_view name, const std::vector<std::string>& choices) {
  if (choices.empty()) return;
  w.key(name).array();
  for (const std::string& c : choices) w.value(c);
  w.end();
}

}  // namespace

bool ListSegment::takes(std::string_view town, std::string_view language,
                        std::string_view tags_of_line) const {
  if (!towns.empty() && !among(towns, town)) return false;
  if (!languages.empty() && !among(languages, language)) return false;
  if (tags.empty()) return true;
  const auto line = split_tags(tags_of_line);
  return std::any_of(line.begin(), line.end(), [&](const std::string& t) { return among(tags, t); });
}

std::string ListSegment::json() const {
  JsonWriter w;
  w.object();
  write_choices(w, "town", towns);
  write_choices(w, "language", languages);
  write_choices(w, "tag", tags);
  w.end();
  return w.take();
}

ListSegment ListSegment::from_json(const Json& j) {
  for (const auto& [name, value] : j.members())
    if (name != "town" && name != "language" && name != "tag")
      throw BadInput(j.path() + "/" + name, "is not one of town, language, tag");
  return {choices_at(j, "town"), choices_at(j, "language"), choices_at(j, "tag")};
}

std::vector<std::string> split_tags(std::string_view text) {
  std::vector<std::string> out;
  std::string form = fold(text).text;  // full-width separators become ASCII ones
  std::replace(form.begin(), form.end(), ';', ',');
  std::replace(form.begin(), form.end(), '|', ',');
  for (std::size_t at = 0; (at = form.find("、", at)) != std::string::npos;) form.replace(at, 3, ",");
  for (const std::string_view part : split(form, ','))
    if (!trim(part).empty()) out.emplace_back(trim(part));
  return out;
}

}  // namespace huiyin
