#include "daemon/io/http_server.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <cstdarg>
#include <cstdio>
#include <mutex>
#include <unordered_map>

#include <microhttpd.h>
#include <unistd.h>

#include "daemon/base/log.h"
#include "daemon/base/text.h"
#include "daemon/io/http_exchange.h"
#include "daemon/io/listener.h"
#include "daemon/io/slow_clients.h"

namespace huiyin {
namespace {

constexpr std::size_t kReadBufferBytes = 32 * 1024;  // per connection, beside its headers
constexpr std::size_t kReadOnBytes =
    4 * 1024 * 1024;  // of a body that is too long: then the client hears 413 instead of a reset
constexpr auto kStopGrace = std::chrono::seconds(1);  // for the last answers to leave

MHD_Result copy_header(void* out, MHD_ValueKind, const char* name, std::size_t name_size, const char* value,
                       std::size_t value_size) {
  try {
    auto* const headers = static_cast<Headers*>(out);
    headers->emplace_back(to_lower_ascii({name, name_size}),
                          std::string(value != nullptr ? value : "", value_size));
    return MHD_YES;
  } catch (...) {
    return MHD_NO;
  }
}

void log_library(void*, const char* format, va_list arguments) {
  char text[256];
  std::vsnprintf(text, sizeof text, format, arguments);
  try {
    log_debug("http.library", trim(text));
  } catch (...) {
  }
}

}  // namespace

class MicroHttpServer final : public HttpServer {
 public:
  MicroHttpServer(const Options& options, Handler handler, BodyLimit limit, int port)
      : options_(options),
        handler_(std::move(handler)),
        limit_(std::move(limit)),
        port_(port),
        clients_(std::chrono::seconds(options.idle_seconds) * 2) {}
  ~MicroHttpServer() override { stop(); }
  bool run(int listen_fd);
  int port() const override { return port_; }
  std::size_t connections() const override { return clients_.count(); }

 private:
  static void* on_target(void* self, const char* target, MHD_Connection* connection);
  static MHD_Result on_access(void* self, MHD_Connection*, const char* url, const char* method,
                              const char* version, const char* data, std::size_t* size, void** exchange);
  static void on_completed(void* self, MHD_Connection*, void** exchange, MHD_RequestTerminationCode);
  static void on_connection(void* self, MHD_Connection*, void** ticket, MHD_ConnectionNotificationCode);

  void stop();
  bool access(ServedExchange& exchange, MHD_Connection* connection, const char* method, const char* data,
              std::size_t* size);
  bool begin(ServedExchange& exchange, MHD_Connection* connection, const char* method);
  bool refuse(ServedExchange& exchange, int status, std::string_view detail);
  bool take_body(ServedExchange& exchange, std::string_view bytes);
  bool hand_over(ServedExchange& exchange);
  void call_handler(const std::shared_ptr<ServedExchange>& exchange);
  SlowClients::Ticket* ticket_of(MHD_Connection* connection);

  const Options options_;
  const Handler handler_;
  const BodyLimit limit_;
  const int port_;
  MHD_Daemon* daemon_ = nullptr;
  SlowClients clients_;
  std::mutex mutex_;  // guards the three below
  std::condition_variable idle_;
  std::unordered_map<ServedExchange*, std::shared_ptr<ServedExchange>> exchanges_;
  bool stopping_ = false;
};

bool MicroHttpServer::run(int listen_fd) {
  const unsigned flags = MHD_USE_POLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
  const auto limit = [](std::size_t n) { return static_cast<unsigned>(std::min<std::size_t>(n, 1'000'000)); };
  daemon_ = MHD_start_daemon(
      flags, static_cast<std::uint16_t>(port_), nullptr, nullptr, &MicroHttpServer::on_access, this,
      MHD_OPTION_EXTERNAL_LOGGER, &log_library, nullptr, MHD_OPTION_LISTEN_SOCKET, listen_fd,
      MHD_OPTION_CONNECTION_LIMIT, limit(options_.max_connections), MHD_OPTION_PER_IP_CONNECTION_LIMIT,
      limit(options_.max_connections_per_peer), MHD_OPTION_CONNECTION_TIMEOUT,
      static_cast<unsigned>(options_.idle_seconds), MHD_OPTION_CONNECTION_MEMORY_LIMIT,
      options_.max_header_bytes + kReadBufferBytes, MHD_OPTION_STRICT_FOR_CLIENT, 1,
      MHD_OPTION_URI_LOG_CALLBACK, &MicroHttpServer::on_target, this, MHD_OPTION_NOTIFY_COMPLETED,
      &MicroHttpServer::on_completed, this, MHD_OPTION_NOTIFY_CONNECTION, &MicroHttpServer::on_connection,
      this, MHD_OPTION_END);
  return daemon_ != nullptr;
}

void MicroHttpServer::stop() {
  if (daemon_ == nullptr) return;
  const MHD_socket listener = MHD_quiesce_daemon(daemon_);
  if (listener != MHD_INVALID_SOCKET) ::close(listener);
  {
    std::unique_lock lock(mutex_);
    stopping_ = true;
    const auto open = exchanges_;  // shut_down() may not run under our lock: it takes the exchange's
    lock.unlock();
    for (const auto& [_, exchange] : open) exchange->shut_down();
    lock.lock();
    idle_.wait_for(lock, kStopGrace, [this] { return exchanges_.empty(); });
  }
  MHD_stop_daemon(daemon_);
  daemon_ = nullptr;
}

void MicroHttpServer::on_connection(void* self, MHD_Connection* connection, void** ticket,
                                    MHD_ConnectionNotificationCode what) {
  auto* const server = static_cast<MicroHttpServer*>(self);
  try {
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
      const int fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
      *ticket = new SlowClients::Ticket(server->clients_.add(fd));
    } else if (*ticket != nullptr) {
      const std::unique_ptr<SlowClients::Ticket> owned(static_cast<SlowClients::Ticket*>(*ticket));
      *ticket = nullptr;
      server->clients_.remove(*owned);
    }
  } catch (...) {  // out of memory: the connection then lives without a deadline
  }
}

SlowClients::Ticket* MicroHttpServer::ticket_of(MHD_Connection* connection) {
  const auto* const info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return info != nullptr ? static_cast<SlowClients::Ticket*>(info->socket_context) : nullptr;
}

void* MicroHttpServer::on_target(void* self, const char* target, MHD_Connection* connection) {
  auto* const server = static_cast<MicroHttpServer*>(self);
  try {
    auto exchange = std::make_shared<ServedExchange>(connection, server->options_.max_stream_bytes);
    exchange->bad_target = !set_target(target, &exchange->request);
    if (auto* const ticket = server->ticket_of(connection)) server->clients_.expect_request(*ticket);
    ServedExchange* const raw = exchange.get();
    const std::lock_guard lock(server->mutex_);
    if (server->stopping_) raw->shut_down();
    server->exchanges_.emplace(raw, std::move(exchange));
    return raw;
  } catch (...) {
    return nullptr;  // on_access drops the connection
  }
}

void MicroHttpServer::on_completed(void* self, MHD_Connection* connection, void** context,
                                   MHD_RequestTerminationCode) {
  auto* const server = static_cast<MicroHttpServer*>(self);
  auto* const exchange = static_cast<ServedExchange*>(*context);
  if (exchange == nullptr) return;
  *context = nullptr;
  exchange->detach();
  if (auto* const ticket = server->ticket_of(connection)) server->clients_.expect_request(*ticket);
  const std::lock_guard lock(server->mutex_);
  server->exchanges_.erase(exchange);
  if (server->exchanges_.empty()) server->idle_.notify_all();
}

MHD_Result MicroHttpServer::on_access(void* self, MHD_Connection* connection, const char*, const char* method,
                                      const char*, const char* data, std::size_t* size, void** context) {
  auto* const exchange = static_cast<ServedExchange*>(*context);
  if (exchange == nullptr) return MHD_NO;
  try {
    return static_cast<MicroHttpServer*>(self)->access(*exchange, connection, method, data, size) ? MHD_YES
                                                                                                  : MHD_NO;
  } catch (const std::exception& e) {
    log_error("http.request.failed", e.what());
  } catch (...) {
    log_error("http.request.failed", "something that is no exception was thrown");
  }
  return MHD_NO;
}

bool MicroHttpServer::access(ServedExchange& exchange, MHD_Connection* connection, const char* method,
                             const char* data, std::size_t* size) {
  if (!exchange.begun) {
    exchange.begun = true;
    return begin(exchange, connection, method);
  }
  if (*size > 0) {
    const std::string_view bytes(data, *size);
    *size = 0;
    return take_body(exchange, bytes);
  }
  if (auto* const ticket = ticket_of(connection)) clients_.expect_nothing(*ticket);
  return hand_over(exchange);
}

// Looks at the headers. An answer from here saves reading the body.
bool MicroHttpServer::begin(ServedExchange& exchange, MHD_Connection* connection, const char* method) {
  HttpRequest& request = exchange.request;
  request.method = method;
  MHD_get_connection_values_n(connection, MHD_HEADER_KIND, &copy_header, &request.headers);
  const auto* const info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  if (info != nullptr) request.peer = host_of(info->client_addr);

  std::size_t header_bytes = request.path.size() + request.query.size();
  for (const auto& [name, value] : request.headers) header_bytes += name.size() + value.size() + 4;
  if (header_bytes > options_.max_header_bytes)
    return refuse(exchange, 431, "The request's headers are too long.");
  if (exchange.bad_target) return refuse(exchange, 400, "The path is malformed or has a dot segment.");
  const std::string length = request.header("content-length");
  if (!length.empty() && !request.header("transfer-encoding").empty())
    return refuse(exchange, 400, "A request has a Content-Length or a Transfer-Encoding, not both.");

  exchange.body_limit = limit_ ? limit_(request.method, request.path) : 0;
  std::size_t announced = 0;
  std::from_chars(length.data(), length.data() + length.size(), announced);
  if (announced > exchange.body_limit + kReadOnBytes)
    return refuse(exchange, 413, "The request's body is too long.");
  if (announced <= exchange.body_limit) request.body.reserve(announced);
  return true;
}

bool MicroHttpServer::refuse(ServedExchange& exchange, int status, std::string_view detail) {
  exchange.answer(problem_answer(status, detail));
  return exchange.proceed();
}

bool MicroHttpServer::take_body(ServedExchange& exchange, std::string_view bytes) {
  exchange.body_bytes += bytes.size();
  if (exchange.body_bytes > exchange.body_limit) {
    exchange.too_long = true;
    exchange.request.body = {};
    return exchange.body_bytes <= exchange.body_limit + kReadOnBytes;
  }
  exchange.request.body.append(bytes);
  return true;
}

bool MicroHttpServer::hand_over(ServedExchange& exchange) {
  if (!exchange.handed_over) {
    exchange.handed_over = true;
    if (exchange.too_long)
      exchange.answer(problem_answer(413, "The request's body is too long."));
    else
      call_handler(exchange.shared_from_this());
  }
  return exchange.proceed();
}

void MicroHttpServer::call_handler(const std::shared_ptr<ServedExchange>& exchange) {
  const std::shared_ptr<Responder> responder = make_responder(exchange);
  try {
    handler_(std::move(exchange->request), responder);
  } catch (const std::exception& e) {
    log_error("http.handler.failed", e.what());
    responder->send(problem_answer(500, "The request could not be worked on."));
  } catch (...) {
    log_error("http.handler.failed", "something that is no exception was thrown");
    responder->send(problem_answer(500, "The request could not be worked on."));
  }
}

Result<std::unique_ptr<HttpServer>> HttpServer::start(const Options& options, Handler handler,
                                                      BodyLimit limit) {
  int port = 0;
  const Result<int> listener = listen_on(options.address, options.port, &port);
  if (!listener) return tl::unexpected(listener.error());
  auto server = std::make_unique<MicroHttpServer>(options, std::move(handler), std::move(limit), port);
  if (server->run(*listener)) return std::unique_ptr<HttpServer>(std::move(server));
  ::close(*listener);
  return fail(Errc::unavailable, "the HTTP server does not start", options.address);
}

}  // namespace huiyin
