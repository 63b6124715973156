#include "adapters/line/window.h"

#include <algorithm>

namespace huiyin::line {
namespace {

constexpr std::size_t kMostLate = 10'000;
constexpr int kMostDoublings = 5;
constexpr std::uint32_t kNearlyCongested = 90, kCongested = 100;

}  // namespace

void Window::open(std::uint32_t sequence, Slot slot, Millis deadline) {
  open_[sequence] = std::move(slot);
  deadlines_.emplace_back(deadline, sequence);
}

std::optional<Slot> Window::close(std::uint32_t sequence) {
  auto node = open_.extract(sequence);
  while (!deadlines_.empty() && !open_.contains(deadlines_.front().second)) deadlines_.pop_front();
  if (node.empty()) return std::nullopt;
  return std::move(node.mapped());
}

std::optional<Slot> Window::close_late(std::uint32_t sequence) {
  auto node = late_.extract(sequence);
  if (node.empty()) return std::nullopt;
  return std::move(node.mapped());
}

std::vector<Window::Expired> Window::expire(Millis now) {
  std::vector<Expired> out;
  while (!deadlines_.empty() && deadlines_.front().first <= now) {
    const std::uint32_t sequence = deadlines_.front().second;
    deadlines_.pop_front();
    const auto it = open_.find(sequence);
    if (it == open_.end()) continue;
    out.push_back({sequence, it->second});
    late_[sequence] = std::move(it->second);
    late_order_.push_back(sequence);
    open_.erase(it);
  }
  while (late_order_.size() > kMostLate) {
    late_.erase(late_order_.front());
    late_order_.pop_front();
  }
  return out;
}

void Window::reopen(std::uint32_t sequence, Millis deadline) {
  auto slot = close_late(sequence);
  if (!slot) return;
  slot->resent = true;
  open(sequence, std::move(*slot), deadline);
}

std::vector<Slot> Window::drop() {
  std::vector<Slot> out;
  for (auto& [sequence, slot] : open_) out.push_back(std::move(slot));
  open_.clear();
  deadlines_.clear();
  late_.clear();
  late_order_.clear();
  return out;
}

std::optional<Millis> Window::next_deadline() const {
  if (open_.empty()) return std::nullopt;
  return deadlines_.front().first;
}

void Flow::accepted() {
  pauses_in_a_row_ = 0;
  if (limit_ < most_ && ++good_in_a_row_ >= limit_) {
    ++limit_;
    good_in_a_row_ = 0;
  }
}

void Flow::throttled(Millis now) {
  if (paused(now)) return;
  limit_ = std::max(1, limit_ / 2);
  pause(now);
}

void Flow::pause(Millis now) {
  good_in_a_row_ = 0;
  paused_until_ = now + first_pause_ * (1 << std::min(pauses_in_a_row_, kMostDoublings));
  ++pauses_in_a_row_;
}

void Flow::congestion(std::uint32_t state, Millis now) {
  if (state < kNearlyCongested || paused(now)) return;
  if (state >= kCongested) return throttled(now);
  limit_ = std::max(1, std::min(limit_, most_ / 2));
  good_in_a_row_ = 0;
}

void Flow::reset() {
  limit_ = most_;
  good_in_a_row_ = pauses_in_a_row_ = 0;
  paused_until_ = Millis(0);
}

}  // namespace huiyin::line
