// The keeper of the vault's keys, and processes that are really killed between any two of its steps.
#include "daemon/people/vault_keeper.h"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/base/bytes.h"
#include "daemon/base/sealed_box.h"
#include "daemon/people/content.h"
#include "daemon/people/directory.h"
#include "daemon/store/audit.h"
#include "daemon/store/persons.h"
#include "daemon/store/raw_inbound.h"
#include "daemon/store/sealed_columns.h"
#include "daemon/store/vault_keys.h"
#include "daemon/store/votes.h"
#include "tests/unit/test_ledger.h"

namespace huiyin {
namespace {

namespace fs = std::filesystem;

const TimePoint kNow = from_ms(1'770'000'000'000);
const CommandContext kAdmin{kNow, "token:admin", Role::admin};
constexpr int kPersons = 30;

std::string number(int i) {
  return "+8613800" + std::to_string(100'000 + i);
}

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

Result<void> write_whole(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
  return {};
}

// A folder with a ledger and its key: every opening is what a start of the daemon does.
struct Office {
  explicit Office(std::string f) : folder(std::move(f)) {}
  std::string folder;
  std::string key() const { return folder + "/master.key"; }
  std::string ledger() const { return folder + "/office.db"; }

  struct Running {
    std::unique_ptr<Database> db, committed;
    std::unique_ptr<VaultKeeper> keeper;
    const Vault& vault() const { return *keeper->vault(); }
    template <typename F>
    auto transaction(F&& f) {
      db->run("BEGIN IMMEDIATE");
      auto result = f();
      db->run(result ? "COMMIT" : "ROLLBACK");
      return result;
    }
    Result<bool> step() {
      return transaction([&] { return keeper->step(*db, *committed, kNow); });
    }
    void settle() {
      for (int i = 0; i < 10'000; ++i) {
        ASSERT_TRUE(step());
        const auto job = newest_vault_job(*db);
        if (!job || job->ended_at) return;
      }
      FAIL() << "the change of keys does not end";
    }
  };

  VaultKeeper::Options options(std::function<void(std::string_view)> at = {}) const {
    VaultKeeper::Options o;
    o.key_file = key();
    o.share_folder = folder;
    o.write_file = write_whole;
    o.settle = Millis(0);
    o.at_step = std::move(at);
    return o;
  }

  Result<Running> start(VaultKeeper::Options o) const {
    Running r;
    r.db = open_database(ledger(), OpenMode::read_write).value();
    migrate(*r.db).value();
    auto keeper = VaultKeeper::open(std::move(o));
    if (!keeper) return tl::unexpected<Error>(keeper.error());
    r.keeper = std::move(*keeper);
    if (auto done = r.transaction([&] { return r.keeper->attach(*r.db, kNow); }); !done)
      return tl::unexpected<Error>(done.error());
    r.committed = open_database(ledger(), OpenMode::read_only).value();
    if (auto done = r.keeper->attached(*r.committed); !done) return tl::unexpected<Error>(done.error());
    return r;
  }
  Result<Running> start() const { return start(options()); }

  void fill() const {
    auto r = start().value();
    r.transaction([&]() -> Result<void> {
      for (int i = 0; i < kPersons; ++i) {
        person_of(*r.db, r.vault(), number(i));
        keep_content(*r.db, r.vault(), {"您反映的第" + std::to_string(i) + "件事已办结", "", "", {}});
        bool fresh = false;
        const std::string raw = "{\"mobile\":\"" + number(i) + "\"}";
        keep_raw(*r.db, {0, 1, "sms", kNow, r.vault().seal(raw, "raw"), RawState::read, 1, ""},
                 r.vault().stamp(raw), Millis(0), &fresh);
      }
      add_staff_number(*r.db, r.vault().number_hash(number(3)), r.vault().seal(number(3), "number"), kNow,
                       "li");
      return {};
    });
  }
};

// Every number is found, opens, and is nobody else's; texts and payloads open.
void expect_whole(Office::Running& r) {
  EXPECT_EQ(r.db->integer("SELECT count(*) FROM person"), kPersons);
  for (int i = 0; i < kPersons; ++i) {
    const auto id = known_person(*r.db, r.vault(), number(i));
    ASSERT_TRUE(id) << i;
    EXPECT_EQ(number_of(*r.db, r.vault(), *id).value(), number(i));
    EXPECT_EQ(is_staff(*r.db, *id), i == 3) << i;
  }
  for (const SealedColumn& c : sealed_columns())
    r.db->each("SELECT " + std::string(c.column) + " FROM " + std::string(c.table) + " WHERE length(" +
                   std::string(c.column) + ") > 0",
               {}, [&](const Row& row) { EXPECT_TRUE(r.vault().unseal(row.blob(0), c.context)) << c.table; });
}

bool opens_with(const Office& office, const std::string& old_key) {
  Office copy(office.folder + "/copy");
  fs::remove_all(copy.folder);
  fs::create_directory(copy.folder);
  fs::copy(office.ledger(), copy.ledger());
  write_whole(copy.key(), old_key);
  fs::permissions(copy.key(), fs::perms::owner_read | fs::perms::owner_write);
  return copy.start().has_value();
}

void checkpoint(const Office& office) {
  auto db = open_database(office.ledger(), OpenMode::read_write).value();
  db->each("PRAGMA wal_checkpoint(TRUNCATE)", {}, [](const Row&) {});
}

struct VaultKeys : ::testing::Test {
  TestLedger place;  // a folder that goes at the end
  Office office{place.folder()};
};

TEST_F(VaultKeys, EveryColumnThatIsSealedIsKnown) {
  std::set<std::string> known, found;
  for (const SealedColumn& c : sealed_columns())
    known.insert(std::string(c.table) + "." + std::string(c.column));
  place.db().each(
      "SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' "
      "AND "
      "p.name LIKE '%\\_sealed' ESCAPE '\\'",
      {}, [&](const Row& r) { found.insert(r.text(0) + "." + r.text(1)); });
  EXPECT_EQ(known, found) << "store/sealed_columns.cpp lists what a change of keys goes through";
}

TEST_F(VaultKeys, AFreshLedgerHasKeysThatTheMasterAloneDoesNotGive) {
  office.fill();
  auto r = office.start().value();
  expect_whole(r);
  const auto alone = Vault::open(office.key(), false).value();
  EXPECT_FALSE(known_person(*r.db, *alone, number(1)));
  EXPECT_NE(alone->pseudonym(1), r.vault().pseudonym(1));
  r.db->each("SELECT number_sealed FROM person LIMIT 1", {},
             [&](const Row& row) { EXPECT_FALSE(alone->unseal(row.blob(0), "number")); });
}

TEST_F(VaultKeys, ALedgerFromBeforeKeepsItsNumbersAndIsBroughtOver) {
  const auto before = Vault::open(office.key(), true).value();
  {
    auto db = open_database(office.ledger(), OpenMode::read_write).value();
    migrate(*db).value();
    for (int i = 0; i < kPersons; ++i) person_of(*db, *before, number(i));
    add_staff_number(*db, before->number_hash(number(3)), before->seal(number(3), "number"), kNow, "li");
  }
  auto r = office.start().value();
  expect_whole(r);
  EXPECT_EQ(r.vault().pseudonym(7), before->pseudonym(7)) << "others keep these";
  ASSERT_TRUE(r.transaction([&] { return r.keeper->rotate_keys(*r.db, "data", kAdmin); }));
  r.settle();
  ASSERT_TRUE(r.transaction([&] { return r.keeper->rotate_keys(*r.db, "index", kAdmin); }));
  r.settle();
  expect_whole(r);
  EXPECT_FALSE(known_person(*r.db, *before, number(1)));
  r.db->each("SELECT number_sealed FROM person", {},
             [&](const Row& row) { EXPECT_FALSE(before->unseal(row.blob(0), "number")); });
}

TEST_F(VaultKeys, AnotherMasterKeyIsRefusedByNameAndAMissingOneIsNotReplaced) {
  office.fill();
  const std::string right = bytes_of(office.key());
  write_whole(office.key(), std::string(32, 'x'));
  const auto refused = office.start();
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().text().find("master.key"), std::string::npos);
  EXPECT_EQ(refused.error().text().find("xxxx"), std::string::npos);
  fs::remove(office.key());
  EXPECT_FALSE(office.start());
  EXPECT_FALSE(fs::exists(office.key())) << "a key of no ledger would look like the lost one";
  write_whole(office.key(), right);
  fs::permissions(office.key(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_TRUE(office.start());
}

TEST_F(VaultKeys, ANewMasterKeyTakesTheOldOnesPlaceAndTheShareIsRenewed) {
  office.fill();
  const std::string old = bytes_of(office.key());
  const BoxKeys safe = make_box_keys();
  auto options = office.options();
  options.recovery_key = safe.public_key;
  auto r = office.start(options).value();
  const auto answer = r.transaction([&] { return r.keeper->rotate_master(*r.db, kAdmin); });
  ASSERT_TRUE(answer);
  EXPECT_FALSE(r.transaction([&] { return r.keeper->rotate_master(*r.db, kAdmin); })) << "one at a time";
  ASSERT_TRUE(r.step());
  const std::string fresh = bytes_of(office.key());
  EXPECT_NE(fresh, old);
  EXPECT_FALSE(fs::exists(office.key() + ".next"));
  std::string hex = bytes_of(Json::parse(*answer).text("share"));
  hex.pop_back();
  EXPECT_EQ(open_box(safe.secret_key, from_hex(hex).value()).value(), fresh);
  EXPECT_EQ(key_name(fresh), Json::parse(*answer).text("master"));
  expect_whole(r);
  ASSERT_TRUE(r.transaction([&] { return r.keeper->rotate_keys(*r.db, "data", kAdmin); }));
  r.settle();
  r = Office::Running{};
  checkpoint(office);
  EXPECT_FALSE(opens_with(office, old));
  EXPECT_TRUE(opens_with(office, fresh));
  auto again = office.start().value();
  expect_whole(again);
}

TEST_F(VaultKeys, ACredentialIsChangedByTheOneToCome) {
  const std::string next = office.folder + "/next.credential";
  office.fill();
  auto options = office.options();
  options.next_key_file = next;
  auto r = office.start(options).value();
  EXPECT_FALSE(r.transaction([&] { return r.keeper->rotate_master(*r.db, kAdmin); })) << "it is not there";
  write_whole(next, std::string(32, 'n'));
  fs::permissions(next, fs::perms::owner_read);
  ASSERT_TRUE(r.transaction([&] { return r.keeper->rotate_master(*r.db, kAdmin); }));
  ASSERT_TRUE(r.step());
  EXPECT_FALSE(r.transaction([&] { return r.keeper->rotate_master(*r.db, kAdmin); })) << "it is in use";
  expect_whole(r);
  r = office.start(options).value();
  expect_whole(r);
  EXPECT_FALSE(office.start()) << "the old credential alone opens nothing";
}

TEST_F(VaultKeys, OldKeysAreDestroyedOnceNothingNeedsThem) {
  office.fill();
  auto r = office.start().value();
  const std::string before = r.vault().seal("text", "body");
  ASSERT_TRUE(r.transaction([&] { return r.keeper->rotate_keys(*r.db, "data", kAdmin); }));
  EXPECT_FALSE(r.transaction([&] { return r.keeper->rotate_keys(*r.db, "index", kAdmin); }))
      << "one at a time";
  EXPECT_TRUE(r.vault().unseal(before, "body"));
  r.settle();
  ASSERT_TRUE(r.step());  // the next one drops what is destroyed
  EXPECT_FALSE(r.vault().unseal(before, "body")) << "its key is gone";
  int destroyed = 0;
  for (const VaultKeyRow& k : list_vault_keys(*r.db))
    if (k.state == KeyState::destroyed) {
      ++destroyed;
      EXPECT_TRUE(k.wrapped.empty());
    }
  EXPECT_EQ(destroyed, 4);
  expect_whole(r);
  EXPECT_EQ(check_audit(*r.db).bad_seq, 0);
}

// What is sealed by a thread that had not yet heard of the new key, and reaches the ledger late.
TEST_F(VaultKeys, WhatWasOnItsWayIsBroughtOverToo) {
  office.fill();
  auto options = office.options();
  options.settle = std::chrono::hours(1);
  auto r = office.start(options).value();
  const std::string late = r.vault().seal("{\"mobile\":\"+8613811112222\"}", "raw");
  ASSERT_TRUE(r.transaction([&] { return r.keeper->rotate_keys(*r.db, "data", kAdmin); }));
  for (int i = 0; i < 200; ++i) ASSERT_TRUE(r.step());
  EXPECT_FALSE(newest_vault_job(*r.db)->ended_at) << "somebody may still have the old key in hand";
  bool fresh = false;
  keep_raw(*r.db, {0, 1, "sms", kNow, late, RawState::read, 1, ""}, "h", Millis(0), &fresh);
  r = Office::Running{};
  r = office.start().value();  // after a start nobody has
  r.settle();
  expect_whole(r);
}

TEST_F(VaultKeys, AnIndexKeyStaysWhileSomebodyIsKnownByItAlone) {
  office.fill();
  auto r = office.start().value();
  r.db->run("UPDATE staff_number SET number_sealed = NULL");
  ASSERT_TRUE(r.transaction([&] { return r.keeper->rotate_keys(*r.db, "index", kAdmin); }));
  r.settle();
  std::vector<KeyState> states;
  for (const VaultKeyRow& k : list_vault_keys(*r.db))
    if (k.key_class == "index") states.push_back(k.state);
  EXPECT_EQ(states, (std::vector{KeyState::opens, KeyState::in_use}));
}

// A child of its own does `work` and kills itself at the n-th step; false where it never came so far.
bool killed_at(const Office& office, int n, const std::function<void(Office::Running&)>& work) {
  const pid_t child = fork();
  if (child == 0) {
    int left = n;
    auto r = office.start(office.options([&](std::string_view) {
      if (--left == 0) kill(getpid(), SIGKILL);
    }));
    if (r) work(*r);
    _exit(r ? 0 : 3);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0) << "it could not start";
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

TEST_F(VaultKeys, KilledAtAnyStepOfANewMasterKeyItOpens) {
  office.fill();
  int kills = 0;
  for (int n = 1; n < 50; ++n) {
    const std::string old = bytes_of(office.key());
    const bool killed = killed_at(office, n, [](Office::Running& r) {
      r.transaction([&] { return r.keeper->rotate_master(*r.db, kAdmin); });
      r.step();
    });
    {
      auto r = office.start();
      ASSERT_TRUE(r) << "after a kill at step " << n << ": " << r.error().text();
      expect_whole(*r);
      EXPECT_FALSE(fs::exists(office.key() + ".next")) << n;
    }
    checkpoint(office);
    const std::string now = bytes_of(office.key());
    EXPECT_TRUE(opens_with(office, now)) << n;
    EXPECT_EQ(opens_with(office, old), now == old) << n;
    if (!killed) {
      EXPECT_NE(now, old);
      break;
    }
    ++kills;
  }
  EXPECT_GE(kills, 5) << "made, shared, wrapped, committed, replaced";
}

TEST_F(VaultKeys, KilledAtAnyStepOfNewDataAndIndexKeysItGoesOnWhereItWas) {
  office.fill();
  for (const std::string kind : {"data", "index"}) {
    int kills = 0;
    for (int n = 1; n < 400; n += n < 10 ? 1 : 7) {
      const bool killed = killed_at(office, n, [&](Office::Running& r) {
        const auto job = newest_vault_job(*r.db);
        if (!job || job->ended_at) r.transaction([&] { return r.keeper->rotate_keys(*r.db, kind, kAdmin); });
        r.settle();
      });
      auto r = office.start();
      ASSERT_TRUE(r) << kind << " " << n << ": " << r.error().text();
      expect_whole(*r);
      if (!killed) {
        EXPECT_TRUE(newest_vault_job(*r->db)->ended_at);
        break;
      }
      ++kills;
    }
    EXPECT_GE(kills, 3) << kind;
  }
}

}  // namespace
}  // namespace huiyin
