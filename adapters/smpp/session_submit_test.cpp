// The session's messages: the window, lost and late answers, throttling, long texts, questions.
#include "adapters/smpp/session_testing.h"
#include "adapters/smpp/testing.h"

namespace huiyin::smpp {
namespace {

using namespace testing;

LinkRules with_window(int n) {
  LinkRules rules = Wire::plain_rules();
  rules.pace.window = n;
  return rules;
}

TEST(SmppSubmit, Accepted) {
  Wire w;
  w.bound();
  w.submit("a");
  const Pdu pdu = w.take();
  const ShortMessage m = message_of(pdu);
  EXPECT_EQ(m.source.digits, "10690000123407") << "with the extension";
  EXPECT_EQ(m.destination, (Address{1, 1, "8613800000001"}));
  EXPECT_EQ(m.registered_delivery, 1);
  w.answer(pdu, 0, "0A1B2C3D");
  EXPECT_EQ(w.outcome("a").verdict, Verdict::accepted);
  EXPECT_EQ(w.outcome("a").carrier_id, "0A1B2C3D");
  EXPECT_EQ(w.outcome("a").parts, 1);
  EXPECT_EQ(w.done[0].recipient_key, "ma");
}

TEST(SmppSubmit, HowNumbersAreWritten) {
  const std::pair<NumberForm, const char*> cases[] = {{NumberForm::international, "8613800000001"},
                                                      {NumberForm::plus, "+8613800000001"},
                                                      {NumberForm::national, "13800000001"}};
  for (const auto& [form, written] : cases) {
    LinkRules rules = Wire::plain_rules();
    rules.numbers = form;
    Wire w(rules);
    w.bound();
    w.submit("a");
    EXPECT_EQ(message_of(w.take()).destination.digits, written);
  }
}

// Every class of answer to a message of one part.
TEST(SmppSubmit, EveryClassOfAnswer) {
  struct Case {
    std::uint32_t status;
    Verdict verdict;
    Hold hold;
  };
  const Case cases[] = {{0x0B, Verdict::refused, Hold::none},     {0x45, Verdict::not_sent, Hold::none},
                        {0x64, Verdict::not_sent, Hold::none},    {0x08, Verdict::not_sent, Hold::none},
                        {0x0E, Verdict::not_sent, Hold::stopped}, {0x04, Verdict::not_sent, Hold::account},
                        {0x4A1, Verdict::refused, Hold::none}};
  for (const Case& c : cases) {
    Wire w;
    w.bound();
    w.submit("a");
    w.answer(w.take(), c.status);
    EXPECT_EQ(w.outcome("a").verdict, c.verdict) << c.status;
    EXPECT_EQ(w.outcome("a").hold, c.hold) << c.status;
    EXPECT_EQ(w.outcome("a").code, status_name(c.status));
    EXPECT_TRUE(w.outcome("a").left) << "it counts as a try";
    EXPECT_EQ(w.downs.size(), c.status == 0x04 ? 1u : 0u) << c.status;
  }
}

TEST(SmppSubmit, ALinksOwnTableOfCodes) {
  LinkRules rules = Wire::plain_rules();
  rules.statuses = line::read_status_table("0x4A1=retryable", "status_classes");
  Wire w(rules);
  w.bound();
  w.submit("a");
  w.answer(w.take(), 0x4A1);
  EXPECT_EQ(w.outcome("a").verdict, Verdict::not_sent);
}

TEST(SmppSubmit, ANackRefuses) {
  Wire w;
  w.bound();
  w.submit("a");
  w.give({command::kGenericNack, 0x02, w.take().sequence, {}, {}});
  EXPECT_EQ(w.outcome("a").verdict, Verdict::refused);
  w.submit("b");
  w.give({command::kGenericNack, 0, w.take().sequence, {}, {}});
  EXPECT_EQ(w.outcome("b").verdict, Verdict::refused) << "a nack never accepts";
}

TEST(SmppSubmit, AYesWithoutAReadableBodyIsAYes) {
  Wire w;
  w.bound();
  w.submit("a");
  const Pdu a = w.take();
  std::string octets = encode({a.command | command::kResponse, 0, a.sequence, {}, {}}) + "AB";
  octets[3] = 18;
  w.give_octets(octets);
  EXPECT_EQ(w.outcome("a").verdict, Verdict::accepted);
  EXPECT_EQ(w.outcome("a").carrier_id, "");
}

TEST(SmppSubmit, AnswersInAnyOrder) {
  Wire w(with_window(3));
  w.bound();
  for (const char* key : {"a", "b", "c"}) w.submit(key);
  EXPECT_EQ(w.session.room(), 0);
  const Pdu a = w.take(), b = w.take(), c = w.take();
  w.answer(c, 0, "3");
  w.answer(a, 0, "1");
  w.answer(b, 0, "2");
  EXPECT_EQ(w.outcome("a").carrier_id, "1");
  EXPECT_EQ(w.outcome("b").carrier_id, "2");
  EXPECT_EQ(w.outcome("c").carrier_id, "3");
  EXPECT_EQ(w.session.room(), 3);
}

// Pitfall 1: a lost answer gives its slot back; late it is still worth something.
TEST(SmppSubmit, LostAndLateAnswers) {
  Wire w(with_window(1));
  w.bound();
  w.submit("a");
  const Pdu a = w.take();
  EXPECT_EQ(w.session.room(), 0);
  for (int i = 0; i < 7; ++i) {
    w.pass(Millis(9'000));
    w.give({command::kEnquireLink, 0, 1, {}, {}});
    w.take();
  }
  EXPECT_EQ(w.outcome("a").verdict, Verdict::unknown);
  EXPECT_EQ(w.outcome("a").code, "no_answer");
  EXPECT_EQ(w.session.room(), 1) << "the slot is free again";
  w.answer(a, 0, "late-id");
  ASSERT_EQ(w.late.size(), 1u);
  EXPECT_EQ(w.late[0].outcome.verdict, Verdict::accepted);
  EXPECT_EQ(w.late[0].outcome.carrier_id, "late-id");
  EXPECT_EQ(w.done.size(), 1u);
  w.answer(a, 0, "late-id");
  EXPECT_EQ(w.late.size(), 1u) << "once";
}

TEST(SmppSubmit, LateRefusalsAndThrottles) {
  for (const auto& [status, verdict] :
       {std::pair{0x0Bu, Verdict::refused}, {0x58u, Verdict::not_sent}, {0x08u, Verdict::not_sent}}) {
    LinkRules rules = Wire::plain_rules();
    rules.pace.response_timeout = Millis(1'000);
    Wire w(rules);
    w.bound();
    w.submit("a");
    const Pdu a = w.take();
    w.pass(Millis(1'100));
    w.answer(a, status);
    ASSERT_EQ(w.late.size(), 1u);
    EXPECT_EQ(w.late[0].outcome.verdict, verdict);
    w.pass(Millis(5'000));
    EXPECT_TRUE(w.sent.empty()) << "never again by itself: its outcome has been told";
  }
}

TEST(SmppSubmit, ALostLinkLeavesUnknownWhatWasSentAndNotSentWhatWaited) {
  Wire w(with_window(2));
  w.bound();
  w.submit("a");
  w.submit("b", Wire::parts(3));
  EXPECT_EQ(w.sent.size(), 2u);
  w.drop();
  EXPECT_EQ(w.outcome("a").verdict, Verdict::unknown);
  EXPECT_EQ(w.outcome("a").code, "link_lost");
  EXPECT_EQ(w.outcome("b").verdict, Verdict::unknown);
  EXPECT_EQ(w.done.size(), 2u);
  w.bound();
  EXPECT_TRUE(w.sent.empty()) << "nothing is sent again";
}

// Pitfall 16: sequence numbers are the connection's own.
TEST(SmppSubmit, AnAnswerOfTheLastConnectionIsNoAnswer) {
  Wire w;
  w.bound();
  w.submit("a");
  const Pdu a = w.take();
  w.drop();
  w.bound();
  w.answer(a, 0, "x");
  EXPECT_TRUE(w.late.empty());
}

// Pitfall 9: the link pauses, everything goes out again in its order.
TEST(SmppSubmit, ThrottlingPausesTheLinkAndKeepsOrder) {
  for (const std::uint32_t status : {0x58u, 0x14u}) {
    Wire w(with_window(3));
    w.bound();
    for (const char* key : {"a", "b", "c"}) w.submit(key);
    const Pdu a = w.take(), b = w.take(), c = w.take();
    w.answer(b, status);
    w.answer(a, status);
    w.answer(c, status);
    EXPECT_EQ(w.session.room(), 0);
    w.pass(Millis(900));
    EXPECT_TRUE(w.sent.empty()) << "the whole link waits";
    w.pass(Millis(200));
    const Pdu again = w.take();
    EXPECT_GT(again.sequence, c.sequence) << "a new sequence number";
    EXPECT_TRUE(w.sent.empty()) << "half the window";
    w.answer(again, 0, "1");
    EXPECT_EQ(w.outcome("a").carrier_id, "1") << "the first is the first again";
    w.answer(w.take(), 0, "2");
    EXPECT_EQ(w.outcome("b").carrier_id, "2");
  }
}

TEST(SmppSubmit, ThrottlingDoublesItsPauseAndGivesUpInTheEnd) {
  LinkRules rules = Wire::plain_rules();
  rules.pace.throttle_patience = Millis(10'000);
  Wire w(rules);
  w.bound();
  w.submit("a");
  int tries = 0;
  for (; tries < 20 && w.done.empty(); ++tries) {
    w.answer(w.take(), 0x58);
    while (w.done.empty() && w.sent.empty()) w.pass(Millis(100));
  }
  EXPECT_EQ(tries, 5) << "after 0, 1, 3, 7 and 15 seconds";
  EXPECT_EQ(w.outcome("a").verdict, Verdict::not_sent);
  EXPECT_EQ(w.outcome("a").hold, Hold::account);
  EXPECT_GT(w.outcome("a").wait, Millis(0));
}

TEST(SmppSubmit, OrderInsideAMultipartStaysThroughAThrottle) {
  Wire w(with_window(2));
  w.bound();
  w.submit("a", Wire::parts(4));
  const Pdu one = w.take(), two = w.take();
  w.answer(one, 0, "1");
  const Pdu three = w.take();
  w.answer(three, 0x58);
  w.answer(two, 0x58);
  w.pass(Millis(1'100));
  std::vector<int> order;
  while (!w.sent.empty()) {
    const Pdu p = w.take();
    order.push_back(message_of(p).octets[5]);
    w.answer(p, 0, std::to_string(order.back()));
  }
  EXPECT_EQ(order, (std::vector<int>{2, 3, 4}));
  EXPECT_EQ(w.outcome("a").verdict, Verdict::accepted);
  EXPECT_EQ(w.outcome("a").carrier_id, "1 2 3 4");
  EXPECT_EQ(w.outcome("a").parts, 4);
}

TEST(SmppSubmit, PartsGoOutAsTheWindowAllowsAndNothingOvertakesThem) {
  Wire w(with_window(2));
  w.bound();
  w.submit("a", Wire::parts(3));
  EXPECT_EQ(w.sent.size(), 2u);
  EXPECT_EQ(w.session.room(), 0);
  w.answer(w.take(), 0, "1");
  EXPECT_EQ(w.sent.size(), 2u);
  w.answer(w.take(), 0, "2");
  EXPECT_EQ(w.session.room(), 1) << "one slot, and nothing waits";
  w.answer(w.take(), 0, "3");
  EXPECT_EQ(w.outcome("a").verdict, Verdict::accepted);
}

TEST(SmppSubmit, PartsHaveOneReferenceAndDistinctSequences) {
  Wire w;
  w.bound();
  w.submit("a", Wire::parts(3));
  w.submit("b", Wire::parts(2));
  std::map<int, int> parts_by_reference;
  std::set<std::uint32_t> sequences;
  while (!w.sent.empty()) {
    const Pdu p = w.take();
    EXPECT_TRUE(sequences.insert(p.sequence).second);
    ++parts_by_reference[message_of(p).octets[3]];
  }
  EXPECT_EQ(parts_by_reference.size(), 2u);
}

// The rule of outgoing.h, row by row: what the parts met, and what the recipient's outcome is.
TEST(SmppSubmit, OneOutcomeForAllParts) {
  struct Case {
    const char* fates;  // a accepted, r refused, t retryable to the end, u no answer
    Verdict verdict;
    const char* code;
    int left;  // how many parts were sent
  };
  const Case cases[] = {
      {"aaa", Verdict::accepted, "", 3},
      {"aua", Verdict::unknown, "no_answer", 3},
      {"uuu", Verdict::unknown, "no_answer", 3},
      {"raa", Verdict::refused, "ESME_RINVDSTADR", 1},
      {"ara", Verdict::refused, "ESME_RINVDSTADR", 2},
      {"taa", Verdict::not_sent, "ESME_RSYSERR", 1},
      {"ata", Verdict::unknown, "incomplete", 2},
      {"ura", Verdict::unknown, "no_answer", 2},
  };
  for (const Case& c : cases) {
    LinkRules rules = with_window(1);
    rules.pace.response_timeout = Millis(1'000);
    Wire w(rules);
    w.bound();
    w.submit("x", Wire::parts(3));
    std::set<int> seen;
    for (int i = 0; i < 100 && w.done.empty(); ++i) {
      if (w.sent.empty()) {
        w.pass(Millis(100));
        continue;
      }
      const Pdu p = w.take();
      const int part = message_of(p).octets[5];
      seen.insert(part);
      switch (c.fates[part - 1]) {
        case 'a':
          w.answer(p, 0, "i" + std::to_string(part));
          break;
        case 'r':
          w.answer(p, 0x0B);
          break;
        case 't':
          w.answer(p, 0x08);
          break;
        default:
          w.pass(Millis(1'100));
      }
    }
    ASSERT_EQ(w.done.size(), 1u) << c.fates;
    EXPECT_EQ(w.done[0].outcome.verdict, c.verdict) << c.fates;
    EXPECT_EQ(w.done[0].outcome.code, c.code) << c.fates;
    EXPECT_EQ(seen.size(), static_cast<std::size_t>(c.left)) << c.fates;
    EXPECT_EQ(w.session.room(), 1) << c.fates;
  }
}

TEST(SmppSubmit, AnUnknownMultipartIsSettledByItsLateAnswers) {
  LinkRules rules = Wire::plain_rules();
  rules.pace.response_timeout = Millis(1'000);
  Wire w(rules);
  w.bound();
  w.submit("a", Wire::parts(2));
  const Pdu one = w.take(), two = w.take();
  w.answer(one, 0, "1");
  w.pass(Millis(1'100));
  EXPECT_EQ(w.outcome("a").verdict, Verdict::unknown);
  w.answer(two, 0, "2");
  ASSERT_EQ(w.late.size(), 1u);
  EXPECT_EQ(w.late[0].outcome.carrier_id, "1 2");
}

TEST(SmppSubmit, ReceiptsForTheLastPartOnly) {
  LinkRules rules = Wire::plain_rules();
  rules.receipts = ReceiptsWanted::last_part;
  Wire w(rules);
  w.bound();
  w.submit("a", Wire::parts(2));
  const Pdu one = w.take(), two = w.take();
  EXPECT_EQ(message_of(one).registered_delivery, 0);
  EXPECT_EQ(message_of(two).registered_delivery, 1);
  w.answer(one, 0, "1");
  w.answer(two, 0, "2");
  EXPECT_EQ(w.outcome("a").carrier_id, "2");
}

TEST(SmppSubmit, CongestionNarrowsTheWindowAndSuccessWidensIt) {
  Wire w;
  w.bound();
  const auto round = [&](std::uint32_t congestion) {
    w.submit("k" + std::to_string(w.done.size()));
    const Pdu p = w.take();
    w.give({p.command | command::kResponse,
            0,
            p.sequence,
            MessageId{"1"},
            {number_tlv(tag::kCongestionState, congestion, 1)}});
  };
  round(50);
  EXPECT_EQ(w.session.room(), 10);
  round(95);
  EXPECT_EQ(w.session.room(), 5);
  for (int i = 0; i < 60; ++i) round(10);
  EXPECT_EQ(w.session.room(), 10);
  round(100);
  EXPECT_EQ(w.session.room(), 0) << "paused";
  w.pass(Millis(1'100));
  EXPECT_EQ(w.session.room(), 5);
}

TEST(SmppSubmit, WhatSmppCannotCarryIsRefused) {
  Wire w;
  w.bound();
  SubmitBatch b = w.batch("a");
  b.extension = "123456789012";
  w.session.submit(b, w.moment());
  w.collect();
  EXPECT_EQ(w.outcome("a").verdict, Verdict::refused);
  EXPECT_EQ(w.outcome("a").code, "unfit");
  w.submit("b", Wire::parts(256));
  EXPECT_EQ(w.outcome("b").verdict, Verdict::refused);
  EXPECT_TRUE(w.sent.empty());
  EXPECT_EQ(w.session.room(), 10);
}

TEST(SmppSubmit, ClosingHandsBackWhatHasNotLeft) {
  Wire w(with_window(1));
  w.bound();
  w.submit("a");
  w.answer(w.take(), 0x58);
  w.session.close(w.moment());
  w.collect();
  EXPECT_EQ(w.outcome("a").verdict, Verdict::not_sent);
}

TEST(SmppSubmit, HaltedNothingMoreLeaves) {
  Wire w(with_window(1));
  w.bound();
  w.submit("a", Wire::parts(3));
  const Pdu one = w.take();
  w.session.halt(w.moment());
  w.collect();
  w.answer(one, 0, "1");
  EXPECT_TRUE(w.sent.empty());
  EXPECT_EQ(w.outcome("a").verdict, Verdict::unknown);
  EXPECT_EQ(w.outcome("a").code, "incomplete");
  w.submit("b");
  w.answer(w.take(), 0x58);
  w.session.halt(w.moment());
  w.collect();
  EXPECT_EQ(w.outcome("b").verdict, Verdict::not_sent);
  w.pass(Millis(5'000));
  EXPECT_TRUE(w.sent.empty());
  EXPECT_GT(w.session.room(), 0) << "the link itself stays up";
}

// ---- Questions

Pdu state_answer(const Pdu& query, std::uint8_t state) {
  return {query.command | command::kResponse,
          0,
          query.sequence,
          QueryResult{std::get<QuerySm>(query.body).id, "240501090100032+", state, 0},
          {}};
}

Inquiry about(const std::string& id) {
  Inquiry i;
  i.carrier_id = id;
  i.to = {"m", "+8613800000001"};
  return i;
}

TEST(SmppAsk, WhatBecameOfAMessage) {
  Wire w(with_window(1));
  w.bound();
  w.submit("full");
  w.take();
  ASSERT_TRUE(w.session.inquire(1, about("0A1B"), w.moment())) << "beside a full window";
  w.collect();
  const Pdu q = w.take();
  EXPECT_EQ(std::get<QuerySm>(q.body).id, "0A1B");
  w.give(state_answer(q, 2));
  ASSERT_EQ(w.inquired.size(), 1u);
  EXPECT_EQ(w.inquired[0].found.answer, Answer::taken);
  EXPECT_EQ(w.inquired[0].found.receipt->state, ReceiptState::delivered);
  EXPECT_EQ(to_rfc3339(w.inquired[0].found.receipt->at), "2024-05-01T01:01:00Z");
}

TEST(SmppAsk, EveryPartIsAskedAbout) {
  Wire w;
  w.bound();
  w.session.inquire(1, about("1 2"), w.moment());
  w.collect();
  w.give(state_answer(w.take(), 2));
  EXPECT_TRUE(w.inquired.empty());
  w.give(state_answer(w.take(), 5));
  ASSERT_EQ(w.inquired.size(), 1u);
  EXPECT_EQ(w.inquired[0].found.receipt->state, ReceiptState::undelivered);
}

TEST(SmppAsk, OnItsWayIsTakenWithoutAnEnd) {
  Wire w;
  w.bound();
  w.session.inquire(1, about("1"), w.moment());
  w.collect();
  w.give(state_answer(w.take(), 1));
  EXPECT_EQ(w.inquired[0].found.answer, Answer::taken);
  EXPECT_FALSE(w.inquired[0].found.receipt);
}

TEST(SmppAsk, NothingIsEverNotTaken) {
  Wire w;
  w.bound();
  for (const std::uint32_t status : {0x67u, 0x0Cu, 0x08u}) {
    w.session.inquire(status, about("1"), w.moment());
    w.collect();
    w.answer(w.take(), status);
    EXPECT_EQ(w.inquired.back().found.answer, Answer::cannot_tell);
    EXPECT_EQ(w.inquired.back().found.fault, status_name(status));
  }
  EXPECT_FALSE(w.session.inquire(9, about(""), w.moment())) << "no id, no question";
}

TEST(SmppAsk, LostQuestionsAreAnswered) {
  Wire w;
  w.bound();
  w.session.inquire(1, about("1"), w.moment());
  w.collect();
  w.session.inquire(2, about("2"), w.moment());
  w.drop();
  ASSERT_EQ(w.inquired.size(), 2u);
  EXPECT_EQ(w.inquired[0].found.answer, Answer::cannot_tell);
  EXPECT_FALSE(w.session.inquire(3, about("1"), w.moment())) << "the link is down";
}

TEST(SmppAsk, Withdrawing) {
  Wire w;
  w.bound();
  ASSERT_TRUE(w.session.cancel(5, "1 2", {"m", "+8613800000001"}, w.moment()));
  w.collect();
  const Pdu first = w.take();
  EXPECT_EQ(std::get<CancelSm>(first.body).destination.digits, "8613800000001");
  w.answer(first, 0);
  const Pdu second = w.take();
  w.answer(second, 0x11);
  ASSERT_EQ(w.cancelled.size(), 1u);
  EXPECT_FALSE(w.cancelled[0].withdrawn) << "half is not withdrawn";
  EXPECT_EQ(w.cancelled[0].code, "ESME_RCANCELFAIL");
}

}  // namespace
}  // namespace huiyin::smpp
