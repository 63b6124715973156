#include "adapters/tencent/pull.h"

#include <algorithm>

#include "adapters/tencent/reader.h"
#include "daemon/base/bad_input.h"

namespace huiyin {
namespace {

constexpr TencentPull kPulls[] = {
    {"reply", "PullSmsReplyStatus", "PullSmsReplyStatusByPhoneNumber", kTencentReplySet, kTencentReplyPull},
    {"status", "PullSmsSendStatus", "PullSmsSendStatusByPhoneNumber", kTencentStatusSet, kTencentStatusPull},
};

constexpr std::int64_t kKeptFor = 7 * 86'400 - 60;  // the carrier looks back seven days
constexpr int kMostRecoveryCalls = 64;

// The number of items, or nothing when the promised set is not there.
std::optional<std::size_t> count_items(const Json& response, std::string_view set) {
  try {
    return tencent_set(response, set).size();
  } catch (const BadInput&) {
    return std::nullopt;
  }
}

class QueuePull final : public Exchange {
 public:
  QueuePull(std::shared_ptr<const TencentApi> api, std::string sdk_app_id, const TencentPull& pull)
      : api_(std::move(api)), sdk_app_id_(std::move(sdk_app_id)), pull_(pull) {}

  Step begin(const Moment& m) override {
    JsonWriter w;
    w.object().field("Limit", kTencentPageLimit).field("SmsSdkAppId", sdk_app_id_);
    return api_->call(pull_.action, w.end().take(), m.now);
  }

  Step on_reply(const HttpReply& reply, const Moment&) override {
    const TencentAnswer answer = api_->open(reply);
    if (!answer.response) return failed(answer, reply);
    const std::optional<std::size_t> items = count_items(*answer.response, pull_.set);
    if (!items) {
      end_.fault = std::string(pull_.action) + ": the answer has no " + std::string(pull_.set);
      return keep_odd(reply);
    }
    if (*items == 0) return end_;
    end_.more = *items >= kTencentPageLimit;
    return Keep{std::string(pull_.kind), reply.body, {}};
  }

  Step on_kept(const Moment&) override { return end_; }

 private:
  Step failed(const TencentAnswer& answer, const HttpReply& reply) {
    end_ = ended_by(answer.fault, pull_.action);
    if (answer.unreadable) return keep_odd(reply);
    // Only a plain "not taken" proves that nothing was given out.
    end_.may_have_lost = answer.fault.verdict == Verdict::unknown;
    return end_;
  }

  // Whatever came may be the only copy: it is kept, to become a dead letter that a person can look at.
  Step keep_odd(const HttpReply& reply) {
    end_.may_have_lost = true;
    end_.wait = Millis(30'000);
    if (reply.body.empty()) return end_;
    return Keep{std::string(pull_.kind), reply.body, {}};
  }

  const std::shared_ptr<const TencentApi> api_;
  const std::string sdk_app_id_;
  const TencentPull& pull_;
  Done end_;
};

class Recovery final : public Exchange {
 public:
  Recovery(std::shared_ptr<const TencentApi> api, std::string sdk_app_id, const TencentPull& pull,
           std::string e164, TimePoint since)
      : api_(std::move(api)),
        sdk_app_id_(std::move(sdk_app_id)),
        pull_(pull),
        e164_(std::move(e164)),
        since_(since) {}

  Step begin(const Moment& m) override {
    const std::int64_t now = to_unix_seconds(m.now);
    spans_.add(std::max(std::min(to_unix_seconds(since_), now), now - kKeptFor), now);
    return ask(m);
  }

  Step on_reply(const HttpReply& reply, const Moment& m) override {
    const TencentAnswer answer = api_->open(reply);
    if (!answer.response) return ended_by(answer.fault, pull_.action_by_phone);
    const std::optional<std::size_t> items = count_items(*answer.response, pull_.set);
    if (!items) return fault("the answer has no " + std::string(pull_.set));
    const bool full = *items >= kTencentPageLimit;
    if (!full)
      spans_.done();
    else if (!spans_.halve()) {
      end_.fault =
          std::string(pull_.action_by_phone) + ": more than 100 items in one second, some are out of reach";
      spans_.done();
    }
    if (*items == 0) return ask(m);
    return Keep{std::string(pull_.kind), reply.body, {}};
  }

  Step on_kept(const Moment& m) override { return ask(m); }

 private:
  Step ask(const Moment& m) {
    if (spans_.empty()) return end_;
    if (++calls_ > kMostRecoveryCalls) return fault("too many full answers, given up");
    const auto [from, to] = spans_.current();
    return api_->call(pull_.action_by_phone, by_phone_body(e164_, sdk_app_id_, from, to), m.now);
  }

  Step fault(const std::string& what) {
    end_.fault = std::string(pull_.action_by_phone) + ": " + what;
    return end_;
  }

  const std::shared_ptr<const TencentApi> api_;
  const std::string sdk_app_id_;
  const TencentPull& pull_;
  const std::string e164_;
  const TimePoint since_;
  PhoneSpans spans_;
  int calls_ = 0;
  Done end_;
};

}  // namespace

const TencentPull* find_tencent_pull(std::string_view plan) {
  for (const TencentPull& pull : kPulls)
    if (pull.plan == plan) return &pull;
  return nullptr;
}

bool PhoneSpans::halve() {
  const auto [begin, end] = spans_.back();
  if (end - begin <= 1) return false;
  const std::int64_t middle = begin + (end - begin) / 2;
  spans_.back() = {begin, middle};
  spans_.emplace_back(middle, end);
  return true;
}

std::string by_phone_body(std::string_view e164, const std::string& sdk_app_id, std::int64_t begin,
                          std::int64_t end) {
  JsonWriter w;
  w.object().field("BeginTime", begin).field("Offset", 0).field("Limit", kTencentPageLimit);
  w.field("PhoneNumber", e164).field("SmsSdkAppId", sdk_app_id).field("EndTime", end);
  return w.end().take();
}

std::unique_ptr<Exchange> make_queue_pull(std::shared_ptr<const TencentApi> api, std::string sdk_app_id,
                                          const TencentPull& pull) {
  return std::make_unique<QueuePull>(std::move(api), std::move(sdk_app_id), pull);
}

std::unique_ptr<Exchange> make_recovery(std::shared_ptr<const TencentApi> api, std::string sdk_app_id,
                                        const TencentPull& pull, std::string e164, TimePoint since) {
  return std::make_unique<Recovery>(std::move(api), std::move(sdk_app_id), pull, std::move(e164), since);
}

}  // namespace huiyin
