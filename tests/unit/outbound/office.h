// A ledger with a running campaign and an account that sends, for the tests of the outbound half.
#pragma once
#include <string>
#include <vector>

#include "daemon/outbound/claim.h"
#include "daemon/outbound/keys.h"
#include "daemon/outbound/outcomes.h"
#include "daemon/people/content.h"
#include "daemon/people/directory.h"
#include "daemon/store/campaigns.h"
#include "daemon/store/persons.h"
#include "tests/unit/test_ledger.h"

namespace huiyin {

inline const TimePoint kMorning = from_ms(1'772'330'584'000);  // 2026-03-01 10:03 in Shanghai

struct OutboundOffice {
  template <typename F>
  auto in(F f) {
    return ledger.in_transaction(f);
  }
  OutboundOffice() : hours{TimeZone::load("Asia/Shanghai").value(), {}}, book(*ledger.vault(), "inst01") {
    for (DayWindow& w : hours.windows) w = DayWindow::parse("08:00-20:00").value();
    account.name = "main";
    account.ledger_id = 1;
    account.capability.batch_limit = 3;
    account.capability.takes_text = false;
    for (int p = 0; p < kPurposes; ++p) account.purposes.push_back(static_cast<Purpose>(p));
    in([&](Database& db) {
      body = keep_content(db, *ledger.vault(), {"【局】你好", "局", "1001", {}});
      Campaign c;
      c.name = "law week";
      c.body_id = body;
      c.state = CampaignState::running;
      c.not_after = kMorning + std::chrono::hours(48);
      campaign = add_campaign(db, c);
      return true;
    });
  }

  static std::string number(int i) { return "+8613800" + std::to_string(100000 + i); }

  std::int64_t queue(int person, Purpose purpose = Purpose::publicity, bool in_campaign = true,
                     std::string extension = {}) {
    return in([&](Database& db) {
      MessageChanges changes(db, kMorning);
      const auto id =
          changes.add({in_campaign ? campaign : 0, person_of(db, *ledger.vault(), number(person)), body,
                       purpose, lane_of(purpose), kMorning, kMorning + std::chrono::hours(24), extension});
      changes.finish("test");
      return id.value();
    });
  }

  Claim claim_now(int batches = 10, TimePoint now = kMorning) {
    return in([&](Database& db) {
      return claim(db, {&account, &hours, ledger.vault().get(), "inst01", 1, batches}, now).value();
    });
  }

  void answer(const ClaimedBatch& batch, std::vector<Outcome> outcomes, TimePoint now = kMorning) {
    in([&](Database& db) { return record_outcomes(db, batch, outcomes, rules, book, now).has_value(); });
  }

  void receive(const std::vector<Receipt>& receipts) {
    in([&](Database& db) {
      book.take(db, 1, receipts, kMorning);
      return true;
    });
  }

  MessageRow row(std::int64_t id) { return find_message(ledger.db(), id).value(); }
  MessageState state(std::int64_t id) { return row(id).state; }

  static Outcome accepted(std::string id) {
    Outcome o;
    o.verdict = Verdict::accepted;
    o.carrier_id = std::move(id);
    return o;
  }
  static Outcome told(Verdict v, std::string code = "X") {
    Outcome o;
    o.verdict = v;
    o.code = std::move(code);
    return o;
  }

  TestLedger ledger;
  SendingHours hours;
  SendAccount account;
  RetryRules rules;
  ReceiptBook book;
  std::int64_t body = 0, campaign = 0;
};

}  // namespace huiyin
