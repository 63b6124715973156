// Terminal: one stream that people or scripts read, and how wide things are on it. What comes from outside is
// shown only through printable().
#pragma once
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace huiyin {

enum class Style { plain, bold, red, green, yellow, dim };

class Terminal {
 public:
  explicit Terminal(std::FILE* file);  // colours: a terminal, and NO_COLOR is not set
  Terminal(std::string* capture, bool is_terminal, int columns);  // for tests

  // Throws CtlError(Exit::output) when nobody takes it any more. Flushed at once.
  void write(std::string_view text);
  void line(std::string_view text);
  bool is_terminal() const { return is_terminal_; }
  int columns() const;  // 80 where unknown
  std::string paint(Style style, std::string_view text) const;

 private:
  std::FILE* file_ = nullptr;
  std::string* capture_ = nullptr;
  bool is_terminal_ = false, colours_ = false;
  int columns_ = 80;
};

// Without control characters (a text of a stranger must not steer the terminal): each becomes a blank.
std::string printable(std::string_view utf8);
// Columns on a terminal: Chinese characters take two.
int display_width(std::string_view utf8);
// Cut to at most `columns`, with "…" where something was cut.
std::string shorten(std::string_view utf8, int columns);

std::string with_thousands(std::int64_t n);          // "30,000"
std::string clock_time(std::int64_t seconds);        // "0:07", "12:34", "2:03:04"
std::string local_time(const std::string& rfc3339);  // "2026-03-01 10:02:03" in this machine's zone

}  // namespace huiyin
