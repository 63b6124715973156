// Webhooks: the vendor's own signature samples, and pushes that are not genuine.
#include <gtest/gtest.h>

#include "adapters/testing.h"
#include "adapters/twilio/api.h"
#include "daemon/base/bytes.h"

namespace huiyin {
namespace {

using namespace huiyin::testing;

const Secret kToken("0123456789abcdef0123456789abcdef");

std::unique_ptr<HttpCarrier> twilio(const std::string& push_url) {
  CarrierSettings s = default_settings(*find_carrier_kind("twilio"));
  s.set_text("account_sid", "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
  s.set_secret("auth_token", kToken);
  s.set_text("sender", "+15005550006");
  s.set_push_url(Secret(push_url));
  return find_carrier_kind("twilio")->make_http(s);
}

Parameters parameters_of(const Json& params) {
  Parameters out;
  for (const auto& [name, value] : params.members()) {
    if (!value.is_array()) {
      out.emplace_back(name, value.text());
      continue;
    }
    for (const Json& one : value.items()) out.emplace_back(name, one.text());
  }
  return out;
}

TEST(TwilioVectors, ThePublishedSample) {
  EXPECT_EQ(twilio_signature("https://mycompany.com/myapp.php?foo=1&bar=2",
                             {{"CallSid", "CA1234567890ABCDE"},
                              {"Caller", "+12349013030"},
                              {"Digits", "1234"},
                              {"From", "+12349013030"},
                              {"To", "+18005551212"}},
                             Secret("12345")),
            "0/KCTR6DLpKmkAf8muzZqo1nDgQ=");
}

TEST(TwilioVectors, EveryWebhookSignature) {
  const auto files = captured_files("twilio-webhook-signatures");
  if (files.empty()) GTEST_SKIP() << "no signatures beside the sources: all but one skipped";
  for (const Json& vector : read_json_file(files[0]).items("vectors")) {
    SCOPED_TRACE(vector.text("id"));
    const Secret token(vector.text("auth_token"));
    const Parameters form = parameters_of(vector.at("params"));
    EXPECT_EQ(twilio_signature(vector.text("url"), form, token), vector.text("signature"));
    EXPECT_TRUE(twilio_signature_is_right(vector.text("url"), form, vector.text("signature"), token));
    EXPECT_FALSE(twilio_signature_is_right(vector.text("url") + "x", form, vector.text("signature"), token));
  }
}

TEST(TwilioPush, ThePortMayBeWrittenOrNot) {
  const Parameters form = {{"Body", "1"}};
  for (const auto& [told, called] : {std::pair{"https://a.example/x", "https://a.example:443/x"},
                                     {"https://a.example:443/x", "https://a.example/x"},
                                     {"http://a.example/x?q", "http://a.example:80/x?q"},
                                     {"https://a.example:8443/x", "https://a.example/x"}})
    EXPECT_TRUE(twilio_signature_is_right(told, form, twilio_signature(called, form, kToken), kToken))
        << told;
  EXPECT_FALSE(twilio_signature_is_right("", form, "x", kToken));
  EXPECT_FALSE(twilio_signature_is_right("https://a.example/x", form, "", kToken));
}

PushRequest form_push(const Parameters& form,
                      const std::string& called = "https://gw.example.org/hooks/t/s3cret") {
  return {"POST",
          "/hooks/t",
          {{"content-type", "application/x-www-form-urlencoded"},
           {"x-twilio-signature", twilio_signature(called, form, kToken)}},
          join_parameters(form, percent_encode)};
}

TEST(TwilioPush, RepliesAndEndsAreTakenWithTwiml) {
  const auto carrier = twilio("https://gw.example.org/hooks/t/s3cret");
  const Parameters reply = {{"MessageSid", "SM3"},
                            {"From", "+15005550010"},
                            {"To", "+15005550006"},
                            {"Body", "不满意，路灯没修 + 100%"}};
  const PushRequest pushed = form_push(reply);
  const PushAnswer answer = carrier->on_push(pushed);
  ASSERT_TRUE(answer.genuine) << answer.why;
  EXPECT_EQ(answer.content_type, "text/xml");
  const MobileOriginated mo = carrier->read(answer.kind, pushed.body).messages.at(0);
  EXPECT_EQ(mo.carrier_id, "SM3");
  EXPECT_EQ(mo.text, "不满意，路灯没修 + 100%");
  const PushRequest status = form_push({{"MessageSid", "SM1"},
                                        {"To", "+15005550010"},
                                        {"MessageStatus", "undelivered"},
                                        {"ErrorCode", "30005"}});
  const PushAnswer taken = carrier->on_push(status);
  ASSERT_TRUE(taken.genuine);
  const Receipt receipt = carrier->read(taken.kind, status.body).receipts.at(0);
  EXPECT_EQ(receipt.carrier_id, "SM1");
  EXPECT_EQ(receipt.state, ReceiptState::undelivered);
  EXPECT_EQ(receipt.code, "30005");
  const PushRequest stop = form_push(
      {{"MessageSid", "SM1"}, {"To", "+15005550010"}, {"MessageStatus", "failed"}, {"ErrorCode", "21610"}});
  EXPECT_TRUE(carrier->read("status_push", stop.body).receipts.at(0).opted_out);
}

TEST(TwilioPush, TheQueryIsPartOfTheAddress) {
  const auto carrier = twilio("https://gw.example.org/hooks/t/s3cret");
  PushRequest pushed =
      form_push({{"MessageSid", "SM3"}, {"From", "+1"}}, "https://gw.example.org/hooks/t/s3cret?c=42");
  EXPECT_FALSE(carrier->on_push(pushed).genuine);
  pushed.url = "/hooks/t?c=42";
  EXPECT_TRUE(carrier->on_push(pushed).genuine);
}

TEST(TwilioPush, WhatIsNotSignedIsNotTaken) {
  const auto carrier = twilio("https://gw.example.org/hooks/t/s3cret");
  PushRequest pushed = form_push({{"MessageSid", "SM3"}, {"From", "+15005550010"}, {"Body", "1"}});
  pushed.body += "&Body=2";
  EXPECT_EQ(carrier->on_push(pushed).status, 403);
  pushed = form_push({{"MessageSid", "SM3"}, {"From", "+15005550010"}});
  pushed.headers.pop_back();
  EXPECT_EQ(carrier->on_push(pushed).status, 403);
  EXPECT_EQ(twilio("")->on_push(form_push({{"MessageSid", "SM3"}})).status, 503)
      << "our address is not known";
  EXPECT_EQ(carrier->on_push(form_push({{"Body", "1"}})).status, 400);
}

TEST(TwilioPush, JsonIsCoveredByItsDigest) {
  const auto carrier = twilio("https://gw.example.org/hooks/t/s3cret");
  const std::string body =
      R"({"transcript_sid":"GT1","event_type":"voice_intelligence_transcript_available"})";
  const std::string query = "?bodySHA256=" + to_hex(sha256(body));
  PushRequest pushed{
      "POST",
      "/hooks/t" + query,
      {{"content-type", "application/json"},
       {"x-twilio-signature", twilio_signature("https://gw.example.org/hooks/t/s3cret" + query, {}, kToken)}},
      body};
  const PushAnswer answer = carrier->on_push(pushed);
  EXPECT_TRUE(answer.genuine) << answer.why;
  EXPECT_EQ(carrier->read(answer.kind, body).unreadable.size(), 1u)
      << "kept, and said that nothing came of it";
  pushed.body += " ";
  EXPECT_FALSE(carrier->on_push(pushed).genuine);
}

}  // namespace
}  // namespace huiyin
