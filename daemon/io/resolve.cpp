#include "daemon/io/resolve.h"

#include <cstring>

#include <netdb.h>

#include "daemon/base/mutex.h"

namespace huiyin {

struct Resolve::Request {
  std::string host, port;
  addrinfo hints{};
  gaicb job{};
  int begun = 0;  // an EAI_ code
  ~Request() {
    if (job.ar_result != nullptr) ::freeaddrinfo(job.ar_result);
  }
};

Resolve::Resolve(const std::string& host, int port) : request_(std::make_unique<Request>()) {
  Request& r = *request_;
  r.host = host;
  r.port = std::to_string(port);
  r.hints.ai_family = AF_UNSPEC;
  r.hints.ai_socktype = SOCK_STREAM;
  r.hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  r.job.ar_name = r.host.c_str();
  r.job.ar_service = r.port.c_str();
  r.job.ar_request = &r.hints;
  if (::getaddrinfo(r.host.c_str(), r.port.c_str(), &r.hints, &r.job.ar_result) == 0) return;
  r.job.ar_result = nullptr;
  r.hints.ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV;
  gaicb* list[] = {&r.job};
  r.begun = ::getaddrinfo_a(GAI_NOWAIT, list, 1, nullptr);
}

// glibc still writes to a request that it can't cancel any more: it is kept until that has ended.
void Resolve::leave_to_glibc(std::unique_ptr<Request> request) {
  static Mutex mutex;
  static std::vector<std::unique_ptr<Request>>& left = *new std::vector<std::unique_ptr<Request>>;
  Lock lock(mutex);
  std::erase_if(left, [](const auto& r) { return ::gai_error(&r->job) != EAI_INPROGRESS; });
  left.push_back(std::move(request));
}

Resolve::~Resolve() {
  Request& r = *request_;
  const bool runs = r.begun == 0 && r.job.ar_result == nullptr && ::gai_error(&r.job) == EAI_INPROGRESS;
  if (runs && ::gai_cancel(&r.job) == EAI_NOTCANCELED) leave_to_glibc(std::move(request_));
}

bool Resolve::done() const {
  const Request& r = *request_;
  return r.begun != 0 || r.job.ar_result != nullptr || ::gai_error(&request_->job) != EAI_INPROGRESS;
}

std::vector<SocketAddress> Resolve::addresses(std::string* error) const {
  const Request& r = *request_;
  std::vector<SocketAddress> out;
  for (const addrinfo* a = r.job.ar_result; a != nullptr; a = a->ai_next) {
    SocketAddress& address = out.emplace_back();
    std::memcpy(&address.storage, a->ai_addr, a->ai_addrlen);
    address.size = a->ai_addrlen;
  }
  if (out.empty())
    *error = std::string("the name was not found: ") +
             ::gai_strerror(r.begun != 0 ? r.begun : ::gai_error(&request_->job));
  return out;
}

}  // namespace huiyin
