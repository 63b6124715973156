#include "daemon/outbound/withdrawer.h"

#include "daemon/base/log.h"
#include "daemon/outbound/keys.h"
#include "daemon/people/directory.h"

namespace huiyin {
namespace {

constexpr int kPage = 500, kMostUnderWay = 10;
constexpr Millis kTryAgain{500}, kLookOnceMore{5'000};  // for answers that were open at the stop
constexpr std::chrono::hours kReach{48};  // a phone that has been off for longer will not get it either

}  // namespace

struct Withdrawer::Item {
  std::int64_t message = 0, attempt = 0;
  std::string carrier_id;
  Recipient to;
};

struct Withdrawer::Round {
  explicit Round(SendAccount a) : account(std::move(a)) {}
  SendAccount account;
  bool working = false, reading = false, all_read = false, waiting = false;
  std::int64_t after_id = 0;
  std::deque<Item> queue;
  int under_way = 0, passes = 0;
  std::int64_t asked = 0, withdrawn = 0;
};

Withdrawer::Withdrawer(const OutboundParts& parts, const std::vector<SendAccount>& accounts) : parts_(parts) {
  for (const SendAccount& a : accounts)
    if (a.withdraws && a.line != nullptr) rounds_.push_back(std::make_unique<Round>(a));
}

Withdrawer::~Withdrawer() = default;

void Withdrawer::begin() {
  for (const auto& round : rounds_) {
    if (round->working) continue;
    round->working = true;
    round->all_read = false;
    round->after_id = round->asked = round->withdrawn = 0;
    round->passes = 0;
    read_on(*round);
  }
}

void Withdrawer::read_on(Round& round) {
  struct Page {
    std::vector<Item> items;
    std::int64_t last = 0;
    int read = 0;
  };
  round.reading = true;
  parts_.store->write<Page>(
      [after = round.after_id, carrier = round.account.ledger_id, vault = parts_.vault,
       since = parts_.clock->now() - kReach](Database& db) -> Result<Page> {
        Page page;
        std::vector<MessageRow> rows;
        each_in_state(db, MessageState::accepted, after, kPage,
                      [&](const MessageRow& m) { rows.push_back(m); });
        page.read = static_cast<int>(rows.size());
        for (const MessageRow& m : rows) {
          page.last = m.id;
          // cancel_sm names the sender's number, and LineSession::cancel knows no extension: not asked about.
          if (m.carrier_id != carrier || m.carrier_ref.empty() || !m.extension.empty() ||
              m.changed_at < since)
            continue;
          if (auto number = number_of(db, *vault, m.person_id))
            page.items.push_back({m.id, m.attempt_id, m.carrier_ref, {base36(m.id), std::move(*number)}});
        }
        return page;
      },
      *parts_.loop,
      [this, &round](Result<Page> page) {
        net_role.assert_here();
        round.reading = false;
        round.all_read = !page || page->read < kPage;
        if (page && page->last > 0) round.after_id = page->last;
        if (page)
          for (Item& i : page->items) round.queue.push_back(std::move(i));
        pump(round);
      });
}

void Withdrawer::pump(Round& round) {
  if (!round.working) return;
  if (!parts_.brake->pulled()) {
    round.queue.clear();
    round.all_read = true;
  }
  while (!round.queue.empty() && round.under_way < kMostUnderWay && !round.waiting) {
    Item next = std::move(round.queue.front());
    round.queue.pop_front();
    ask(round, std::move(next));
  }
  if (!round.queue.empty() || round.reading) return;
  if (!round.all_read) return read_on(round);
  if (round.under_way > 0 || round.waiting) return;
  if (parts_.brake->pulled() && round.passes++ == 0) return look_once_more(round);
  round.working = false;
  log_info("outbound.withdrawn", "asked the carrier to take back what had not arrived",
           {{"carrier", round.account.name}, {"asked", round.asked}, {"withdrawn", round.withdrawn}});
}

void Withdrawer::look_once_more(Round& round) {
  round.waiting = true;
  parts_.loop->after(kLookOnceMore, [this, &round] {
    net_role.assert_here();
    round.waiting = false;
    round.after_id = 0;
    round.all_read = false;
    pump(round);
  });
}

void Withdrawer::ask(Round& round, Item item) {
  ++round.under_way;
  const bool asked = round.account.line->cancel(item.carrier_id, item.to,
                                                [this, &round, item](bool withdrawn, const std::string&) {
                                                  net_role.assert_here();
                                                  --round.under_way;
                                                  ++round.asked;
                                                  told(round, item, withdrawn);
                                                });
  if (asked) return;
  --round.under_way;  // the link is down, or has questions enough
  round.queue.push_front(std::move(item));
  round.waiting = true;
  parts_.loop->after(kTryAgain, [this, &round] {
    net_role.assert_here();
    round.waiting = false;
    pump(round);
  });
}

void Withdrawer::told(Round& round, const Item& item, bool withdrawn) {
  if (!withdrawn) return pump(round);
  ++round.withdrawn;
  parts_.store->write<std::int64_t>(
      [id = item.message, attempt = item.attempt,
       now = parts_.clock->now()](Database& db) -> Result<std::int64_t> {
        const auto m = find_message(db, id);
        if (!m || m->state != MessageState::accepted || m->attempt_id != attempt)
          return 0;  // its receipt came
        MessageChanges changes(db, now);
        changes.apply(*m, MessageEvent::fail, {.reason = "withdrawn"});
        changes.finish("withdrawn");
        return 1;
      },
      *parts_.loop, [](const Result<std::int64_t>&) {});
  pump(round);
}

}  // namespace huiyin
