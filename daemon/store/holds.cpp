#include "daemon/store/holds.h"

#include "daemon/base/json.h"

namespace huiyin {
namespace {

std::string to_json(const SendingHold& h) {
  JsonWriter w;
  w.object().field("at", to_ms(h.at)).field("by", h.by).field("detail", h.detail).key("unanswered").array();
  for (const std::int64_t id : h.unanswered) w.value(id);
  w.end().end();
  return w.take();
}

SendingHold from_json(std::string why, const std::string& text) {
  const Json j = Json::parse(text);
  SendingHold h;
  h.why = std::move(why);
  h.at = from_ms(j.integer("at"));
  h.by = j.text("by");
  h.detail = j.text("detail");
  for (const Json& id : j.items("unanswered")) h.unanswered.push_back(id.integer());
  return h;
}

constexpr std::string_view kPrefix = "hold.";

}  // namespace

bool set_hold(Database& db, const SendingHold& hold) {
  const std::string key = std::string(kPrefix) + hold.why, json = to_json(hold);
  return db.run("INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                {std::string_view(key), std::string_view(json)}) > 0;
}

std::vector<SendingHold> holds(Database& db) {
  std::vector<SendingHold> out;
  db.each("SELECT key, value FROM meta WHERE key >= 'hold.' AND key < 'hold/' ORDER BY key", {},
          [&](const Row& r) { out.push_back(from_json(r.text(0).substr(kPrefix.size()), r.text(1))); });
  return out;
}

bool is_held(Database& db) {
  return db.any("SELECT 1 FROM meta WHERE key >= 'hold.' AND key < 'hold/'");
}

int clear_holds(Database& db) {
  return static_cast<int>(db.run("DELETE FROM meta WHERE key >= 'hold.' AND key < 'hold/'"));
}

}  // namespace huiyin
