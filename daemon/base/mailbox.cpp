#include "daemon/base/mailbox.h"

#include <cerrno>
#include <chrono>
#include <iterator>
#include <system_error>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace huiyin {
namespace {

int open_eventfd() {
  const int fd = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  return fd;
}

void signal(int fd) {
  const std::uint64_t one = 1;
  while (::write(fd, &one, sizeof one) < 0 && errno == EINTR) {
  }
}

void clear(int fd) {
  std::uint64_t count = 0;
  while (::read(fd, &count, sizeof count) < 0 && errno == EINTR) {
  }
}

}  // namespace

Mailbox::Mailbox(std::string name, std::size_t limit)
    : name_(std::move(name)), limit_(limit), fd_(open_eventfd()) {}

Mailbox::~Mailbox() {
  ::close(fd_);
}

bool Mailbox::post(Work work) {
  Lock lock(mutex_);
  if (items_.size() >= limit_) {
    ++refused_;
    return false;
  }
  items_.push_back(std::move(work));
  if (items_.size() == 1) signal(fd_);
  return true;
}

void Mailbox::post_always(Work work) {
  Lock lock(mutex_);
  items_.push_back(std::move(work));
  if (items_.size() == 1) signal(fd_);
}

std::vector<Work> Mailbox::take() {
  std::deque<Work> taken;
  {
    Lock lock(mutex_);
    if (items_.empty()) return {};
    taken.swap(items_);
    clear(fd_);
  }
  return {std::make_move_iterator(taken.begin()), std::make_move_iterator(taken.end())};
}

std::size_t Mailbox::run() {
  std::vector<Work> work = take();
  for (Work& w : work) {
    w();
    w = nullptr;  // what it held is freed before the next runs
  }
  return work.size();
}

bool Mailbox::wait(int timeout_ms) {
  pollfd p{fd_, POLLIN, 0};
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
  for (int left = timeout_ms;;) {
    const int n = ::poll(&p, 1, left);
    if (n > 0) return true;
    if (n == 0) return false;
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "poll on mailbox " + name_);
    if (timeout_ms < 0) continue;
    const auto rest = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    left = rest.count() > 0 ? static_cast<int>(rest.count()) : 0;
  }
}

std::size_t Mailbox::size() const {
  Lock lock(mutex_);
  return items_.size();
}

std::uint64_t Mailbox::refused() const {
  Lock lock(mutex_);
  return refused_;
}

}  // namespace huiyin
