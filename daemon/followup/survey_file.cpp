#include "daemon/followup/survey_file.h"

#include <algorithm>
#include <iterator>

#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"
#include "daemon/base/json.h"
#include "daemon/model/segments.h"

namespace huiyin {
namespace {

constexpr std::size_t kFewestCodes = 3, kMostCodes = 5;
constexpr std::int64_t kHourMs = 3'600'000, kDayMs = 24 * kHourMs;

// Every key a survey may have: a misspelt one would silently leave its default in force.
constexpr std::string_view kKeys[] = {"name",
                                      "version",
                                      "codes",
                                      "remind",
                                      "acknowledge_dissatisfied",
                                      "which",
                                      "delay_hours",
                                      "remind_after_days",
                                      "stop_after_days",
                                      "hours",
                                      "question",
                                      "reminder",
                                      "clarify",
                                      "dissatisfied",
                                      "opted_out",
                                      "review_rights",
                                      "script",
                                      "question_template",
                                      "reminder_template",
                                      "clarify_template",
                                      "which_template",
                                      "dissatisfied_template"};

void refuse_unknown_keys(const Toml& s) {
  for (const auto& [name, value] : s.members())
    if (std::find(std::begin(kKeys), std::end(kKeys), name) == std::end(kKeys))
      throw BadInput(value.where(), name + " is no key of a survey");
}

std::string short_name(const Toml& s, std::string_view key) {
  const Toml at = s.at(key);
  const std::string name = at.text();
  const bool good = !name.empty() && name.size() <= 40 &&
                    name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-.") == std::string::npos;
  if (!good) throw BadInput(at.where(), std::string(key) + " must be 1 to 40 of a-z, 0-9, _, - and .");
  return name;
}

std::map<int, ReplyLabel> codes_of(const Toml& list) {
  std::map<int, ReplyLabel> codes;
  for (const Toml& item : list.items()) {
    const std::string name = item.text();
    const int code = static_cast<int>(codes.size()) + 1;
    for (const ReplyLabel label : {ReplyLabel::satisfied, ReplyLabel::mostly, ReplyLabel::dissatisfied})
      if (name == name_of(label)) codes[code] = label;
    if (!codes.contains(code)) throw BadInput(item.where(), "a code means satisfied, mostly or dissatisfied");
  }
  if (codes.size() < kFewestCodes || codes.size() > kMostCodes)
    throw BadInput(list.where(), "codes must have 3 to 5 meanings");
  return codes;
}

Millis span_at(const Toml& s, std::string_view key, std::int64_t unit, std::int64_t most, Millis otherwise) {
  const auto at = s.find(key);
  if (!at) return otherwise;
  const std::int64_t n = at->integer();
  if (n < 0 || n > most)
    throw BadInput(at->where(), std::string(key) + " must be 0 to " + std::to_string(most));
  return Millis(n * unit);
}

// Times that the settings give are the settings': they are not the survey's.
std::string digest_of(const Toml& s, const SurveyForm& f) {
  JsonWriter w;
  w.array().value(f.name).value(f.version).raw(f.codes_json()).value(f.remind);
  w.value(f.acknowledge);
  for (const char* key : {"delay_hours", "remind_after_days", "stop_after_days"})
    w.value(s.integer_or(key, -1));
  w.value(s.text_or("hours", ""));
  for (const Wording* text : {&f.question, &f.reminder, &f.clarify, &f.dissatisfied, &f.opted_out})
    w.value(text->text);
  w.value(f.review_rights);
  for (const std::string& line : f.script) w.value(line);
  // Keys that came later: a survey without them is what it was.
  if (!f.which.text.empty()) w.value("which").value(f.which.text);
  return to_hex(sha256(w.end().take()));
}

}  // namespace

void SurveyFile::check_length(const Toml& text, std::string_view sent) const {
  if (const SegmentCount n = count_segments_ucs2(sent); n.parts > 1)
    throw BadInput(text.where(), text.key() + " is " + std::to_string(n.units) +
                                     " characters with the signature; one part is 70");
}

Wording SurveyFile::wording(const Toml& s, std::string_view key) const {
  const Toml text = s.at(key);
  Wording w{text.text(), s.text_or(std::string(key) + "_template", "")};
  if (w.text.empty()) throw BadInput(text.where(), text.key() + " must not be empty");
  check_length(text, with_field(fill_wording(w, "0000", signature_).text, "tails", "0000、0000"));
  return w;
}

Wording SurveyFile::asking(const Toml& s, std::string_view key, std::size_t codes) const {
  Wording w = wording(s, key);
  const std::string bare = with_field(with_field(w.text, "tail", ""), "tails", "");
  for (std::size_t code = 1; code <= codes; ++code)
    if (bare.find(std::to_string(code)) == std::string::npos)
      throw BadInput(s.at(key).where(), std::string(key) + " does not name code " + std::to_string(code));
  return w;
}

SurveyTimes SurveyFile::times(const Toml& s) const {
  SurveyTimes t = defaults_;
  t.delay = span_at(s, "delay_hours", kHourMs, 30 * 24, t.delay);
  t.remind_after = span_at(s, "remind_after_days", kDayMs, 30, t.remind_after);
  t.stop_after = span_at(s, "stop_after_days", kDayMs, 90, t.stop_after);
  if (t.remind_after >= t.stop_after)
    throw BadInput(s.where(), "the reminder must come before the question stops");
  if (const auto hours = s.find("hours")) {
    auto window = DayWindow::parse(hours->text());
    if (!window) throw BadInput(hours->where(), window.error().what);
    t.window = std::move(*window);
  }
  return t;
}

SurveyForm SurveyFile::survey(const Toml& s) const {
  refuse_unknown_keys(s);
  SurveyForm f;
  f.name = short_name(s, "name");
  f.version = short_name(s, "version");
  f.times = times(s);
  f.remind = s.boolean_or("remind", true);
  f.acknowledge = s.boolean_or("acknowledge_dissatisfied", false);
  f.reading.codes = codes_of(s.at("codes"));
  f.question = asking(s, "question", f.reading.codes.size());
  f.reminder = asking(s, "reminder", f.reading.codes.size());
  f.clarify = asking(s, "clarify", f.reading.codes.size());
  if (s.find("which")) f.which = asking(s, "which", f.reading.codes.size());
  if (!f.which.text.empty() && f.which.text.find("{tails}") == std::string::npos)
    throw BadInput(s.at("which").where(), "which must name the cases: {tails}");
  f.dissatisfied = wording(s, "dissatisfied");
  f.opted_out = wording(s, "opted_out");
  f.review_rights = s.text("review_rights");
  f.script = s.at("script").texts();
  f.reading.prompts = {f.question.text, f.reminder.text, f.clarify.text, f.dissatisfied.text,
                       f.opted_out.text};
  f.digest = digest_of(s, f);
  return f;
}

OfficeTexts SurveyFile::office_texts(const Toml& t) const {
  const auto text = [&](std::string_view key) {
    const Toml at = t.at(key);
    const std::string filled = with_field(at.text(), "record", "IN-20260105-000031");
    check_length(at, fill_wording({filled, {}}, "", signature_).text);
    return at.text();
  };
  return {text("receipt"),    text("danger"),    text("publicity"),
          text("receipt_en"), text("danger_en"), text("publicity_en")};
}

}  // namespace huiyin
