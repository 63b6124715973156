// A contact centre small enough to see through, and an office that reads it round by round. For tests only.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "adapters/testing.h"

namespace huiyin::testing {

// Calls by session, answered from memory.
struct Centre {
  struct Call {
    std::int64_t start = kNow - 100;
    std::string asr_status = "Complete";
    std::int64_t duration = 30;
    std::int64_t ended = kNow - 60;
    std::string transcript = R"([{"User":"client","Message":"喂","Start":1,"End":2}])";
  };
  std::map<std::string, Call> calls;
  std::function<std::optional<HttpReply>(const std::string& action, const Json& body)> fault;
  std::vector<std::string> log;  // "cdr", "asr s-1"

  std::string cdr(const std::string& session, const Call& c) const {
    JsonWriter w;
    w.object().field("SessionId", session).field("StartTimestamp", c.start).field("EndedTimestamp", c.ended);
    return w.field("Duration", c.duration)
        .field("AsrStatus", c.asr_status)
        .field("Direction", 0)
        .end()
        .take();
  }

  std::string list(const Json& body) const {
    std::string wanted = body.has("SessionIds") ? body.at("SessionIds").dump() : "", all;
    const std::int64_t page = body.integer("PageNumber"), from = body.integer("StartTimeStamp");
    std::int64_t total = 0;
    for (const auto& [session, c] : calls) {
      if (c.start < from || c.start > body.integer("EndTimeStamp")) continue;
      if (!wanted.empty() && wanted.find('"' + session + '"') == std::string::npos) continue;
      if (total / 100 == page) all += (all.empty() ? "" : ",") + cdr(session, c);
      ++total;
    }
    return R"({"Response":{"TotalCount":)" + std::to_string(total) + R"(,"TelCdrList":[)" + all + "]}}";
  }

  HttpReply answer(const HttpCall& call) {
    const std::string action = header_of(call, "X-TC-Action");
    const Json body = Json::parse(call.body);
    log.push_back(action == "DescribeTelCdr" ? "cdr" : "asr " + body.text("SessionId"));
    if (fault)
      if (std::optional<HttpReply> reply = fault(action, body)) return *reply;
    if (action == "DescribeTelCdr") return answered(list(body));
    return answered(R"({"Response":{"AsrDataList":)" + calls.at(body.text("SessionId")).transcript + "}}");
  }
};

struct Office {
  Centre centre;
  CarrierSettings settings = tencent_settings("tencent_ccc");
  std::string cursor;
  std::vector<std::string> kept;  // payloads of the last round
  Done end;

  void round(std::int64_t now = kNow) {
    kept.clear();
    centre.log.clear();
    const auto carrier = find_carrier_kind("tencent_ccc")->make_http(settings);
    const auto exchange = carrier->pull("calls", cursor);
    Step step = exchange->begin(moment(now));
    for (int i = 0; i < 10'000; ++i) {
      if (const auto* call = std::get_if<HttpCall>(&step)) {
        step = exchange->on_reply(centre.answer(*call), moment(now));
      } else if (const auto* keep = std::get_if<Keep>(&step)) {
        kept.push_back(keep->bytes);
        if (!keep->cursor.empty()) cursor = keep->cursor;
        step = exchange->on_kept(moment(now));
      } else {
        end = std::get<Done>(step);
        if (!end.cursor.empty()) cursor = end.cursor;
        return;
      }
    }
    FAIL() << "the round does not end";
  }

  CallRecord only_call() const {
    const auto carrier = find_carrier_kind("tencent_ccc")->make_http(settings);
    return kept.size() == 1 ? carrier->read("call", kept[0]).calls.at(0) : CallRecord{};
  }
};

}  // namespace huiyin::testing
