#include "daemon/intake/pushes.h"

#include "daemon/base/log.h"
#include "daemon/base/metrics.h"
#include "daemon/base/thread_role.h"

namespace huiyin {
namespace {

constexpr std::string_view kRetryAfterSeconds = "5";

HttpResponse respond(int status, std::string content_type, std::string body) {
  HttpResponse response;
  response.status = status;
  response.content_type = std::move(content_type);
  response.body = std::move(body);
  return response;
}

HttpResponse refuse(std::string_view account, const PushAnswer& judged) {
  static Counter& refused = counter("huiyin_push_refused_total", "Pushes that were not genuine");
  refused.add();
  log_warn("intake.push.refused", "a push was not genuine; nothing of it is kept",
           {{"account", account}, {"why", judged.why}});
  return respond(judged.status >= 400 ? judged.status : 401, judged.content_type, judged.body);
}

HttpResponse try_again(std::string_view account, const Error& error) {
  log_error("intake.push.not_kept", "a push could not be kept; the carrier is asked to try again",
            {{"account", account}, {"why", error.text()}});
  HttpResponse response = respond(503, "text/plain", "not kept, try again\n");
  response.headers.emplace_back("Retry-After", kRetryAfterSeconds);
  return response;
}

PushAnswer judge(const HttpCarrier& carrier, const PushRequest& request) {
  try {
    return carrier.on_push(request);
  } catch (const std::exception&) {  // our bug: the carrier keeps the push until it is mended
    PushAnswer broken;
    broken.status = 500;
    broken.why = "the adapter threw";
    return broken;
  }
}

}  // namespace

Pushes::Pushes(Keeper& keeper, Executor& where) : keeper_(keeper), where_(where) {}

void Pushes::add(const std::string& account, const HttpCarrier* carrier, std::int64_t carrier_id) {
  doors_[account] = {carrier, carrier_id};
}

void Pushes::take(std::string_view account, const PushRequest& request, Answer answer) const {
  const auto door = doors_.find(account);
  if (door == doors_.end()) return answer(respond(404, "text/plain", "not found\n"));
  const PushAnswer judged = judge(*door->second.carrier, request);
  if (!judged.genuine) return answer(refuse(account, judged));
  keeper_.keep_pushed(door->second.carrier_id, judged.kind, request.body, where_,
                      [name = door->first, judged, answer = std::move(answer)](const Result<Kept>& kept) {
                        if (!kept) return answer(try_again(name, kept.error()));
                        answer(respond(judged.status, judged.content_type, judged.body));
                      });
}

}  // namespace huiyin
