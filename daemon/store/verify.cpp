#include "daemon/store/verify.h"

#include <map>
#include <unordered_map>

#include "daemon/base/json.h"
#include "daemon/store/costs.h"
#include "daemon/store/journal.h"
#include "daemon/store/messages.h"

namespace huiyin {
namespace {

constexpr std::size_t kMaxFindings = 100;
constexpr char kAccepted = 0;

class Verifier {
 public:
  explicit Verifier(Database& db) : db_(db) {}

  Verification run() {
    counts();
    tally();
    attempts();
    waiting();
    campaigns();
    intakes();
    costs();
    return std::move(out_);
  }

 private:
  void found(std::string rule, std::string subject, std::string what) {
    if (out_.findings.size() < kMaxFindings)
      out_.findings.push_back({std::move(rule), std::move(subject), std::move(what)});
  }

  std::int64_t count(std::string_view sql) { return db_.integer(sql).value_or(0); }

  void counts() {
    out_.messages = count("SELECT count(*) FROM message");
    out_.attempts = count("SELECT count(*) FROM attempt");
    out_.campaigns = count("SELECT count(*) FROM campaign");
    out_.intakes = count("SELECT count(*) FROM intake");
    out_.events = count("SELECT count(*) FROM event");
    out_.uncertain = count("SELECT count(*) FROM message WHERE state = 10");
    out_.open = count("SELECT count(*) FROM message WHERE state IN (0, 1, 2, 10)");
  }

  void tally() {
    std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> rows, told;
    db_.each("SELECT campaign_id, state, count(*) FROM message GROUP BY campaign_id, state", {},
             [&](const Row& r) {
               rows[{r.integer(0), r.integer(1)}] = r.integer(2);
             });
    db_.each("SELECT campaign_id, state, n FROM tally WHERE n <> 0", {}, [&](const Row& r) {
      told[{r.integer(0), r.integer(1)}] = r.integer(2);
    });
    for (const auto& [key, n] : rows) compare(key, n, told[key]);
    for (const auto& [key, n] : told)
      if (rows.count(key) == 0) compare(key, 0, n);
  }

  void compare(std::pair<std::int64_t, std::int64_t> key, std::int64_t rows, std::int64_t told) {
    if (rows == told) return;
    found("tally_adds_up", "campaign/" + std::to_string(key.first),
          std::string(name_of(static_cast<MessageState>(key.second))) + ": " + std::to_string(rows) +
              " messages, the tally says " + std::to_string(told));
  }

  void attempts() {
    std::unordered_map<std::int64_t, std::int64_t> accepted_in;  // message -> attempt
    each_attempt(db_, [&](const Attempt& a) {
      if (a.done_at && a.results.size() != a.items.size())
        found("attempt_has_verdicts", "attempt/" + std::to_string(a.id),
              "closed without a verdict for each message");
      for (std::size_t i = 0; i < a.items.size() && i < a.results.size(); ++i) {
        if (a.results[i] != kAccepted) continue;
        const auto [it, fresh] = accepted_in.emplace(a.items[i], a.id);
        if (!fresh)
          found("accepted_once", "message/" + std::to_string(a.items[i]),
                "accepted by attempts " + std::to_string(it->second) + " and " + std::to_string(a.id));
      }
    });
  }

  void waiting() {
    db_.each(
        "SELECT id FROM message WHERE state IN (1, 2, 3, 4, 10) AND (attempt_id IS NULL OR NOT EXISTS "
        "(SELECT 1 FROM attempt a WHERE a.id = message.attempt_id)) LIMIT 100",
        {}, [&](const Row& r) {
          found("intent_before_send", "message/" + std::to_string(r.integer(0)), "has no intent");
        });
    db_.each(
        "SELECT m.id FROM message m JOIN attempt a ON a.id = m.attempt_id WHERE m.state = 1 AND a.done_at IS "
        "NOT NULL LIMIT 100",
        {}, [&](const Row& r) {
          found("submitting_is_open", "message/" + std::to_string(r.integer(0)),
                "is submitting on a closed attempt");
        });
  }

  void campaigns() {
    db_.each(
        "SELECT campaign_id, count(*), count(DISTINCT person_id) FROM message WHERE campaign_id > 0 GROUP BY "
        "campaign_id",
        {}, [&](const Row& r) {
          if (r.integer(1) != r.integer(2))
            found("recipient_once", "campaign/" + std::to_string(r.integer(0)),
                  "a person stands in the audience twice");
        });
    db_.each(
        "SELECT c.id FROM campaign c WHERE c.state = 4 AND EXISTS (SELECT 1 FROM message m WHERE "
        "m.campaign_id = c.id AND m.state IN (0, 1, 2, 10))",
        {}, [&](const Row& r) {
          found("finished_is_settled", "campaign/" + std::to_string(r.integer(0)),
                "is finished with open messages");
        });
  }

  // Everything a carrier is known to have taken is in the ledger of costs, and not twice.
  void costs() {
    std::map<std::int64_t, std::int64_t> counted;
    each_cost(db_, TimePoint{}, from_ms(std::int64_t{1} << 60), std::nullopt,
              [&](const CostRow& c) { counted[c.campaign_id] += c.messages; });
    std::map<std::int64_t, std::pair<std::int64_t, std::int64_t>> bounds;  // surely taken, perhaps taken
    db_.each("SELECT campaign_id, state, n FROM tally", {}, [&](const Row& r) {
      const auto s = static_cast<MessageState>(r.integer(1));
      const bool sure =
          s == MessageState::accepted || s == MessageState::delivered || s == MessageState::undelivered;
      const bool perhaps = s == MessageState::expired || s == MessageState::rejected;
      auto& [low, high] = bounds[r.integer(0)];
      if (sure) low += r.integer(2);
      if (sure || perhaps) high += r.integer(2);
    });
    for (const auto& [campaign, b] : bounds)
      if (const std::int64_t n = counted[campaign]; n < b.first || n > b.second)
        found("cost_is_counted", "campaign/" + std::to_string(campaign),
              std::to_string(n) + " messages in the ledger of costs, " + std::to_string(b.first) + " to " +
                  std::to_string(b.second) + " were taken");
  }

  void intakes() {
    db_.each(
        "SELECT public_id FROM intake WHERE NOT EXISTS (SELECT 1 FROM raw_inbound r WHERE r.id = "
        "intake.raw_id) LIMIT 100",
        {},
        [&](const Row& r) { found("intake_has_raw", "intake/" + r.text(0), "its raw payload is missing"); });
    const std::int64_t told =
        count("SELECT count(*) FROM event WHERE type = 'intake.received'") + pruned_intakes(db_);
    if (told != out_.intakes)
      found("intake_is_told", "journal",
            std::to_string(out_.intakes) + " records, " + std::to_string(told) + " intake.received events");
  }

  Database& db_;
  Verification out_;
};

}  // namespace

Verification verify(Database& db) {
  return Verifier(db).run();
}

std::string Verification::to_json() const {
  JsonWriter w;
  w.object().field("ok", findings.empty());
  w.field("messages", messages)
      .field("attempts", attempts)
      .field("campaigns", campaigns)
      .field("intakes", intakes);
  w.field("events", events).field("uncertain", uncertain).field("open", open).key("findings").array();
  for (const Finding& f : findings)
    w.object().field("rule", f.rule).field("subject", f.subject).field("what", f.what).end();
  w.end().end();
  return w.take();
}

}  // namespace huiyin
