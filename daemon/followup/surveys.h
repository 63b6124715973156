// Surveys (config/surveys.toml): scale, wordings, times; versioned data. Immutable after load; any thread.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/result.h"
#include "daemon/followup/texts.h"
#include "daemon/model/civil_time.h"
#include "daemon/model/reply_reader.h"
#include "daemon/store/database.h"

namespace huiyin {

// Of surveys that do not say.
struct SurveyTimes {
  Millis delay{24 * 3'600'000};             // from the written answer to the question
  Millis remind_after{3 * 24 * 3'600'000};  // from the question
  Millis stop_after{7 * 24 * 3'600'000};    // from the question
  DayWindow window;                         // questions and reminders leave inside it
};

struct SurveyForm {
  std::string name, version;
  SurveyTimes times;
  bool remind = true, acknowledge = false;
  Wording question, reminder, clarify, dissatisfied, opted_out;
  Wording which;                    // "{tails}"; empty: nobody is asked which case they mean
  std::string review_rights;        // "{review_by}"
  std::vector<std::string> script;  // of call-backs by voice: "{tail}", "{office}"
  Survey reading;                   // codes and our texts, for ReplyReader
  std::string digest;               // hex SHA-256 of what the file says, but for templates' codes

  std::string codes_json() const;  // {"1":"satisfied",…}
};

struct WordingTemplates {
  std::string question, reminder, clarify, which, dissatisfied;
};

struct OfficeTexts {
  std::string receipt, danger, publicity;
  std::string receipt_en, danger_en, publicity_en;
};

class Surveys {
 public:
  // Errors name file, line and column: a text that is missing, does not name every code, or is too long for
  // one part with `signature`; times that can't be.
  static Result<Surveys> load(std::string_view toml, std::string file_name, std::string_view signature,
                              const SurveyTimes& defaults);

  // The newest version of a name; null when there is none. Empty: of the default survey, never null.
  const SurveyForm* newest(std::string_view name) const;
  // What a question was asked with. Its version is there (see keep_surveys); should it not be, the newest.
  const SurveyForm& of(std::string_view name, std::string_view version) const;
  Millis longest_stop() const;
  // True for an answer that somebody gave for somebody else.
  bool by_proxy(std::string_view reply) const;
  // Folded words that may stand before the end of a case number.
  const std::vector<std::string>& case_words() const { return case_words_; }

  const std::vector<SurveyForm>& all() const { return forms_; }
  const OfficeTexts& office_texts() const { return office_; }
  // The carriers' codes of the wordings: for every survey that the file gives none. An error names a survey
  // that sends an optional text whose template has no code while its question's has one: not approved yet.
  Result<void> set_templates(const WordingTemplates& codes);

 private:
  std::vector<SurveyForm> forms_;
  std::string default_;
  OfficeTexts office_;
  std::vector<std::string> proxy_signs_, case_words_;
};

// At start, in a transaction: keeps the surveys' digests. An error where one differs under the same version,
// or where questions that may still be answered were asked with one that is not there.
Result<void> keep_surveys(Database& db, const Surveys& surveys, TimePoint now);
// {"items":[…]}: what is asked and when, with the texts.
std::string surveys_json(const Surveys& surveys);

}  // namespace huiyin
