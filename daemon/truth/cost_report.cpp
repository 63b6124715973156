#include "daemon/truth/cost_report.h"

#include <set>

#include "daemon/base/csv_cell.h"
#include "daemon/base/json.h"
#include "daemon/store/raw_inbound.h"

namespace huiyin {
namespace {

// Price tables by time, parsed once.
class PriceHistory {
 public:
  static Result<PriceHistory> load(Database& db) {
    PriceHistory out;
    for (const PriceTable& t : price_tables(db)) {
      auto prices = Prices::parse(t.content, "prices of " + t.as_of);
      if (!prices) return tl::unexpected<Error>(prices.error());
      out.tables_.emplace_back(t.from, std::move(*prices));
    }
    return out;
  }
  // In force at that time; before the first one: the first one. Null where there is none.
  const Prices* at(TimePoint t) const {
    const Prices* found = tables_.empty() ? nullptr : &tables_.front().second;
    for (const auto& [from, prices] : tables_)
      if (from <= t) found = &prices;
    return found;
  }

 private:
  std::vector<std::pair<TimePoint, Prices>> tables_;
};

class CostCounter {
 public:
  CostCounter(Database& db, const CostTerms& terms, PriceHistory prices)
      : db_(db), terms_(terms), prices_(std::move(prices)) {}

  const std::string& carrier(std::int64_t id) {
    const auto [at, fresh] = carriers_.try_emplace(id);
    if (fresh) at->second = carrier_name(db_, id);
    return at->second;
  }
  std::string day(const CostRow& c) const { return day_text(terms_.zone.civil(c.at())); }

  void add(CostLine* line, std::set<std::string>* dates, const CostRow& c) {
    const std::int64_t parts = c.messages * c.parts;
    line->messages += c.messages;
    line->parts += parts;
    const Prices* prices = prices_.at(c.at());
    const std::string& account = carrier(c.carrier_id);
    const auto price =
        prices == nullptr ? std::nullopt : prices->part(account, terms_.kind_of(account), c.purpose);
    if (!price) {
      line->unpriced_parts += parts;
      return;
    }
    line->milli_fen += parts * *price;
    dates->insert(prices->as_of());
  }

 private:
  static std::string day_text(const CivilTime& t) {
    const std::string d = t.date();  // 20260301
    return d.substr(0, 4) + "-" + d.substr(4, 2) + "-" + d.substr(6, 2);
  }

  Database& db_;
  const CostTerms& terms_;
  const PriceHistory prices_;
  std::map<std::int64_t, std::string> carriers_;
};

std::string key_of(CostCounter& counter, const CostRow& c, CostQuery::By by) {
  switch (by) {
    case CostQuery::By::campaign:
      return std::to_string(c.campaign_id);
    case CostQuery::By::carrier:
      return counter.carrier(c.carrier_id);
    case CostQuery::By::purpose:
      return std::string(name_of(c.purpose));
    case CostQuery::By::day:
      break;
  }
  return counter.day(c);
}

std::int64_t fen_of(std::int64_t milli_fen) {
  return (milli_fen + 500) / 1000;
}

std::string joined(const std::set<std::string>& dates) {
  std::string out;
  for (const std::string& d : dates) out += (out.empty() ? "" : ", ") + d;
  return out;
}

void write_line(JsonWriter& w, const CostLine& l) {
  w.field("messages", l.messages).field("parts", l.parts).field("fen", fen_of(l.milli_fen));
  w.field("unpriced_parts", l.unpriced_parts).field("prices_as_of", l.prices_as_of);
}

CostLine total_of(const std::map<std::string, CostLine>& lines) {
  CostLine total;
  std::set<std::string> dates;
  for (const auto& [key, l] : lines) {
    total.messages += l.messages;
    total.parts += l.parts;
    total.milli_fen += l.milli_fen;
    total.unpriced_parts += l.unpriced_parts;
    if (!l.prices_as_of.empty()) dates.insert(l.prices_as_of);
  }
  total.prices_as_of = joined(dates);
  return total;
}

void write_maybe(JsonWriter& w, std::string_view name, const std::optional<std::int64_t>& v) {
  w.key(name);
  if (v)
    w.value(*v);
  else
    w.null();
}

bool write_difference(JsonWriter& w, const CostLine& ours, const CarrierStatement& theirs) {
  const auto less = [](const std::optional<std::int64_t>& a, std::int64_t b) -> std::optional<std::int64_t> {
    if (!a) return std::nullopt;
    return *a - b;
  };
  const auto messages = less(theirs.messages, ours.messages), parts = less(theirs.parts, ours.parts),
             fen = less(theirs.fen, fen_of(ours.milli_fen));
  w.key("difference").object();
  write_maybe(w, "messages", messages);
  write_maybe(w, "parts", parts);
  write_maybe(w, "fen", fen);
  w.end();
  return messages.value_or(0) == 0 && parts.value_or(0) == 0 && fen.value_or(0) == 0;
}

}  // namespace

Result<std::map<std::string, CostLine>> cost_lines(Database& db, const CostQuery& q, const CostTerms& terms) {
  auto prices = PriceHistory::load(db);
  if (!prices) return tl::unexpected<Error>(prices.error());
  CostCounter counter(db, terms, std::move(*prices));
  std::map<std::string, CostLine> lines;
  std::map<std::string, std::set<std::string>> dates;
  each_cost(db, q.from, q.to, q.campaign, [&](const CostRow& c) {
    const std::string key = key_of(counter, c, q.by);
    counter.add(&lines[key], &dates[key], c);
  });
  for (auto& [key, line] : lines) line.prices_as_of = joined(dates[key]);
  return lines;
}

std::string cost_json(const std::map<std::string, CostLine>& lines) {
  JsonWriter w;
  w.object().key("lines").array();
  for (const auto& [key, l] : lines) {
    w.object().field("key", key);
    write_line(w, l);
    w.end();
  }
  w.end().key("total").object();
  write_line(w, total_of(lines));
  w.end().end();
  return w.take();
}

std::string cost_csv(const std::map<std::string, CostLine>& lines) {
  std::string out = "\xEF\xBB\xBFkey,messages,parts,fen,unpriced_parts,prices_as_of\r\n";
  for (const auto& [key, l] : lines)
    out += csv_cell(key) + "," + std::to_string(l.messages) + "," + std::to_string(l.parts) + "," +
           std::to_string(fen_of(l.milli_fen)) + "," + std::to_string(l.unpriced_parts) + "," +
           csv_cell(l.prices_as_of) + "\r\n";
  return out;
}

Result<std::string> reconciliation_json(Database& db, const std::string& from_day, const std::string& to_day,
                                        const CostTerms& terms) {
  auto prices = PriceHistory::load(db);
  if (!prices) return tl::unexpected<Error>(prices.error());
  CostCounter counter(db, terms, std::move(*prices));
  std::map<std::pair<std::string, std::int64_t>, CostLine> ours;
  std::set<std::string> unused;
  each_cost(db, TimePoint{}, from_ms(std::int64_t{1} << 60), std::nullopt, [&](const CostRow& c) {
    const std::string day = counter.day(c);
    if (day >= from_day && day < to_day) counter.add(&ours[{day, c.carrier_id}], &unused, c);
  });
  bool agrees = true;
  JsonWriter w;
  w.object().key("days").array();
  for (const CarrierStatement& s : statements(db, from_day, to_day)) {
    const CostLine& mine = ours[{s.day, s.carrier_id}];
    w.object().field("day", s.day).field("carrier", counter.carrier(s.carrier_id)).key("ours").object();
    w.field("messages", mine.messages).field("parts", mine.parts).field("fen", fen_of(mine.milli_fen)).end();
    w.key("theirs").object();
    write_maybe(w, "messages", s.messages);
    write_maybe(w, "parts", s.parts);
    write_maybe(w, "fen", s.fen);
    w.end();
    agrees = write_difference(w, mine, s) && agrees;
    w.field("uncertain", uncertain_at(db, s.carrier_id)).field("told_at", to_rfc3339(s.told_at)).end();
  }
  w.end().field("agrees", agrees).end();
  return w.take();
}

}  // namespace huiyin
