#include "daemon/io/virtual_clock.h"

#include <atomic>
#include <bit>
#include <cerrno>
#include <chrono>
#include <system_error>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace huiyin {
namespace {

static_assert(std::endian::native == std::endian::little, "the file holds a little-endian number");
static_assert(std::atomic_ref<std::int64_t>::is_always_lock_free, "the offset is shared between processes");

constexpr off_t kSize = sizeof(std::int64_t);

tl::unexpected<Error> failed(const char* step, const std::string& path) {
  return fail(Errc::unavailable,
              std::string("the clock file cannot be ") + step + ": " + std::generic_category().message(errno),
              path);
}

// A new file gets its zero offset from ftruncate, so two processes may make it at once.
Result<void> give_size(int fd, const std::string& path) {
  struct stat info {};
  if (::fstat(fd, &info) != 0) return failed("looked at", path);
  if (info.st_size == kSize) return {};
  if (info.st_size != 0) return fail(Errc::bad_input, "not a clock file: it should have 8 bytes", path);
  if (::ftruncate(fd, kSize) != 0) return failed("made", path);
  return {};
}

}  // namespace

Result<std::unique_ptr<VirtualClock>> VirtualClock::open(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return failed("opened", path);
  if (Result<void> sized = give_size(fd, path); !sized) {
    ::close(fd);
    return tl::unexpected(sized.error());
  }
  void* const at = ::mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  const int why = errno;
  ::close(fd);
  errno = why;
  if (at == MAP_FAILED) return failed("mapped", path);
  return std::unique_ptr<VirtualClock>(new VirtualClock(static_cast<std::int64_t*>(at)));
}

VirtualClock::~VirtualClock() {
  ::munmap(mapped_, kSize);
}

TimePoint VirtualClock::now() const {
  return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now()) + offset();
}

Millis VirtualClock::offset() const {
  return Millis(std::atomic_ref(*mapped_).load());
}

void VirtualClock::advance(Millis by) {
  std::atomic_ref(*mapped_).fetch_add(by.count());
}

void VirtualClock::set_offset(Millis to) {
  std::atomic_ref(*mapped_).store(to.count());
}

}  // namespace huiyin
