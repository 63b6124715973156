// For the Alibaba adapters' tests: the settings of the captures. Not linked into any program.
#pragma once
#include <memory>
#include <string>

#include "adapters/testing.h"
#include "daemon/base/bad_input.h"

namespace huiyin::testing {

inline constexpr std::string_view kAliyunNonce = "3156853299f313e23d1673dc12e1703d";

inline Moment aliyun_moment(std::int64_t unix_seconds = kNow) {
  return {from_unix_seconds(unix_seconds), std::string(kAliyunNonce)};
}

inline CarrierSettings aliyun_settings() {
  CarrierSettings settings = default_settings(*find_carrier_kind("aliyun"));
  settings.set_text("key_id", "LTAIEXAMPLEaccesskeyid01");
  settings.set_secret("key_secret", Secret("ExampleAccessKeySecret00000001"));
  settings.set_text("param_names", "SMS_15305****=name,no");
  settings.set_text("queue_replies", "Alicom-Queue-1092397003988387-SmsUp");
  settings.set_text("queue_receipts", "Alicom-Queue-1092397003988387-SmsReport");
  return settings;
}

inline std::unique_ptr<HttpCarrier> aliyun(const CarrierSettings& settings = aliyun_settings()) {
  return find_carrier_kind("aliyun")->make_http(settings);
}

inline SubmitBatch aliyun_batch() {
  SubmitBatch batch;
  batch.key = "camp-42:batch-7";
  batch.content = {"", "信访局", "SMS_15305****", {"张三", "A-7"}};
  batch.extension = "90999";
  batch.to = {{"m1", "+8613800000001"}, {"m2", "+8613800000002"}};
  return batch;
}

inline std::string aliyun_body(const std::string& code, const std::string& words = "words",
                               const std::string& more = "") {
  return R"({"Code":")" + code + R"(","Message":")" + words + R"(","RequestId":"R")" + more + "}";
}

}  // namespace huiyin::testing
