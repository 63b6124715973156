#include "daemon/store/costs.h"

namespace huiyin {
namespace {

Value maybe(const std::optional<std::int64_t>& v) {
  return v ? Value(*v) : Value(nullptr);
}

std::optional<std::int64_t> maybe(const Row& r, int column) {
  if (r.is_null(column)) return std::nullopt;
  return r.integer(column);
}

std::int64_t hour_of(TimePoint t) {
  return to_ms(t) / 3'600'000;
}

}  // namespace

void add_cost(Database& db, const CostRow& c) {
  db.run(
      "INSERT INTO cost (hour, carrier_id, campaign_id, purpose, parts, messages) VALUES ($1, $2, $3, $4, "
      "$5, "
      "$6) ON CONFLICT (hour, carrier_id, campaign_id, purpose, parts) DO UPDATE SET messages = "
      "cost.messages "
      "+ excluded.messages",
      {c.hour, c.carrier_id, c.campaign_id, std::int64_t{static_cast<int>(c.purpose)}, std::int64_t{c.parts},
       c.messages});
}

void each_cost(Database& db, TimePoint from, TimePoint to, std::optional<std::int64_t> campaign_id,
               const std::function<void(const CostRow&)>& row) {
  const auto read = [&](const Row& r) {
    row({r.integer(0), r.integer(1), r.integer(2), static_cast<Purpose>(r.integer(3)),
         static_cast<int>(r.integer(4)), r.integer(5)});
  };
  if (campaign_id)
    db.each(
        "SELECT hour, carrier_id, campaign_id, purpose, parts, messages FROM cost WHERE campaign_id = $1 AND "
        "hour >= $2 AND hour < $3 ORDER BY hour",
        {*campaign_id, hour_of(from), hour_of(to)}, read);
  else
    db.each(
        "SELECT hour, carrier_id, campaign_id, purpose, parts, messages FROM cost WHERE hour >= $1 AND hour "
        "< "
        "$2 ORDER BY hour",
        {hour_of(from), hour_of(to)}, read);
}

bool keep_price_table(Database& db, std::string_view as_of, std::string_view content, TimePoint now) {
  if (db.text("SELECT content FROM price_table ORDER BY id DESC LIMIT 1") == content) return false;
  db.run("INSERT INTO price_table (from_at, as_of, content) VALUES ($1, $2, $3)", {val(now), as_of, content});
  return true;
}

std::vector<PriceTable> price_tables(Database& db) {
  std::vector<PriceTable> out;
  db.each("SELECT from_at, as_of, content FROM price_table ORDER BY id", {}, [&](const Row& r) {
    out.push_back({from_ms(r.integer(0)), r.text(1), r.text(2)});
  });
  return out;
}

std::int64_t uncertain_at(Database& db, std::int64_t carrier_id) {
  return db
      .integer("SELECT count(*) FROM message WHERE state = 10 AND state IN (1, 2, 10) AND carrier_id = $1",
               {carrier_id})
      .value_or(0);
}

bool knows_carrier(Database& db, std::string_view account) {
  return db.any("SELECT 1 FROM carrier WHERE name = $1", {account});
}

void keep_statement(Database& db, const CarrierStatement& s) {
  db.run(
      "INSERT INTO carrier_statement (carrier_id, day, messages, parts, fen, told_at, told_by) VALUES ($1, "
      "$2, "
      "$3, $4, $5, $6, $7) ON CONFLICT (carrier_id, day) DO UPDATE SET messages = excluded.messages, parts = "
      "excluded.parts, fen = excluded.fen, told_at = excluded.told_at, told_by = excluded.told_by",
      {s.carrier_id, std::string_view(s.day), maybe(s.messages), maybe(s.parts), maybe(s.fen), val(s.told_at),
       std::string_view(s.told_by)});
}

std::vector<CarrierStatement> statements(Database& db, std::string_view from_day, std::string_view to_day) {
  std::vector<CarrierStatement> out;
  db.each(
      "SELECT carrier_id, day, messages, parts, fen, told_at, told_by FROM carrier_statement WHERE day >= $1 "
      "AND day < $2 ORDER BY day, carrier_id",
      {from_day, to_day}, [&](const Row& r) {
        out.push_back({r.integer(0), r.text(1), maybe(r, 2), maybe(r, 3), maybe(r, 4), from_ms(r.integer(5)),
                       r.text(6)});
      });
  return out;
}

}  // namespace huiyin
