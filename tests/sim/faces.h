// The simulator's other carriers. Each face checks the signature, applies faults, hands messages to the
// shared ledger and answers as its carrier does. Which face a request is for is told by its path and headers.
// Any thread.
#pragma once
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "daemon/base/json.h"
#include "daemon/base/mutex.h"
#include "tests/sim/world.h"

namespace huiyin::sim {

// ---- What they share

struct FaceRun {
  Twists twists;
  bool broken = false;  // the answer will be spoiled on its way
};
// Draws a fault for `action` ("aliyun.SendSms"), runs or not, and spoils the answer. `error` makes the
// carrier's own error.
Answer run_with_faults(World* world, const std::string& action,
                       const std::function<Answer(const FaceRun&)>& run,
                       const std::function<Answer(const std::string& code)>& error);
void count_signature_failure(World* world, AuthFault fault);
// "13800000001" and E.164 to E.164; empty for what is no number.
std::string e164_of(std::string_view told);
std::string rfc2822_time(TimePoint at);  // "Sun, 01 Mar 2026 02:03:04 +0000"
std::string field_of(const Headers& fields,
                     std::string_view name);  // the first of that name; empty when absent
std::string beijing_time(TimePoint at);       // "2026-03-01 10:03:04"
Answer json_answer(std::string body, int status = 200);
// The template filled; nullopt when it is unknown or takes another number of parameters.
std::optional<Submission> by_template(const World& world, const std::string& id,
                                      std::vector<std::string> parameters);
Submission by_text(const World& world, std::string text);
std::string new_batch_id(World* world, std::string_view prefix);

// ---- Alibaba: dysmsapi and the queues

class AliyunFace {
 public:
  explicit AliyunFace(World* world) : world_(*world) {}
  static bool is_for(const Request& request);
  Answer handle(const Request& request);

 private:
  struct Lease {
    std::string id, body;
    std::int64_t hidden_until = 0;  // progress_ms
  };
  struct Queue {
    std::map<std::string, Lease> leases;  // by id
  };

  Answer rpc(const Request& request);
  Answer act(const std::string& action, const Headers& fields, const std::string& account,
             const FaceRun& run);
  Answer send(const Headers& fields, const std::string& account, const FaceRun& run);
  Answer send_batch(const Headers& fields, const std::string& account, const FaceRun& run);
  Answer details(const Headers& fields, const std::string& account);
  Answer token(const std::string& account);
  Answer refuse(const std::string& code, int status = 200);
  Answer queue(const Request& request);
  Answer receive(const std::string& name, const std::string& account, const Headers& fields);
  Answer erase(const std::string& name, const Request& request, const Headers& fields);
  void fill(const std::string& name, const std::string& account) ON_ROLE(mutex_);

  World& world_;
  Mutex mutex_;
  std::set<std::string> nonces_ GUARDED_BY(mutex_);
  std::map<std::string, Queue> queues_ GUARDED_BY(mutex_);
  std::uint64_t next_message_ GUARDED_BY(mutex_) = 1;
};

// ---- Huawei

class HuaweiFace {
 public:
  explicit HuaweiFace(World* world) : world_(*world) {}
  static bool is_for(const Request& request);
  Answer handle(const Request& request);

 private:
  Answer send(const Headers& fields, const std::string& account, const FaceRun& run);
  Answer send_diff(const Request& request, const std::string& account, const FaceRun& run);

  World& world_;
};

// ---- China Mobile cloud MAS

class MasFace {
 public:
  explicit MasFace(World* world) : world_(*world) {}
  static bool is_for(const Request& request);
  Answer handle(const Request& request);

 private:
  Answer submit(const Json& order, bool by_template, const FaceRun& run);
  Answer pull(const Json& order, bool replies, const FaceRun& run);

  World& world_;
};

// ---- Twilio

class TwilioFace {
 public:
  explicit TwilioFace(World* world) : world_(*world) {}
  static bool is_for(const Request& request);
  Answer handle(const Request& request);

 private:
  Answer create(const Request& request, const std::string& account, const FaceRun& run);
  Answer list(const Request& request, const std::string& account);
  Answer fetch(const std::string& sid, const std::string& account);
  Answer intelligence(const Request& request);  // transcripts and sentences
  // Recordings and calls; a POST is a call to a person, whose words are read out. Null: no such resource.
  std::optional<Answer> voice(const Request& request, const std::string& resource);
  std::optional<Answer> ring(const Request& request);

  World& world_;
};

}  // namespace huiyin::sim
