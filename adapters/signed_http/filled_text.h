// A text with places to fill, "{user}{unix_ms}{numbers}", as platform files write request fields and what a
// signature covers. "{{" and "}}" are braces. Immutable; any thread.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace huiyin {

class FilledText {
 public:
  FilledText() = default;
  // Throws BadInput with `where` as its place on a brace that is not closed or opens nothing.
  FilledText(std::string_view text, const std::string& where);

  std::vector<std::string> places() const;  // names, in order, as often as they stand there
  std::string fill(const std::function<std::string(const std::string& name)>& value_of) const;

 private:
  struct Piece {
    bool place = false;
    std::string text;  // of a place: its name
  };
  std::vector<Piece> pieces_;
};

}  // namespace huiyin
