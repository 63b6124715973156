// What became of one post of an event: decided on the net thread, made durable on the store's.
#pragma once
#include <optional>
#include <string>

#include "daemon/base/http.h"
#include "daemon/store/journal.h"
#include "daemon/store/webhooks.h"

namespace huiyin {

enum class PostResult { delivered, failed, gone };  // gone: 410, the receiver wants no more
PostResult result_of_post(const HttpReply& reply);
// Words for the log: "HTTP 503", "time-out: …". Nothing of the answer's body.
std::string why_of_post(const HttpReply& reply);
// Retry-After in seconds, of a 429 or 503; dates are passed over.
std::optional<Millis> retry_after_of(const HttpReply& reply);

struct PostOutcome {
  Event event;
  bool again = false;  // it was a dead letter
  bool dead = false;   // it is one now
  WebhookTry tried;
  std::string pause;  // why the webhook pauses from now on; empty: it does not
  Webhook hook;       // with the tries as they are now
  std::int64_t kept_tries = 0;
};
// In a transaction. False where a command has changed the webhook meanwhile: then it is of no account.
bool keep_post_outcome(Database& db, const PostOutcome& o, TimePoint now);

}  // namespace huiyin
