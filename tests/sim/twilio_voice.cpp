// Twilio's voice half: recordings and calls of the account, calls to people (whose words are read out), and
// Voice Intelligence's transcripts with their sentences.
#include <algorithm>
#include <cstdio>

#include "daemon/base/bytes.h"
#include "daemon/base/text.h"
#include "tests/sim/faces.h"
#include "tests/sim/verify_clouds.h"

namespace huiyin::sim {
namespace {

constexpr std::size_t kAll = 1'000'000;

std::string named(const char* kind, std::uint64_t seq) {
  char text[40];
  std::snprintf(text, sizeof text, "%s%032llx", kind, static_cast<unsigned long long>(seq));
  return text;
}

std::uint64_t seq_of(std::string_view sid) {
  return sid.size() == 34 ? std::strtoull(std::string(sid.substr(2)).c_str(), nullptr, 16) : 0;
}

Answer missing() {
  JsonWriter w;
  w.object().field("code", 20404).field("message", "by the simulator").field("status", 404).end();
  return json_answer(w.take(), 404);
}

std::int64_t talked(const Call& call) {
  return call.accepted == TimePoint{} ? 0 : (call.ended - call.accepted).count() / 1000;
}

void write_recording(const Call& call, JsonWriter* w) {
  w->object().field("sid", named("RE", call.seq)).field("call_sid", named("CA", call.seq));
  w->field("status", "completed").field("channels", 2).field("duration", std::to_string(talked(call)));
  w->field("date_created", rfc2822_time(call.ended)).field("start_time", rfc2822_time(call.accepted));
  w->field("media_url", "https://rec.example/" + named("RE", call.seq)).end();
}

void write_call(const Call& call, JsonWriter* w) {
  w->object().field("sid", named("CA", call.seq)).field("direction", "inbound").field("status", "completed");
  w->field("from", call.caller).field("to", "+8657112345").field("duration", std::to_string(talked(call)));
  w->field("start_time", rfc2822_time(call.started)).field("end_time", rfc2822_time(call.ended)).end();
}

void write_transcript(const CallView& view, JsonWriter* w) {
  const Call& call = view.call;
  w->object().field("sid", named("GT", call.seq)).field("language_code", "zh-CN");
  w->field("status", view.asr == AsrState::complete ? "completed" : "in-progress");
  w->field("duration", talked(call)).field("redaction", false);
  w->field("date_created", to_rfc3339(call.ended)).field("media_start_time", to_rfc3339(call.accepted));
  w->key("channel").object().key("media_properties").object().field("source_sid", named("RE", call.seq));
  w->end().key("participants").array();
  for (const bool caller : {true, false}) {
    w->object().field("channel_participant", caller ? 1 : 2).field("role", caller ? "Customer" : "Agent");
    w->end();
  }
  w->end().end().end();
}

void write_sentence(const Call& call, std::size_t index, JsonWriter* w) {
  const Turn& turn = call.turns[index];
  const auto seconds = [&](TimePoint at) { return static_cast<double>((at - call.accepted).count()) / 1000; };
  w->object().field("media_channel", turn.client ? 1 : 2).field("sentence_index", static_cast<int>(index));
  w->field("start_time", std::to_string(seconds(turn.start)))
      .field("end_time", std::to_string(seconds(turn.end)));
  w->field("transcript", turn.text)
      .field("sid", named("GX", call.seq * 1000 + index))
      .field("confidence", "0.93")
      .end();
}

struct Paging {
  std::size_t size, page;
  explicit Paging(const Headers& query)
      : size(std::clamp<std::size_t>(std::stoul("0" + field_of(query, "PageSize")), 1, 1000)),
        page(std::stoul("0" + field_of(query, "Page"))) {}
  bool holds(std::size_t place) const { return place >= page * size && place < (page + 1) * size; }
  bool ends(std::size_t total) const { return (page + 1) * size >= total; }
};

std::string next_page(const Request& request, const Headers& query, const Paging& paging) {
  std::string next = request.path + "?";
  for (const auto& [name, value] : query)
    if (name != "Page") next += percent_encode(name) + "=" + percent_encode(value) + "&";
  return next + "Page=" + std::to_string(paging.page + 1);
}

// The form of api.twilio.com: a relative address.
template <typename Item, typename Write>
Answer page_by_uri(const Request& request, const char* name, const std::vector<Item>& items,
                   const Write& write) {
  const Headers query = parse_query(request.query);
  const Paging paging(query);
  JsonWriter w;
  w.object().key(name).array();
  for (std::size_t i = 0; i < items.size(); ++i)
    if (paging.holds(i)) write(items[i], &w);
  w.end().key("next_page_uri");
  if (paging.ends(items.size()))
    w.null();
  else
    w.value(next_page(request, query, paging));
  return json_answer(w.end().take());
}

// The form of the newer services: meta with an absolute address.
template <typename Item, typename Write>
Answer page_by_url(const Request& request, const char* name, const std::vector<Item>& items,
                   const Write& write) {
  const Headers query = parse_query(request.query);
  const Paging paging(query);
  JsonWriter w;
  w.object().key(name).array();
  for (std::size_t i = 0; i < items.size(); ++i)
    if (paging.holds(i)) write(items[i], &w);
  w.end()
      .key("meta")
      .object()
      .field("key", name)
      .field("page", static_cast<int>(paging.page))
      .key("next_page_url");
  if (paging.ends(items.size()))
    w.null();
  else
    w.value("http://" + request.header("host") + next_page(request, query, paging));
  return json_answer(w.end().end().take());
}

std::vector<CallView> since(const std::vector<CallView>& calls, const std::string& told) {
  TimePoint from{};
  if (told.empty() || !from_rfc3339(told, &from)) return calls;
  std::vector<CallView> out;
  for (const CallView& view : calls)
    if (view.call.ended >= from) out.push_back(view);
  return out;
}

}  // namespace

std::optional<Answer> TwilioFace::voice(const Request& request, const std::string& resource) {
  if (request.method == "POST") return resource == "/Calls.json" ? ring(request) : std::nullopt;
  std::vector<CallView> calls = world_.calls.after(0, kAll);
  if (resource == "/Recordings.json") {
    std::erase_if(calls, [](const CallView& v) { return v.call.accepted == TimePoint{}; });
    calls = since(calls, field_of(parse_query(request.query), "DateCreated>"));
    return page_by_uri(request, "recordings", calls,
                       [](const CallView& v, JsonWriter* w) { write_recording(v.call, w); });
  }
  if (resource == "/Calls.json")
    return page_by_uri(request, "calls", calls,
                       [](const CallView& v, JsonWriter* w) { write_call(v.call, w); });
  const bool recording = starts_with(resource, "/Recordings/RE"), call = starts_with(resource, "/Calls/CA");
  if (!recording && !call) return std::nullopt;
  const std::size_t name = resource.rfind('/') + 1;
  const std::uint64_t seq = seq_of(resource.substr(name, resource.rfind(".json") - name));
  for (const CallView& view : calls) {
    if (view.call.seq != seq) continue;
    JsonWriter w;
    recording ? write_recording(view.call, &w) : write_call(view.call, &w);
    return json_answer(w.take());
  }
  return missing();
}

std::optional<Answer> TwilioFace::ring(const Request& request) {
  const Headers form = parse_query(request.body);
  const std::string to = e164_of(field_of(form, "To"));
  if (to.empty() || field_of(form, "From").empty() ||
      (field_of(form, "Twiml").empty() && field_of(form, "Url").empty())) {
    world_.errors.count("21211");
    JsonWriter w;
    w.object().field("code", 21211).field("message", "by the simulator").field("status", 400).end();
    return json_answer(w.take(), 400);
  }
  JsonWriter w;
  w.object().field("sid", named("CA", 0xc0000000 + world_.next_batch++)).field("status", "queued");
  w.field("to", to).field("from", field_of(form, "From")).field("direction", "outbound-api").end();
  return json_answer(w.take(), 201);
}

Answer TwilioFace::intelligence(const Request& request) {
  const SignatureCheck by = verify_basic(request, world_.options.keys);
  if (by.fault != AuthFault::none) {
    count_signature_failure(&world_, by.fault);
    JsonWriter w;
    w.object().field("code", 20003).field("message", "by the simulator").field("status", 401).end();
    return json_answer(w.take(), 401);
  }
  return run_with_faults(
      &world_, "twilio.transcripts",
      [&](const FaceRun&) {
        std::vector<CallView> calls = world_.calls.after(0, kAll);
        std::erase_if(calls, [](const CallView& v) { return v.asr == AsrState::none; });
        if (request.path == "/v2/Transcripts") {
          const Headers query = parse_query(request.query);
          if (field_of(query, "Status") == "completed")
            std::erase_if(calls, [](const CallView& v) { return v.asr != AsrState::complete; });
          return page_by_url(request, "transcripts", since(calls, field_of(query, "AfterDateCreated")),
                             write_transcript);
        }
        const std::uint64_t seq = seq_of(std::string_view(request.path).substr(16, 34));
        if (!request.path.ends_with("/Sentences")) return missing();
        for (const CallView& view : calls) {
          if (view.call.seq != seq) continue;
          std::vector<std::size_t> all(world_.calls.transcript(view.call.session) ? view.call.turns.size()
                                                                                  : 0);
          for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
          return page_by_url(request, "sentences", all,
                             [&](std::size_t i, JsonWriter* w) { write_sentence(view.call, i, w); });
        }
        return missing();
      },
      [](const std::string&) { return missing(); });
}

}  // namespace huiyin::sim
