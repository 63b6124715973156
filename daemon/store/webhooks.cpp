#include "daemon/store/webhooks.h"

namespace huiyin {
namespace {

#define WEBHOOK_COLUMNS                                                                                   \
  "name, url, pinned_key, secret_sealed, old_secret_sealed, old_until, paused, trying, tries, failures, " \
  "next_at, generation, added_at, added_by"

Webhook read_webhook(const Row& r) {
  Webhook w;
  w.name = r.text(0);
  w.url = r.text(1);
  w.pinned_key = r.text(2);
  w.secret_sealed = r.blob(3);
  w.old_secret_sealed = r.blob(4);
  if (!r.is_null(5)) w.old_until = from_ms(r.integer(5));
  w.paused = r.text(6);
  w.trying = r.integer(7);
  w.tries = r.integer(8);
  w.failures = r.integer(9);
  w.next_at = from_ms(r.integer(10));
  w.generation = r.integer(11);
  w.added_at = from_ms(r.integer(12));
  w.added_by = r.text(13);
  return w;
}

Value old_secret(const Webhook& w) {
  return w.old_secret_sealed.empty() ? Value(nullptr) : Value(Blob{w.old_secret_sealed});
}
Value old_until(const Webhook& w) {
  return w.old_until ? val(*w.old_until) : Value(nullptr);
}

}  // namespace

std::string webhook_consumer(std::string_view name) {
  return "webhook." + std::string(name);
}

void add_webhook(Database& db, const Webhook& w) {
  db.run("INSERT INTO webhook (" WEBHOOK_COLUMNS
         ") VALUES ($1, $2, $3, $4, NULL, NULL, '', 0, 0, 0, 0, 1, $5, $6)",
         {std::string_view(w.name), std::string_view(w.url), std::string_view(w.pinned_key),
          Blob{w.secret_sealed}, val(w.added_at), std::string_view(w.added_by)});
}

std::optional<Webhook> find_webhook(Database& db, std::string_view name) {
  std::optional<Webhook> out;
  db.each("SELECT " WEBHOOK_COLUMNS " FROM webhook WHERE name = $1", {name},
          [&](const Row& r) { out = read_webhook(r); });
  return out;
}

std::vector<Webhook> list_webhooks(Database& db) {
  std::vector<Webhook> out;
  db.each("SELECT " WEBHOOK_COLUMNS " FROM webhook ORDER BY name", {},
          [&](const Row& r) { out.push_back(read_webhook(r)); });
  return out;
}

std::vector<std::pair<std::string, std::int64_t>> webhook_generations(Database& db) {
  std::vector<std::pair<std::string, std::int64_t>> out;
  db.each("SELECT name, generation FROM webhook ORDER BY name", {},
          [&](const Row& r) { out.emplace_back(r.text(0), r.integer(1)); });
  return out;
}

void change_webhook(Database& db, const Webhook& w) {
  db.run(
      "UPDATE webhook SET url = $1, pinned_key = $2, secret_sealed = $3, old_secret_sealed = $4, old_until = "
      "$5, paused = $6, trying = $7, tries = $8, failures = $9, next_at = $10, generation = generation + 1 "
      "WHERE name = $11",
      {std::string_view(w.url), std::string_view(w.pinned_key), Blob{w.secret_sealed}, old_secret(w),
       old_until(w), std::string_view(w.paused), w.trying, w.tries, w.failures, val(w.next_at),
       std::string_view(w.name)});
}

void keep_webhook_tries(Database& db, const Webhook& w) {
  db.run("UPDATE webhook SET trying = $1, tries = $2, failures = $3, next_at = $4 WHERE name = $5",
         {w.trying, w.tries, w.failures, val(w.next_at), std::string_view(w.name)});
}

void remove_webhook(Database& db, std::string_view name) {
  db.run("DELETE FROM webhook_try WHERE webhook = $1", {name});
  db.run("DELETE FROM webhook WHERE name = $1", {name});
}

void rewind_consumer(Database& db, std::string_view consumer, std::int64_t seq, TimePoint now) {
  db.run("UPDATE consumer SET acked = $1, at = $2 WHERE name = $3", {seq, val(now), consumer});
}

void log_webhook_try(Database& db, std::string_view webhook, const WebhookTry& t, std::int64_t keep) {
  db.run(
      "INSERT INTO webhook_try (webhook, seq, type, at, number, status, took_ms, outcome, why) VALUES ($1, "
      "$2, $3, $4, $5, $6, $7, $8, $9)",
      {webhook, t.seq, std::string_view(t.type), val(t.at), t.number, std::int64_t{t.status}, t.took_ms,
       std::string_view(t.outcome), std::string_view(t.why)});
  db.run(
      "DELETE FROM webhook_try WHERE webhook = $1 AND id <= (SELECT id FROM webhook_try WHERE webhook = $2 "
      "ORDER BY id DESC LIMIT 1 OFFSET $3)",
      {webhook, webhook, keep});
}

void each_webhook_try(Database& db, std::string_view webhook, int limit,
                      const std::function<void(const WebhookTry&)>& row) {
  db.each(
      "SELECT seq, type, at, number, status, took_ms, outcome, why FROM webhook_try WHERE webhook = $1 ORDER "
      "BY id DESC LIMIT $2",
      {webhook, std::int64_t{limit}}, [&](const Row& r) {
        row({r.integer(0), r.text(1), from_ms(r.integer(2)), r.integer(3), static_cast<int>(r.integer(4)),
             r.integer(5), r.text(6), r.text(7)});
      });
}

}  // namespace huiyin
