// What an office decided about answering persons, paging and time limits. Immutable; a reload makes a new
// one.
#pragma once
#include <map>
#include <memory>
#include <string>

#include "daemon/model/answer_words.h"
#include "daemon/model/civil_time.h"
#include "daemon/model/deadlines.h"
#include "daemon/people/content.h"
#include "daemon/people/vault.h"

namespace huiyin {

// A text that names a record, and its template's code at carriers that take templates only.
struct RecordWording {
  std::string text;           // "{record}" stands for the record's number
  std::string template_code;  // {record} is its only parameter
};

struct CareRules {
  TimeZone zone;
  std::string region, signature;
  std::shared_ptr<const Vault> vault;
  std::shared_ptr<const Deadlines> deadlines;
  std::shared_ptr<const AnswerWords> words;

  bool receipts = true;
  RecordWording receipt;
  int receipts_a_day = 5;                     // of one person, over all matters
  std::map<std::string, std::string> states;  // state of a record -> wording for its person
  std::string unknown_record;                 // no such record is this number's
  std::string status_template;
  int queries_in_ten_minutes = 3, queries_a_day = 10;
  int storm = 30;  // messages of one number within an hour, from which on it gets no answer

  bool answer_danger = true;
  RecordWording help, page;  // to the person; to who is on duty
  Millis page_again{120'000};
  int pages_a_level = 2;  // unanswered; then the next level is paged too

  RecordWording reprisal;  // to guardians
  Millis reprisal_again{4 * 3'600'000};
  int reprisal_times = 3;
};

Content fill(const RecordWording& wording, std::string_view record, std::string_view signature);

}  // namespace huiyin
