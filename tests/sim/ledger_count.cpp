// Counting: what the control API's counters say, and one message as it stands.
#include "tests/sim/ledger.h"

namespace huiyin::sim {

Counts Ledger::counts() {
  const Lock lock(mutex_);
  advance();
  Counts out = counts_;
  out.receipts.made = receipts_made_.size();
  out.inbound.made = inbound_made_.size();
  out.inbound.scheduled = inbound_.size() - inbound_made_.size();
  out.receipts.scheduled = due_.size() - out.inbound.scheduled;
  for (const auto& [account, queues] : queues_) {
    out.receipts.waiting += queues.receipts.size();
    out.inbound.waiting += queues.inbound.size();
  }
  count_recipients(&out);
  return out;
}

void Ledger::count_recipients(Counts* counts) const {
  constexpr std::size_t kShown = 20;
  for (const Person& person : people_) {
    std::uint64_t total = 0;
    for (std::size_t kind = 0; kind < kKinds; ++kind) {
      const int n = person.taken[kind];
      if (n == 0) continue;
      total += static_cast<std::uint64_t>(n);
      KindCounts& of_kind = counts->by_kind[kind];
      of_kind.handed_over += static_cast<std::uint64_t>(n);
      ++of_kind.distinct_recipients;
      if (n == 1) continue;
      ++of_kind.recipients_with_more_than_one;
      if (counts->duplicates.size() < kShown)
        counts->duplicates.push_back({person.number, static_cast<Kind>(kind), n});
    }
    counts->all.handed_over += total;
    if (total > 0) ++counts->all.distinct_recipients;
    if (total > 1) ++counts->all.recipients_with_more_than_one;
  }
}

MessageView Ledger::view_message(std::uint32_t index) const {
  const Message& message = messages_[index];
  const Submission& what = *message.what;
  MessageView view;
  view.seq = index + 1;
  view.number = people_[message.person].number;
  view.template_id = what.template_id;
  view.extend = what.extend;
  view.session_context = what.session_context;
  view.batch_id = what.batch_id;
  view.text = what.text;
  view.kind = what.kind;
  view.parameters = what.parameters;
  view.at = message.at;
  view.verdict = message.verdict;
  if (message.verdict != Verdict::accepted) {
    view.state = MessageView::State::refused;
    return view;
  }
  view.serial = serial_no(index + 1);
  if (message.receipt_out) {
    view.state = message.fate == Fate::delivered ? MessageView::State::delivered : MessageView::State::failed;
    view.status = message.status;
    view.received_at = message.at + Millis(message.receipt_ms);
  }
  return view;
}

}  // namespace huiyin::sim
