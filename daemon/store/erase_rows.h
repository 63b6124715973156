// Erasing what is kept of a person, class by class. Rows stay, for the figures and for what points at them;
// what they said is overwritten (secure_delete) and hashes that could tell it again are replaced. All on the
// store thread, in a transaction.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/store/database.h"

namespace huiyin {

struct Erased {
  std::int64_t erased = 0, kept = 0;
  TimePoint newest_kept{};  // the youngest of what was kept
  void add(bool gone, TimePoint at);
  void add(const Erased& other);
};

// One record: its text, its transcripts, and what the journal and answers to commands told of it.
void erase_record(Database& db, std::int64_t intake_id);
bool erase_raw(Database& db, std::int64_t raw_id);  // a payload; false where nothing was left of it

// A text of a single message, where nobody else was sent it lately, and no campaign has it.
bool erase_body(Database& db, std::int64_t body_id, TimePoint before);
void erase_answer(Database& db, std::int64_t id);
// Records and answers of a person that still say something.
std::int64_t texts_left(Database& db, std::int64_t person_id);

// What is older than `before` of one person; what is younger is counted as kept.
Erased erase_records_of(Database& db, std::int64_t person_id, TimePoint before);
Erased erase_recordings_of(Database& db, std::int64_t person_id, TimePoint before);
Erased erase_answers_of(Database& db, std::int64_t person_id, TimePoint before);
Erased erase_messages_of(Database& db, std::int64_t person_id, TimePoint before);
Erased erase_words_of(Database& db, std::int64_t person_id, TimePoint before);
Erased erase_recipient_rows_of(Database& db, std::int64_t person_id);
Erased erase_contact_of(Database& db, std::int64_t person_id);
void erase_number(Database& db, std::int64_t person_id);
// Of the journal: texts of events about this subject.
void erase_told(Database& db, std::string_view subject);

// By age. The next of a class after row `after_id` that are older than `before`, at most `limit`, held ones
// passed over. Returns the last row looked at; `erased` counts. after_id itself: there is no more.
std::int64_t erase_older(Database& db, std::string_view name, TimePoint before, std::int64_t after_id,
                         int limit, std::int64_t* erased);

// Whether a hold lies on this person's records or cases, or something is just on its way to the person.
bool is_person_held(Database& db, std::int64_t person_id);
bool is_person_busy(Database& db, std::int64_t person_id);

}  // namespace huiyin
