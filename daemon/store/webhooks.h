// Outgoing webhooks: where events are posted, how far each has come, and the log of what was tried.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/store/database.h"

namespace huiyin {

inline constexpr const char* kWebhookOwner = ":webhook";  // of their consumers; no bus client is named so
std::string webhook_consumer(std::string_view name);      // "webhook.NAME"

struct Webhook {
  std::string name, url;
  std::string pinned_key;  // "sha256//…", or empty
  std::string secret_sealed, old_secret_sealed;
  std::optional<TimePoint> old_until;
  std::string paused;       // why; empty: it runs
  std::int64_t trying = 0;  // seq of the event at hand, where it was tried already
  std::int64_t tries = 0;   // so often
  std::int64_t failures = 0;
  TimePoint next_at{};
  std::int64_t generation = 1;
  TimePoint added_at{};
  std::string added_by;
};

void add_webhook(Database& db, const Webhook& w);  // throws StoreError where there is one of this name
std::optional<Webhook> find_webhook(Database& db, std::string_view name);
std::vector<Webhook> list_webhooks(Database& db);
std::vector<std::pair<std::string, std::int64_t>> webhook_generations(Database& db);  // name, generation
// All but name, added_at and added_by; the generation rises.
void change_webhook(Database& db, const Webhook& w);
// How the deliveries go; the generation stays.
void keep_webhook_tries(Database& db, const Webhook& w);
void remove_webhook(Database& db, std::string_view name);  // with its log; its consumer is the caller's
// Puts its consumer back, so that events behind `seq` are given again.
void rewind_consumer(Database& db, std::string_view consumer, std::int64_t seq, TimePoint now);

struct WebhookTry {
  std::int64_t seq = 0;
  std::string type;
  TimePoint at{};
  std::int64_t number = 1;
  int status = 0;  // of HTTP; 0: no answer
  std::int64_t took_ms = 0;
  std::string outcome;  // "delivered", "failed", "dead"
  std::string why;
};
// Of each webhook the newest `keep` stay.
void log_webhook_try(Database& db, std::string_view webhook, const WebhookTry& t, std::int64_t keep);
void each_webhook_try(Database& db, std::string_view webhook, int limit,
                      const std::function<void(const WebhookTry&)>& row);  // newest first

}  // namespace huiyin
