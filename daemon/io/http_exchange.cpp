#include "daemon/io/http_exchange.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <microhttpd.h>

#include "daemon/base/json.h"
#include "daemon/base/log.h"

namespace huiyin {
namespace {

class ExchangeStream final : public HttpStream {
 public:
  explicit ExchangeStream(std::shared_ptr<ServedExchange> exchange) : exchange_(std::move(exchange)) {}
  ~ExchangeStream() override { exchange_->close_stream(); }
  bool write(std::string_view bytes) override { return exchange_->write(bytes); }
  void close() override { exchange_->close_stream(); }

 private:
  const std::shared_ptr<ServedExchange> exchange_;
};

class ClosedStream final : public HttpStream {
 public:
  bool write(std::string_view) override { return false; }
  void close() override {}
};

class ExchangeResponder final : public Responder {
 public:
  explicit ExchangeResponder(std::shared_ptr<ServedExchange> exchange) : exchange_(std::move(exchange)) {}
  ~ExchangeResponder() override {
    exchange_->answer(problem_answer(503, "The request was not answered; try again later."));
  }
  void send(HttpResponse response) override { exchange_->answer(std::move(response)); }
  std::shared_ptr<HttpStream> stream(HttpResponse head) override {
    return exchange_->answer_stream(std::move(head));
  }

 private:
  const std::shared_ptr<ServedExchange> exchange_;
};

void add_header(MHD_Response* response, const std::string& name, const std::string& value) {
  if (MHD_add_response_header(response, name.c_str(), value.c_str()) == MHD_YES) return;
  log_error("http.answer.header", "an answer's header has characters that HTTP forbids and was left out",
            {{"header", name}});
}

}  // namespace

HttpResponse problem_answer(int status, std::string_view detail) {
  const char* const title = MHD_get_reason_phrase_for(static_cast<unsigned>(status));
  JsonWriter json;
  json.object()
      .field("type", "about:blank")
      .field("title", title)
      .field("status", status)
      .field("detail", detail)
      .end();
  HttpResponse answer;
  answer.status = status;
  answer.content_type = "application/problem+json";
  answer.body = json.take();
  return answer;
}

std::shared_ptr<Responder> make_responder(std::shared_ptr<ServedExchange> exchange) {
  return std::make_shared<ExchangeResponder>(std::move(exchange));
}

ServedExchange::ServedExchange(MHD_Connection* connection, std::size_t max_stream_bytes)
    : max_stream_bytes_(max_stream_bytes), connection_(connection) {}

bool ServedExchange::proceed() {
  HttpResponse ready;
  MHD_Connection* connection = nullptr;
  bool streaming = false;
  {
    Lock lock(mutex_);
    if (!answered_ && stopping_) {
      answer_ = problem_answer(503, "The service is stopping.");
      answered_ = true;
    }
    if (!answer_) {
      if (answered_) return false;  // libmicrohttpd asks again though it has the answer: never seen
      parked_ = true;
      MHD_suspend_connection(connection_);
      return true;
    }
    ready = *std::exchange(answer_, std::nullopt);
    connection = connection_;  // stays ours: only this thread detaches
    streaming = streaming_;
  }
  return queue(connection, std::move(ready), streaming);
}

// Without our lock: libmicrohttpd takes a response's own, and holds that one when it asks us for a stream's
// bytes.
bool ServedExchange::queue(MHD_Connection* connection, HttpResponse ready, bool streaming) {
  const auto status = static_cast<unsigned>(ready.status);
  MHD_Response* const response = make_response(std::move(ready), streaming);
  if (response == nullptr) return false;
  const bool queued = MHD_queue_response(connection, status, response) == MHD_YES;
  MHD_destroy_response(response);
  return queued;
}

void ServedExchange::detach() {
  Lock lock(mutex_);
  connection_ = nullptr;
  parked_ = false;
  unread_ = {};
}

void ServedExchange::answer(HttpResponse response) {
  Lock lock(mutex_);
  if (answered_) return;
  answered_ = true;
  answer_ = std::move(response);
  unpark();
}

std::shared_ptr<HttpStream> ServedExchange::answer_stream(HttpResponse head) {
  Lock lock(mutex_);
  if (answered_) return std::make_shared<ClosedStream>();
  answered_ = true;
  streaming_ = true;
  answer_ = std::move(head);
  unpark();
  return std::make_shared<ExchangeStream>(shared_from_this());
}

bool ServedExchange::write(std::string_view bytes) {
  Lock lock(mutex_);
  if (connection_ == nullptr || stream_closed_) return false;
  if (unread_.size() + bytes.size() > max_stream_bytes_) {
    stream_closed_ = stream_overran_ = true;
    unread_ = {};
    unpark();
    return false;
  }
  unread_.append(bytes);
  unpark();
  return true;
}

void ServedExchange::close_stream() {
  Lock lock(mutex_);
  if (stream_closed_) return;
  stream_closed_ = true;
  unpark();
}

void ServedExchange::shut_down() {
  Lock lock(mutex_);
  stopping_ = true;
  if (streaming_) stream_closed_ = true;
  unpark();
}

void ServedExchange::unpark() {
  if (!parked_) return;
  parked_ = false;
  MHD_resume_connection(connection_);
}

MHD_Response* ServedExchange::make_response(HttpResponse answer, bool streaming) {
  MHD_Response* response = nullptr;
  if (streaming) {
    auto* const self = new std::shared_ptr<ServedExchange>(shared_from_this());
    response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 16 * 1024, &ServedExchange::read_stream,
                                                 self, &ServedExchange::release);
    if (response == nullptr) delete self;
  } else {
    auto* const body = new std::string(std::move(answer.body));
    const auto free_body = [](void* p) { delete static_cast<std::string*>(p); };
    response =
        MHD_create_response_from_buffer_with_free_callback_cls(body->size(), body->data(), free_body, body);
    if (response == nullptr) delete body;
  }
  if (response == nullptr) return nullptr;
  if (!answer.content_type.empty()) add_header(response, "Content-Type", answer.content_type);
  for (const auto& [name, value] : answer.headers) add_header(response, name, value);
  return response;
}

ssize_t ServedExchange::read_stream(void* self, std::uint64_t, char* buffer, std::size_t max) {
  return (*static_cast<std::shared_ptr<ServedExchange>*>(self))->take_stream_bytes(buffer, max);
}

void ServedExchange::release(void* self) {
  delete static_cast<std::shared_ptr<ServedExchange>*>(self);
}

ssize_t ServedExchange::take_stream_bytes(char* buffer, std::size_t max) {
  Lock lock(mutex_);
  if (stream_overran_ || connection_ == nullptr) return MHD_CONTENT_READER_END_WITH_ERROR;
  if (!unread_.empty()) {
    const std::size_t n = std::min(max, unread_.size());
    std::memcpy(buffer, unread_.data(), n);
    unread_.erase(0, n);
    return static_cast<ssize_t>(n);
  }
  if (stream_closed_ || stopping_) return MHD_CONTENT_READER_END_OF_STREAM;
  parked_ = true;
  MHD_suspend_connection(connection_);
  return 0;
}

}  // namespace huiyin
