// What persons said about being written to or called: by purpose and channel, with source, wording and time.
// The newest word decides; none is ever forgotten.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "daemon/store/database.h"

namespace huiyin {

struct ConsentWord {
  std::int64_t person_id = 0;
  std::string scope;            // a purpose's name, or "all"
  std::string channel = "sms";  // "voice", "all"
  bool out = true;
  std::string source;          // "sms", "carrier:CODE", "phone", "letter", …
  std::string rule;            // of the words that told; empty: a person read them
  std::string wording_sealed;  // context "answer"; may be empty
  std::string by;              // actor; empty: the person's own message
  TimePoint at{};
};

// False when that was already the person's word (it is recorded all the same). An opt-in to "all" takes every
// refusal of the channel back.
bool record_word(Database& db, const ConsentWord& w);
// The person refused this purpose, or all, on this channel or all.
bool opted_out_of(Database& db, std::int64_t person_id, std::string_view scope, std::string_view channel);
std::vector<ConsentWord> newest_words(Database& db, std::int64_t person_id);
std::vector<ConsentWord> consent_history(Database& db, std::int64_t person_id);  // in order

// Persons whose own text opted out and to whom the one confirmation may be due; they are taken off the list.
struct DueConfirmation {
  std::int64_t person_id = 0;
  TimePoint said_at{};
};
std::vector<DueConfirmation> take_due_confirmations(Database& db, int limit);
// True once for a person, until the person opts in again.
bool confirm_once(Database& db, std::int64_t person_id, TimePoint now);

}  // namespace huiyin
