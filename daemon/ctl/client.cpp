#include "daemon/ctl/client.h"

#include <chrono>

#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"
#include "daemon/base/text.h"
#include "daemon/ctl/exit.h"
#include "daemon/ctl/terminal.h"
#include "daemon/io/http_client.h"

namespace huiyin {
namespace {

constexpr Millis kUploadTimeout{600'000};

bool is_problem(const HttpReply& reply) {
  return starts_with(reply.header("content-type"), "application/problem+json");
}

}  // namespace

Client::Client(Endpoints where, Language language) : Client(std::move(where), language, fetch_blocking) {}

Client::Client(Endpoints where, Language language, Fetch fetch)
    : where_(std::move(where)), language_(language), fetch_(std::move(fetch)) {}

Json Client::get(const std::string& path, Millis timeout) {
  HttpCall c = call("GET", path);
  c.timeout = timeout;
  return answer_of(fetch_(c));
}

Json Client::command(std::string_view name, const std::string& arguments, const std::string& key) {
  const HttpCall c = command_call(name, arguments, key);
  const HttpReply reply = fetch_(c);
  if (reply.transport == Transport::broken && !key.empty()) return answer_of(fetch_(c));
  return answer_of(reply);
}

Json Client::post(const std::string& path, std::string body) {
  HttpCall c = call("POST", path, std::move(body));
  c.headers.emplace_back("Content-Type", "application/json");
  return answer_of(fetch_(c));
}

Json Client::upload(std::string bytes) {
  HttpCall c = call("POST", "/api/v1/uploads", std::move(bytes));
  c.headers.emplace_back("Content-Type", "application/octet-stream");
  c.timeout = kUploadTimeout;
  return answer_of(fetch_(c));
}

HttpCall Client::call(std::string method, const std::string& path, std::string body) const {
  HttpCall c;
  c.method = std::move(method);
  c.url = where_.api + path;
  c.headers = {{"Authorization", "Bearer " + where_.token}, {"Accept", "application/json"}};
  c.body = std::move(body);
  c.timeout = Millis(60'000);
  return c;
}

std::string Client::download(const std::string& path, Millis timeout) {
  HttpCall c = call("GET", path);
  c.timeout = timeout;
  const HttpReply reply = fetch_(c);
  if (reply.transport != Transport::answered || reply.status < 200 || reply.status > 299) fail_with(reply);
  return reply.body;
}

HttpCall Client::command_call(std::string_view name, const std::string& arguments,
                              const std::string& key) const {
  HttpCall c = call("POST", "/api/v1/commands/" + percent_encode(name), arguments);
  c.headers.emplace_back("Content-Type", "application/json");
  if (!key.empty()) c.headers.emplace_back("Idempotency-Key", key);
  return c;
}

Json Client::answer_of(const HttpReply& reply) const {
  if (reply.transport != Transport::answered || reply.status < 200 || reply.status > 299) fail_with(reply);
  auto json = Json::try_parse(reply.body);
  if (!json)
    throw CtlError(Exit::unreachable,
                   tell(language_, Msg::odd_answer, {where_.api, std::to_string(reply.status)}));
  return *json;
}

void Client::fail_with(const HttpReply& reply) const {
  if (reply.transport == Transport::not_sent)
    throw CtlError(Exit::unreachable, tell(language_, Msg::cannot_reach, {where_.api, reply.error}));
  if (reply.transport == Transport::broken)
    throw CtlError(Exit::unreachable, tell(language_, Msg::answer_lost, {where_.api, reply.error}));
  const std::string status = std::to_string(reply.status);
  const auto told = Json::try_parse(reply.body);
  if (!is_problem(reply) || !told || !told->is_object())
    throw CtlError(Exit::unreachable, tell(language_, Msg::odd_answer, {where_.api, status}));
  std::string detail, title;
  try {
    detail = printable(told->text_or("detail", ""));
    title = printable(told->text_or("title", ""));
  } catch (const BadInput&) {  // a problem of another kind of server: its status has to do
  }
  std::string text = tell(language_, Msg::refused, {status + " " + title, detail});
  if (reply.status == 401) text += ". " + tell(language_, Msg::hint_token, {where_.token_file});
  if (reply.status == 503) text += ". " + tell(language_, Msg::hint_busy);
  if (reply.status == 405) text += ". " + tell(language_, Msg::hint_version);
  throw CtlError(Exit::refused, text, told->dump());
}

std::string new_key() {
  const auto now = std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now());
  return "ctl-" + uuid7(to_ms(now));
}

}  // namespace huiyin
