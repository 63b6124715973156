#include "daemon/io/slow_clients.h"

#include <algorithm>

#include <sys/socket.h>

namespace huiyin {

using std::chrono::steady_clock;

SlowClients::SlowClients(Millis patience) : patience_(patience), thread_([this] { run(); }) {}

SlowClients::~SlowClients() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

SlowClients::Ticket SlowClients::add(int fd) {
  const std::lock_guard lock(mutex_);
  return clients_.insert(clients_.end(), Client{fd, steady_clock::now() + patience_});
}

void SlowClients::remove(Ticket ticket) {
  const std::lock_guard lock(mutex_);
  clients_.erase(ticket);
}

void SlowClients::expect_request(Ticket ticket) {
  const std::lock_guard lock(mutex_);
  ticket->deadline = steady_clock::now() + patience_;
}

void SlowClients::expect_nothing(Ticket ticket) {
  const std::lock_guard lock(mutex_);
  ticket->deadline.reset();
}

std::size_t SlowClients::count() const {
  const std::lock_guard lock(mutex_);
  return clients_.size();
}

void SlowClients::run() {
  const Millis pause = std::clamp(patience_ / 8, Millis(10), Millis(1000));
  std::unique_lock lock(mutex_);
  while (!ending_) {
    wake_.wait_for(lock, pause);
    drop_late();
  }
}

void SlowClients::drop_late() {
  const auto now = steady_clock::now();
  for (Client& client : clients_) {
    if (!client.deadline || *client.deadline > now) continue;
    ::shutdown(client.fd, SHUT_RDWR);
    client.deadline.reset();
  }
}

}  // namespace huiyin
