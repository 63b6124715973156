// What sending cost: parts and fen by day, campaign, carrier or purpose, each hour at the prices that were in
// force then; and how that agrees with what carriers state.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "daemon/model/civil_time.h"
#include "daemon/model/prices.h"
#include "daemon/store/commands.h"
#include "daemon/store/costs.h"

namespace huiyin {

struct CostTerms {
  TimeZone zone;
  // Kind of an account ("tencent"), for prices by kind; empty: not known any more. Any thread.
  std::function<std::string(const std::string& account)> kind_of;
};

struct CostQuery {
  TimePoint from{}, to{};
  std::optional<std::int64_t> campaign;
  enum class By { day, campaign, carrier, purpose } by = By::day;
};

struct CostLine {
  std::int64_t messages = 0, parts = 0, milli_fen = 0;
  std::int64_t unpriced_parts = 0;  // of which no price is known: never told as free
  std::string prices_as_of;         // date of the price table; "2025-01-01, 2026-01-01" where it changed
};

// By the group's name: a day, "7", "main", "publicity".
Result<std::map<std::string, CostLine>> cost_lines(Database& db, const CostQuery& q, const CostTerms& terms);
// {"lines":[{key, messages, parts, fen, unpriced_parts, prices_as_of}], "total":{…}}; fen: half up, once, at
// the end.
std::string cost_json(const std::map<std::string, CostLine>& lines);
std::string cost_csv(const std::map<std::string, CostLine>& lines);

// {"days":[{day, carrier, ours:{messages, parts, fen}, theirs:{…}, difference:{…}, uncertain}],
// "agrees":bool}: days of which a carrier has stated something. uncertain: of ours at this carrier whose fate
// nobody knows just now.
Result<std::string> reconciliation_json(Database& db, const std::string& from_day, const std::string& to_day,
                                        const CostTerms& terms);

// cost.stated {carrier, days: [{day, messages?, parts?, fen?}]} -> {days}. Operator.
void register_cost_commands(CommandTable& table);

}  // namespace huiyin
