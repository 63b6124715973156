#include "adapters/signed_http/filled_text.h"

#include "daemon/base/bad_input.h"

namespace huiyin {

FilledText::FilledText(std::string_view text, const std::string& where) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if ((c == '{' || c == '}') && i + 1 < text.size() && text[i + 1] == c) {
      plain += c;
      ++i;
    } else if (c == '{') {
      const std::size_t close = text.find('}', i);
      if (close == std::string_view::npos) throw BadInput(where, "has a { that is not closed");
      if (close == i + 1) throw BadInput(where, "has a {} that names nothing");
      if (!plain.empty()) pieces_.push_back({false, std::move(plain)});
      plain.clear();
      pieces_.push_back({true, std::string(text.substr(i + 1, close - i - 1))});
      i = close;
    } else if (c == '}') {
      throw BadInput(where, "has a } that nothing opened; a brace itself is written }}");
    } else {
      plain += c;
    }
  }
  if (!plain.empty()) pieces_.push_back({false, std::move(plain)});
}

std::vector<std::string> FilledText::places() const {
  std::vector<std::string> names;
  for (const Piece& piece : pieces_)
    if (piece.place) names.push_back(piece.text);
  return names;
}

std::string FilledText::fill(const std::function<std::string(const std::string& name)>& value_of) const {
  std::string out;
  for (const Piece& piece : pieces_) out += piece.place ? value_of(piece.text) : piece.text;
  return out;
}

}  // namespace huiyin
