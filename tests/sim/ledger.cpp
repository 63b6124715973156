#include "tests/sim/ledger.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "tests/sim/random.h"

namespace huiyin::sim {

namespace {
constexpr std::string_view kWithdrawn = "DELETED";
}  // namespace

std::string serial_no(std::uint64_t seq) {
  char text[48];
  std::snprintf(text, sizeof text, "5000:%010llu%018llu",
                static_cast<unsigned long long>(Random(seq).next() % 10'000'000'000U),
                static_cast<unsigned long long>(seq));
  return text;
}

Ledger::Ledger(const SimTime& time, Corpus corpus, HandsetModel model)
    : time_(time), corpus_(std::move(corpus)), model_(model) {}

std::vector<Taken> Ledger::accept(Submission what, const std::vector<std::string>& numbers,
                                  const Twists& twists) {
  const auto shared = std::make_shared<const Submission>(std::move(what));
  const TimePoint at = time_.now();
  const std::int64_t progress = time_.progress_ms();
  std::vector<Taken> taken;
  taken.reserve(numbers.size());
  const Lock lock(mutex_);
  for (const std::string& number : numbers) taken.push_back(take_one(shared, number, twists, at, progress));
  return taken;
}

Taken Ledger::take_one(const std::shared_ptr<const Submission>& what, const std::string& number,
                       const Twists& twists, TimePoint at, std::int64_t progress) {
  const std::uint32_t person_index = person_of(number);
  Person& person = people_[person_index];
  const auto index = static_cast<std::uint32_t>(messages_.size());
  Message& message = messages_.emplace_back();
  message.person = person_index;
  message.previous = std::exchange(person.last_message, index);
  message.what = what;
  message.at = at;
  if (blacklist_.contains({what->signature, person_index})) {
    message.verdict = Verdict::opted_out;
    ++counts_.refused_opted_out;
    return {Verdict::opted_out, 0};
  }
  std::uint16_t& before = person.taken[static_cast<std::size_t>(what->kind)];
  const HandsetPlan plan = sim::plan(model_, corpus_, number, what->kind, before);
  ++before;
  if (!told_.insert(Random(person_index, what->text).next()).second) ++counts_.same_text_twice;
  message.fate = twists.lost_receipts ? Fate::silent : plan.fate;
  message.status = plan.status;
  schedule_receipt(index, plan, twists, progress);
  if (plan.reply) schedule_reply(index, *plan.reply, plan.receipt_ms, progress);
  return {Verdict::accepted, index + 1};
}

void Ledger::schedule_receipt(std::uint32_t index, const HandsetPlan& plan, const Twists& twists,
                              std::int64_t progress) {
  Message& message = messages_[index];
  message.receipt_ms = twists.early_receipts ? 0 : plan.receipt_ms;
  if (message.fate == Fate::silent) {
    ++counts_.never;
    return;
  }
  ++(message.fate == Fate::delivered ? counts_.delivered : counts_.failed);
  schedule(progress + message.receipt_ms, false, index);
  if (plan.doubled || twists.double_receipts) {
    ++counts_.doubled;
    schedule(progress + message.receipt_ms + 1 + plan.receipt_ms / 4, false, index);
  }
}

void Ledger::schedule_reply(std::uint32_t index, const PlannedReply& reply, std::int64_t arrival_ms,
                            std::int64_t progress) {
  const Message& message = messages_[index];
  Inbound& inbound = inbound_.emplace_back();
  inbound.person = message.person;
  inbound.answers = index;
  inbound.said = {people_[message.person].number, reply.saying, message.what->extend, message.what->signature,
                  message.what->account};
  inbound.at = message.at + Millis(arrival_ms + reply.delay_ms);
  schedule(progress + arrival_ms + reply.delay_ms, true, static_cast<std::uint32_t>(inbound_.size() - 1));
}

bool Ledger::withdraw(std::uint64_t seq) {
  const Lock lock(mutex_);
  advance();
  if (seq == 0 || seq > messages_.size()) return false;
  Message& message = messages_[seq - 1];
  if (message.status == kWithdrawn) return true;
  if (message.receipt_out || message.verdict != Verdict::accepted) return false;
  if (message.fate == Fate::delivered) {
    --counts_.delivered;
    ++counts_.failed;
    message.fate = Fate::failed;
  }
  message.status = kWithdrawn;
  ++counts_.withdrawn;
  return true;
}

void Ledger::add_inbound(Unasked message, std::int64_t delay_ms) {
  const TimePoint at = time_.now() + Millis(delay_ms);
  const std::int64_t progress = time_.progress_ms();
  const Lock lock(mutex_);
  Inbound& inbound = inbound_.emplace_back();
  inbound.person = person_of(message.number);
  inbound.said = std::move(message);
  inbound.at = at;
  schedule(progress + delay_ms, true, static_cast<std::uint32_t>(inbound_.size() - 1));
}

std::uint32_t Ledger::person_of(const std::string& number) {
  const auto known = by_number_.find(number);
  if (known != by_number_.end()) return known->second;
  const auto index = static_cast<std::uint32_t>(people_.size());
  Person& person = people_.emplace_back();
  person.number = number;
  by_number_.emplace(person.number, index);
  return index;
}

void Ledger::schedule(std::int64_t at, bool is_inbound, std::uint32_t index) {
  due_.push({at, order_++, is_inbound, index});
}

void Ledger::advance() {
  const std::int64_t progress = time_.progress_ms();
  while (!due_.empty() && due_.top().at <= progress) {
    const Due next = due_.top();
    due_.pop();
    if (next.is_inbound) {
      make_inbound(next.index);
    } else {
      make_receipt(next.index);
    }
  }
}

void Ledger::make_receipt(std::uint32_t index) {
  Message& message = messages_[index];
  message.receipt_out = true;
  receipts_made_.push_back(index);
  queues_[message.what->account].receipts.push_back(index);
}

void Ledger::make_inbound(std::uint32_t index) {
  Inbound& inbound = inbound_[index];
  Person& person = people_[inbound.person];
  inbound.previous = std::exchange(person.last_inbound, index);
  inbound_made_.push_back(index);
  inbound.seq = inbound_made_.size();
  queues_[inbound.said.account].inbound.push_back(index);
  if (is_blacklist_word(inbound.said.saying.text)) blacklist_.emplace(inbound.said.signature, inbound.person);
  if (inbound.answers == kNone) {
    ++counts_.unasked;
  } else {
    ++counts_.replies;
    ++counts_.replies_by_label[inbound.said.saying.label];
  }
}

HandsetModel Ledger::model() const {
  const Lock lock(mutex_);
  return model_;
}

void Ledger::set_model(const HandsetModel& model) {
  const Lock lock(mutex_);
  model_ = model;
}

void Ledger::reset() {
  const Lock lock(mutex_);
  by_number_.clear();
  people_.clear();
  messages_.clear();
  inbound_.clear();
  due_ = {};
  receipts_made_.clear();
  inbound_made_.clear();
  pushed_receipts_ = pushed_inbound_ = 0;
  queues_.clear();
  blacklist_.clear();
  told_.clear();
  counts_ = {};
}

}  // namespace huiyin::sim
