// Which lines of a list a campaign is for: by town, language and tag. Chosen by what the list says, not by
// what anybody knows of persons.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/json.h"

namespace huiyin {

struct ListSegment {
  std::vector<std::string> towns, languages, tags;  // empty: all

  bool everybody() const { return towns.empty() && languages.empty() && tags.empty(); }
  bool takes(std::string_view town, std::string_view language, std::string_view tags_of_line) const;
  std::string json() const;
  static ListSegment from_json(const Json& j);  // throws BadInput; {} for everybody
};

// "a, b；c" as its parts.
std::vector<std::string> split_tags(std::string_view text);

}  // namespace huiyin
