#include "tests/sim/server.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <exception>
#include <utility>

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace huiyin::sim {
namespace {

constexpr std::size_t kBlock = 65'536;
constexpr std::size_t kMaxBody = std::size_t{4} << 20;

struct Exchange {
  Request request;
  bool begun = false;
  bool too_large = false;
};

// An answer that leaves in pieces: all of it slowly, or half of it and then no more.
struct Trickle {
  std::string body;
  std::size_t end = 0;  // how much is sent
  std::size_t piece = 0;
  std::int64_t pause_ms = 0;
  Pauses* pauses = nullptr;
};

ssize_t next_piece(void* cls, std::uint64_t position, char* out, std::size_t space) {
  auto* trickle = static_cast<Trickle*>(cls);
  if (position >= trickle->end) return MHD_CONTENT_READER_END_WITH_ERROR;
  if (position > 0 && trickle->pause_ms > 0) trickle->pauses->sleep(trickle->pause_ms);
  const std::size_t n = std::min({space, trickle->piece, trickle->end - static_cast<std::size_t>(position)});
  std::memcpy(out, trickle->body.data() + position, n);
  return static_cast<ssize_t>(n);
}

MHD_Response* make_response(const Answer& answer, Pauses* pauses) {
  if (answer.delivery == Delivery::whole || answer.body.empty()) {
    // MHD copies the body; the pointer is not written through.
    return MHD_create_response_from_buffer(answer.body.size(), const_cast<char*>(answer.body.data()),
                                           MHD_RESPMEM_MUST_COPY);
  }
  const bool cut = answer.delivery == Delivery::cut;
  const std::size_t size = answer.body.size();
  auto* trickle = new Trickle{answer.body, cut ? size / 2 : size,
                              cut ? size : std::max<std::size_t>(1, size / 20), answer.drip_pause_ms, pauses};
  return MHD_create_response_from_callback(size, kBlock, &next_piece, trickle,
                                           [](void* cls) { delete static_cast<Trickle*>(cls); });
}

// Disconnecting an established TCP socket makes Linux send RST at once.
void reset_connection(MHD_Connection* connection) {
  const MHD_ConnectionInfo* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  sockaddr none{};
  none.sa_family = AF_UNSPEC;
  if (info != nullptr)
    (void)connect(info->connect_fd, &none, sizeof none);  // a peer that left needs no reset
}

MHD_Result add_header(void* cls, MHD_ValueKind, const char* name, const char* value) {
  static_cast<Request*>(cls)->headers.emplace_back(name, value == nullptr ? "" : value);
  return MHD_YES;
}

}  // namespace

// The functions libmicrohttpd calls; nothing is thrown through them.
struct ServerCallbacks {
  static void* begin(void*, const char* uri, MHD_Connection*) {
    auto* exchange = new Exchange;
    const std::string target(uri);
    const std::size_t mark = target.find('?');
    exchange->request.path = target.substr(0, mark);
    if (mark != std::string::npos) exchange->request.query = target.substr(mark + 1);
    return exchange;
  }

  static void end(void*, MHD_Connection*, void** exchange, MHD_RequestTerminationCode) {
    delete static_cast<Exchange*>(*exchange);
    *exchange = nullptr;
  }

  static MHD_Result handle(void* cls, MHD_Connection* connection, const char*, const char* method,
                           const char*, const char* data, std::size_t* size, void** state) {
    auto* server = static_cast<Server*>(cls);
    auto* exchange = static_cast<Exchange*>(*state);
    if (!exchange->begun) {
      exchange->begun = true;
      exchange->request.method = method;
      MHD_get_connection_values(connection, MHD_HEADER_KIND, &add_header, &exchange->request);
      return MHD_YES;
    }
    if (*size > 0) {
      exchange->too_large = exchange->too_large || exchange->request.body.size() + *size > kMaxBody;
      if (!exchange->too_large) exchange->request.body.append(data, *size);
      *size = 0;
      return MHD_YES;
    }
    return send(connection, answer(*server, *exchange), server->pauses_);
  }

  static Answer answer(const Server& server, const Exchange& exchange) {
    if (exchange.too_large) return {413, "too large\n", "text/plain"};
    try {
      return server.handler_(exchange.request);
    } catch (const std::exception& error) {
      return {500, std::string("simulator fault: ") + error.what() + "\n", "text/plain"};
    }
  }

  static MHD_Result send(MHD_Connection* connection, const Answer& answer, Pauses* pauses) {
    if (answer.delivery == Delivery::reset) {
      reset_connection(connection);
      return MHD_NO;
    }
    MHD_Response* response = make_response(answer, pauses);
    if (response == nullptr) return MHD_NO;
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, answer.content_type.c_str());
    if (answer.retry_after_s > 0)
      MHD_add_response_header(response, MHD_HTTP_HEADER_RETRY_AFTER,
                              std::to_string(answer.retry_after_s).c_str());
    const MHD_Result queued = MHD_queue_response(connection, static_cast<unsigned>(answer.status), response);
    MHD_destroy_response(response);
    return queued;
  }
};

Result<std::unique_ptr<Server>> Server::start(int port, Handler handler, Pauses* pauses) {
  std::unique_ptr<Server> server(new Server(std::move(handler), pauses));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  server->daemon_ = MHD_start_daemon(
      MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL_INTERNAL_THREAD, 0, nullptr, nullptr,
      &ServerCallbacks::handle, server.get(), MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_CONNECTION_LIMIT,
      1000U, MHD_OPTION_CONNECTION_TIMEOUT, 300U, MHD_OPTION_CONNECTION_MEMORY_LIMIT, std::size_t{128} << 10,
      MHD_OPTION_URI_LOG_CALLBACK, &ServerCallbacks::begin, nullptr, MHD_OPTION_NOTIFY_COMPLETED,
      &ServerCallbacks::end, nullptr, MHD_OPTION_END);
  if (server->daemon_ == nullptr) {
    return fail(Errc::unavailable, std::string("can't listen: ") + std::strerror(errno),
                "127.0.0.1:" + std::to_string(port));
  }
  return server;
}

Server::~Server() {
  if (daemon_ != nullptr) MHD_stop_daemon(daemon_);
}

int Server::port() const {
  const MHD_DaemonInfo* info = MHD_get_daemon_info(daemon_, MHD_DAEMON_INFO_BIND_PORT);
  return info == nullptr ? 0 : info->port;
}

}  // namespace huiyin::sim
