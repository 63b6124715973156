// HttpServer: libmicrohttpd in its poll mode (its epoll mode stalls at 128 connections) behind a small
// interface. One thread of its own, the web role; it owns every connection. Handlers run there and must not
// block: they answer at once, or keep the Responder and answer later from any thread.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "daemon/base/http.h"
#include "daemon/base/result.h"

namespace huiyin {

struct HttpRequest {
  std::string method, path, query;  // path is percent-decoded and has no ".."; query as it came
  Headers headers;                  // names in lower case
  std::string body;                 // whole; bounded by the route's limit
  std::string peer;                 // "127.0.0.1"
  std::string header(std::string_view lower_case_name) const;
  std::string parameter(std::string_view name) const;  // decoded; empty when absent
  bool has_parameter(std::string_view name) const;
};

struct HttpResponse {
  int status = 200;
  Headers headers;
  std::string body;
  std::string content_type = "application/json";
};

// A body that is written as it becomes known (Server-Sent Events). Any thread.
class HttpStream {
 public:
  virtual ~HttpStream() = default;
  // False when the peer is gone or more than Options::max_stream_bytes wait unread: the stream is then
  // closed. A peer that went away is noticed at the latest by the write after the next, so a quiet stream
  // needs a heartbeat.
  virtual bool write(std::string_view bytes) = 0;
  virtual void close() = 0;
};

// Answers one request, once. Any thread. Dropping it unanswered answers 503.
class Responder {
 public:
  virtual ~Responder() = default;
  virtual void send(HttpResponse response) = 0;
  virtual std::shared_ptr<HttpStream> stream(HttpResponse head) = 0;
};

class HttpServer {
 public:
  struct Options {
    std::string address = "127.0.0.1";
    int port = 0;  // 0: any free one; see port()
    std::size_t max_connections = 512;
    std::size_t max_connections_per_peer = 256;
    int idle_seconds =
        60;  // a silent connection is closed; one that trickles has twice as long for a request
    std::size_t max_header_bytes = 32 * 1024;
    std::size_t max_stream_bytes =
        1024 * 1024;  // that may wait unread in a stream; beyond it the stream is closed
  };
  using Handler = std::function<void(HttpRequest request, std::shared_ptr<Responder> responder)>;
  // How many body bytes a request to this path may have; asked before the body is read. 413 beyond it.
  using BodyLimit = std::function<std::size_t(std::string_view method, std::string_view path)>;

  static Result<std::unique_ptr<HttpServer>> start(const Options& options, Handler handler, BodyLimit limit);
  virtual ~HttpServer() = default;  // stops: open streams end, running requests get 503
  virtual int port() const = 0;
  virtual std::size_t connections() const = 0;
};

}  // namespace huiyin
