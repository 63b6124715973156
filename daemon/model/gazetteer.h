// The office's own places (config/gazetteer.tsv), found in texts.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "daemon/base/result.h"
#include "daemon/base/text.h"

namespace huiyin {

struct PlaceSpan {
  std::uint32_t begin = 0, end = 0;  // bytes of the original text, [begin, end)
  std::string name;                  // as the gazetteer writes it
};

// Immutable after parse; find() may run on many threads at once.
class Gazetteer {
 public:
  // Tab separated with a header line that names at least the column `name`. Errors name the line.
  static Result<Gazetteer> parse(std::string_view tsv);

  // The longest names, left to right, without overlap. `form` is the text's matching form.
  std::vector<PlaceSpan> find(const Folded& form) const;
  std::size_t size() const { return places_.size(); }

 private:
  struct Place {
    std::string form, name;
  };
  std::size_t longest_at(std::string_view text, std::size_t at) const;  // index, or npos
  std::vector<Place> places_;                                           // longest first
  std::unordered_map<std::string, std::vector<std::size_t>> by_start_;  // first bytes of the form -> places
};

}  // namespace huiyin
