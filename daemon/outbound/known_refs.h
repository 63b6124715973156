// Which message has which carrier id: the newest ones, in bounded memory. Who is not found here is looked for
// in the ledger. One thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <unordered_map>

namespace huiyin {

class KnownRefs {
 public:
  struct Holder {
    std::int64_t message = 0, person = 0;
  };
  // Knows at least the newest `generation` and at most twice as many: about 50 bytes each.
  explicit KnownRefs(std::size_t generation = 300'000) : generation_(generation) {}

  const Holder* find(std::uint64_t key) const {
    if (const auto at = young_.find(key); at != young_.end()) return &at->second;
    const auto at = old_.find(key);
    return at == old_.end() ? nullptr : &at->second;
  }
  void put(std::uint64_t key, Holder holder) {
    if (young_.size() >= generation_) {
      old_ = std::move(young_);
      young_.clear();
    }
    young_[key] = holder;
  }
  std::size_t size() const { return young_.size() + old_.size(); }

 private:
  const std::size_t generation_;
  std::unordered_map<std::uint64_t, Holder> young_, old_;
};

}  // namespace huiyin
