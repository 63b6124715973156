#include "daemon/people/guarded_key.h"

#include <new>

#include <sodium.h>

namespace huiyin {

GuardedKey::GuardedKey() {
  if (sodium_init() < 0) throw std::bad_alloc();
  bytes_.reset(static_cast<unsigned char*>(sodium_malloc(kBytes)));
  if (!bytes_) throw std::bad_alloc();
  sodium_memzero(bytes_.get(), kBytes);
}

GuardedKey GuardedKey::at_random() {
  GuardedKey key;
  randombytes_buf(key.writable(), kBytes);
  key.seal();
  return key;
}

void GuardedKey::seal() {
  sodium_mprotect_readonly(bytes_.get());
}

void GuardedKey::Free::operator()(unsigned char* bytes) const {
  sodium_free(bytes);  // makes it writable, zeroes it, and ends the process where a guard was run over
}

}  // namespace huiyin
