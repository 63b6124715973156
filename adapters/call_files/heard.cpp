#include "adapters/call_files/heard.h"

#include <algorithm>
#include <cmath>

#include "adapters/call_files/speakers.h"
#include "adapters/call_files/subtitles.h"
#include "adapters/recogniser.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

constexpr double kMostSeconds = 48 * 3600;
constexpr std::size_t kMostItems = 200'000;
constexpr std::string_view kLists[] = {"segments", "utterances", "phrases", "turns"};

std::int64_t ms_of(const Json& item, std::string_view key) {
  const auto found = item.find(key);
  if (!found || !found->is_number()) return 0;
  const double s = found->number();
  return s >= 0 && s <= kMostSeconds ? std::llround(s * 1000) : 0;
}

std::optional<double> share(const Json& item, std::string_view key) {
  const auto found = item.find(key);
  if (!found || !found->is_number()) return std::nullopt;
  const double n = found->number();
  return n >= 0 && n <= 1 ? std::optional(n) : std::nullopt;
}

std::optional<double> confidence_of(const Json& item) {
  if (const auto told = share(item, "confidence")) return told;
  const auto log = item.find("avg_logprob");
  if (!log || !log->is_number()) return std::nullopt;
  return std::clamp(std::exp(std::min(log->number(), 0.0)), 0.0, 1.0);
}

std::string text_member(const Json& item, std::string_view key) {
  const auto found = item.find(key);
  return found && found->is_string() ? found->text() : std::string();
}

std::string speaker_in(const Json& item, const std::vector<std::string>& roles) {
  if (const auto party = item.find("parties"); party && party->is_number()) {
    const double n = party->number();
    if (n >= 0 && n < static_cast<double>(roles.size())) return roles[static_cast<std::size_t>(n)];
  }
  for (const std::string_view key : {"speaker", "role", "channel"})
    if (const std::string word = text_member(item, key); !word.empty()) {
      const std::string speaker = speaker_by_word(word);
      if (speaker != "unknown") return speaker;
    }
  return "unknown";
}

std::vector<Json> items_of(const Json& list) {
  std::vector<Json> items = list.items();
  if (items.size() > kMostItems) throw BadInput(list.path(), "has more than 200000 items");
  return items;
}

void sort_by_time(std::vector<Turn>* turns) {
  std::stable_sort(turns->begin(), turns->end(),
                   [](const Turn& a, const Turn& b) { return a.begin_ms < b.begin_ms; });
}

// ---- Words

struct TimedWord {
  std::string text;
  std::string speaker;  // as told, "" where not
  std::int64_t begin_ms, end_ms;
  std::optional<double> confidence;
};

std::vector<TimedWord> words_of(const Json& list) {
  std::vector<TimedWord> out;
  for (const Json& w : items_of(list)) {
    std::string text = text_member(w, "punctuated_word");
    if (text.empty()) text = text_member(w, "word");
    out.push_back({std::move(text), w.text_or_number("speaker", ""), ms_of(w, "start"), ms_of(w, "end"),
                   share(w, "confidence")});
  }
  return out;
}

void append_word(const TimedWord& word, Turn* turn) {
  const auto ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  if (word.text.empty()) return;
  if (!turn->text.empty() && (ascii(turn->text.back()) || ascii(word.text.front())))
    turn->text.push_back(' ');
  const auto begin = static_cast<std::uint32_t>(turn->text.size());
  turn->text.append(word.text);
  turn->end_ms = std::max(turn->end_ms, word.end_ms);
  if (word.confidence)
    turn->words.push_back({begin, static_cast<std::uint32_t>(turn->text.size()), *word.confidence});
}

// A turn ends where the speaker changes.
void append_turns(const std::vector<TimedWord>& words, const std::string& channel_speaker,
                  std::vector<Turn>* turns) {
  const std::size_t first = turns->size();
  const std::string* before = nullptr;
  for (const TimedWord& word : words) {
    if (before == nullptr || *before != word.speaker) {
      const std::string named = speaker_by_word(word.speaker);
      turns->push_back(
          {named != "unknown" ? named : channel_speaker, "", word.begin_ms, word.end_ms, {}, {}});
    }
    before = &word.speaker;
    append_word(word, &turns->back());
  }
  for (std::size_t i = first; i < turns->size(); ++i) {
    Turn& t = (*turns)[i];
    double sum = 0;
    for (const HeardWord& w : t.words) sum += w.confidence;
    if (!t.words.empty()) t.confidence = sum / static_cast<double>(t.words.size());
  }
}

// ---- Shapes

std::vector<Turn> read_items(const Json& list, const std::vector<std::string>& roles) {
  std::vector<Turn> turns;
  for (const Json& item : items_of(list)) {
    if (!item.is_object()) throw BadInput(item.path(), "is no object");
    std::string text = text_member(item, "text");
    if (text.empty()) text = text_member(item, "transcript");
    const std::string_view said = trim(text);
    if (said.empty()) continue;
    turns.push_back({speaker_in(item, roles),
                     std::string(said),
                     ms_of(item, "start"),
                     ms_of(item, "end"),
                     confidence_of(item),
                     {}});
  }
  return turns;
}

std::vector<Turn> read_channels(const Json& channels) {
  std::vector<Turn> turns;
  for (const Json& channel : items_of(channels)) {
    const std::vector<Json> alternatives = channel.items("alternatives");
    if (alternatives.empty()) continue;
    const Json& best = alternatives.front();
    if (const auto words = best.find("words"); words && words->is_array() && !words->items().empty())
      append_turns(words_of(*words), "unknown", &turns);
    else if (const std::string text = text_member(best, "transcript"); !trim(text).empty())
      turns.push_back({"unknown", std::string(trim(text)), 0, 0, share(best, "confidence"), {}});
  }
  std::erase_if(turns, [](const Turn& t) { return trim(t.text).empty(); });
  sort_by_time(&turns);
  return turns;
}

std::vector<Turn> one_turn(std::string_view text) {
  const std::string_view said = trim(text);
  if (said.empty()) return {};
  return {{"unknown", std::string(said), 0, 0, std::nullopt, {}}};
}

}  // namespace

std::vector<Turn> read_heard_json(const Json& body, const std::vector<std::string>& roles) {
  if (body.is_string()) return one_turn(body.text());
  if (body.is_array()) return read_items(body, roles);
  if (!body.is_object()) throw BadInput(body.path(), "is a transcript of a form that is not known");
  if (const auto results = body.find("results"); results && results->is_object()) {
    if (const auto list = results->find("utterances"); list && list->is_array())
      return read_items(*list, roles);
    if (const auto list = results->find("channels"); list && list->is_array()) return read_channels(*list);
  }
  for (const std::string_view key : kLists)
    if (const auto list = body.find(key); list && list->is_array() && !list->items().empty())
      return read_items(*list, roles);
  if (const auto text = body.find("text"); text && text->is_string()) return one_turn(text->text());
  for (const std::string_view key : kLists)
    if (const auto list = body.find(key); list && list->is_array()) return {};
  throw BadInput(body.path(), "is a transcript of a form that is not known");
}

std::vector<Turn> read_heard(std::string_view bytes, const std::vector<std::string>& roles) {
  if (looks_like_webvtt(bytes)) return read_webvtt(bytes);
  const std::string_view text = trim(bytes);
  if (!text.empty() && (text.front() == '{' || text.front() == '[' || text.front() == '"'))
    return read_heard_json(Json::parse(bytes), roles);
  if (looks_like_srt(bytes)) return read_srt(bytes);
  const auto decoded = guess_to_utf8(bytes);
  if (!decoded) throw BadInput("", "is no text");
  return one_turn(*decoded);
}

std::vector<Turn> read_heard(std::string_view bytes) {
  return read_heard(bytes, {});
}

}  // namespace huiyin
