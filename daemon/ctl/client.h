// Client: huiyinctl's side of the REST API. Every failure is a CtlError that says what failed and what to do.
// One thread.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "daemon/base/http.h"
#include "daemon/base/json.h"
#include "daemon/ctl/endpoints.h"

namespace huiyin {

class Client {
 public:
  using Fetch = std::function<HttpReply(const HttpCall&)>;

  Client(Endpoints where, Language language);
  Client(Endpoints where, Language language, Fetch fetch);  // for tests

  // path: "/api/v1/status", with its query.
  Json get(const std::string& path, Millis timeout = Millis(60'000));
  Json post(const std::string& path, std::string body);  // once: what was seen was seen
  // With a key an answer that was lost is asked for once more: the daemon does a key's work once.
  Json command(std::string_view name, const std::string& arguments, const std::string& key = {});
  Json upload(std::string bytes);
  std::string download(const std::string& path, Millis timeout = Millis(300'000));  // what need not be JSON

  // For those who carry it themselves (streams, many at once).
  HttpCall call(std::string method, const std::string& path, std::string body = {}) const;
  HttpCall command_call(std::string_view name, const std::string& arguments,
                        const std::string& key = {}) const;
  Json answer_of(const HttpReply& reply) const;
  [[noreturn]] void fail_with(const HttpReply& reply) const;

  const Endpoints& where() const { return where_; }

 private:
  const Endpoints where_;
  const Language language_;
  const Fetch fetch_;
};

// A new idempotency key.
std::string new_key();

}  // namespace huiyin
