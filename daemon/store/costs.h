// The ledger of costs: what carriers took by the hour, the price tables that were in force, and what carriers
// state themselves.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/model/purpose.h"
#include "daemon/store/database.h"

namespace huiyin {

struct CostRow {
  std::int64_t hour = 0;  // since 1970, UTC
  std::int64_t carrier_id = 0, campaign_id = 0;
  Purpose purpose = Purpose::publicity;
  int parts = 1;  // of one message
  std::int64_t messages = 0;
  TimePoint at() const { return from_ms(hour * 3'600'000); }
};
void add_cost(Database& db, const CostRow& row);
// Those of [from, to), by hours; of one campaign when it is given.
void each_cost(Database& db, TimePoint from, TimePoint to, std::optional<std::int64_t> campaign_id,
               const std::function<void(const CostRow&)>& row);

struct PriceTable {
  TimePoint from{};
  std::string as_of, content;  // content: the TOML it was
};
// Keeps it when it differs from the one in force. True: it was kept.
bool keep_price_table(Database& db, std::string_view as_of, std::string_view content, TimePoint now);
std::vector<PriceTable> price_tables(Database& db);  // by time

struct CarrierStatement {
  std::int64_t carrier_id = 0;
  std::string day;  // "2026-03-01"
  std::optional<std::int64_t> messages, parts, fen;
  TimePoint told_at{};
  std::string told_by;
};
// Messages of this carrier whose fate nobody knows just now.
std::int64_t uncertain_at(Database& db, std::int64_t carrier_id);
bool knows_carrier(Database& db, std::string_view account);
void keep_statement(Database& db, const CarrierStatement& s);
std::vector<CarrierStatement> statements(Database& db, std::string_view from_day, std::string_view to_day);

}  // namespace huiyin
