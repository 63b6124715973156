#include "tests/sim/client_for_test.h"

#include <thread>

#include <curl/curl.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "daemon/base/bytes.h"
#include "daemon/base/text.h"

namespace huiyin::sim {
namespace {

std::string mac(const std::string& key, const std::string& data) {
  unsigned char out[32];
  unsigned int n = sizeof out;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(data.data()), data.size(), out, &n);
  return {reinterpret_cast<char*>(out), n};
}

std::size_t keep(char* data, std::size_t size, std::size_t count, void* into) {
  static_cast<std::string*>(into)->append(data, size * count);
  return size * count;
}

Got perform(const std::string& method, const std::string& url, const std::vector<std::string>& headers,
            const std::string& body, long timeout_ms) {
  Got got;
  CURL* curl = curl_easy_init();
  curl_slist* list = nullptr;
  for (const std::string& header : headers) list = curl_slist_append(list, header.c_str());
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method.c_str());
  if (method == "POST") {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.data());
  }
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &keep);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &got.body);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, timeout_ms);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  got.curl_code = curl_easy_perform(curl);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &got.status);
  curl_slist_free_all(list);
  curl_easy_cleanup(curl);
  return got;
}

}  // namespace

std::string Got::error_code() const {
  const Json answer = response();
  return answer.has("Error") ? answer.at("Error").text("Code") : std::string();
}

Got Sender::call(std::string_view action, const std::string& body) const {
  const std::int64_t now = timestamp != 0 ? timestamp : to_ms(SystemClock().now()) / 1000;
  const std::string ts = std::to_string(now), date = to_rfc3339(from_ms(now * 1000)).substr(0, 10);
  const std::string host = "127.0.0.1:" + std::to_string(port), scope = date + "/sms/tc3_request";
  const std::string canonical = "POST\n/\n\ncontent-type:application/json\nhost:" + host +
                                "\n\ncontent-type;host\n" + to_hex(sha256(body));
  const std::string to_sign = "TC3-HMAC-SHA256\n" + ts + "\n" + scope + "\n" + to_hex(sha256(canonical));
  const std::string signature = to_hex(mac(mac(mac(mac("TC3" + key, date), "sms"), "tc3_request"), to_sign));
  return perform("POST", "http://" + host + "/",
                 {"Content-Type: application/json", "X-TC-Action: " + std::string(action),
                  "X-TC-Version: " + version, "X-TC-Region: ap-guangzhou", "X-TC-Timestamp: " + ts,
                  "Authorization: TC3-HMAC-SHA256 Credential=" + id + "/" + scope +
                      ", SignedHeaders=content-type;host, Signature=" + signature},
                 body, timeout_ms);
}

Got control(int port, const std::string& method, const std::string& path, const std::string& body) {
  return perform(method, "http://127.0.0.1:" + std::to_string(port) + path,
                 {"Content-Type: application/json"}, body, 10'000);
}

std::string send_body(int count, int first, const std::string& template_id, const std::string& parameter) {
  JsonWriter out;
  out.object().key("PhoneNumberSet").array();
  for (int i = 0; i < count; ++i) {
    const std::string tail = std::to_string(10'000 + first + i);
    out.value("+861380000" + tail.substr(tail.size() - 4));
  }
  out.end().field("SmsSdkAppId", "1400006666").field("TemplateId", template_id).field("SignName", "信访局");
  out.field("ExtendCode", "07").field("SessionContext", "batch-7").key("TemplateParamSet").array();
  if (!parameter.empty()) out.value(parameter);
  return out.end().end().take();
}

SimulatorOptions Rig::quick() {
  SimulatorOptions options;
  options.handsets.failed = options.handsets.silent = options.handsets.doubled = 0;
  options.handsets.answers = options.handsets.opts_out = options.handsets.new_matter = 0;
  options.handsets.receipt_min_ms = options.handsets.receipt_max_ms = 0;
  options.handsets.reply_min_ms = options.handsets.reply_max_ms = 0;
  return options;
}

Rig::Rig(SimulatorOptions options, const Clock* clock) {
  auto started = Simulator::start(std::move(options), clock == nullptr ? system_clock : *clock);
  if (!started) throw std::runtime_error(started.error().text());
  sim = *std::move(started);
}

Sender Rig::sender() const {
  Sender sender;
  sender.port = sim->port();
  return sender;
}

bool Rig::wait_for(const std::string& path, std::int64_t n) const {
  for (int i = 0; i < 500; ++i) {
    Json at = counters();
    for (std::string_view name : split(path, '/')) at = at.at(name);
    if (at.integer() >= n) return true;
    std::this_thread::sleep_for(Millis(10));
  }
  return false;
}

}  // namespace huiyin::sim
