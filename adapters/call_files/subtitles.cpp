#include "adapters/call_files/subtitles.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "adapters/call_files/speakers.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

constexpr std::string_view kMark = "\xEF\xBB\xBF", kArrow = "-->";
constexpr std::size_t kMostTurns = 20'000;
constexpr std::int64_t kMostHours = 48;

std::string with_plain_line_ends(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] != '\r') {
      out.push_back(bytes[i]);
      continue;
    }
    out.push_back('\n');
    if (i + 1 < bytes.size() && bytes[i + 1] == '\n') ++i;
  }
  return out;
}

std::string_view without_mark(std::string_view bytes) {
  return starts_with(bytes, kMark) ? bytes.substr(kMark.size()) : bytes;
}

std::optional<std::int64_t> digits(std::string_view text, std::size_t least, std::size_t most) {
  if (text.size() < least || text.size() > most) return std::nullopt;
  std::int64_t n = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    n = n * 10 + (c - '0');
  }
  return n;
}

// "[hh:]mm:ss.mmm", with a comma in SRT. In ms.
std::optional<std::int64_t> clock_ms(std::string_view text) {
  const std::size_t dot = text.find_last_of(".,");
  if (dot == std::string_view::npos) return std::nullopt;
  const auto ms = digits(text.substr(dot + 1), 1, 3);
  const std::vector<std::string_view> parts = split(text.substr(0, dot), ':');
  if (!ms || parts.size() < 2 || parts.size() > 3) return std::nullopt;
  std::int64_t scale = text.size() - dot - 1 == 3 ? 1 : text.size() - dot - 1 == 2 ? 10 : 100;
  const auto hours = parts.size() == 3 ? digits(parts[0], 1, 4) : 0;
  const auto minutes = digits(parts[parts.size() - 2], 1, 2), seconds = digits(parts.back(), 1, 2);
  if (!hours || !minutes || !seconds || *hours > kMostHours || *minutes > 59 || *seconds > 59)
    return std::nullopt;
  return ((*hours * 60 + *minutes) * 60 + *seconds) * 1000 + *ms * scale;
}

struct Span {
  std::int64_t begin, end;
};

// "00:01.000 --> 00:04.000 align:start"
std::optional<Span> timing(std::string_view line) {
  const std::size_t arrow = line.find(kArrow);
  if (arrow == std::string_view::npos) return std::nullopt;
  std::string_view after = trim(line.substr(arrow + kArrow.size()));
  after = after.substr(0, after.find_first_of(" \t"));
  const auto begin = clock_ms(trim(line.substr(0, arrow))), end = clock_ms(after);
  if (!begin || !end || *end < *begin) return std::nullopt;
  return Span{*begin, *end};
}

void append_escape(std::string_view name, std::string* out) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kNames = {
      {{"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"nbsp", " "}, {"lrm", ""}, {"rlm", ""}}};
  for (const auto& [n, value] : kNames)
    if (n == name) {
      out->append(value);
      return;
    }
  out->append("&").append(name).append(";");
}

void append_words(std::string_view line, std::string* text) {
  const std::string_view words = trim(line);
  if (words.empty()) return;
  // Lines of Chinese meet without a blank.
  const bool blank = !text->empty() && static_cast<unsigned char>(text->back()) < 0x80 &&
                     static_cast<unsigned char>(words.front()) < 0x80 && text->back() != ' ';
  if (blank) text->push_back(' ');
  text->append(words);
}

// The text of one cue: tags cut, voices told apart.
class CueText {
 public:
  CueText(const Span& span, std::vector<Turn>* turns) : span_(span), turns_(turns) {}

  void read(std::string_view text) {
    std::size_t i = 0;
    while (i < text.size()) {
      if (text[i] == '<') {
        const std::size_t close = text.find('>', i);
        if (close == std::string_view::npos) break;  // an open tag at the end: the rest is no text
        tag(text.substr(i + 1, close - i - 1));
        i = close + 1;
      } else if (const std::size_t end = text.find(';', i);
                 text[i] == '&' && end != std::string_view::npos && end - i <= 8) {
        append_escape(text.substr(i + 1, end - i - 1), &words_);
        i = end + 1;
      } else {
        words_.push_back(text[i] == '\n' ? ' ' : text[i]);
        ++i;
      }
    }
    finish();
  }

 private:
  void tag(std::string_view inside) {
    const bool voice = inside.size() >= 1 && inside[0] == 'v' &&
                       (inside.size() == 1 || inside[1] == ' ' || inside[1] == '.' || inside[1] == '\t');
    if (!voice && inside != "/v") return;
    finish();
    const std::size_t name = inside.find_first_of(" \t");
    speaker_ = voice && name != std::string_view::npos ? speaker_by_word(inside.substr(name)) : "unknown";
  }

  void finish() {
    const std::string_view words = trim(words_);
    if (!words.empty())
      turns_->push_back({speaker_, std::string(words), span_.begin, span_.end, std::nullopt, {}});
    words_.clear();
  }

  const Span span_;
  std::vector<Turn>* const turns_;
  std::string words_, speaker_ = "unknown";
};

void check_count(const std::vector<Turn>& turns) {
  if (turns.size() > kMostTurns) throw BadInput("", "has more than 20000 cues");
}

// "坐席：您好": the speaker, where the word is known; cut from the text.
std::string speaker_at_begin(std::string* text) {
  for (const std::string_view colon : {std::string_view("："), std::string_view(":")}) {
    const std::size_t at = text->find(colon);
    if (at == std::string::npos || at == 0 || at > 40) continue;
    std::string speaker = speaker_by_word(std::string_view(*text).substr(0, at));
    if (speaker == "unknown") continue;
    *text = trim(std::string_view(*text).substr(at + colon.size()));
    return speaker;
  }
  return "unknown";
}

bool all_digits(std::string_view line) {
  return !line.empty() && std::all_of(line.begin(), line.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

bool looks_like_webvtt(std::string_view bytes) {
  const std::string_view text = without_mark(bytes);
  constexpr std::string_view kWord = "WEBVTT";
  if (!starts_with(text, kWord)) return false;
  return text.size() == kWord.size() ||
         std::string_view(" \t\r\n").find(text[kWord.size()]) != std::string_view::npos;
}

bool looks_like_srt(std::string_view bytes) {
  const std::string_view head = without_mark(bytes).substr(0, 400);
  const std::size_t arrow = head.find(kArrow);
  return arrow != std::string_view::npos && head.substr(0, arrow).find(',') != std::string_view::npos;
}

std::vector<Turn> read_webvtt(std::string_view bytes) {
  if (!looks_like_webvtt(bytes)) throw BadInput("line 1", "does not say WEBVTT");
  if (const std::size_t bad = first_bad_utf8(bytes); bad != std::string_view::npos)
    throw BadInput("byte " + std::to_string(bad), "is no UTF-8");
  const std::string plain = with_plain_line_ends(without_mark(bytes));
  const std::vector<std::string_view> lines = split(plain, '\n');
  std::vector<Turn> turns;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto span = timing(lines[i]);
    if (!span)
      continue;  // header, NOTE, STYLE, a cue's name, or what the standard says
                 // to skip
    std::string text;
    while (i + 1 < lines.size() && !lines[i + 1].empty() &&
           lines[i + 1].find(kArrow) == std::string_view::npos)
      text.append(text.empty() ? "" : "\n").append(lines[++i]);
    CueText(*span, &turns).read(text);
    check_count(turns);
  }
  return turns;
}

std::vector<Turn> read_srt(std::string_view bytes) {
  const auto decoded = guess_to_utf8(bytes);
  if (!decoded) throw BadInput("", "is neither UTF-8 nor GB18030");
  const std::string plain = with_plain_line_ends(without_mark(*decoded));
  const std::vector<std::string_view> lines = split(plain, '\n');
  std::vector<Turn> turns;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view line = trim(lines[i]);
    if (line.empty() ||
        (all_digits(line) && i + 1 < lines.size() && lines[i + 1].find(kArrow) != std::string_view::npos))
      continue;
    const auto span = timing(line);
    if (!span) throw BadInput("line " + std::to_string(i + 1), "is no cue's number or time");
    std::string text;
    while (i + 1 < lines.size() && !trim(lines[i + 1]).empty()) append_words(lines[++i], &text);
    const std::string speaker = speaker_at_begin(&text);
    const std::size_t before = turns.size();
    CueText(*span, &turns).read(text);
    for (std::size_t n = before; n < turns.size(); ++n) turns[n].speaker = speaker;
    check_count(turns);
  }
  if (turns.empty() && plain.find(kArrow) == std::string::npos) throw BadInput("", "has no cues");
  return turns;
}

}  // namespace huiyin
