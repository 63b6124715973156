// The writer: group commit, savepoints, errors, readers; migrations.
#include "daemon/store/store.h"

#include <filesystem>
#include <thread>

#include <gtest/gtest.h>

#include "daemon/store/journal.h"
#include "daemon/store/raw_inbound.h"
#include "tests/unit/store/temp_store.h"

namespace huiyin {
namespace {

using Count = std::int64_t;

TEST(Store, WhatThenSawIsThereForAReader) {
  TempStore t;
  const auto done = t.store->write_now<Count>([](Database& db) -> Result<Count> {
    set_meta(db, "a", "1");
    return 7;
  });
  ASSERT_TRUE(done);
  EXPECT_EQ(*done, 7);
  EXPECT_EQ(meta(*t.reader(), "a"), "1");
}

TEST(Store, AFailedFunctionLosesItsOwnChangesOnly) {
  TempStore t;
  Mailbox box("test", 100);
  int answers = 0;
  std::string error;
  const auto count = [&](Result<Count> r) {
    ++answers;
    if (!r) error = r.error().what;
  };
  t.store->write<Count>([](Database& db) -> Result<Count> { return set_meta(db, "good", "1"), 1; }, box,
                        count);
  t.store->write<Count>(
      [](Database& db) -> Result<Count> {
        set_meta(db, "bad", "1");
        return fail(Errc::conflict, "refused");
      },
      box, count);
  t.store->write<Count>(
      [](Database& db) -> Result<Count> {
        set_meta(db, "thrown", "1");
        db.run("INSERT INTO no_such_table VALUES (1)");
        return 1;
      },
      box, count);
  while (answers < 3) {
    box.wait(1000);
    box.run();
  }
  const auto reader = t.reader();
  EXPECT_EQ(meta(*reader, "good"), "1");
  EXPECT_EQ(meta(*reader, "bad"), "");
  EXPECT_EQ(meta(*reader, "thrown"), "");
  EXPECT_NE(error.find("no_such_table"), std::string::npos);
}

TEST(Store, ManyWritesShareACommitAndKeepTheirOrder) {
  TempStore t;
  Mailbox box("test", 100);
  int answers = 0;
  constexpr int kWrites = 500;
  for (int i = 0; i < kWrites; ++i)
    t.store->write<Count>(
        [i](Database& db) -> Result<Count> {
          return append_event(db, "t", std::to_string(i), from_ms(i), "{}");
        },
        box,
        [&, i](Result<Count> seq) {
          EXPECT_EQ(*seq, i + 1);
          EXPECT_EQ(answers, i);
          ++answers;
        });
  while (answers < kWrites) {
    box.wait(1000);
    box.run();
  }
  EXPECT_LT(t.store->commits(), static_cast<std::uint64_t>(kWrites));
  EXPECT_EQ(t.store->newest_seq(), kWrites);
}

TEST(Store, ABoundedQueueRefusesAloud) {
  TempStore t(/*queue_limit=*/1);
  Mailbox box("test", 10'000);
  int refused = 0, done = 0;
  for (int i = 0; i < 2'000; ++i)
    t.store->write<Count>([](Database&) -> Result<Count> { return 1; }, box,
                          [&](Result<Count> r) {
                            ++done;
                            if (!r) {
                              ++refused;
                              EXPECT_EQ(r.error().code, Errc::unavailable);
                            }
                          });
  while (done < 2'000) {
    box.wait(1000);
    box.run();
  }
  EXPECT_GT(refused, 0);
  EXPECT_LT(refused, 2'000);
}

TEST(Store, ListenersHearTheNewestSeqAfterItIsDurable) {
  TempStore t;
  std::atomic<std::int64_t> heard{0};
  const std::string url = t.url();
  t.store->on_commit([&](std::int64_t newest) {
    auto reader = open_database(url, OpenMode::read_only);
    EXPECT_GE(newest_event(**reader), newest);
    heard = newest;
  });
  const auto wrote = t.store->write_now<Count>(
      [](Database& db) -> Result<Count> { return append_event(db, "t", "s", from_ms(0), "{}"); });
  while (heard < *wrote) std::this_thread::yield();
  EXPECT_EQ(heard, 1);
}

TEST(Store, DestructionCommitsWhatIsQueued) {
  TempDir dir;
  Mailbox box("test", 100);
  {
    auto store = Store::open({dir.path + "/a.db"});
    for (int i = 0; i < 100; ++i)
      (*store)->write<Count>(
          [i](Database& db) -> Result<Count> { return set_meta(db, "k" + std::to_string(i), "v"), 1; }, box,
          [](Result<Count>) {});
  }
  auto reader = open_database(dir.path + "/a.db", OpenMode::read_only);
  EXPECT_EQ((*reader)->integer("SELECT count(*) FROM meta"), 100);
}

TEST(Migration, ANewerLedgerIsRefused) {
  TempDir dir;
  { ASSERT_TRUE(Store::open({dir.path + "/a.db"})); }
  {
    auto db = open_database(dir.path + "/a.db", OpenMode::read_write);
    (*db)->run("INSERT INTO schema_version (version) VALUES (9999)");
  }
  const auto store = Store::open({dir.path + "/a.db"});
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, Errc::conflict);
  EXPECT_NE(store.error().what.find("9999"), std::string::npos);
}

TEST(Migration, OpeningTwiceChangesNothing) {
  TempDir dir;
  { ASSERT_TRUE(Store::open({dir.path + "/a.db"})); }
  { ASSERT_TRUE(Store::open({dir.path + "/a.db"})); }
  auto db = open_database(dir.path + "/a.db", OpenMode::read_only);
  EXPECT_EQ((*db)->integer("SELECT count(*) FROM schema_version"),
            (*db)->integer("SELECT count(DISTINCT version) FROM schema_version"));
  EXPECT_EQ((*db)->integer("SELECT max(version) FROM schema_version"), newest_schema());
}

TEST(Migration, AFileThatIsNoLedgerIsNamed) {
  TempDir dir;
  { std::ofstream(dir.path + "/a.db") << std::string(5000, 'x'); }
  const auto store = Store::open({dir.path + "/a.db"});
  ASSERT_FALSE(store);
  EXPECT_NE(store.error().text().find("a.db"), std::string::npos) << store.error().text();
}

}  // namespace
}  // namespace huiyin
