#include "adapters/twilio/api.h"

#include <algorithm>

#include "daemon/base/bytes.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

using namespace std::chrono_literals;

struct Class {
  Verdict verdict;
  Hold hold = Hold::none;
  Millis wait{0};
  bool opted_out = false;
};

constexpr Class kMend{Verdict::not_sent, Hold::stopped};
constexpr Class kRefused{Verdict::refused};

struct Entry {
  std::int64_t code;
  Class meaning;
};

constexpr Entry kCodes[] = {
    {20003, kMend},                                     // authentication
    {20404, kMend},                                     // no such account
    {20429, {Verdict::not_sent, Hold::account, 1s}},    // never processed
    {14107, {Verdict::not_sent, Hold::account, 1s}},    // rate of the sender
    {21606, kMend},                                     // sender is not ours or can't send
    {21608, kMend},                                     // trial account
    {21610, {Verdict::refused, Hold::none, 0s, true}},  // the person sent STOP
    {21611, {Verdict::not_sent, Hold::account, 10s}},   // the sender's queue is full
    {21211, kRefused},
    {21612, kRefused},
    {21614, kRefused},
    {20500, {Verdict::unknown}},
    {20503, {Verdict::unknown}},
};

std::string_view authority_of(std::string_view url) {
  const std::size_t begin = url.find("//") + 2;
  return url.substr(begin, url.find_first_of("/?", begin) - begin);
}

// The same address with the standard port written out, or with its port taken away.
std::string other_port_form(std::string_view url) {
  const std::string_view authority = authority_of(url);
  const std::size_t at = url.find("//") + 2;
  const std::size_t colon = authority.rfind(':');
  const bool has_port = colon != std::string_view::npos && authority.back() != ']';
  std::string out(url);
  if (has_port)
    out.erase(at + colon, authority.size() - colon);
  else
    out.insert(at + authority.size(), starts_with(url, "https:") ? ":443" : ":80");
  return out;
}

}  // namespace

TwilioApi::TwilioApi(const CarrierSettings& settings)
    : endpoint_(read_endpoint(settings.text("endpoint"), "endpoint")),
      account_(needed_token(settings, "account_sid")),
      base_("/2010-04-01/Accounts/" + percent_encode(account_)),
      auth_token_(needed_secret(settings, "auth_token")),
      authorization_([&] {
        const std::string key = optional_token(settings, "key_sid");
        const Secret pair(key.empty() ? account_ + ":" + auth_token_.reveal()
                                      : key + ":" + needed_secret(settings, "key_secret").reveal());
        return Secret("Basic " + to_base64(pair.reveal()));
      }()),
      timeout_(read_timeout(settings)) {}

HttpCall TwilioApi::call(std::string method, std::string path) const {
  HttpCall out;
  out.method = std::move(method);
  out.url = endpoint_.url + std::move(path);
  out.headers = {{"Authorization", authorization_.reveal()}, {"Accept", "application/json"}};
  out.timeout = timeout_;
  return out;
}

HttpCall TwilioApi::post(std::string_view resource, const Parameters& form) const {
  HttpCall out = call("POST", base_ + std::string(resource));
  out.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  out.body = join_parameters(form, percent_encode);
  return out;
}

HttpCall TwilioApi::get(std::string_view resource, const Parameters& query) const {
  std::string path = base_ + std::string(resource);
  if (!query.empty()) path += "?" + join_parameters(query, percent_encode);
  return call("GET", std::move(path));
}

HttpCall TwilioApi::page(std::string_view uri) const {
  const bool printable = std::all_of(uri.begin(), uri.end(), [](char c) { return c > 0x20 && c < 0x7f; });
  if (!printable || !starts_with(uri, base_ + "/"))
    throw BadInput("/next_page_uri", "leads out of this account");
  return call("GET", std::string(uri));
}

TwilioAnswer TwilioApi::open(const HttpReply& reply) const {
  TwilioAnswer answer;
  const std::optional<Outcome> decided = decided_by_status(reply);
  const bool good = reply.transport == Transport::answered && reply.status / 100 == 2;
  if (reply.transport != Transport::answered || reply.body.empty()) {
    answer.fault = decided.value_or(unknown_outcome("empty answer"));
    return answer;
  }
  try {
    const Json body = Json::parse(reply.body);
    if (!body.is_object()) throw BadInput("", "is no object");
    if (good) {
      answer.body = body;
      return answer;
    }
    const Secret* const secrets[] = {&auth_token_};
    const std::int64_t code = body.integer("code");
    answer.fault = classify_twilio_error(code, reply.status);
    if (decided && decided->wait > answer.fault.wait) answer.fault.wait = decided->wait;
    answer.fault.code = std::to_string(code);
    answer.fault.words = carrier_words(body.text_or("message", ""), secrets);
  } catch (const BadInput& e) {
    answer.fault = good ? unreadable_answer(e) : decided.value_or(unreadable_answer(e));
  }
  return answer;
}

Outcome classify_twilio_error(std::int64_t code, int status) {
  Outcome outcome;
  const auto known =
      std::find_if(std::begin(kCodes), std::end(kCodes), [&](const Entry& e) { return e.code == code; });
  Class meaning{Verdict::unknown};
  if (known != std::end(kCodes))
    meaning = known->meaning;
  else if (status == 429)
    meaning = {Verdict::not_sent, Hold::account, 1s};
  else if (status == 400)
    meaning = kRefused;  // something about this one message
  else if (status == 401 || status == 403 || status == 404)
    meaning = kMend;
  if (status >= 500) meaning = {Verdict::unknown};
  outcome.verdict = meaning.verdict;
  outcome.hold = meaning.hold;
  outcome.wait = meaning.wait;
  outcome.opted_out = meaning.opted_out;
  return outcome;
}

std::string twilio_signature(std::string_view url, const Parameters& form, const Secret& auth_token) {
  Parameters sorted = form;
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  std::string all(url);
  for (const auto& [name, value] : sorted) all += name + value;
  return to_base64(hmac_sha1(auth_token.reveal(), all));
}

bool twilio_signature_is_right(std::string_view url, const Parameters& form, std::string_view signature,
                               const Secret& auth_token) {
  if (url.find("//") == std::string_view::npos || signature.empty()) return false;
  const bool as_told = equal_in_constant_time(twilio_signature(url, form, auth_token), signature);
  const bool other =
      equal_in_constant_time(twilio_signature(other_port_form(url), form, auth_token), signature);
  return as_told || other;
}

}  // namespace huiyin
