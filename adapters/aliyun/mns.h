// A queue of Alibaba's message service (MNS): its calls and its XML. Immutable; any thread.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "adapters/kit.h"

namespace huiyin {

// What QueryTokenForMnsQueue hands out for some minutes.
struct MnsToken {
  std::string key_id;
  Secret key, token;
  TimePoint expires;
};

class MnsQueue {
 public:
  MnsQueue(const Endpoint& endpoint, std::string name, int wait_seconds, Millis timeout);
  const std::string& name() const { return name_; }
  HttpCall receive(const MnsToken& token, const Moment& m) const;  // up to 16, waits for the first
  HttpCall erase(const MnsToken& token, const std::vector<std::string>& handles, const Moment& m) const;

 private:
  HttpCall call(std::string method, std::string resource, std::string body, const MnsToken& token,
                const Moment& m) const;

  const std::string url_, name_;
  const int wait_seconds_;
  const Millis timeout_;
};

struct MnsMessage {
  std::string id, handle;
  std::string body;  // base64, as it came
};
// Of an answer to receive(), one message or several. Throws BadInput.
std::vector<MnsMessage> read_mns_messages(std::string_view xml);
// "MessageNotExist" of an <Error>; empty when it is none.
std::string mns_error_code(std::string_view xml);

}  // namespace huiyin
