// One request and its answer, between libmicrohttpd's thread and whoever answers it. While the answer is not
// known the connection is parked (suspended), so it costs no thread. Private to daemon/io.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/base/mutex.h"
#include "daemon/io/http_server.h"

struct MHD_Connection;
struct MHD_Response;

namespace huiyin {

// Sets path and query. False for a path that is not ours to serve: not absolute, malformed, or with "." or
// "..".
bool set_target(std::string_view target, HttpRequest* request);

// application/problem+json (RFC 9457). `detail` is for the client to read.
HttpResponse problem_answer(int status, std::string_view detail);

class ServedExchange : public std::enable_shared_from_this<ServedExchange> {
 public:
  ServedExchange(MHD_Connection* connection, std::size_t max_stream_bytes);

  // Web thread only, until the handler has the request.
  HttpRequest request;
  bool bad_target = false;
  bool begun = false;        // the headers were looked at
  bool handed_over = false;  // the handler was called
  bool too_long = false;     // the body is over its limit and no longer kept
  std::size_t body_limit = 0;
  std::size_t body_bytes = 0;  // received, kept or not

  // Web thread. Gives libmicrohttpd the answer, or parks the connection until there is one. False: drop the
  // connection.
  bool proceed();
  // Web thread. The connection is gone or goes on with its next request.
  void detach();

  // Any thread. The first answer counts; later ones do nothing.
  void answer(HttpResponse response);
  // Null when it is answered already.
  std::shared_ptr<HttpStream> answer_stream(HttpResponse head);
  bool write(std::string_view bytes);
  void close_stream();
  // The server stops: an open stream ends, no answer means 503, and nothing parks any more.
  void shut_down();

 private:
  static ssize_t read_stream(void* self, std::uint64_t position, char* buffer, std::size_t max);
  static void release(void* self);

  bool queue(MHD_Connection* connection, HttpResponse ready, bool streaming) EXCLUDES(mutex_);
  MHD_Response* make_response(HttpResponse answer, bool streaming);
  ssize_t take_stream_bytes(char* buffer, std::size_t max);
  void unpark() ON_ROLE(mutex_);  // that is: with it held

  const std::size_t max_stream_bytes_;
  Mutex mutex_;
  MHD_Connection* connection_ GUARDED_BY(mutex_);  // null when it is over
  bool parked_ GUARDED_BY(mutex_) = false;
  bool stopping_ GUARDED_BY(mutex_) = false;
  bool answered_ GUARDED_BY(mutex_) = false;
  bool streaming_ GUARDED_BY(mutex_) = false;
  bool stream_closed_ GUARDED_BY(mutex_) = false;
  bool stream_overran_ GUARDED_BY(mutex_) = false;
  std::optional<HttpResponse> answer_ GUARDED_BY(mutex_);  // until libmicrohttpd has it
  std::string unread_ GUARDED_BY(mutex_);                  // of the stream
};

std::shared_ptr<Responder> make_responder(std::shared_ptr<ServedExchange> exchange);

}  // namespace huiyin
