// A key of 32 bytes in guarded memory: never swapped where the system allows it, between guard pages,
// read-only once it is sealed, zeroed when it goes. Any thread once sealed.
#pragma once
#include <cstddef>
#include <memory>

namespace huiyin {

class GuardedKey {
 public:
  static constexpr std::size_t kBytes = 32;

  GuardedKey();                   // zeros; throws std::bad_alloc where no memory can be guarded
  static GuardedKey at_random();  // sealed

  unsigned char* writable() { return bytes_.get(); }  // REQUIRES: not sealed
  const unsigned char* data() const { return bytes_.get(); }
  void seal();

 private:
  struct Free {
    void operator()(unsigned char* bytes) const;
  };
  std::unique_ptr<unsigned char, Free> bytes_;
};

}  // namespace huiyin
