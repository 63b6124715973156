// Twilio's messages: create, list by To, From and DateSent, fetch. Basic authentication.
#include <algorithm>
#include <cstdio>

#include "daemon/base/bytes.h"
#include "daemon/base/text.h"
#include "tests/sim/faces.h"
#include "tests/sim/verify_clouds.h"

namespace huiyin::sim {
namespace {

constexpr std::string_view kRoot = "/2010-04-01/Accounts/", kIntelligence = "/v2/Transcripts";

Answer refuse(World* world, int code, int status) {
  world->errors.count(std::to_string(code));
  JsonWriter w;
  w.object().field("code", code).field("message", "by the simulator").field("status", status).end();
  return json_answer(w.take(), status);
}

std::string sid_of(std::uint64_t seq, bool inbound) {
  char text[40];
  std::snprintf(text, sizeof text, "SM%c%031llx", inbound ? 'f' : '0', static_cast<unsigned long long>(seq));
  return text;
}

struct Listed {
  std::uint64_t seq = 0;
  bool inbound = false;
  std::string from, to, body, status;
  bool failed = false;
  TimePoint at;
};

void write(const Listed& m, JsonWriter* w) {
  w->object()
      .field("sid", sid_of(m.seq, m.inbound))
      .field("direction", m.inbound ? "inbound" : "outbound-api");
  w->field("from", m.from).field("to", m.to).field("body", m.body).field("status", m.status);
  w->field("num_segments", "1").key("error_code");
  if (m.failed)
    w->value(30005);
  else
    w->null();
  w->field("date_created", rfc2822_time(m.at))
      .field("date_updated", rfc2822_time(m.at))
      .field("date_sent", rfc2822_time(m.at))
      .end();
}

std::string status_of(MessageView::State state) {
  switch (state) {
    case MessageView::State::delivered:
      return "delivered";
    case MessageView::State::failed:
      return "undelivered";
    default:
      return "sent";
  }
}

Listed listed(const MessageView& m) {
  return {m.seq, false, m.extend, m.number, m.text, status_of(m.state), m.state == MessageView::State::failed,
          m.at};
}

std::string action_of(const std::string& resource, bool creates) {
  if (starts_with(resource, "/Messages")) return creates ? "twilio.create" : "twilio.list";
  return creates ? "twilio.call" : "twilio.voice";
}

}  // namespace

bool TwilioFace::is_for(const Request& request) {
  return starts_with(request.path, kRoot) || starts_with(request.path, kIntelligence);
}

Answer TwilioFace::handle(const Request& request) {
  if (starts_with(request.path, kIntelligence)) return intelligence(request);
  const SignatureCheck by = verify_basic(request, world_.options.keys);
  const std::string rest = request.path.substr(kRoot.size());
  const std::size_t slash = rest.find('/');
  if (by.fault != AuthFault::none || rest.substr(0, slash) != by.secret_id) {
    count_signature_failure(&world_, by.fault);
    return refuse(&world_, 20003, 401);
  }
  const std::string resource = slash == std::string::npos ? "" : rest.substr(slash);
  const bool creates = request.method == "POST";
  return run_with_faults(
      &world_, action_of(resource, creates),
      [&](const FaceRun& run) {
        if (creates && resource == "/Messages.json") return create(request, by.secret_id, run);
        if (!creates && resource == "/Messages.json") return list(request, by.secret_id);
        if (!creates && starts_with(resource, "/Messages/SM") && resource.ends_with(".json"))
          return fetch(resource.substr(10, resource.size() - 15), by.secret_id);
        if (auto answer = voice(request, resource)) return *answer;
        return refuse(&world_, 20404, 404);
      },
      [&](const std::string& code) {
        return refuse(&world_, std::atoi(code.c_str()), code == "20429" ? 429 : 400);
      });
}

Answer TwilioFace::create(const Request& request, const std::string& account, const FaceRun& run) {
  const Headers form = parse_query(request.body);
  const std::string to = e164_of(field_of(form, "To")),
                    from = field_of(form, "From") + field_of(form, "MessagingServiceSid");
  const std::string body = field_of(form, "Body");
  if (to.empty()) return refuse(&world_, 21211, 400);
  if (from.empty()) return refuse(&world_, 21603, 400);
  if (body.empty()) return refuse(&world_, 21602, 400);
  Submission what = by_text(world_, body);
  what.account = account;
  what.signature = from;
  what.extend = from;
  const Taken taken = world_.ledger.accept(std::move(what), {to}, run.twists).front();
  if (taken.verdict != Verdict::accepted) return refuse(&world_, 21610, 400);
  JsonWriter w;
  write({taken.seq, false, from, to, body, "queued", false, world_.time.now()}, &w);
  return json_answer(w.take(), 201);
}

Answer TwilioFace::list(const Request& request, const std::string& account) {
  const Headers query = parse_query(request.query);
  const std::string to = field_of(query, "To"), from = field_of(query, "From");
  TimePoint since{};
  if (!field_of(query, "DateSent>").empty() && !from_rfc3339(field_of(query, "DateSent>"), &since))
    return refuse(&world_, 20001, 400);
  constexpr std::size_t kAll = 10'000'000;
  std::vector<Listed> all;
  if (!to.empty()) {
    for (const MessageView& m : world_.ledger.messages_of(account, to, {since, TimePoint::max()}))
      if (m.verdict == Verdict::accepted && (from.empty() || m.extend == from)) all.push_back(listed(m));
  } else {
    for (const MessageView& m : world_.ledger.messages_after(0, kAll))
      if (m.at >= since && (from.empty() || m.extend == from)) all.push_back(listed(m));
  }
  // People write to whichever number of ours: the ledger knows none.
  if (from.empty())
    for (const InboundView& i : world_.ledger.inbound_after(0, kAll))
      if (i.at >= since) all.push_back({i.seq, true, i.number, to, i.text, "received", false, i.at});
  const std::size_t size = std::clamp<std::size_t>(std::stoul("0" + field_of(query, "PageSize")), 1, 1000);
  const std::size_t page = std::stoul("0" + field_of(query, "Page"));
  JsonWriter w;
  w.object().key("messages").array();
  for (std::size_t i = page * size; i < all.size() && i < (page + 1) * size; ++i) write(all[i], &w);
  w.end().key("next_page_uri");
  if ((page + 1) * size < all.size()) {
    std::string next = request.path + "?";
    for (const auto& [name, value] : query)
      if (name != "Page") next += percent_encode(name) + "=" + percent_encode(value) + "&";
    w.value(next + "Page=" + std::to_string(page + 1));
  } else {
    w.null();
  }
  return json_answer(w.end().take());
}

Answer TwilioFace::fetch(const std::string& sid, const std::string&) {
  const std::uint64_t seq = std::strtoull(sid.c_str() + 3, nullptr, 16);
  for (const MessageView& m : world_.ledger.messages_after(seq == 0 ? 0 : seq - 1, 1)) {
    if (m.seq != seq) break;
    JsonWriter w;
    write(listed(m), &w);
    return json_answer(w.take());
  }
  return refuse(&world_, 20404, 404);
}

}  // namespace huiyin::sim
