#include "daemon/io/loop.h"

#include <atomic>
#include <chrono>
#include <unordered_map>
#include <utility>
#include <vector>

#include <poll.h>

#include "daemon/io/timers.h"
#include "daemon/io/transfers.h"

namespace huiyin {
namespace {

constexpr int kLongestWaitMs = 60'000;

}  // namespace

struct Loop::Impl {
  struct Watched {
    short events;
    std::shared_ptr<Ready> ready;  // shared, so that it may unwatch itself
  };

  Impl(std::string name, std::size_t limit) : mailbox(std::move(name), limit) {}

  void collect_fds();
  void wait(int timeout_ms);
  void dispatch(const pollfd& p);

  Mailbox mailbox;
  Timers timers;
  Transfers transfers;
  std::unordered_map<int, Watched> watched;
  std::vector<pollfd> fds;  // of the current round; the mailbox first
  std::atomic<bool> stopping = false;
};

void Loop::Impl::collect_fds() {
  fds.clear();
  fds.push_back({mailbox.fd(), POLLIN, 0});
  for (const auto& [fd, one] : watched)
    if (one.events != 0) fds.push_back({fd, one.events, 0});
}

void Loop::Impl::wait(int timeout_ms) {
  collect_fds();
  transfers.wait(fds, timeout_ms);
  // By index: a callback may watch and unwatch, but `fds` is this round's.
  for (std::size_t i = 1; i < fds.size(); ++i)
    if (fds[i].revents != 0) dispatch(fds[i]);
}

void Loop::Impl::dispatch(const pollfd& p) {
  const auto it = watched.find(p.fd);
  if (it == watched.end()) return;  // unwatched by one that ran just before
  // A hang-up or an error is told as readiness: the owner's next read or write says what it is.
  const bool trouble = (p.revents & (POLLERR | POLLHUP | POLLNVAL)) != 0;
  const bool readable = (it->second.events & POLLIN) != 0 && (trouble || (p.revents & POLLIN) != 0);
  const bool writable = (it->second.events & POLLOUT) != 0 && (trouble || (p.revents & POLLOUT) != 0);
  if (!readable && !writable) return;
  const std::shared_ptr<Ready> ready = it->second.ready;
  (*ready)(readable, writable);
}

Loop::Loop(std::string name, std::size_t limit) : impl_(std::make_unique<Impl>(std::move(name), limit)) {}

Loop::~Loop() {
  impl_->transfers.close();
}

bool Loop::post(Work work) {
  return impl_->mailbox.post(std::move(work));
}

void Loop::post_always(Work work) {
  impl_->mailbox.post_always(std::move(work));
}

Mailbox& Loop::mailbox() {
  return impl_->mailbox;
}

Loop::TimerId Loop::after(Millis delay, Work work) {
  return impl_->timers.add(std::chrono::steady_clock::now() + delay, Millis(0), std::move(work));
}

Loop::TimerId Loop::every(Millis every, Work work) {
  const Millis pause = std::max(every, Millis(1));
  return impl_->timers.add(std::chrono::steady_clock::now() + pause, pause, std::move(work));
}

void Loop::cancel(TimerId id) {
  impl_->timers.cancel(id);
}

void Loop::watch(int fd, bool read, bool write, Ready ready) {
  const int events = (read ? POLLIN : 0) | (write ? POLLOUT : 0);
  impl_->watched[fd] = {static_cast<short>(events), std::make_shared<Ready>(std::move(ready))};
}

void Loop::unwatch(int fd) {
  impl_->watched.erase(fd);
}

std::uint64_t Loop::fetch(const HttpCall& call, std::function<void(HttpReply)> done) {
  return impl_->transfers.start(call, std::move(done));
}

void Loop::stop_unsent(std::uint64_t transfer) {
  impl_->transfers.stop_unsent(transfer);
}

std::size_t Loop::transfers() const {
  return impl_->transfers.size();
}

void Loop::run() {
  while (!impl_->stopping.exchange(false)) {
    impl_->mailbox.run();
    impl_->timers.run_due(std::chrono::steady_clock::now());
    const bool more = impl_->transfers.step();
    const int longest = more || impl_->stopping ? 0 : kLongestWaitMs;
    impl_->wait(impl_->timers.wait_ms(std::chrono::steady_clock::now(), longest));
  }
}

void Loop::stop() {
  impl_->stopping = true;
  impl_->mailbox.post_always([] {});
}

}  // namespace huiyin
