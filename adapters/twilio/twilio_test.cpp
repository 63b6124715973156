// Submitting, the message list and inquiries.
#include <gtest/gtest.h>

#include "adapters/testing.h"
#include "adapters/twilio/api.h"
#include "daemon/base/bad_input.h"

namespace huiyin {
namespace {

using namespace huiyin::testing;

constexpr const char* kAccount = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
constexpr const char* kBasic =
    "Basic QUNhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYTowMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZg==";

CarrierSettings settings() {
  CarrierSettings s = default_settings(*find_carrier_kind("twilio"));
  s.set_text("account_sid", kAccount);
  s.set_secret("auth_token", Secret("0123456789abcdef0123456789abcdef"));
  s.set_text("sender", "+15005550006");
  s.set_push_url(Secret("https://gw.example.org/twilio/status?c=42"));
  return s;
}

std::unique_ptr<HttpCarrier> twilio(const CarrierSettings& s = settings()) {
  return find_carrier_kind("twilio")->make_http(s);
}

SubmitBatch captured_batch() {
  SubmitBatch batch;
  batch.key = "b-1";
  batch.content.text = "回复1满意 & 2不满意\n谢谢";
  batch.to = {{"m1", "+15005550010"}};
  return batch;
}

TEST(TwilioVectors, CreateAMessage) {
  const HttpCall call = twilio()->submit(captured_batch(), moment());
  EXPECT_EQ(call.url,
            "https://api.twilio.com/2010-04-01/Accounts/ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/Messages.json");
  EXPECT_EQ(
      call.body,
      "To=%2B15005550010&StatusCallback=https%3A%2F%2Fgw.example.org%2Ftwilio%2Fstatus%3Fc%3D42&"
      "ValidityPeriod=14400&"
      "From=%2B15005550006&Body=%E5%9B%9E%E5%A4%8D1%E6%BB%A1%E6%84%8F%20%26%202%E4%B8%8D%E6%BB%A1%E6%84%8F%0A"
      "%E8%B0%A2%E8%B0%A2");
  EXPECT_EQ(header_of(call, "Authorization"), kBasic);
}

TEST(TwilioVectors, EveryCapturedCreationAndItsAnswer) {
  const auto files = captured_files("twilio-message-create");
  if (files.empty()) GTEST_SKIP() << "no captured requests beside the sources";
  for (const auto& path : files) {
    SCOPED_TRACE(path.filename().string());
    const Json file = read_json_file(path), exchange = file.items("exchanges")[0];
    CarrierSettings s = settings();
    const std::string base = file.at("inputs").at("base_urls").text("api");
    if (base.find("127.") != std::string::npos) s.set_text("endpoint", base);
    const HttpCall call = twilio(s)->submit(captured_batch(), moment());
    EXPECT_EQ(call.body, exchange.at("request").text("body_utf8"));
    EXPECT_TRUE(call.url.ends_with(exchange.at("request").text("target")));
    const Json sent = exchange.at("response_sent");
    const Outcome got = twilio()->on_submit_reply(
        captured_batch(), answered(sent.at("body").dump(), static_cast<int>(sent.integer("status"))))[0];
    EXPECT_EQ(got.verdict == Verdict::accepted, file.at("sdk_result").boolean("ok"));
  }
}

TEST(TwilioVectors, FetchAndBothPagesOfTheList) {
  const auto fetch = captured_files("twilio-message-fetch"),
             list = captured_files("twilio-message-list-2pages");
  if (fetch.empty() || list.empty()) GTEST_SKIP() << "no captured requests beside the sources";
  const Json fetched = read_json_file(fetch[0]).items("exchanges")[0];
  const auto inquiry =
      twilio()->inquire({"b", {"m", "+15005550010"}, moment().now, "SM11111111111111111111111111111111"});
  const HttpCall call = std::get<HttpCall>(inquiry->begin(moment()));
  EXPECT_TRUE(call.url.ends_with(fetched.at("request").text("target"))) << call.url;
  EXPECT_EQ(header_of(call, "Authorization"), kBasic);
  const auto found =
      std::get<Found>(inquiry->on_reply(answered(fetched.at("response_sent").at("body").dump()), moment()));
  ASSERT_TRUE(found.receipt);
  EXPECT_EQ(found.receipt->state, ReceiptState::undelivered);
  EXPECT_EQ(found.receipt->code, "30005");

  const auto pages = read_json_file(list[0]).items("exchanges");
  std::deque<HttpReply> replies;
  for (const Json& page : pages) replies.push_back(answered(page.at("response_sent").at("body").dump()));
  const auto carrier = twilio();
  const Course got = run(carrier->pull("reply", "").get(), replies);
  ASSERT_EQ(got.calls.size(), 2u);
  EXPECT_TRUE(got.calls[0].url.ends_with(
      "/Messages.json?To=%2B15005550006&DateSent%3E=2026-03-01T01%3A33%3A04Z&PageSize=1000"));
  EXPECT_TRUE(got.calls[1].url.ends_with(pages[1].at("request").text("target"))) << got.calls[1].url;
  ASSERT_EQ(got.kept.size(), 2u);
  const Inbox first = carrier->read(got.kept[0].kind, got.kept[0].bytes),
              second = carrier->read(got.kept[1].kind, got.kept[1].bytes);
  ASSERT_EQ(first.messages.size(), 2u);
  EXPECT_EQ(first.messages[1].text, "不满意");
  EXPECT_EQ(first.messages[1].from, "+15005550010");
  EXPECT_EQ(first.messages[1].at, from_unix_seconds(kNow - 180));
  EXPECT_EQ(second.messages.at(0).text, "STOP");
}

// ---- Submitting

TEST(TwilioSubmit, ServiceTemplateAndKeys) {
  CarrierSettings s = settings();
  s.set_text("sender", "MG22222222222222222222222222222222");
  s.set_integer("status_callback", 0);
  s.set_integer("validity", 0);
  s.set_text("key_sid", "SKkey");
  s.set_secret("key_secret", Secret("keysecret"));
  SubmitBatch batch = captured_batch();
  batch.content = {"", "", "HXtemplate", {"张三", "A-7"}};
  const HttpCall call = twilio(s)->submit(batch, moment());
  EXPECT_EQ(call.body,
            "To=%2B15005550010&MessagingServiceSid=MG22222222222222222222222222222222&ContentSid=HXtemplate&"
            "ContentVariables=%7B%221%22%3A%22%E5%BC%A0%E4%B8%89%22%2C%222%22%3A%22A-7%22%7D");
  EXPECT_EQ(header_of(call, "Authorization"), "Basic U0trZXk6a2V5c2VjcmV0");
  s.set_secret("key_secret", Secret());
  EXPECT_THROW(twilio(s), BadInput);
}

Outcome outcome(const std::string& body, int status) {
  return twilio()->on_submit_reply(captured_batch(), answered(body, status))[0];
}

TEST(TwilioSubmit, EveryErrorFamily) {
  struct Case {
    int code, status;
    Verdict verdict;
    Hold hold;
    bool opted_out;
  };
  const Case cases[] = {
      {21610, 400, Verdict::refused, Hold::none, true},
      {21211, 400, Verdict::refused, Hold::none, false},
      {21614, 400, Verdict::refused, Hold::none, false},
      {21612, 400, Verdict::refused, Hold::none, false},
      {21606, 400, Verdict::not_sent, Hold::stopped, false},
      {21608, 400, Verdict::not_sent, Hold::stopped, false},
      {21611, 429, Verdict::not_sent, Hold::account, false},
      {21611, 400, Verdict::not_sent, Hold::account, false},
      {20429, 429, Verdict::not_sent, Hold::account, false},
      {20003, 401, Verdict::not_sent, Hold::stopped, false},
      {20404, 404, Verdict::not_sent, Hold::stopped, false},
      {20500, 500, Verdict::unknown, Hold::none, false},
      {20503, 503, Verdict::unknown, Hold::none, false},
      {21610, 500, Verdict::unknown, Hold::none, false},
      {99999, 400, Verdict::refused, Hold::none, false},
      {99999, 403, Verdict::not_sent, Hold::stopped, false},
      {99999, 409, Verdict::unknown, Hold::none, false},
      {99999, 429, Verdict::not_sent, Hold::account, false},
  };
  for (const Case& c : cases) {
    const Outcome got =
        outcome(R"({"code":)" + std::to_string(c.code) + R"(,"message":"m","status":400})", c.status);
    EXPECT_EQ(got.verdict, c.verdict) << c.code << " " << c.status;
    EXPECT_EQ(got.hold, c.hold) << c.code << " " << c.status;
    EXPECT_EQ(got.opted_out, c.opted_out) << c.code << " " << c.status;
    EXPECT_EQ(got.code, std::to_string(c.code));
  }
}

TEST(TwilioSubmit, OddAnswersAreUnknown) {
  for (const char* body :
       {"{}", "[]", "x", R"({"sid":"SM1","to":"+15005550099","status":"queued"})",
        R"({"sid":"","to":"+15005550010","status":"queued"})", R"({"to":"+15005550010","status":"queued"})",
        R"({"sid":"SM1","to":"+15005550010","status":"failed"})",
        R"({"sid":7,"to":"+15005550010","status":"queued"})"})
    EXPECT_EQ(outcome(body, 201).verdict, Verdict::unknown) << body;
  EXPECT_EQ(outcome("<html>", 400).verdict, Verdict::not_sent) << "turned away by somebody on the way";
  EXPECT_EQ(outcome("<html>", 502).verdict, Verdict::unknown);
}

// ---- The list

std::string item(const std::string& sid, const std::string& direction, const std::string& status,
                 const std::string& created = "Sun, 01 Mar 2026 02:03:04 +0000") {
  return R"({"sid":")" + sid + R"(","direction":")" + direction + R"(","status":")" + status +
         R"(","from":"+15005550010","to":"+15005550006","body":"1","error_code":null,"date_created":")" +
         created + R"(","date_updated":")" + created + R"(","date_sent":")" + created + R"("})";
}

HttpReply list(const std::string& items, const std::string& next = "null") {
  return answered(R"({"messages":[)" + items + R"(],"next_page_uri":)" + next + "}");
}

Course pull(std::deque<HttpReply> replies, const char* plan = "reply", const std::string& cursor = "") {
  const auto carrier = twilio();
  return run(carrier->pull(plan, cursor).get(), std::move(replies));
}

TEST(TwilioPull, WhatWasSeenIsNotKeptAgain) {
  const std::string one = item("SM1", "inbound", "received"), two = item("SM2", "inbound", "received");
  const Course first = pull({list(one)});
  ASSERT_EQ(first.kept.size(), 1u);
  EXPECT_TRUE(first.kept[0].cursor.empty()) << "only a whole round moves the cursor";
  const Course second = pull({list(one + "," + two)}, "reply", first.end.cursor);
  ASSERT_EQ(second.kept.size(), 1u);
  const Inbox inbox = twilio()->read("message_list", second.kept[0].bytes);
  ASSERT_EQ(inbox.messages.size(), 1u);
  EXPECT_EQ(inbox.messages[0].carrier_id, "SM2");
  EXPECT_TRUE(pull({list(one + "," + two)}, "reply", second.end.cursor).kept.empty());
}

TEST(TwilioPull, EndsOfOurMessagesAreKeptOnceTheyAreKnown) {
  const Course waiting =
      pull({list(item("SM1", "outbound-api", "sent") + "," + item("SM2", "inbound", "received"))}, "status");
  EXPECT_TRUE(waiting.kept.empty());
  EXPECT_NE(waiting.calls[0].url.find("From=%2B15005550006"), std::string::npos);
  const Course ended = pull({list(item("SM1", "outbound-api", "delivered"))}, "status", waiting.end.cursor);
  ASSERT_EQ(ended.kept.size(), 1u);
  EXPECT_EQ(twilio()->read("message_list", ended.kept[0].bytes).receipts.at(0).state,
            ReceiptState::delivered);
}

TEST(TwilioPull, FaultsLeaveTheCursorAlone) {
  for (const HttpReply& reply : {lost(Transport::broken), answered("", 503), answered("{}"), answered("[]"),
                                 list("", "\"https://evil.example/x\""),
                                 list("", "\"/2010-04-01/Accounts/ACother/Messages.json\""), list("", "7")}) {
    const Course got = pull({reply});
    EXPECT_FALSE(got.end.fault.empty()) << reply.body;
    EXPECT_TRUE(got.end.cursor.empty());
  }
  const std::string next = "\"/2010-04-01/Accounts/" + std::string(kAccount) + "/Messages.json?Page=1\"";
  const Course half = pull({list(item("SM1", "inbound", "received"), next), answered("", 500)});
  EXPECT_EQ(half.kept.size(), 1u);
  EXPECT_TRUE(half.end.cursor.empty());
  EXPECT_FALSE(pull(std::deque<HttpReply>(600, list("", next))).end.fault.empty()) << "pages without end";
}

TEST(TwilioPull, OddItemsAreKeptToBeReported) {
  const Course got = pull({list("7,{}," + item("SM1", "inbound", "received"))});
  ASSERT_EQ(got.kept.size(), 1u);
  const Inbox inbox = twilio()->read("message_list", got.kept[0].bytes);
  EXPECT_EQ(inbox.messages.size(), 1u);
  EXPECT_EQ(inbox.unreadable.size(), 2u);
}

// ---- Inquiries

Found ask(std::vector<HttpReply> replies, std::int64_t now = kNow + 600) {
  const auto carrier = twilio();
  const auto exchange = carrier->inquire({"b-1", {"m1", "+15005550010"}, from_unix_seconds(kNow), ""});
  InquiryExchange::Step step = exchange->begin(moment(now));
  for (const HttpReply& reply : replies) {
    EXPECT_TRUE(std::holds_alternative<HttpCall>(step));
    if (std::holds_alternative<HttpCall>(step)) step = exchange->on_reply(reply, moment(now));
  }
  return std::get<Found>(step);
}

TEST(TwilioInquiry, ALoneMessageOfThatMinuteIsOurs) {
  const std::string ours = item("SM1", "outbound-api", "delivered");
  EXPECT_EQ(ask({list(ours + "," + item("SM2", "inbound", "received"))}).carrier_id, "SM1");
  EXPECT_EQ(ask({list(ours + "," + item("SM2", "outbound-api", "sent"))}).answer, Answer::cannot_tell);
  EXPECT_EQ(ask({list(item("SM1", "outbound-api", "sent", "Sun, 01 Mar 2026 02:08:04 +0000"))}).answer,
            Answer::cannot_tell);
  EXPECT_EQ(ask({list(item("SM1", "outbound-api", "sent", "Sun, 01 Mar 2026 00:00:00 +0000"))}).answer,
            Answer::not_taken);
  EXPECT_EQ(ask({list("")}).answer, Answer::not_taken);
  EXPECT_EQ(ask({list("")}, kNow + 60).answer, Answer::cannot_tell);
  EXPECT_EQ(ask({list("")}, kNow + 60).wait, std::chrono::seconds(240));
  for (const HttpReply& reply :
       {answered("{}"), list("7"), list(item("SM1", "outbound-api", "sent", "soon")), answered("", 500)})
    EXPECT_EQ(ask({reply}).answer, Answer::cannot_tell);
}

TEST(TwilioSettings, ContradictionsAreNamed) {
  for (const auto& [name, value] :
       {std::pair{"sender", ""}, {"account_sid", "a b"}, {"endpoint", "ftp://x"}}) {
    CarrierSettings s = settings();
    s.set_text(name, value);
    EXPECT_THROW(twilio(s), BadInput) << name;
  }
  CarrierSettings s = settings();
  s.set_integer("overlap", 1);
  EXPECT_THROW(twilio(s), BadInput);
}

}  // namespace
}  // namespace huiyin
