// HTTP over libcurl: one Transfer is one request on one easy handle, Transfers drives many of them at once.
// One thread. Private to daemon/io, and the only place (with transfers.cpp) that knows curl.
//
// A request is never sent twice: curl by itself repeats one whose kept-alive connection died before any byte
// of the answer came, but by then the server may have acted on it. A Transfer forbids that as soon as a byte
// has left.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <poll.h>

#include "daemon/base/http.h"

namespace huiyin {

constexpr std::size_t kMaxAnswerBytes = 16 * 1024 * 1024;  // a longer answer is `broken`
constexpr std::size_t kMaxAnswerHeaderBytes = 256 * 1024;

class EasyHandle {  // a CURL*
 public:
  EasyHandle();
  ~EasyHandle();
  EasyHandle(const EasyHandle&) = delete;
  EasyHandle& operator=(const EasyHandle&) = delete;
  void* get() const { return curl_; }

 private:
  void* const curl_;
};

class Transfer {
 public:
  using Done = std::function<void(HttpReply)>;
  using Chunk = std::function<bool(std::string_view)>;

  // The handle must outlive the transfer. chunk: sees the body of a 2xx answer instead of the reply, without
  // bound.
  Transfer(void* curl, const HttpCall& call, Done done, Chunk chunk = {});
  ~Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  // Why the call cannot be made at all (a line break in a header, ...); empty when it can.
  const std::string& refusal() const { return refusal_; }
  // The reply, given how curl ended. Once.
  HttpReply finish(int curl_code);
  HttpReply abandon(std::string why);  // when it was taken away from curl
  bool has_left() const;               // every byte of the request
  void done(HttpReply reply);

 private:
  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
  static int on_request(void* self, char*, char*, int, int);

  void set_up(const HttpCall& call);
  void set_method(const HttpCall& call);
  void set_headers(const HttpCall& call);
  void add_header(const std::string& line);
  bool take_header(std::string_view line);
  bool take_body(std::string_view bytes);
  bool answered_well() const;  // 2xx
  bool may_have_left() const;  // some byte of the request

  void* const curl_;
  Done done_;
  Chunk chunk_;
  const std::string body_;
  void* header_list_ = nullptr;
  HttpReply reply_;
  std::size_t header_bytes_ = 0;
  bool secure_ = false;
  bool begun_ = false;    // curl had a connection and was about to write
  bool stopped_ = false;  // chunk wanted no more
  std::string refusal_;
  std::string own_error_;  // better words than curl's
  char error_[256] = {};
};

class Transfers {
 public:
  Transfers();
  ~Transfers();  // REQUIRES: close() was called
  // 0 when it could not be started: `done` ran already.
  std::uint64_t start(const HttpCall& call, Transfer::Done done);
  // Ends a transfer whose request has not wholly left; `done` runs now. One that waits for its answer goes
  // on.
  void stop_unsent(std::uint64_t id);
  // Moves every transfer on and runs `done` of the finished. Returns true when there is more to do at once.
  bool step();
  // Waits for curl's sockets and `fds`; their revents are as poll(2) says.
  void wait(std::span<pollfd> fds, int timeout_ms);
  std::size_t size() const;
  // Ends all: each `done` runs; a start() from now on is answered at once.
  void close();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace huiyin
