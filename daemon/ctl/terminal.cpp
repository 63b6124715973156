#include "daemon/ctl/terminal.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <system_error>

#include <sys/ioctl.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/text.h"
#include "daemon/ctl/exit.h"

namespace huiyin {
namespace {

struct Range {
  char32_t first, last;
};

// East Asian Wide and Fullwidth (Unicode TR 11), in the blocks that people here use.
constexpr std::array<Range, 14> kWide = {{{0x1100, 0x115F},
                                          {0x2E80, 0x303E},
                                          {0x3041, 0x33FF},
                                          {0x3400, 0x4DBF},
                                          {0x4E00, 0x9FFF},
                                          {0xA000, 0xA4CF},
                                          {0xAC00, 0xD7A3},
                                          {0xF900, 0xFAFF},
                                          {0xFE30, 0xFE6F},
                                          {0xFF01, 0xFF60},
                                          {0xFFE0, 0xFFE6},
                                          {0x1F300, 0x1F64F},
                                          {0x1F680, 0x1FAFF},
                                          {0x20000, 0x3FFFD}}};
constexpr std::array<Range, 6> kNoWidth = {{{0x0300, 0x036F},
                                            {0x200B, 0x200F},
                                            {0x202A, 0x202E},
                                            {0x2060, 0x2069},
                                            {0xFE00, 0xFE0F},
                                            {0xFEFF, 0xFEFF}}};

template <std::size_t N>
bool within(const std::array<Range, N>& ranges, char32_t c) {
  for (const Range& r : ranges)
    if (c >= r.first && c <= r.last) return true;
  return false;
}

int width_of(char32_t c) {
  if (within(kNoWidth, c)) return 0;
  return within(kWide, c) ? 2 : 1;
}

// Controls, and the marks that turn the reading direction around.
bool steers(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0x2028 || c == 0x2029;
}

std::string_view code_of(Style style) {
  switch (style) {
    case Style::bold:
      return "\x1b[1m";
    case Style::red:
      return "\x1b[31m";
    case Style::green:
      return "\x1b[32m";
    case Style::yellow:
      return "\x1b[33m";
    case Style::dim:
      return "\x1b[2m";
    case Style::plain:
      break;
  }
  return "";
}

}  // namespace

Terminal::Terminal(std::FILE* file) : file_(file), is_terminal_(isatty(fileno(file)) == 1) {
  const char* const no_colour = std::getenv("NO_COLOR");
  colours_ = is_terminal_ && (no_colour == nullptr || *no_colour == '\0');
}

Terminal::Terminal(std::string* capture, bool is_terminal, int columns)
    : capture_(capture), is_terminal_(is_terminal), colours_(is_terminal), columns_(columns) {}

void Terminal::write(std::string_view text) {
  if (capture_ != nullptr) {
    capture_->append(text);
    return;
  }
  const bool good = std::fwrite(text.data(), 1, text.size(), file_) == text.size() && std::fflush(file_) == 0;
  if (good) return;
  // A reader that has seen enough (`| head`) is no news.
  throw CtlError(Exit::output, errno == EPIPE ? "" : "output: " + std::generic_category().message(errno));
}

void Terminal::line(std::string_view text) {
  write(std::string(text) + "\n");
}

int Terminal::columns() const {
  if (file_ == nullptr) return columns_;
  winsize size{};
  return is_terminal_ && ioctl(fileno(file_), TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::string Terminal::paint(Style style, std::string_view text) const {
  if (!colours_ || style == Style::plain) return std::string(text);
  return std::string(code_of(style)) + std::string(text) + "\x1b[0m";
}

std::string printable(std::string_view utf8) {
  std::u32string out = to_utf32(utf8);
  for (char32_t& c : out)
    if (steers(c)) c = U' ';
  return from_utf32(out);
}

int display_width(std::string_view utf8) {
  int width = 0;
  for (const char32_t c : to_utf32(utf8)) width += width_of(c);
  return width;
}

std::string shorten(std::string_view utf8, int columns) {
  if (display_width(utf8) <= columns) return std::string(utf8);
  std::string out;
  int used = 1;  // of the "…"
  for (const char32_t c : to_utf32(utf8)) {
    used += width_of(c);
    if (used > columns) break;
    append_utf8(&out, c);
  }
  return columns > 0 ? out + "…" : "";
}

std::string with_thousands(std::int64_t n) {
  std::string out = std::to_string(n);
  const std::size_t sign = n < 0 ? 1 : 0;
  for (std::size_t at = out.size(); at > sign + 3;) {
    at -= 3;
    out.insert(at, ",");
  }
  return out;
}

std::string clock_time(std::int64_t seconds) {
  std::array<char, 48> buffer{};
  const long long h = seconds / 3600, m = seconds / 60 % 60, s = seconds % 60;
  if (h > 0)
    std::snprintf(buffer.data(), buffer.size(), "%lld:%02lld:%02lld", h, m, s);
  else
    std::snprintf(buffer.data(), buffer.size(), "%lld:%02lld", m, s);
  return buffer.data();
}

std::string local_time(const std::string& rfc3339) {
  TimePoint t;
  if (!from_rfc3339(rfc3339, &t)) return rfc3339;
  const auto seconds = static_cast<std::time_t>(to_ms(t) / 1000);
  std::tm civil{};
  std::array<char, 32> buffer{};
  if (localtime_r(&seconds, &civil) == nullptr ||
      std::strftime(buffer.data(), buffer.size(), "%Y-%m-%d %H:%M:%S", &civil) == 0)
    return rfc3339;
  return buffer.data();
}

}  // namespace huiyin
