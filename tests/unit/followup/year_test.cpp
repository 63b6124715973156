// A year of an office on the virtual clock: 5,000 closed cases, people who answer, are silent, change their
// minds, want no more questions, can't be reached, are in danger or in conversation.
#include <map>
#include <random>

#include "daemon/followup/figures.h"
#include "tests/unit/followup/desk_of_questions.h"

namespace huiyin {
namespace {

constexpr int kCases = 5'000, kPeople = 3'500;

class Year : public Questioning {
 protected:
  struct Reply {
    std::int64_t person;
    std::string extension, text;
  };

  int roll(int sides) { return static_cast<int>(random_() % static_cast<unsigned>(sides)); }

  std::string phone(int i) { return "139" + std::to_string(10'000'000 + i); }

  void close_due_cases() {
    for (; !closings_.empty() && closings_.begin()->first <= clock_.now();
         closings_.erase(closings_.begin())) {
      const int n = closings_.begin()->second;
      const std::string unit = "unit-" + std::to_string(n % 12), town = "town-" + std::to_string(n % 7);
      ASSERT_TRUE(command("case.closed", R"({"case_id":"Y-)" + std::to_string(n) + R"(","phone":")" +
                                             phone(roll(kPeople)) + R"(","unit":")" + unit + R"(","town":")" +
                                             town + R"(","category":"CITY"})"));
    }
  }

  void disturb() {
    const int n = roll(kCases);
    const std::string id = R"({"case_id":"Y-)" + std::to_string(n) + "\"}";
    const auto f = followup_of_case(ledger_.db(), "Y-" + std::to_string(n));
    if (!f) return;
    switch (roll(3)) {
      case 0:
        ASSERT_TRUE(command("followup.hold", id));
        return;
      case 1:
        ASSERT_TRUE(command("case.reopened", id));
        closings_.emplace(clock_.now() + 5 * kDay, n);
        return;
      default:
        dangers_[f->person_id].push_back(rules_->zone.civil(clock_.now()).date());
        IntakeRow row;
        row.public_id = "IN-" + std::to_string(++intakes_);
        row.channel = "sms";
        row.received_at = clock_.now();
        row.person_id = f->person_id;
        row.reading = R"({"danger":true})";
        add_intake(ledger_.db(), row);
    }
  }

  std::string an_answer() {
    static const std::vector<std::string> all = {"1",
                                                 "1",
                                                 "1",
                                                 "2",
                                                 "2",
                                                 "3",
                                                 "满意",
                                                 "基本满意，谢谢",
                                                 "不满意，没人来过",
                                                 "收到",
                                                 "哦",
                                                 "R",
                                                 "村干部叫我回复1",
                                                 "满意（代我妈回复的）",
                                                 "1，另外我家门口的下水道堵了，请派人处理",
                                                 "你们几点下班？"};
    return all[static_cast<std::size_t>(roll(static_cast<int>(all.size())))];
  }

  // What is queued leaves; the carrier tells its end; some people write back, some of them twice.
  void carry() {
    std::vector<MessageRow> rows;
    each_queued(ledger_.db(), 0, Lane::follow_up, clock_.now(), 10'000,
                [&](const MessageRow& m) { rows.push_back(m); });
    if (rows.empty()) return;
    ledger_.in_transaction([&](Database& db) {
      MessageChanges changes(db, clock_.now());
      for (MessageRow& m : rows) {
        note_sent(m);
        changes.apply(m, MessageEvent::intend);
        m.state = MessageState::submitting;
        changes.apply(m, MessageEvent::accept);
        m.state = MessageState::accepted;
        const int fate = roll(100);
        if (fate < 92) changes.apply(m, MessageEvent::deliver);
        if (fate >= 97) changes.apply(m, MessageEvent::fail);
        for (int answers = fate < 97 && roll(100) < 35 ? 1 + (roll(8) == 0 ? 1 : 0) : 0; answers > 0;
             --answers)
          replies_.emplace(clock_.now() + Millis(60'000LL * (1 + roll(4 * 24 * 60))),
                           Reply{m.person_id, roll(10) < 7 ? m.extension : "", an_answer()});
      }
      changes.finish("test");
      return 0;
    });
  }

  void note_sent(const MessageRow& m) {
    ++carried_;
    const int minute = rules_->zone.civil(clock_.now()).minute_of_day();
    EXPECT_TRUE(minute >= 9 * 60 && minute < 20 * 60) << to_rfc3339(clock_.now());
    const auto left = left_.find(m.person_id);
    EXPECT_TRUE(left == left_.end() || clock_.now() <= left->second) << "written to after an opt-out";
    EXPECT_FALSE(held_until(ledger_.db(), m.person_id, clock_.now())) << "written to during a conversation";
    const std::string today = rules_->zone.civil(clock_.now()).date();
    for (const std::string& day : dangers_[m.person_id])
      EXPECT_NE(day, today) << "written to on a day of danger";
  }

  void hear() {
    for (; !replies_.empty() && replies_.begin()->first <= clock_.now(); replies_.erase(replies_.begin())) {
      const auto& [when, said] = *replies_.begin();
      ledger_.in_transaction([&, said = said](Database& db) {
        PersonReply reply;
        reply.person_id = said.person;
        reply.extension = said.extension;
        reply.text = said.text;
        reply.text_sealed = ledger_.vault()->seal(said.text, "answer");
        reply.at = clock_.now();
        return answers_->take(db, reply);
      });
      if (opted_out(ledger_.db(), said.person, "follow_up")) left_.emplace(said.person, clock_.now());
    }
  }

  void live(TimePoint end, Millis step) {
    for (; clock_.now() < end; clock_.advance(step)) {
      close_due_cases();
      hear();
      if (clock_.now() < quiet_from_ && roll(40) == 0) disturb();
      steps();
      ledger_.in_transaction([&](Database& db) {
        spare_the_endangered(db, *rules_, clock_.now());
        return end_undelivered(db, *rules_, clock_.now()).value().ended;
      });
      carry();
    }
  }

  std::mt19937 random_{20260302};
  TimePoint quiet_from_{};  // the last cases are let end
  std::multimap<TimePoint, int> closings_;
  std::multimap<TimePoint, Reply> replies_;
  std::map<std::int64_t, std::vector<std::string>> dangers_;
  std::map<std::int64_t, TimePoint> left_;
  std::int64_t carried_ = 0;
};

TEST_F(Year, FiveThousandQuestionsBalance) {
  ledger_.db().run("PRAGMA synchronous = OFF");  // the disk's speed is not what is tested
  const auto began = std::chrono::steady_clock::now();
  const TimePoint start = clock_.now();
  for (int i = 0; i < kCases; ++i) closings_.emplace(start + Millis(60'000LL * roll(350 * 24 * 60)), i);
  quiet_from_ = start + 370 * kDay;
  live(start + 400 * kDay, Millis(3'600'000));

  Database& db = ledger_.db();
  const Figures f = make_figures(db, {.as_of = clock_.now()}, rules_->zone);
  EXPECT_EQ(f.office.total, kCases);
  std::int64_t outcomes = 0;
  for (int o = 0; o < kOutcomes; ++o) outcomes += f.office.of(static_cast<MatterOutcome>(o));
  EXPECT_EQ(outcomes, kCases);
  EXPECT_EQ(f.office.of(MatterOutcome::waiting) + f.office.of(MatterOutcome::asked), 0)
      << "a question never ended";
  EXPECT_EQ(f.office.satisfied + f.office.mostly + f.office.dissatisfied, f.office.raters());
  for (const Rate& r : rates_of(f.office)) EXPECT_LE(r.numerator, r.denominator) << r.name;
  for (const auto& [by, groups] : f.groups) {
    std::int64_t total = 0, raters = 0;
    for (const Group& g : groups) {
      total += g.counts.total;
      raters += g.counts.raters();
    }
    EXPECT_EQ(total, kCases) << by;
    EXPECT_EQ(raters, f.office.raters()) << by;
  }
  // The rows themselves, counted another way. A case of a second round keeps its rating in the figures.
  EXPECT_EQ(
      db.integer("SELECT count(*) FROM followup WHERE round = 1 AND state = 2"),
      db.integer(
          "SELECT count(*) FROM followup f WHERE round = 1 AND state = 2 AND (SELECT h.label FROM "
          "followup_history h WHERE h.followup_id = f.id AND h.what = 'followup.rated' ORDER BY h.id DESC "
          "LIMIT 1) = f.label"));
  EXPECT_EQ(f.office.dissatisfied > 0, true);
  EXPECT_EQ(db.integer("SELECT count(*) FROM message WHERE state = 3 OR state = 4 OR state = 2").value_or(0),
            carried_);
  // In each round of a case at most one question, one reminder and one clarification.
  EXPECT_EQ(
      db.integer(
          "SELECT count(*) FROM (SELECT l.followup_id, l.step, count(*) AS n, max(f.round) AS rounds FROM "
          "followup_message l JOIN followup f ON f.id = l.followup_id GROUP BY 1, 2) t WHERE t.n > t.rounds"),
      0);
  EXPECT_EQ(db.integer("SELECT count(*) FROM followup_message WHERE step NOT IN ('ask', 'remind', 'clarify', "
                       "'which')"),
            0);
  // Which of several cases was meant is asked instead of a clarification.
  EXPECT_EQ(
      db.integer("SELECT count(*) FROM (SELECT l.followup_id, count(*) AS n, max(f.round) AS rounds FROM "
                 "followup_message l JOIN followup f ON f.id = l.followup_id WHERE l.step IN ('clarify', "
                 "'which') GROUP BY 1) t WHERE t.n > t.rounds"),
      0);
  EXPECT_GT(db.integer("SELECT count(*) FROM followup_message WHERE step = 'which'"), 0);
  // Every kind of end was met, or the year would prove little.
  for (const MatterOutcome o :
       {MatterOutcome::rated, MatterOutcome::unclear, MatterOutcome::quarantined, MatterOutcome::opted_out,
        MatterOutcome::no_answer, MatterOutcome::undeliverable, MatterOutcome::withdrawn})
    EXPECT_GT(f.office.of(o), o == MatterOutcome::withdrawn ? -1 : 10) << name_of(o);
  EXPECT_GT(f.office.changed, 5);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  std::printf("a year of %d questions, %lld texts: %.1f s\n", kCases, static_cast<long long>(carried_),
              seconds);
}

}  // namespace
}  // namespace huiyin
