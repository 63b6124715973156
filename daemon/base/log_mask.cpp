// The fence behind the callers' own masking: wider than any number plan, because a false alarm costs nothing
// here.
#include <array>

#include "daemon/base/log.h"

namespace huiyin {
namespace {

// One character of text as this scan sees it: a digit (ASCII or full-width), or not.
struct Seen {
  int digit = -1;
  std::size_t bytes = 0;
};

Seen look(std::string_view s, std::size_t i) {
  if (i >= s.size()) return {};
  if (s[i] >= '0' && s[i] <= '9') return {s[i] - '0', 1};
  if (i + 2 < s.size() && s[i] == '\xEF' && s[i + 1] == '\xBC') {
    const int d = static_cast<unsigned char>(s[i + 2]) - 0x90;
    if (d >= 0 && d <= 9) return {d, 3};
  }
  return {-1, 1};
}

// Digits with at most one blank or hyphen between two of them, from i on; at most 24.
struct Run {
  std::array<char, 24> digits{};
  std::array<std::size_t, 25> at{};  // at[k]: where digit k starts
  std::array<bool, 24> glued{};      // glued[k]: nothing stands between digit k and the one before
  std::size_t count = 0;
  std::size_t end = 0;
};

Run read_run(std::string_view s, std::size_t i) {
  Run run;
  while (run.count < run.digits.size()) {
    const bool gap =
        run.count > 0 && i < s.size() && (s[i] == ' ' || s[i] == '-') && look(s, i + 1).digit >= 0;
    const Seen seen = look(s, i + gap);
    if (seen.digit < 0) break;
    run.at[run.count] = i + gap;
    run.glued[run.count] = run.count > 0 && !gap;
    run.digits[run.count++] = static_cast<char>('0' + seen.digit);
    run.end = i = i + gap + seen.bytes;
    run.at[run.count] = i;
  }
  return run;
}

// Whether a digit string that starts at digit k and has n digits ends where a word ends.
bool ends_at(const Run& run, std::size_t k, std::size_t n) {
  return k + n == run.count || (k + n < run.count && !run.glued[k + n]);
}

bool is_mobile(const Run& run, std::size_t k) {
  return k + 11 <= run.count && run.digits[k] == '1' && run.digits[k + 1] >= '3' && ends_at(run, k, 11);
}

// How many digits from the start of a word are a mobile number (with its country code) or a resident's
// number.
std::size_t sensitive_digits(const Run& run, std::size_t k, bool letter_x_follows) {
  const std::string_view digits(run.digits.data() + k, run.count - k);
  if (is_mobile(run, k)) return 11;
  if (digits.starts_with("86") && is_mobile(run, k + 2)) return 13;
  if (digits.starts_with("0086") && is_mobile(run, k + 4)) return 15;
  if (digits.empty() || digits[0] == '0') return 0;
  if (digits.size() >= 18 && ends_at(run, k, 18)) return 18;
  if (digits.size() >= 17 && ends_at(run, k, 17)) return 17;
  return letter_x_follows && digits.size() == 17 ? 17 : 0;
}

bool x_at(std::string_view s, std::size_t i) {
  return i < s.size() && (s[i] == 'x' || s[i] == 'X');
}

}  // namespace

std::string mask_for_log(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const Run run = read_run(text, i);
    if (run.count == 0) {
      out += text[i++];
      continue;
    }
    const std::size_t n = sensitive_digits(run, 0, x_at(text, run.end));
    if (n > 0) {
      out.append(n, '*');
      i = run.at[n - 1] + look(text, run.at[n - 1]).bytes;
      if (n == 17 && x_at(text, i)) out += '*', ++i;
      continue;
    }
    std::size_t word = 1;  // no match here: copy this word of digits, then look again after the gap
    while (word < run.count && run.glued[word]) ++word;
    std::size_t to = run.at[word - 1] + look(text, run.at[word - 1]).bytes;
    while (word == run.count && look(text, to).digit >= 0) to += look(text, to).bytes;
    out.append(text.substr(i, to - i));
    i = to;
  }
  return out;
}

}  // namespace huiyin
