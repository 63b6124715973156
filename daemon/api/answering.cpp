#include "daemon/api/answering.h"

#include <algorithm>

#include "daemon/api/problems.h"
#include "daemon/base/bytes.h"
#include "daemon/base/metrics.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

bool has_header(const HttpResponse& r, std::string_view name) {
  return std::any_of(r.headers.begin(), r.headers.end(),
                     [&](const auto& h) { return to_lower_ascii(h.first) == name; });
}

const std::string* header_of(const HttpResponse& r, std::string_view name) {
  for (const auto& [key, value] : r.headers)
    if (to_lower_ascii(key) == name) return &value;
  return nullptr;
}

void count_answer(int status, const std::string& operation) {
  counter("huiyin_http_responses_total", "Answers of the API by operation and class of status",
          {{"operation", operation}, {"status", std::to_string(status / 100) + "xx"}})
      .add();
}

class Answering final : public Responder {
 public:
  Answering(std::shared_ptr<Responder> inner, const HttpRequest& q, const Operation* op)
      : inner_(std::move(inner)),
        operation_(op == nullptr ? "none" : op->name),
        tagged_(op != nullptr && q.method == "GET" && starts_with(op->path, "/api/")),
        if_none_match_(q.header("if-none-match")),
        language_(q.header("accept-language")) {}

  void send(HttpResponse r) override {
    if (tagged_ && r.status == 200) tag(&r);
    localize(&r, language_);
    r.headers.emplace_back("X-Content-Type-Options", "nosniff");
    count_answer(r.status, operation_);
    inner_->send(std::move(r));
  }
  std::shared_ptr<HttpStream> stream(HttpResponse head) override {
    count_answer(head.status, operation_);
    return inner_->stream(std::move(head));
  }

 private:
  void tag(HttpResponse* r) const {
    if (!has_header(*r, "etag")) r->headers.emplace_back("ETag", etag_of(r->body));
    if (!has_header(*r, "cache-control")) r->headers.emplace_back("Cache-Control", "private, no-cache");
    if (if_none_match_.empty() || !lists_tag(if_none_match_, *header_of(*r, "etag"))) return;
    r->status = 304;
    r->body.clear();
    r->content_type.clear();
  }

  const std::shared_ptr<Responder> inner_;
  const std::string operation_;
  const bool tagged_;
  const std::string if_none_match_, language_;
};

}  // namespace

std::shared_ptr<Responder> answering(std::shared_ptr<Responder> inner, const HttpRequest& request,
                                     const Operation* operation) {
  return std::make_shared<Answering>(std::move(inner), request, operation);
}

std::string etag_of(std::string_view body) {
  return '"' + to_hex(sha256(body)).substr(0, 32) + '"';
}

bool lists_tag(std::string_view header, std::string_view etag) {
  for (std::string_view one : split(header, ',')) {
    one = trim(one);
    if (one == "*") return true;
    if (starts_with(one, "W/")) one.remove_prefix(2);
    if (one == etag) return true;
  }
  return false;
}

}  // namespace huiyin
