#include "daemon/people/vault_keeper.h"

#include <filesystem>

#include "daemon/base/json.h"
#include "daemon/base/log.h"
#include "daemon/people/key_change.h"
#include "daemon/store/journal.h"
#include "daemon/store/vault_keys.h"

namespace huiyin {
namespace {

constexpr std::array<KeyClass, kKeyClasses> kClasses = {KeyClass::number, KeyClass::inbound,
                                                        KeyClass::outbound, KeyClass::other};

std::string what_of(std::string_view key_class, std::int64_t id) {
  return std::string(key_class) + " " + std::to_string(id);
}

KeyRing::Key fresh_key() {
  return std::make_shared<const GuardedKey>(GuardedKey::at_random());
}

// A ledger of before: does this master key open it?
bool opens_first(Database& db, const MasterKey& master) {
  auto ring = std::make_shared<KeyRing>();
  ring->seals[0] = std::make_shared<const GuardedKey>(master.derive(2, "huiyinse"));
  const Vault first(ring);
  bool opens = true;
  db.each("SELECT number_sealed FROM person WHERE length(number_sealed) > 0 LIMIT 1", {},
          [&](const Row& r) { opens = first.unseal(r.blob(0), "number").has_value(); });
  return opens;
}

}  // namespace

Result<std::unique_ptr<VaultKeeper>> VaultKeeper::open(Options options) {
  bool made = false;
  auto master = MasterKey::read(options.key_file);
  if (!master && master.error().code == Errc::not_found && options.next_key_file.empty()) {
    master = MasterKey::make(options.key_file);
    made = true;
  }
  if (!master) return tl::unexpected<Error>(master.error());
  std::unique_ptr<VaultKeeper> keeper(new VaultKeeper(std::move(options), std::move(*master)));
  keeper->made_ = made;
  keeper->vault_ = std::make_shared<Vault>(nullptr);
  return keeper;
}

void VaultKeeper::add_key(Database& db, std::string_view key_class, KeyRing::Key key, std::int64_t state,
                          TimePoint now) {
  VaultKeyRow row;
  row.id = key_class == "first" ? 0 : next_vault_key(db);
  row.key_class = key_class;
  row.state = static_cast<KeyState>(state);
  row.wrapped = master_of(db)->wrap(*key, what_of(key_class, row.id));
  row.made_at = now;
  add_vault_key(db, row);
}

Result<void> VaultKeeper::make_keys(Database& db, TimePoint now) {
  const bool old = ledger_has_people(db);
  if (old && (made_ || !opens_first(db, master_)))
    return fail(Errc::forbidden, "is not the key that this ledger was sealed with", options_.key_file);
  set_vault_master(db, master_.name());
  const auto derived = [&](std::uint64_t number, const char* context) {
    return std::make_shared<const GuardedKey>(master_.derive(number, context));
  };
  if (old) add_key(db, "first", derived(2, "huiyinse"), 1, now);
  add_key(db, "index", old ? derived(1, "huiyinha") : fresh_key(), 0, now);
  add_key(db, "stamp", old ? derived(1, "huiyinha") : fresh_key(), 0, now);
  add_key(db, "pseudonym", old ? derived(3, "huiyinps") : fresh_key(), 0, now);
  for (const KeyClass c : kClasses) add_key(db, name_of(c), fresh_key(), 0, now);
  return {};
}

const MasterKey* VaultKeeper::master_of(Database& db) const {
  const std::string name = vault_master(db);
  if (name == master_.name()) return &master_;
  return next_ && name == next_->name() ? &*next_ : nullptr;
}

Result<void> VaultKeeper::attach(Database& db, TimePoint now) {
  const std::string name = vault_master(db);
  if (name.empty()) return make_keys(db, now);
  auto next = MasterKey::read(next_path());
  if (name == master_.name()) {
    if (next && by_file()) {
      std::filesystem::remove(next_path());
      log_warn("vault.rotate.forgotten",
               "a change of the master key had not reached the ledger; rotate again");
    }
    return {};
  }
  if (next && next->name() == name) {
    next_ = std::move(*next);
    return {};
  }
  if (made_) std::filesystem::remove(options_.key_file);
  return fail(Errc::forbidden,
              "holds master key " + (made_ ? std::string("none: it was missing") : master_.name()) +
                  ", but the ledger's keys are wrapped with " + name +
                  ": put that key back, or bring it back from its share (huiyinctl vault recover)",
              options_.key_file);
}

Result<void> VaultKeeper::attached(Database& committed) {
  if (auto done = finish_master(committed); !done) return done;
  auto ring = ring_of(committed);
  if (!ring) return tl::unexpected<Error>(ring.error());
  vault_->use(std::move(*ring));
  generation_ = vault_generation(committed);
  return {};
}

Result<std::shared_ptr<const KeyRing>> VaultKeeper::ring_of(Database& db) const {
  const MasterKey* master = master_of(db);
  if (master == nullptr)
    return fail(Errc::forbidden, "is not the key that the ledger's keys are wrapped with", options_.key_file);
  auto ring = std::make_shared<KeyRing>();
  for (const VaultKeyRow& row : list_vault_keys(db)) {
    if (row.state == KeyState::destroyed) continue;
    auto opened = master->unwrap(row.wrapped, what_of(row.key_class, row.id));
    if (!opened) return tl::unexpected<Error>(opened.error());
    const auto key = std::make_shared<const GuardedKey>(std::move(*opened));
    if (row.key_class == "index") {
      ring->index.insert(ring->index.begin(), key);
    } else if (row.key_class == "stamp") {
      ring->stamp = key;
    } else if (row.key_class == "pseudonym") {
      ring->pseudonym = key;
    } else {
      const auto id = static_cast<std::uint32_t>(row.id);
      ring->seals[id] = key;
      for (const KeyClass c : kClasses)
        if (row.state == KeyState::in_use && row.key_class == name_of(c))
          ring->sealing[static_cast<std::size_t>(c)] = id;
    }
  }
  if (ring->index.empty() || !ring->stamp || !ring->pseudonym)
    return fail(Errc::storage, "the ledger's table of keys is not whole");
  return ring;
}

Result<MasterKey> VaultKeeper::bring_next(Database&) {
  if (by_file()) {
    // Nobody waits for one that lies there: the ledger is wrapped with the key in use.
    std::filesystem::remove(next_path());
    return MasterKey::make(next_path());
  }
  auto next = MasterKey::read(next_path());
  if (next && next->name() == master_.name())
    return fail(Errc::conflict, "holds the key that is in use: put the new one there", next_path());
  return next;
}

Result<std::string> VaultKeeper::rotate_master(Database& db, const CommandContext& c) {
  if (vault_master(db) != master_.name())
    return fail(Errc::conflict, "the last change of the master key is being finished; try again in a moment");
  auto next = bring_next(db);
  if (!next) return tl::unexpected<Error>(next.error());
  at("next.made");
  auto share = write_share(*next, options_.recovery_key, options_.share_folder, options_.write_file);
  if (!share) return tl::unexpected<Error>(share.error());
  at("share.made");
  std::int64_t keys = 0;
  for (const VaultKeyRow& row : list_vault_keys(db)) {
    if (row.state == KeyState::destroyed) continue;
    auto key = master_.unwrap(row.wrapped, what_of(row.key_class, row.id));
    if (!key) return tl::unexpected<Error>(key.error());
    rewrap_vault_key(db, row.id, next->wrap(*key, what_of(row.key_class, row.id)));
    ++keys;
  }
  set_vault_master(db, next->name());
  JsonWriter w;
  w.object().field("what", "master").field("master", next->name()).field("before", master_.name());
  w.field("keys", keys).field("by", c.actor).field("share_renewed", !share->empty()).end();
  append_event(db, "vault.rotated", "vault", c.now, w.take());
  JsonWriter answer;
  answer.object().field("what", "master").field("master", next->name()).field("keys", keys);
  answer.field("share", *share).field("key_file", by_file() ? options_.key_file : next_path()).end();
  next_ = std::move(*next);
  at("rewrapped");
  return answer.take();
}

Result<void> VaultKeeper::finish_master(Database& committed) {
  if (!next_ || vault_master(committed) != next_->name()) return {};
  at("committed");
  if (by_file()) {
    if (auto done = replace_key_file(next_path(), options_.key_file); !done) return done;
    at("replaced");
    auto again = MasterKey::read(options_.key_file);
    if (!again) return tl::unexpected<Error>(again.error());
    master_ = std::move(*again);
    log_info("vault.rotate.finished", "the new master key is in its place", {{"master", master_.name()}});
  } else {
    master_ = std::move(*next_);
    log_warn(
        "vault.rotate.finished",
        "the key in vault.next_key_file is in use: put it in the place of vault.key_file before you take "
        "the old one away",
        {{"master", master_.name()}});
  }
  next_.reset();
  return {};
}

Result<std::string> VaultKeeper::rotate_keys(Database& db, std::string_view kind, const CommandContext& c) {
  if (const auto job = newest_vault_job(db); job && !job->ended_at)
    return fail(Errc::conflict, "a change of keys is under way: huiyinctl vault status");
  if (master_of(db) == nullptr) return fail(Errc::internal, "the ledger's keys are another master's");
  std::int64_t keys = 0;
  const auto renew = [&](std::string_view key_class) {
    retire_vault_keys(db, key_class, c.now);
    add_key(db, key_class, fresh_key(), 0, c.now);
    ++keys;
  };
  if (kind == "index")
    renew("index");
  else
    for (const KeyClass k : kClasses) renew(name_of(k));
  VaultJob job;
  job.kind = kind;
  job.asked_at = c.now;
  job.asked_by = c.actor;
  add_vault_job(db, job);
  clean_round_ = false;
  JsonWriter w;
  w.object().field("what", kind).field("keys", keys).field("by", c.actor).end();
  append_event(db, "vault.rotated", "vault", c.now, w.take());
  JsonWriter answer;
  return answer.object().field("what", kind).field("keys", keys).end().take();
}

void VaultKeeper::renew_older_than(Database& db, Millis age, TimePoint now) {
  if (const auto job = newest_vault_job(db); job && !job->ended_at) return;
  if (master_of(db) == nullptr) return;
  for (const VaultKeyRow& row : list_vault_keys(db)) {
    const bool seals = row.key_class == "number" || row.key_class == "inbound" ||
                       row.key_class == "outbound" || row.key_class == "other";
    if (!seals || row.state != KeyState::in_use || row.made_at > now - age) continue;
    retire_vault_keys(db, row.key_class, now);
    add_key(db, row.key_class, fresh_key(), 0, now);
    log_info("vault.renewed", "a new key seals what is new", {{"class", row.key_class}});
  }
}

Result<bool> VaultKeeper::step(Database& db, Database& committed, TimePoint now) {
  if (auto done = finish_master(committed); !done) return tl::unexpected<Error>(done.error());
  if (const std::int64_t newest = vault_generation(committed); newest != generation_) {
    auto ring = ring_of(committed);
    if (!ring) return tl::unexpected<Error>(ring.error());
    if ((*ring)->sealing != vault_->ring()->sealing || (*ring)->index.size() > vault_->ring()->index.size())
      switched_ = std::chrono::steady_clock::now();
    vault_->use(std::move(*ring));
    generation_ = newest;
  }
  auto job = newest_vault_job(db);
  // What was asked for in a transaction that is not on disk has to wait: its keys are not in use yet.
  if (!job || job->ended_at || vault_generation(db) != generation_) return false;
  const bool settled = !switched_ || std::chrono::steady_clock::now() - *switched_ >= options_.settle;
  const auto more = change_keys(db, *vault_, &*job, settled, &clean_round_, now);
  save_vault_job(db, *job);
  at(job->ended_at ? "ended" : "piece");
  return more;
}

}  // namespace huiyin
