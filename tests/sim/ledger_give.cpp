// Giving out: the destructive queues, the look-ups by number, the pusher's cursor and the control API's
// pages.
#include <algorithm>

#include "tests/sim/ledger.h"

namespace huiyin::sim {
namespace {

bool within(const Window& window, TimePoint at) {
  return at >= window.from && at <= window.to;
}

}  // namespace

std::vector<ReceiptView> Ledger::take_receipts(const std::string& account, std::size_t limit, bool broken) {
  const Lock lock(mutex_);
  advance();
  auto& queue = queues_[account].receipts;
  std::vector<ReceiptView> out;
  while (!queue.empty() && out.size() < limit) {
    out.push_back(view_receipt(queue.front()));
    queue.pop_front();
  }
  counts_.receipts.pulled += out.size();
  if (broken) counts_.receipts.in_broken_answers += out.size();
  return out;
}

std::vector<InboundView> Ledger::take_inbound(const std::string& account, std::size_t limit, bool broken) {
  const Lock lock(mutex_);
  advance();
  std::vector<InboundView> out;
  for (auto* queue : {&queues_[account].inbound, &queues_[""].inbound}) {
    while (!queue->empty() && out.size() < limit) {
      Inbound& inbound = inbound_[queue->front()];
      ++inbound.pulled;
      inbound.in_broken_answer = inbound.in_broken_answer || broken;
      out.push_back(view_inbound(queue->front()));
      queue->pop_front();
    }
  }
  counts_.inbound.pulled += out.size();
  if (broken) counts_.inbound.in_broken_answers += out.size();
  return out;
}

std::vector<ReceiptView> Ledger::receipts_of(const std::string& account, const std::string& number,
                                             const Window& window) {
  const Lock lock(mutex_);
  advance();
  std::vector<ReceiptView> out;
  const auto person = by_number_.find(number);
  if (person == by_number_.end()) return out;
  for (std::uint32_t i = people_[person->second].last_message; i != kNone; i = messages_[i].previous) {
    const Message& message = messages_[i];
    if (message.receipt_out && message.what->account == account && within(window, message.at)) {
      out.push_back(view_receipt(i));
    }
  }
  std::reverse(out.begin(), out.end());
  return out;
}

std::vector<InboundView> Ledger::inbound_of(const std::string& account, const std::string& number,
                                            const Window& window) {
  const Lock lock(mutex_);
  advance();
  std::vector<InboundView> out;
  const auto person = by_number_.find(number);
  if (person == by_number_.end()) return out;
  for (std::uint32_t i = people_[person->second].last_inbound; i != kNone; i = inbound_[i].previous) {
    if (for_account(inbound_[i], account) && within(window, inbound_[i].at)) out.push_back(view_inbound(i));
  }
  std::reverse(out.begin(), out.end());
  return out;
}

std::vector<MessageView> Ledger::messages_of(const std::string& account, const std::string& number,
                                             const Window& window) {
  const Lock lock(mutex_);
  advance();
  std::vector<MessageView> out;
  const auto person = by_number_.find(number);
  if (person == by_number_.end()) return out;
  for (std::uint32_t i = people_[person->second].last_message; i != kNone; i = messages_[i].previous) {
    if (messages_[i].what->account == account && within(window, messages_[i].at))
      out.push_back(view_message(i));
  }
  std::reverse(out.begin(), out.end());
  return out;
}

bool Ledger::for_account(const Inbound& inbound, const std::string& account) const {
  return inbound.said.account.empty() || inbound.said.account == account;
}

std::vector<ReceiptView> Ledger::next_receipts_to_push(std::size_t limit) {
  const Lock lock(mutex_);
  advance();
  std::vector<ReceiptView> out;
  while (pushed_receipts_ < receipts_made_.size() && out.size() < limit) {
    out.push_back(view_receipt(receipts_made_[pushed_receipts_++]));
  }
  return out;
}

std::optional<InboundView> Ledger::next_inbound_to_push() {
  const Lock lock(mutex_);
  advance();
  if (pushed_inbound_ == inbound_made_.size()) return std::nullopt;
  return view_inbound(inbound_made_[pushed_inbound_++]);
}

void Ledger::push_from_now() {
  const Lock lock(mutex_);
  advance();
  pushed_receipts_ = receipts_made_.size();
  pushed_inbound_ = inbound_made_.size();
}

void Ledger::count_push(bool is_inbound, std::size_t items, Push outcome, std::uint64_t inbound_seq) {
  const Lock lock(mutex_);
  FlowCounts& flow = is_inbound ? counts_.inbound : counts_.receipts;
  if (outcome == Push::ok) flow.pushed_ok += items;
  if (outcome == Push::given_up) flow.push_given_up += items;
  if (outcome != Push::ok) ++flow.push_failures;
  const bool known = inbound_seq > 0 && inbound_seq <= inbound_made_.size();
  if (is_inbound && known && outcome == Push::ok) ++inbound_[inbound_made_[inbound_seq - 1]].pushed;
}

std::vector<MessageView> Ledger::messages_after(std::uint64_t after, std::size_t limit) {
  const Lock lock(mutex_);
  advance();
  std::vector<MessageView> out;
  for (std::uint64_t i = after; i < messages_.size() && out.size() < limit; ++i) {
    if (messages_[i].verdict == Verdict::accepted) out.push_back(view_message(static_cast<std::uint32_t>(i)));
  }
  return out;
}

std::vector<InboundView> Ledger::inbound_after(std::uint64_t after, std::size_t limit) {
  const Lock lock(mutex_);
  advance();
  std::vector<InboundView> out;
  for (std::uint64_t i = after; i < inbound_made_.size() && out.size() < limit; ++i) {
    out.push_back(view_inbound(inbound_made_[i]));
  }
  return out;
}

ReceiptView Ledger::view_receipt(std::uint32_t index) const {
  const Message& message = messages_[index];
  return {people_[message.person].number,
          serial_no(index + 1),
          message.what->session_context,
          std::string(message.status),
          message.fate == Fate::delivered,
          message.at + Millis(message.receipt_ms),
          index + 1U,
          message.what->batch_id};
}

InboundView Ledger::view_inbound(std::uint32_t index) const {
  const Inbound& inbound = inbound_[index];
  const bool is_reply = inbound.answers != kNone;
  return {inbound.seq,
          people_[inbound.person].number,
          inbound.said.saying.text,
          inbound.said.extend,
          inbound.said.signature,
          inbound.at,
          inbound.said.saying.label,
          inbound.said.saying.also,
          is_reply ? Source::reply : Source::unasked,
          is_reply ? inbound.answers + 1U : 0U,
          inbound.pulled,
          inbound.pushed,
          inbound.in_broken_answer};
}

}  // namespace huiyin::sim
