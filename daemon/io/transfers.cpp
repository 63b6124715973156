#include "daemon/io/transfers.h"

#include <algorithm>
#include <new>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include <curl/curl.h>

namespace huiyin {
namespace {

constexpr long kKeptConnections = 256;
constexpr std::size_t kPooledHandles = 256;
constexpr int kRoundsPerStep = 8;  // then the loop's other duties get their turn

HttpReply not_sent(std::string why) {
  HttpReply reply;
  reply.transport = Transport::not_sent;
  reply.error = std::move(why);
  return reply;
}

}  // namespace

struct Transfers::Impl {
  struct Running {
    std::unique_ptr<EasyHandle> handle;
    std::unique_ptr<Transfer> transfer;  // goes before its handle
    std::uint64_t id = 0;
  };

  std::unique_ptr<EasyHandle> take_handle();
  void give_back(std::unique_ptr<EasyHandle> handle);
  Running remove(void* easy);
  std::vector<std::pair<Running, HttpReply>> collect();

  CURLM* multi = nullptr;
  std::unordered_map<void*, Running> running;
  std::unordered_map<std::uint64_t, void*> by_id;
  std::uint64_t last_id = 0;
  std::vector<std::unique_ptr<EasyHandle>> pool;
  std::vector<curl_waitfd> wait_fds;
  bool added = false;
  bool closed = false;
};

std::unique_ptr<EasyHandle> Transfers::Impl::take_handle() {
  if (pool.empty()) return std::make_unique<EasyHandle>();
  std::unique_ptr<EasyHandle> handle = std::move(pool.back());
  pool.pop_back();
  return handle;
}

void Transfers::Impl::give_back(std::unique_ptr<EasyHandle> handle) {
  if (pool.size() < kPooledHandles) pool.push_back(std::move(handle));
}

Transfers::Impl::Running Transfers::Impl::remove(void* easy) {
  curl_multi_remove_handle(multi, easy);
  auto node = running.extract(easy);
  by_id.erase(node.mapped().id);
  return std::move(node.mapped());
}

std::vector<std::pair<Transfers::Impl::Running, HttpReply>> Transfers::Impl::collect() {
  std::vector<std::pair<Running, HttpReply>> finished;
  int left = 0;
  while (CURLMsg* const message = curl_multi_info_read(multi, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    Running one = remove(message->easy_handle);
    HttpReply reply = one.transfer->finish(code);
    finished.emplace_back(std::move(one), std::move(reply));
  }
  return finished;
}

Transfers::Transfers() : impl_(std::make_unique<Impl>()) {
  impl_->pool.push_back(std::make_unique<EasyHandle>());  // also starts libcurl
  impl_->multi = curl_multi_init();
  if (impl_->multi == nullptr) throw std::bad_alloc();
  curl_multi_setopt(impl_->multi, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
  curl_multi_setopt(impl_->multi, CURLMOPT_MAXCONNECTS, kKeptConnections);
}

Transfers::~Transfers() {
  impl_->pool.clear();
  curl_multi_cleanup(impl_->multi);
}

std::uint64_t Transfers::start(const HttpCall& call, Transfer::Done done) {
  if (impl_->closed) {
    done(not_sent("the loop has ended"));
    return 0;
  }
  Impl::Running one;
  one.handle = impl_->take_handle();
  void* const easy = one.handle->get();
  one.transfer = std::make_unique<Transfer>(easy, call, std::move(done));
  if (!one.transfer->refusal().empty()) {
    one.transfer->done(not_sent(one.transfer->refusal()));
    return 0;
  }
  const std::uint64_t id = one.id = ++impl_->last_id;
  const auto it = impl_->running.emplace(easy, std::move(one)).first;
  const CURLMcode code = curl_multi_add_handle(impl_->multi, easy);
  if (code != CURLM_OK) {
    Impl::Running refused = std::move(it->second);
    impl_->running.erase(it);
    refused.transfer->done(not_sent(curl_multi_strerror(code)));
    return 0;
  }
  impl_->by_id.emplace(id, easy);
  impl_->added = true;
  return id;
}

void Transfers::stop_unsent(std::uint64_t id) {
  const auto known = impl_->by_id.find(id);
  if (known == impl_->by_id.end()) return;
  if (impl_->running.at(known->second).transfer->has_left()) return;
  Impl::Running one = impl_->remove(known->second);
  one.transfer->done(one.transfer->abandon("stopped before the request had left"));
}

bool Transfers::step() {
  if (impl_->running.empty()) return false;
  for (int round = 0; round < kRoundsPerStep; ++round) {
    impl_->added = false;
    int still_running = 0;
    const CURLMcode code = curl_multi_perform(impl_->multi, &still_running);
    if (code != CURLM_OK)
      throw std::runtime_error(std::string("curl_multi_perform: ") + curl_multi_strerror(code));
    for (auto& [one, reply] : impl_->collect()) {
      const std::unique_ptr<Transfer> transfer = std::move(one.transfer);
      transfer->done(std::move(reply));
      impl_->give_back(std::move(one.handle));
    }
    if (!impl_->added) return false;
  }
  return true;
}

void Transfers::wait(std::span<pollfd> fds, int timeout_ms) {
  impl_->wait_fds.clear();
  for (const pollfd& p : fds) {
    const int wanted = ((p.events & POLLIN) != 0 ? CURL_WAIT_POLLIN : 0) |
                       ((p.events & POLLOUT) != 0 ? CURL_WAIT_POLLOUT : 0);
    impl_->wait_fds.push_back({p.fd, static_cast<short>(wanted), 0});
  }
  const auto count = static_cast<unsigned>(impl_->wait_fds.size());
  int ready = 0;
  const CURLMcode code = curl_multi_poll(impl_->multi, impl_->wait_fds.data(), count, timeout_ms, &ready);
  if (code != CURLM_OK)
    throw std::runtime_error(std::string("curl_multi_poll: ") + curl_multi_strerror(code));
  // curl keeps hang-ups and errors of extra descriptors to itself, so ask once more.
  if (ready == 0 || ::poll(fds.data(), fds.size(), 0) <= 0)
    for (pollfd& p : fds) p.revents = 0;
}

std::size_t Transfers::size() const {
  return impl_->running.size();
}

void Transfers::close() {
  impl_->closed = true;
  while (!impl_->running.empty()) {
    Impl::Running one = impl_->remove(impl_->running.begin()->first);
    one.transfer->done(one.transfer->abandon("the loop has ended"));
  }
}

}  // namespace huiyin
