// How sending ends: at shutdown, and at once when the brake was pulled.
#include "daemon/outbound/dispatch_lane.h"

namespace huiyin {

void Dispatcher::drain(std::function<void()> done) {
  draining_ = true;
  drained_ = std::move(done);
  if (timer_ != 0) parts_.loop->cancel(timer_);
  for (const auto& lane : lanes_) hand_back(*lane, "shutdown", Millis(1));
  settle_down();
}

void Dispatcher::halt(std::function<void()> halted) {
  for (const auto& lane : lanes_) {
    hand_back(*lane, "stopped", Millis(1));
    if (lane->account.line != nullptr) lane->account.line->halt();
    const auto under_way = lane->transfers;
    for (const auto& [attempt, transfer] : under_way) parts_.loop->stop_unsent(transfer);
  }
  halted_.push_back(std::move(halted));
  tell_halted();
}

// A claim under way may have written intents that are not handed back yet.
void Dispatcher::tell_halted() {
  for (const auto& lane : lanes_)
    if (lane->claiming) return;
  for (const auto& halted : std::exchange(halted_, {})) halted();
}

// Intents that have not left would stay `submitting` in the ledger, and the carrier would be asked about them
// at the next start. Handing them back instead is certain: no byte of them has left.
void Dispatcher::hand_back(Lane& lane, const char* why, Millis wait) {
  while (!lane.ready.empty()) {
    ClaimedBatch batch = std::move(lane.ready.front());
    lane.ready.pop_front();
    give_back(lane, std::move(batch), why, wait);
  }
}

void Dispatcher::give_back(Lane& lane, ClaimedBatch batch, const char* why, Millis wait) {
  auto shared = std::make_shared<ClaimedBatch>(std::move(batch));
  ++lane.in_flight;
  Outcome not_left;
  not_left.verdict = Verdict::not_sent;
  not_left.code = why;
  not_left.wait = wait;
  not_left.left = false;
  record(lane, shared, std::vector<Outcome>(shared->rows.size(), not_left));
}

void Dispatcher::settle_down() {
  if (!draining_ || !drained_) return;
  for (const auto& lane : lanes_)
    if (lane->in_flight > 0 || lane->claiming) return;
  auto done = std::move(drained_);
  drained_ = nullptr;
  done();
}

}  // namespace huiyin
