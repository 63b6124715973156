#include "adapters/aliyun/pull.h"

#include <algorithm>

namespace huiyin {
namespace {

using namespace std::chrono_literals;

constexpr Millis kRenewBefore = 2min;
constexpr Millis kRound = 60s;  // then the round ends, so that its cursor-less success is on record
constexpr int kMostReceives = 1'000;

MnsToken read_token(const Json& body, TimePoint now) {
  const Json dto = body.at("MessageTokenDTO");
  MnsToken token{dto.text("AccessKeyId"), Secret(dto.text("AccessKeySecret")),
                 Secret(dto.text("SecurityToken")),
                 read_beijing_time(dto.text_or("ExpireTime", "")).value_or(now + 10min)};
  for (const std::string_view value :
       {std::string_view(token.key_id), std::string_view(token.token.reveal())})
    for (const char c : value)
      if (c <= 0x20 || c >= 0x7f) throw BadInput("/MessageTokenDTO", "is not fit for a header");
  if (token.key.empty()) throw BadInput("/MessageTokenDTO", "has no secret");
  return token;
}

class MnsPull final : public Exchange {
 public:
  MnsPull(std::shared_ptr<const AliyunApi> tokens, std::shared_ptr<const MnsQueue> queue,
          const AliyunPull& pull, bool long_poll)
      : tokens_(std::move(tokens)), queue_(std::move(queue)), pull_(pull), long_poll_(long_poll) {}

  Step begin(const Moment& m) override {
    begun_ = m.now;
    return ask_token(m);
  }

  Step on_reply(const HttpReply& reply, const Moment& m) override {
    switch (state_) {
      case State::token:
        return on_token(reply, m);
      case State::receive:
        return on_received(reply, m);
      case State::erase:
        return on_erased(reply, m);
    }
    return Done{};
  }

  Step on_kept(const Moment& m) override { return go_on(m); }

 private:
  enum class State { token, receive, erase };

  Step ask_token(const Moment& m) {
    state_ = State::token;
    return tokens_->call("QueryTokenForMnsQueue",
                         {{"MessageType", std::string(pull_.message_type)}, {"QueueName", queue_->name()}},
                         {}, m);
  }

  Step on_token(const HttpReply& reply, const Moment& m) {
    const AliyunAnswer answer = tokens_->open(reply);
    if (!answer.body) return ended_by(answer.fault, "QueryTokenForMnsQueue");
    try {
      token_ = read_token(*answer.body, m.now);
    } catch (const BadInput& e) {
      return fault(std::string("QueryTokenForMnsQueue: ") + e.what());
    }
    return handles_.empty() ? receive(m) : erase(m);
  }

  // What is durable is deleted before anything else is asked for.
  Step go_on(const Moment& m) {
    if (token_.expires - m.now < kRenewBefore && !renewed_) {
      renewed_ = true;
      return ask_token(m);
    }
    return handles_.empty() ? receive(m) : erase(m);
  }

  Step receive(const Moment& m) {
    state_ = State::receive;
    if (++receives_ > kMostReceives) return more();
    return queue_->receive(token_, m);
  }

  Step erase(const Moment& m) {
    state_ = State::erase;
    return queue_->erase(token_, handles_, m);
  }

  Step on_received(const HttpReply& reply, const Moment& m) {
    if (reply.transport != Transport::answered || reply.status != 200) return on_trouble(reply, m, "receive");
    try {
      const std::vector<MnsMessage> messages = read_mns_messages(reply.body);
      if (messages.empty()) return on_empty(m);
      for (const MnsMessage& message : messages) handles_.push_back(message.handle);
    } catch (const BadInput& e) {
      return fault(std::string("MNS receive: ") + e.what());
    }
    return Keep{std::string(pull_.kind), reply.body, {}};
  }

  Step on_erased(const HttpReply& reply, const Moment& m) {
    const bool gone =
        reply.transport == Transport::answered &&
        (reply.status == 204 || reply.status == 200 || mns_error_code(reply.body) == "MessageNotExist");
    if (!gone) return on_trouble(reply, m, "delete");
    handles_.clear();
    refused_ = false;
    renewed_ = false;
    return m.now - begun_ >= kRound ? more() : go_on(m);
  }

  Step on_empty(const Moment& m) {
    if (!long_poll_ || m.now - begun_ >= kRound) return Done{};
    return go_on(m);
  }

  Step on_trouble(const HttpReply& reply, const Moment& m, const char* what) {
    const std::string code = carrier_code(mns_error_code(reply.body));
    if (reply.transport == Transport::answered) {
      if (reply.status == 404 && code == "MessageNotExist") return on_empty(m);
      if (reply.status == 403 && !refused_) {  // a token that ran out, once
        refused_ = true;
        return ask_token(m);
      }
    }
    const std::optional<Outcome> decided = decided_by_status(reply);
    Done done = ended_by(decided.value_or(unknown_outcome("odd answer")), std::string("MNS ") + what);
    // 400 on delete: the handles ran out. The messages come again and count once.
    if (state_ == State::erase && reply.status == 400) done.hold = Hold::none;
    if (code != "(unreadable code)") done.fault += " " + code;
    return done;
  }

  static Step more() {
    Done done;
    done.more = true;
    return done;
  }

  static Step fault(std::string what) {
    Done done;
    done.fault = std::move(what);
    return done;
  }

  const std::shared_ptr<const AliyunApi> tokens_;
  const std::shared_ptr<const MnsQueue> queue_;
  const AliyunPull pull_;
  const bool long_poll_;
  State state_ = State::token;
  TimePoint begun_{};
  MnsToken token_;
  std::vector<std::string> handles_;  // kept, to be deleted
  int receives_ = 0;
  bool refused_ = false, renewed_ = false;
};

}  // namespace

std::unique_ptr<Exchange> make_mns_pull(std::shared_ptr<const AliyunApi> tokens,
                                        std::shared_ptr<const MnsQueue> queue, const AliyunPull& pull,
                                        bool long_poll) {
  return std::make_unique<MnsPull>(std::move(tokens), std::move(queue), pull, long_poll);
}

}  // namespace huiyin
