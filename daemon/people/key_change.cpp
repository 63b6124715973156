#include "daemon/people/key_change.h"

#include <sodium.h>

#include "daemon/base/json.h"
#include "daemon/base/log.h"
#include "daemon/store/audit.h"
#include "daemon/store/journal.h"
#include "daemon/store/objections.h"
#include "daemon/store/persons.h"
#include "daemon/store/sealed_columns.h"
#include "daemon/store/votes.h"

namespace huiyin {
namespace {

constexpr int kPersonsAPiece = 1'000;
constexpr std::int64_t kIndexPlaces = 2;  // staff, persons

void wipe(std::string* s) {
  sodium_memzero(s->data(), s->size());
}

// True where it was sealed anew.
bool seal_anew(Database& db, const Vault& vault, const SealedColumn& column, const SealedValue& value,
               VaultJob* job) {
  auto plain = vault.unseal(value.sealed, column.context);
  if (!plain) {
    ++job->unreadable;
    log_error("vault.unreadable", "a sealed value does not open; it is left as it is",
              {{"table", column.table}, {"row", value.id}});
    return false;
  }
  const bool done = replace_sealed(db, column, value, vault.seal(*plain, column.context));
  wipe(&*plain);
  if (!done) return false;
  ++job->found;
  ++job->changed;
  return true;
}

void seal_some(Database& db, const Vault& vault, VaultJob* job) {
  const SealedColumn& column = sealed_columns()[static_cast<std::size_t>(job->place)];
  const auto ring = vault.ring();
  const std::string head =
      sealed_head(ring->sealing[static_cast<std::size_t>(class_of_context(column.context))]);
  const auto looked = next_sealed_otherwise(db, column, head, job->after_id, [&](const SealedValue& value) {
    return seal_anew(db, vault, column, value, job);
  });
  if (looked) {
    job->after_id = *looked;
  } else {
    ++job->place;
    job->after_id = 0;
  }
}

// The hash under the newest key, where the one that rests is another's.
std::optional<std::string> new_hash(const Vault& vault, const std::string& hash, const std::string& sealed,
                                    VaultJob* job) {
  if (sealed.empty()) return std::nullopt;
  auto number = vault.unseal(sealed, "number");
  if (!number) {
    ++job->unreadable;
    return std::nullopt;
  }
  std::string fresh = vault.number_hash(*number);
  wipe(&*number);
  if (fresh == hash) return std::nullopt;
  ++job->found;
  ++job->changed;
  return fresh;
}

void find_staff_anew(Database& db, const Vault& vault, VaultJob* job) {
  for (const StaffNumber& s : staff_numbers(db))
    if (const auto fresh = new_hash(vault, s.hash, s.sealed, job)) rehash_staff_number(db, s.hash, *fresh);
  ++job->place;
  job->after_id = 0;
}

void find_persons_anew(Database& db, const Vault& vault, VaultJob* job) {
  const std::vector<PersonRow> persons = persons_after(db, job->after_id, kPersonsAPiece);
  for (const PersonRow& p : persons) {
    if (const auto fresh = new_hash(vault, p.number_hash, p.number_sealed, job))
      set_number_hash(db, p.id, *fresh);
    job->after_id = p.id;
  }
  if (persons.empty()) ++job->place;
}

std::int64_t staff_known_by_hash_only(Database& db) {
  std::int64_t n = 0;
  for (const StaffNumber& s : staff_numbers(db)) n += s.sealed.empty() ? 1 : 0;
  return n;
}

// An old index key stays while somebody can be found by it alone: staff told before their numbers were kept
// sealed, and objections of persons whose number was erased.
std::int64_t destroy_old_keys(Database& db, std::string_view kind, TimePoint now) {
  const bool index = kind == "index";
  const bool needed = index && (staff_known_by_hash_only(db) > 0 || has_objections_by_hash(db));
  std::int64_t destroyed = 0;
  for (const VaultKeyRow& row : list_vault_keys(db)) {
    if (row.state != KeyState::opens || (row.key_class == "index") != index || needed) continue;
    destroy_vault_key(db, row.id, now);
    ++destroyed;
  }
  return destroyed;
}

void end(Database& db, VaultJob* job, TimePoint now) {
  const std::int64_t destroyed = destroy_old_keys(db, job->kind, now);
  job->ended_at = now;
  JsonWriter w;
  w.object().field("what", job->kind).field("rounds", job->round).field("changed", job->changed);
  w.field("unreadable", job->unreadable).field("keys_destroyed", destroyed).end();
  const std::string data = w.take();
  append_event(db, "vault.settled", "vault", now, data);
  append_audit(db, now, "huiyind", "vault.settled", "vault", data);
  log_info("vault.settled", "all that rests is brought over to the new keys",
           {{"what", job->kind}, {"changed", job->changed}, {"keys_destroyed", destroyed}});
}

}  // namespace

Result<bool> change_keys(Database& db, const Vault& vault, VaultJob* job, bool settled, bool* clean,
                         TimePoint now) {
  const bool index = job->kind == "index";
  const auto places = index ? kIndexPlaces : static_cast<std::int64_t>(sealed_columns().size());
  if (job->place < places) {
    if (!index)
      seal_some(db, vault, job);
    else if (job->place == 0)
      find_staff_anew(db, vault, job);
    else
      find_persons_anew(db, vault, job);
    return true;
  }
  if (*clean && job->found == 0) {
    end(db, job, now);
    return false;
  }
  *clean = settled;
  if (!settled) return false;
  ++job->round;
  job->place = job->after_id = job->found = 0;
  return true;
}

}  // namespace huiyin
