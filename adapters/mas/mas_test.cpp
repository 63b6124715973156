#include <gtest/gtest.h>

#include "adapters/mas/submit.h"
#include "adapters/testing.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"

namespace huiyin {
namespace {

using namespace huiyin::testing;

CarrierSettings settings() {
  CarrierSettings s = default_settings(*find_carrier_kind("mas"));
  s.set_text("ec_name", "政企分公司测试");
  s.set_text("ap_id", "demo0");
  s.set_secret("secret_key", Secret("123qwe"));
  s.set_text("sign", "DWItALe3A");
  return s;
}

std::unique_ptr<HttpCarrier> mas(const CarrierSettings& s = settings()) {
  return find_carrier_kind("mas")->make_http(s);
}

SubmitBatch text_batch(const std::string& text = "移动改变生活。", int n = 1) {
  SubmitBatch batch;
  batch.key = "b-1";
  batch.content = {text, "信访局", "", {}};
  batch.to = {{"m1", "+8613800138000"}};
  for (int i = 1; i < n; ++i) batch.to.push_back({"m", "+861380013800" + std::to_string(i)});
  return batch;
}

std::string sent(const HttpCall& call) {
  return from_base64(call.body).value();
}

// ---- The manual's worked samples

TEST(MasVectors, TheManualsTextSample) {
  const HttpCall call = mas()->submit(text_batch(), moment());
  EXPECT_EQ(call.url, "https://112.35.10.201:28888/sms/norsubmit");
  EXPECT_EQ(sent(call),
            R"({"ecName":"政企分公司测试","apId":"demo0","mobiles":"13800138000","content":"移动改变生活。",)"
            R"("sign":"DWItALe3A","addSerial":"","mac":"7997ddb079db2155b517b21b2a812370"})");
}

TEST(MasVectors, TheManualsTemplateSample) {
  CarrierSettings s = settings();
  s.set_text("sign", "4sEuJxDpC");
  SubmitBatch batch = text_batch("");
  batch.content.template_code = "38516fabae004eddbfa3ace1d4194696";
  batch.content.template_params = {"abcde"};
  const HttpCall call = mas(s)->submit(batch, moment());
  EXPECT_EQ(call.url, "https://112.35.10.201:28888/sms/tmpsubmit");
  EXPECT_NE(sent(call).find("\"mac\":\"02009a533ee3fb8603062971a53beff0\""), std::string::npos) << sent(call);
}

SubmitBatch batch_of(const Json& inputs) {
  SubmitBatch batch = text_batch(inputs.text_or("content", ""));
  batch.content.template_code = inputs.text_or("templateId", "");
  if (inputs.has("params"))
    for (const Json& p : Json::parse(inputs.text("params")).items())
      batch.content.template_params.push_back(p.text());
  if (!inputs.text("mobiles").empty()) {
    batch.to = {{"m1", "+86" + inputs.text("mobiles")}};
    return batch;
  }
  batch.to.clear();
  for (const auto& [number, text] : Json::parse(inputs.text("content")).members())
    batch.to.push_back(
        {"m", "+86" + number, std::make_shared<const SmsContent>(SmsContent{text.text(), "", "", {}})});
  return batch;
}

TEST(MasVectors, EveryRequestAndAnswer) {
  const auto files = captured_files("own-mas-");
  if (files.empty()) GTEST_SKIP() << "no vectors beside the sources: all but two skipped";
  for (const auto& path : files) {
    SCOPED_TRACE(path.filename().string());
    const Json file = read_json_file(path), inputs = file.at("inputs");
    CarrierSettings s = settings();
    s.set_text("ec_name", inputs.text("ecName"));
    s.set_text("ap_id", inputs.text("apId"));
    s.set_secret("secret_key", Secret(inputs.text("secretKey")));
    s.set_text("sign", inputs.text("sign"));
    const SubmitBatch batch = batch_of(inputs);
    const HttpCall call = mas(s)->submit(batch, moment());
    const Json exchange = file.items("exchanges")[0];
    EXPECT_EQ(sent(call), file.text("json_before_base64"));
    EXPECT_EQ(call.body, exchange.at("request").text("body_utf8"));
    EXPECT_TRUE(call.url.ends_with(exchange.at("request").text("target")));
    const Json body = exchange.at("response_sent").at("body");
    for (const Outcome& o : mas(s)->on_submit_reply(batch, answered(body.dump())))
      EXPECT_EQ(o.verdict == Verdict::accepted, body.boolean("success"));
  }
}

// ---- Requests

TEST(MasSubmit, SignatureExtensionAndSecret) {
  CarrierSettings s = settings();
  s.set_text("add_serial", "1065");
  SubmitBatch batch = text_batch("【信访局】您好");
  batch.extension = "07";
  EXPECT_NE(sent(mas(s)->submit(batch, moment()))
                .find(R"("content":"您好","sign":"DWItALe3A","addSerial":"106507")"),
            std::string::npos);
  s.set_integer("strip_signature", 0);
  s.set_integer("send_secret", 1);
  const std::string whole = sent(mas(s)->submit(batch, moment()));
  EXPECT_NE(whole.find("【信访局】您好"), std::string::npos);
  EXPECT_NE(whole.find(R"("secretKey":"123qwe")"), std::string::npos);
}

TEST(MasSubmit, TemplatesWhereWantedOrWhereThereIsNoText) {
  SubmitBatch batch = text_batch("您好");
  batch.content.template_code = "t1";
  EXPECT_TRUE(mas()->submit(batch, moment()).url.ends_with("/norsubmit"));
  CarrierSettings s = settings();
  s.set_integer("templates", 1);
  const HttpCall call = mas(s)->submit(batch, moment());
  EXPECT_TRUE(call.url.ends_with("/tmpsubmit"));
  EXPECT_NE(sent(call).find(R"("params":"[\"\"]")"), std::string::npos)
      << "as the manual wants it where there are none";
}

// ---- Answers

std::vector<Outcome> outcomes(const std::string& body, int n = 1, int status = 200) {
  return mas()->on_submit_reply(text_batch("x", n), answered(body, status));
}

TEST(MasSubmit, OneGroupForAll) {
  for (const char* body : {R"({"msgGroup":"0301","rspcod":"success","success":true})",
                           R"({"mgsGroup":"0301","rspcod":"success","success":"true"})"})
    for (const Outcome& o : outcomes(body, 3)) {
      EXPECT_EQ(o.verdict, Verdict::accepted) << body;
      EXPECT_EQ(o.carrier_id, "0301");
    }
}

TEST(MasSubmit, EveryErrorAndOddAnswers) {
  struct Case {
    const char* code;
    Verdict verdict;
    Hold hold;
    Verdict among_many;
  };
  const Case cases[] = {
      {"IllegalMac", Verdict::not_sent, Hold::stopped, Verdict::not_sent},
      {"IllegalSignId", Verdict::not_sent, Hold::stopped, Verdict::not_sent},
      {"InvalidUsrOrPwd", Verdict::not_sent, Hold::stopped, Verdict::not_sent},
      {"NoSignId", Verdict::not_sent, Hold::stopped, Verdict::not_sent},
      {"InvalidMessage", Verdict::refused, Hold::none, Verdict::refused},
      {"TooManyMobiles", Verdict::refused, Hold::none, Verdict::not_sent},
      {"InvalidMobile", Verdict::refused, Hold::none, Verdict::not_sent},
      {"SomethingNew", Verdict::unknown, Hold::none, Verdict::unknown},
      {"", Verdict::unknown, Hold::none, Verdict::unknown},
  };
  for (const Case& c : cases) {
    const std::string body = R"({"msgGroup":"","rspcod":")" + std::string(c.code) + R"(","success":false})";
    EXPECT_EQ(outcomes(body)[0].verdict, c.verdict) << c.code;
    EXPECT_EQ(outcomes(body)[0].hold, c.hold) << c.code;
    EXPECT_EQ(outcomes(body, 2)[1].verdict, c.among_many) << c.code;
  }
  for (const char* odd :
       {R"({"rspcod":"success","success":true})", R"({"msgGroup":"1","rspcod":"success"})",
        R"({"msgGroup":"1","rspcod":"success","success":false})", R"({"msgGroup":"1","success":true})",
        R"({"rspcod":7})", "[]", "", "ok", R"({"msgGroup":"1","rspcod":"success","success":7})"})
    EXPECT_EQ(outcomes(odd)[0].verdict, Verdict::unknown) << odd;
}

// ---- Receipts and replies

constexpr const char* kReceipt =
    R"({"reportStatus":"CM:8003","mobile":"13800000001","submitDate":"20260301100300","receiveDate":"20260301100304",)"
    R"("errorCode":"CM:8003","msgGroup":"0301"})";
constexpr const char* kReply =
    R"({"mobile":"13800000001","smsContent":"不满意","sendTime":"2026-03-01 10:03:04","addSerial":"106507"})";

TEST(MasPush, OneObjectAPost) {
  CarrierSettings s = settings();
  s.set_text("add_serial", "1065");
  s.set_text("opt_out_codes", "CM:8001, CM:8003");
  s.set_text("acknowledgement", "0");
  const auto carrier = mas(s);
  const PushAnswer receipt = carrier->on_push({"POST", "", {}, kReceipt});
  ASSERT_TRUE(receipt.genuine);
  EXPECT_EQ(receipt.body, "0");
  const Receipt r = carrier->read(receipt.kind, kReceipt).receipts.at(0);
  EXPECT_EQ(r.carrier_id, "0301");
  EXPECT_EQ(r.e164, "+8613800000001");
  EXPECT_EQ(r.state, ReceiptState::undelivered);
  EXPECT_EQ(r.at, from_unix_seconds(kNow));
  EXPECT_TRUE(r.opted_out);
  const PushAnswer reply = carrier->on_push({"POST", "", {}, kReply});
  ASSERT_TRUE(reply.genuine);
  const MobileOriginated mo = carrier->read(reply.kind, kReply).messages.at(0);
  EXPECT_EQ(mo.extension, "07");
  EXPECT_EQ(mo.text, "不满意");
  EXPECT_EQ(mo.at, from_unix_seconds(kNow));
}

TEST(MasPush, OtherFormsAreRefused) {
  for (const std::string& bad :
       {std::string(), std::string("x"), std::string("{}"), std::string("[7]"),
        std::string(R"({"mobile":"1"})"), "[" + std::string(kReceipt) + "," + kReply + "]"})
    EXPECT_FALSE(mas()->on_push({"POST", "", {}, bad}).genuine) << bad;
  EXPECT_FALSE(mas()->on_push({"GET", "", {}, kReply}).genuine);
}

TEST(MasReader, OddItemsAreNamedAndTheOthersRead) {
  const Inbox inbox = mas()->read(
      "status", "[7,{},{\"reportStatus\":\"DELIVRD\",\"mobile\":\"1\"}," + std::string(kReceipt) + "]");
  EXPECT_EQ(inbox.receipts.size(), 1u);
  EXPECT_EQ(inbox.unreadable.size(), 3u);
  EXPECT_EQ(mas()
                ->read("status", R"({"reportStatus":"DELIVRD","mobile":"13800000001","msgGroup":"1"})")
                .receipts[0]
                .state,
            ReceiptState::delivered);
  for (const char* kind : {"status", "reply", "x"}) EXPECT_THROW(mas()->read(kind, "x"), BadInput);
}

// ---- Pulls

Course pull(const HttpReply& reply) {
  CarrierSettings s = settings();
  s.set_text("receipt_path", "/sms/report");
  s.set_text("reply_path", "/sms/deliver");
  const auto carrier = mas(s);
  return run(carrier->pull("status", "").get(), {reply});
}

TEST(MasPull, ListsAreKeptAndLossIsSaid) {
  const Course got = pull(answered("[" + std::string(kReceipt) + "]"));
  EXPECT_EQ(got.calls[0].url, "https://112.35.10.201:28888/sms/report");
  ASSERT_EQ(got.kept.size(), 1u);
  EXPECT_EQ(got.kept[0].kind, "status");
  EXPECT_TRUE(got.end.more);
  EXPECT_TRUE(pull(answered("[]")).kept.empty());
  EXPECT_TRUE(pull(answered("[]")).end.fault.empty());
  EXPECT_TRUE(pull(lost(Transport::broken)).end.may_have_lost);
  EXPECT_FALSE(pull(lost(Transport::not_sent)).end.may_have_lost);
  EXPECT_FALSE(pull(answered("", 404)).end.may_have_lost);
  const Course odd = pull(answered("<html>"));
  EXPECT_TRUE(odd.end.may_have_lost);
  EXPECT_EQ(odd.kept.size(), 1u) << "a person shall look at it";
  EXPECT_TRUE(mas()->pulls().empty()) << "nothing is pulled from paths nobody told";
}

TEST(MasSettings, ContradictionsAreNamed) {
  const auto complaint = [](const char* name, const char* value) -> std::string {
    CarrierSettings s = settings();
    s.set_text(name, value);
    try {
      mas(s);
    } catch (const BadInput& e) {
      return e.what();
    }
    return "";
  };
  EXPECT_NE(complaint("endpoint", "http://112.35.1.155:1992").find("must be https"), std::string::npos);
  EXPECT_NE(complaint("add_serial", "12a").find("add_serial"), std::string::npos);
  EXPECT_NE(complaint("pinned_key", "sha256//short").find("pinned_key"), std::string::npos);
  EXPECT_NE(complaint("receipt_path", "sms").find("receipt_path"), std::string::npos);
  EXPECT_NE(complaint("sign", "").find("sign"), std::string::npos);
  EXPECT_EQ(complaint("pinned_key", "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="), "");
  CarrierSettings s = settings();
  s.set_integer("plain_http", 1);
  s.set_text("endpoint", "http://112.35.1.155:1992");
  EXPECT_EQ(mas(s)->submit(text_batch(), moment()).url, "http://112.35.1.155:1992/sms/norsubmit");
}

}  // namespace
}  // namespace huiyin
