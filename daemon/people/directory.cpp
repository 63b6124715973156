#include "daemon/people/directory.h"

#include "daemon/base/json.h"
#include "daemon/store/consent.h"
#include "daemon/store/objections.h"
#include "daemon/store/persons.h"

namespace huiyin {
namespace {

// Somebody who was erased and is heard of again: a new person, but for the word not to be written to.
void bring_objection_back(Database& db, std::int64_t person_id, std::string_view hash) {
  const auto words = objection_of(db, hash);
  if (!words) return;
  for (const Json& j : Json::parse(*words).items()) {
    ConsentWord word;
    word.person_id = person_id;
    word.scope = j.text("scope");
    word.channel = j.text("channel");
    word.source = "kept";
    word.at = from_ms(j.integer("at"));
    record_word(db, word);
  }
  forget_objection(db, hash);
}

}  // namespace

std::int64_t person_of(Database& db, const Vault& vault, std::string_view number) {
  const std::vector<std::string> hashes = vault.number_hashes(number);
  for (const std::string& hash : hashes)
    if (const auto id = find_person(db, hash)) {
      if (hash != hashes.front()) set_number_hash(db, *id, hashes.front());
      return *id;
    }
  const std::int64_t person = add_person(db, hashes.front(), vault.seal(number, "number"));
  for (const std::string& hash : hashes) bring_objection_back(db, person, hash);
  return person;
}

std::optional<std::int64_t> known_person(Database& db, const Vault& vault, std::string_view number) {
  for (const std::string& hash : vault.number_hashes(number))
    if (const auto id = find_person(db, hash)) return id;
  return std::nullopt;
}

Result<std::string> number_of(Database& db, const Vault& vault, std::int64_t person_id) {
  const auto sealed = sealed_number(db, person_id);
  if (!sealed) return fail(Errc::not_found, "there is no such person in the ledger");
  return vault.unseal(*sealed, "number");
}

}  // namespace huiyin
