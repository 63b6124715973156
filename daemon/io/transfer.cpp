#include <algorithm>
#include <cctype>
#include <climits>
#include <csignal>
#include <cstring>
#include <new>
#include <stdexcept>

#include <curl/curl.h>

#include "daemon/base/text.h"
#include "daemon/io/transfers.h"

namespace huiyin {
namespace {

constexpr long kConnectTimeoutMs = 10'000;
// Idle connections older than this are not used again: many servers close theirs after 30-75 s, and a request
// that meets the closing leaves its outcome in doubt.
constexpr long kMaxIdleSeconds = 25;

bool is_token(std::string_view s) {
  static constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !s.empty() && std::all_of(s.begin(), s.end(), [](unsigned char c) {
    return (c < 0x80 && std::isalnum(c)) || kMarks.find(static_cast<char>(c)) != std::string_view::npos;
  });
}

bool has_control(std::string_view s) {
  return std::any_of(s.begin(), s.end(),
                     [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; });
}

bool is_loopback(std::string_view url) {
  const std::size_t slashes = url.find("://");
  if (slashes == std::string_view::npos) return false;
  const std::string_view rest = url.substr(slashes + 3);
  return starts_with(rest, "127.") || starts_with(rest, "[::1]") || starts_with(rest, "localhost");
}

void start_curl_once() {
  static const CURLcode started = [] {
    std::signal(SIGPIPE, SIG_IGN);  // with CURLOPT_NOSIGNAL this is left to us
    return curl_global_init(CURL_GLOBAL_DEFAULT);
  }();
  if (started != CURLE_OK) throw std::runtime_error("libcurl does not start");
}

template <typename Value>
void set(void* curl, CURLoption option, Value value) {
  const CURLcode code = curl_easy_setopt(curl, option, value);
  if (code == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
  if (code != CURLE_OK) throw std::logic_error("libcurl refuses option " + std::to_string(option));
}

}  // namespace

EasyHandle::EasyHandle() : curl_((start_curl_once(), curl_easy_init())) {
  if (curl_ == nullptr) throw std::bad_alloc();
}

EasyHandle::~EasyHandle() {
  curl_easy_cleanup(curl_);
}

Transfer::Transfer(void* curl, const HttpCall& call, Done done, Chunk chunk)
    : curl_(curl), done_(std::move(done)), chunk_(std::move(chunk)), body_(call.body) {
  if (!is_token(call.method)) refusal_ = "the method is not an HTTP token";
  for (const auto& [name, value] : call.headers) {
    if (!is_token(name)) refusal_ = "a header's name is not an HTTP token";
    if (has_control(value)) refusal_ = "header " + name + " has a control character";
  }
  if (has_control(call.url)) refusal_ = "the address has a control character";
  if (refusal_.empty()) set_up(call);
}

Transfer::~Transfer() {
  curl_easy_reset(curl_);  // it pointed to our members
  curl_slist_free_all(static_cast<curl_slist*>(header_list_));
}

void Transfer::set_up(const HttpCall& call) {
  curl_easy_reset(curl_);
  const auto timeout = static_cast<long>(std::clamp<std::int64_t>(call.timeout.count(), 1, INT_MAX));
  set(curl_, CURLOPT_URL, call.url.c_str());
  set(curl_, CURLOPT_TIMEOUT_MS, timeout);
  set(curl_, CURLOPT_CONNECTTIMEOUT_MS, std::min(timeout, kConnectTimeoutMs));
  set(curl_, CURLOPT_PROTOCOLS_STR, "http,https");
  set(curl_, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  set(curl_, CURLOPT_FOLLOWLOCATION, 0L);
  const bool pinned = !call.pinned_key.empty();
  set(curl_, CURLOPT_PINNEDPUBLICKEY, pinned ? call.pinned_key.c_str() : nullptr);
  set(curl_, CURLOPT_SSL_VERIFYPEER, pinned ? 0L : 1L);
  set(curl_, CURLOPT_SSL_VERIFYHOST, pinned ? 0L : 2L);
  set(curl_, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
  set(curl_, CURLOPT_NOSIGNAL, 1L);
  set(curl_, CURLOPT_TCP_NODELAY, 1L);
  set(curl_, CURLOPT_TCP_KEEPALIVE, 1L);
  set(curl_, CURLOPT_MAXAGE_CONN, kMaxIdleSeconds);
  set(curl_, CURLOPT_USERAGENT, "huiyin");
  set(curl_, CURLOPT_ERRORBUFFER, error_);
  set(curl_, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  set(curl_, CURLOPT_HEADERDATA, this);
  set(curl_, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  set(curl_, CURLOPT_WRITEDATA, this);
  set(curl_, CURLOPT_PREREQFUNCTION, &Transfer::on_request);
  set(curl_, CURLOPT_PREREQDATA, this);
  secure_ = starts_with(to_lower_ascii(call.url), "https:");
  if (is_loopback(call.url))
    set(curl_, CURLOPT_PROXY, "");  // else the environment decides (https_proxy, no_proxy)
  set_method(call);
  set_headers(call);
}

void Transfer::set_method(const HttpCall& call) {
  const bool sends =
      !body_.empty() || call.method == "POST" || call.method == "PUT" || call.method == "PATCH";
  if (sends) {
    set(curl_, CURLOPT_POST, 1L);
    set(curl_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body_.size()));
    set(curl_, CURLOPT_POSTFIELDS, body_.data());
  } else if (call.method == "HEAD") {
    set(curl_, CURLOPT_NOBODY, 1L);
  } else {
    set(curl_, CURLOPT_HTTPGET, 1L);
  }
  if (call.method != "HEAD") set(curl_, CURLOPT_CUSTOMREQUEST, call.method.c_str());
}

void Transfer::set_headers(const HttpCall& call) {
  bool has_type = false;
  for (const auto& [name, value] : call.headers) {
    const std::string lower = to_lower_ascii(name);
    if (lower == "content-length" || lower == "transfer-encoding" || lower == "expect") continue;
    has_type = has_type || lower == "content-type";
    add_header(value.empty() ? name + ";"
                             : name + ": " + value);  // "Name;" is curl's way to say an empty value
  }
  if (!has_type) add_header("Content-Type:");  // no made-up form type
  add_header("Expect:");                       // the whole request goes out at once
  set(curl_, CURLOPT_HTTPHEADER, static_cast<curl_slist*>(header_list_));
}

void Transfer::add_header(const std::string& line) {
  curl_slist* const longer = curl_slist_append(static_cast<curl_slist*>(header_list_), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  header_list_ = longer;
}

std::size_t Transfer::on_header(char* data, std::size_t size, std::size_t count, void* self) {
  try {
    return static_cast<Transfer*>(self)->take_header({data, size * count}) ? size * count : 0;
  } catch (...) {
    return 0;
  }
}

std::size_t Transfer::on_body(char* data, std::size_t size, std::size_t count, void* self) {
  auto* const transfer = static_cast<Transfer*>(self);
  try {
    return transfer->take_body({data, size * count}) ? size * count : 0;
  } catch (...) {
    return 0;
  }
}

int Transfer::on_request(void* self, char*, char*, int, int) {
  auto* const transfer = static_cast<Transfer*>(self);
  if (transfer->may_have_left()) return CURL_PREREQFUNC_ABORT;
  transfer->begun_ = true;
  return CURL_PREREQFUNC_OK;
}

bool Transfer::take_header(std::string_view line) {
  if (starts_with(line, "HTTP/")) {  // a status line: what a "100 Continue" said before does not count
    reply_.headers.clear();
    return true;
  }
  header_bytes_ += line.size();
  if (header_bytes_ > kMaxAnswerHeaderBytes) {
    own_error_ = "the answer's headers are too long";
    return false;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return true;
  reply_.headers.emplace_back(to_lower_ascii(line.substr(0, colon)),
                              std::string(trim(line.substr(colon + 1))));
  return true;
}

bool Transfer::take_body(std::string_view bytes) {
  if (chunk_ && answered_well()) {
    stopped_ = !chunk_(bytes);
    return !stopped_;
  }
  if (reply_.body.size() + bytes.size() > kMaxAnswerBytes) {
    own_error_ = "the answer is longer than 16 MiB";
    return false;
  }
  reply_.body.append(bytes);
  return true;
}

bool Transfer::answered_well() const {
  long status = 0;
  curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &status);
  return status >= 200 && status < 300;
}

// Over TLS a record may be on its way though curl has not counted it yet, so there `begun` decides alone.
bool Transfer::may_have_left() const {
  long sent = 0;
  curl_easy_getinfo(curl_, CURLINFO_REQUEST_SIZE, &sent);
  return begun_ && (secure_ || sent > 0);
}

bool Transfer::has_left() const {
  curl_off_t body = 0;
  curl_easy_getinfo(curl_, CURLINFO_SIZE_UPLOAD_T, &body);
  return may_have_left() && body >= static_cast<curl_off_t>(body_.size());
}

HttpReply Transfer::finish(int curl_code) {
  long status = 0;
  curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &status);
  reply_.status = static_cast<int>(status);
  if ((curl_code == CURLE_OK || stopped_) && status >= 200) {
    reply_.transport = Transport::answered;
    return std::move(reply_);
  }
  reply_.transport = may_have_left() ? Transport::broken : Transport::not_sent;
  if (curl_code == CURLE_ABORTED_BY_CALLBACK && begun_)
    reply_.error = "the connection was lost after the request had left; it was not sent again";
  else if (!own_error_.empty())
    reply_.error = own_error_;
  else
    reply_.error = error_[0] != '\0' ? error_ : curl_easy_strerror(static_cast<CURLcode>(curl_code));
  return std::move(reply_);
}

HttpReply Transfer::abandon(std::string why) {
  HttpReply reply;
  reply.transport = may_have_left() ? Transport::broken : Transport::not_sent;
  reply.error = std::move(why);
  return reply;
}

void Transfer::done(HttpReply reply) {
  if (done_) std::exchange(done_, nullptr)(std::move(reply));
}

}  // namespace huiyin
