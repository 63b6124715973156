#include "daemon/people/directory.h"

#include "daemon/store/persons.h"

namespace huiyin {

std::int64_t person_of(Database& db, const Vault& vault, std::string_view number) {
  const std::string hash = vault.number_hash(number);
  if (const auto id = find_person(db, hash)) return *id;
  return add_person(db, hash, vault.seal(number, "number"));
}

std::optional<std::int64_t> known_person(Database& db, const Vault& vault, std::string_view number) {
  return find_person(db, vault.number_hash(number));
}

Result<std::string> number_of(Database& db, const Vault& vault, std::int64_t person_id) {
  const auto sealed = sealed_number(db, person_id);
  if (!sealed) return fail(Errc::not_found, "there is no such person in the ledger");
  return vault.unseal(*sealed, "number");
}

}  // namespace huiyin
