// Handsets, corpus, templates, faults and calls without a network.
#include "tests/sim/people.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>

#include <gtest/gtest.h>

#include "tests/sim/calls.h"
#include "tests/sim/faults.h"
#include "tests/sim/handsets.h"

namespace huiyin::sim {
namespace {

std::string number(int n) {
  char text[24];
  std::snprintf(text, sizeof text, "+86138%08d", n);
  return text;
}

std::string temporary(const std::string& name, const std::string& content) {
  const std::string path = testing::TempDir() + "huiyin-sim-" + name;
  std::ofstream(path) << content;
  return path;
}

TEST(Handsets, TheSameNumberAlwaysBehavesTheSame) {
  const HandsetModel model;
  const Corpus corpus = Corpus::built_in();
  for (int i = 0; i < 500; ++i) {
    const HandsetPlan a = plan(model, corpus, number(i), Kind::survey, 0);
    const HandsetPlan b = plan(model, corpus, number(i), Kind::survey, 0);
    EXPECT_EQ(a.fate, b.fate);
    EXPECT_EQ(a.status, b.status);
    EXPECT_EQ(a.receipt_ms, b.receipt_ms);
    ASSERT_EQ(a.reply.has_value(), b.reply.has_value());
    if (a.reply) {
      EXPECT_EQ(a.reply->saying.text, b.reply->saying.text);
    }
    EXPECT_EQ(a.fate, plan(model, corpus, number(i), Kind::publicity, 3).fate)
        << "the phone is the same phone";
  }
}

TEST(Handsets, AnotherSeedIsAnotherTown) {
  HandsetModel one, two;
  two.seed = 2;
  const Corpus corpus = Corpus::built_in();
  int different = 0;
  for (int i = 0; i < 500; ++i) {
    different += plan(one, corpus, number(i), Kind::survey, 0).receipt_ms !=
                 plan(two, corpus, number(i), Kind::survey, 0).receipt_ms;
  }
  EXPECT_GT(different, 400);
}

TEST(Handsets, SharesComeOutAsConfigured) {
  const HandsetModel model;
  const Corpus corpus = Corpus::built_in();
  const int n = 20'000;
  int failed = 0, silent = 0, doubled = 0, answers = 0, opt_outs = 0, others = 0;
  for (int i = 0; i < n; ++i) {
    const HandsetPlan p = plan(model, corpus, number(i), Kind::survey, 0);
    failed += p.fate == Fate::failed;
    silent += p.fate == Fate::silent;
    doubled += p.doubled;
    EXPECT_GE(p.receipt_ms, model.receipt_min_ms);
    EXPECT_LE(p.receipt_ms, model.receipt_max_ms);
    if (p.fate == Fate::failed) {
      EXPECT_FALSE(p.reply) << "nobody answers what never came";
      EXPECT_NE(p.status, "DELIVRD");
    }
    if (!p.reply) continue;
    const std::string& label = p.reply->saying.label;
    ++(label == "opt_out" ? opt_outs : label == "new_complaint" ? others : answers);
  }
  EXPECT_NEAR(failed, n * 0.03, n * 0.005);
  EXPECT_NEAR(silent, n * 0.01, n * 0.003);
  EXPECT_NEAR(doubled, n * 0.02, n * 0.004);
  EXPECT_NEAR(answers, n * 0.97 * 0.30, n * 0.015);
  EXPECT_NEAR(opt_outs, n * 0.97 * 0.02, n * 0.004);
  EXPECT_NEAR(others, n * 0.97 * 0.02, n * 0.004);
}

TEST(Handsets, NobodyAnswersAnIntakeReceipt) {
  HandsetModel model;
  model.answers = 1;
  const Corpus corpus = Corpus::built_in();
  for (int i = 0; i < 300; ++i) EXPECT_FALSE(plan(model, corpus, number(i), Kind::intake_receipt, 0).reply);
}

TEST(Handsets, NamesTheValueOutOfRange) {
  HandsetModel model;
  EXPECT_TRUE(model.check());
  model.failed = 1.5;
  EXPECT_EQ(model.check().error().where, "failed");
  model.failed = 0.03;
  model.receipt_max_ms = 1;
  EXPECT_EQ(model.check().error().where, "receipt_min_ms");
}

TEST(Handsets, CarriersKnowTheirBlacklistWords) {
  for (const char* word : {"TD", "td", " T ", "R", "退订", "n"}) EXPECT_TRUE(is_blacklist_word(word)) << word;
  for (const char* word : {"TD谢谢", "1", "", "别再发了"}) EXPECT_FALSE(is_blacklist_word(word)) << word;
}

TEST(Corpus, ReadsTsvWithEscapes) {
  const auto path = temporary("replies.tsv",
                              "id\tlabel\treply\talso\n1\tsatisfied\t很好\\n谢谢\\t\\\\\t\n2\topt_out\tTD\t\n"
                              "3\tnew_complaint\t路灯坏了\tconfidential\n");
  Corpus corpus = Corpus::built_in();
  ASSERT_TRUE(load_replies(path, &corpus));
  ASSERT_EQ(corpus.answers.size(), 1U);
  EXPECT_EQ(corpus.answers[0].text, "很好\n谢谢\t\\");
  EXPECT_EQ(corpus.new_matters[0].also, "confidential");
  EXPECT_FALSE(corpus.matters.empty()) << "the other corpus stays";
}

TEST(Corpus, ErrorsNameFileAndLine) {
  Corpus corpus;
  const auto ragged = temporary("ragged.tsv", "text\tid\na\t1\nb\n");
  EXPECT_EQ(load_matters(ragged, &corpus).error().where, ragged + ":3");
  const auto latin = temporary("latin.tsv", "text\na\xff\n");
  EXPECT_EQ(load_matters(latin, &corpus).error().where, latin + ":2");
  EXPECT_EQ(load_matters("/nowhere.tsv", &corpus).error().code, Errc::not_found);
  const auto columns = temporary("columns.tsv", "a\tb\n1\t2\n");
  EXPECT_FALSE(load_replies(columns, &corpus));
  const auto one_kind = temporary("one.tsv", "reply\tlabel\n1\tsatisfied\n");
  EXPECT_FALSE(load_replies(one_kind, &corpus));
}

TEST(Corpus, ReadsTheSharedOnes) {
  const std::string folder = HUIYIN_SOURCE_DIR "/../shared/corpora/";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no corpora beside the sources";
  Corpus corpus = Corpus::built_in();
  ASSERT_TRUE(load_replies(folder + "satisfaction_replies.tsv", &corpus));
  ASSERT_TRUE(load_matters(folder + "intake_messages.tsv", &corpus));
  EXPECT_GT(corpus.answers.size(), 200U);
  EXPECT_GT(corpus.matters.size(), 200U);
}

TEST(Templates, FillAndCountParameters) {
  const Template t{"1", Kind::other, "{2}与{1}，{x}{1}{"};
  EXPECT_EQ(t.parameters(), 2);
  EXPECT_EQ(t.fill({"甲", "乙"}), "乙与甲，{x}甲{");
  EXPECT_EQ(t.fill({"{2}", "b"}), "b与{2}，{x}{2}{") << "a parameter is not a template";
  EXPECT_EQ(read_template("9:survey:a:b")->text, "a:b");
  EXPECT_FALSE(read_template("9:nothing:a"));
  EXPECT_FALSE(read_template("9:survey"));
}

TEST(People, NumbersAreDistinct) {
  std::set<std::string> all;
  for (std::uint64_t i = 0; i < 50'000; ++i) all.insert(writer_number(i));
  EXPECT_EQ(all.size(), 50'000U);
}

TEST(Faults, ReadsItsSpecs) {
  const auto fault = read_fault("SendSms:reset_after_accept:p=0.02:times=5:ms=100");
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->action, "SendSms");
  EXPECT_EQ(fault->kind, FaultKind::reset_after_accept);
  EXPECT_DOUBLE_EQ(fault->probability, 0.02);
  EXPECT_EQ(fault->times, 5);
  EXPECT_EQ(fault->ms, 100);
  EXPECT_EQ(read_fault("*:error:InternalError.Timeout:times=1")->code, "InternalError.Timeout");
  for (const char* bad : {"SendSms", "SendSms:nothing", "SendSms:error", "SendSms:stall:ms=",
                          "SendSms:stall:p=2", ":stall", "SendSms:stall:x=1", "SendSms:stall:ms=1x"}) {
    EXPECT_FALSE(read_fault(bad)) << bad;
  }
}

TEST(Faults, FireAsOftenAsTold) {
  Faults faults(1);
  faults.add(*read_fault("SendSms:stall:times=2"));
  faults.add(*read_fault("*:http_503:p=0.5"));
  EXPECT_EQ(faults.draw("SendSms")->kind, FaultKind::stall);
  EXPECT_EQ(faults.draw("SendSms")->kind, FaultKind::stall);
  int fired = 0;
  for (int i = 0; i < 1000; ++i) fired += faults.draw("SendSms").has_value();
  EXPECT_NEAR(fired, 500, 80);
  EXPECT_EQ(faults.fired().at("SendSms:stall"), 2U);
  EXPECT_EQ(faults.fired().at("SendSms:http_503"), static_cast<std::uint64_t>(fired));
  faults.clear();
  EXPECT_FALSE(faults.draw("SendSms"));
}

TEST(SimTimeTest, JumpsCountAndNeverGoBack) {
  ManualClock clock(SystemClock().now());
  const SimTime time(clock);
  const std::int64_t before = time.progress_ms();
  clock.advance(Millis(7 * 86'400'000LL));
  const std::int64_t after = time.progress_ms();
  EXPECT_GE(after - before, 7 * 86'400'000LL - 1000);
  clock.advance(Millis(-86'400'000LL));
  EXPECT_GE(time.progress_ms(), after);
}

TEST(CallsTest, TranscriptsAreReadyWhenDue) {
  ManualClock clock(SystemClock().now());
  const SimTime time(clock);
  const Corpus corpus = Corpus::built_in();
  Calls calls(time, corpus, 1);
  CallOrder order;
  order.count = 200;
  order.processing_ms = 600'000;
  order.without_words = 0.2;
  calls.make(order);
  EXPECT_EQ(calls.counts().made, 200U);
  EXPECT_NEAR(static_cast<double>(calls.counts().without_words), 40, 20);
  EXPECT_EQ(calls.counts().processing + calls.counts().without_words, 200U);

  std::size_t total = 0;
  CallQuery query;
  query.limit = 30;
  query.offset = 180;
  EXPECT_EQ(calls.list(query, &total).size(), 20U);
  EXPECT_EQ(total, 200U);
  EXPECT_EQ(calls.counts().listed, 20U);

  clock.advance(Millis(700'000));
  EXPECT_EQ(calls.counts().processing, 0U);
  for (const CallView& view : calls.after(0, 1000)) {
    const Call& call = view.call;
    EXPECT_LT(call.started, call.ended);
    EXPECT_EQ(view.asr == AsrState::none, call.turns.empty());
    if (call.turns.empty()) continue;
    EXPECT_EQ(call.turns.front().start, call.accepted);
    EXPECT_LE(call.turns.back().end, call.ended);
    EXPECT_TRUE(call.turns[1].client);
  }
  EXPECT_FALSE(calls.transcript("no-such-session"));
}

}  // namespace
}  // namespace huiyin::sim
