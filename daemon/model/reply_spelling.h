// Reads slips of the thumb in a few English rating words ("satsified") as the word meant. Internal to the
// reply reader; immutable after load.
#pragma once
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/toml.h"

namespace huiyin {

class ReplySpelling {
 public:
  static ReplySpelling read(const Toml& table);
  // One edit (a letter missing, added, wrong, or two swapped) in words of five to eight letters, two in
  // longer ones. Where two words are equally near the reply stays as it was: "issatisfied" may be either.
  std::string corrected(std::string_view form) const;

 private:
  std::string_view nearest(std::string_view word) const;
  std::vector<std::string> words_;
  std::set<std::string, std::less<>> known_;
};

}  // namespace huiyin
