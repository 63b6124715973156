#include "tests/sim/callbacks.h"

#include <utility>

#include <curl/curl.h>

#include "daemon/base/json.h"
#include "tests/sim/faces.h"
#include "tests/sim/tencent_sms.h"

namespace huiyin::sim {
namespace {

constexpr std::size_t kMaxAnswer = 65'536;
constexpr long kTimeoutMs = 5000;
constexpr std::int64_t kLookMs = 20;  // how often the worker looks for what is due

std::size_t keep(char* data, std::size_t size, std::size_t count, void* into) {
  auto* answer = static_cast<std::string*>(into);
  if (answer->size() < kMaxAnswer) answer->append(data, size * count);
  return size * count;
}

bool post(CURL* curl, const std::string& url, PushForm form, const PushBody& push) {
  const std::string& body = push.body;
  std::string answer;
  curl_slist* headers = curl_slist_append(nullptr, ("Content-Type: " + push.content_type).c_str());
  for (const auto& [name, value] : push.headers)
    headers = curl_slist_append(headers, (name + ": " + value).c_str());
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.data());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &keep);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, kTimeoutMs);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  const CURLcode code = curl_easy_perform(curl);
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  curl_slist_free_all(headers);
  return code == CURLE_OK && push_is_acknowledged(form, status, answer);
}

}  // namespace

std::string status_push_body(const std::vector<ReceiptView>& receipts) {
  JsonWriter out;
  out.array();
  for (const ReceiptView& receipt : receipts) {
    out.object();
    out.field("user_receive_time", beijing_time(receipt.at));
    out.field("nationcode", country_of(receipt.number));
    out.field("mobile", subscriber_of(receipt.number));
    out.field("report_status", receipt.delivered ? "SUCCESS" : "FAIL");
    out.field("errmsg", receipt.status);
    out.field("description", receipt.delivered ? "用户短信送达成功" : "用户短信送达失败");
    out.field("sid", receipt.serial);
    out.field("ext", receipt.session_context);
    out.end();
  }
  return out.end().take();
}

std::string reply_push_body(const InboundView& reply) {
  JsonWriter out;
  out.object();
  out.field("extend", reply.extend);
  out.field("mobile", subscriber_of(reply.number));
  out.field("nationcode", country_of(reply.number));
  out.field("sign", reply.signature);
  out.field("text", reply.text);
  out.field("time", to_ms(reply.at) / 1000);
  return out.end().take();
}

Callbacks::Callbacks(World* world, CallbackUrls urls, std::vector<std::int64_t> retry_ms)
    : world_(*world), retry_ms_(std::move(retry_ms)), urls_(std::move(urls)), worker_([this] { run(); }) {}

Callbacks::~Callbacks() {
  {
    const Lock lock(mutex_);
    stopping_ = true;
  }
  worker_.join();
}

void Callbacks::configure(CallbackUrls urls) {
  const Lock lock(mutex_);
  if (urls_.status.empty() && urls_.reply.empty()) world_.ledger.push_from_now();
  urls_ = std::move(urls);
}

CallbackUrls Callbacks::urls() const {
  const Lock lock(mutex_);
  return urls_;
}

bool Callbacks::stopping() const {
  const Lock lock(mutex_);
  return stopping_;
}

void Callbacks::run() {
  CURL* curl = curl_easy_init();
  while (!stopping()) {
    collect(urls());
    const auto now = std::chrono::steady_clock::now();
    bool worked = false;
    for (std::size_t n = jobs_.size(); n > 0 && !stopping(); --n) {
      Job job = std::move(jobs_.front());
      jobs_.pop_front();
      if (job.due > now) {
        jobs_.push_back(std::move(job));
        continue;
      }
      worked = true;
      attempt(std::move(job), curl);
    }
    if (!worked) world_.pauses.sleep(kLookMs);
  }
  curl_easy_cleanup(curl);
}

void Callbacks::collect(const CallbackUrls& urls) {
  constexpr std::size_t kMaxWaiting = 200;
  const auto now = std::chrono::steady_clock::now();
  const std::string& key = world_.options.keys.begin()->second;
  while (!urls.status.empty() && jobs_.size() < kMaxWaiting) {
    const auto receipts = world_.ledger.next_receipts_to_push(receipts_a_push(urls.form));
    if (receipts.empty()) break;
    jobs_.push_back({urls.status, urls.form, push_of(urls.form, receipts, urls.status, key), false,
                     receipts.size(), 0, 0, now});
  }
  while (!urls.reply.empty() && jobs_.size() < kMaxWaiting) {
    const auto reply = world_.ledger.next_inbound_to_push();
    if (!reply) break;
    jobs_.push_back(
        {urls.reply, urls.form, push_of(urls.form, *reply, urls.reply, key), true, 1, reply->seq, 0, now});
  }
}

void Callbacks::attempt(Job job, void* curl) {
  if (post(static_cast<CURL*>(curl), job.url, job.form, job.push)) {
    world_.ledger.count_push(job.is_inbound, job.items, Push::ok, job.inbound_seq);
    return;
  }
  if (job.attempt >= retry_ms_.size()) {
    world_.ledger.count_push(job.is_inbound, job.items, Push::given_up);
    return;
  }
  world_.ledger.count_push(job.is_inbound, job.items, Push::failed);
  job.due = std::chrono::steady_clock::now() + Millis(retry_ms_[job.attempt++]);
  jobs_.push_back(std::move(job));
}

}  // namespace huiyin::sim
