#include "tests/sim/control_face.h"

#include <algorithm>
#include <charconv>

#include "daemon/base/bad_input.h"

namespace huiyin::sim {
namespace {

Answer json_answer(JsonWriter* out, int status = 200) {
  Answer answer;
  answer.status = status;
  answer.body = out->take() + "\n";
  return answer;
}

Answer error_answer(int status, const std::string& text) {
  JsonWriter out;
  out.object().field("error", text).end();
  return json_answer(&out, status);
}

std::string field(const Request& request, std::string_view name) {
  for (const auto& [key, value] : parse_query(request.query)) {
    if (key == name) return value;
  }
  return {};
}

std::uint64_t number_field(const Request& request, std::string_view name, std::uint64_t otherwise) {
  const std::string text = field(request, name);
  if (text.empty()) return otherwise;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    throw BadInput(std::string(name), "is not a number");
  return value;
}

// {"name": [...], "next": seq to go on after}
template <typename View, typename Seq, typename Write>
Answer page_answer(const char* name, const std::vector<View>& page, std::uint64_t after, const Seq& seq,
                   const Write& write) {
  JsonWriter out;
  out.object().key(name).array();
  for (const View& view : page) write(view, &out);
  out.end().field("next", page.empty() ? after : seq(page.back())).end();
  return json_answer(&out);
}

void write_fault(const Fault& fault, JsonWriter* out) {
  out->object().field("action", fault.action).field("fault", name_of(fault.kind));
  if (!fault.code.empty()) out->field("code", fault.code);
  out->field("times", fault.times).field("probability", fault.probability).field("ms", fault.ms).end();
}

Answer faults_answer(const World& world) {
  JsonWriter out;
  out.object().key("faults").array();
  for (const Fault& fault : world.faults.list()) write_fault(fault, &out);
  out.end().end();
  return json_answer(&out);
}

Answer templates_answer(const World& world) {
  JsonWriter out;
  out.object().key("templates").array();
  for (const Template& entry : world.templates.list()) {
    out.object().field("id", entry.id).field("kind", name_of(entry.kind)).field("text", entry.text);
    out.field("parameters", entry.parameters()).end();
  }
  out.end().end();
  return json_answer(&out);
}

Answer callbacks_answer(const CallbackUrls& urls) {
  JsonWriter out;
  out.object().field("status_url", urls.status).field("reply_url", urls.reply).end();
  return json_answer(&out);
}

Answer handsets_answer(const World& world) {
  JsonWriter out;
  write_handsets(world.ledger.model(), &out);
  return json_answer(&out);
}

Answer health_answer(const World& world) {
  JsonWriter out;
  out.object()
      .field("status", "ok")
      .field("now", to_rfc3339(world.time.now()))
      .field("seed", world.options.seed)
      .end();
  return json_answer(&out);
}

Answer made_answer(int count) {
  JsonWriter out;
  out.object().field("made", count).end();
  return json_answer(&out);
}

}  // namespace

Answer ControlFace::handle(const Request& request) {
  try {
    if (request.method == "GET") return get(request);
    if (request.method == "POST") return post(request);
    if (request.method == "DELETE") return remove(request);
    return error_answer(405, "GET, POST and DELETE only");
  } catch (const BadInput& error) {
    return error_answer(400, error.what());
  }
}

Answer ControlFace::get(const Request& request) {
  constexpr std::uint64_t kMostPerPage = 100'000;
  const std::string& path = request.path;
  const std::uint64_t after = number_field(request, "after", 0);
  const auto limit = static_cast<std::size_t>(std::min(number_field(request, "limit", 1000), kMostPerPage));
  if (path == "/control/health") return health_answer(world_);
  if (path == "/control/counters") {
    JsonWriter out;
    write_counters(&world_, &out);
    return json_answer(&out);
  }
  if (path == "/control/messages") {
    return page_answer(
        "messages", world_.ledger.messages_after(after, limit), after, [](const auto& m) { return m.seq; },
        write_message);
  }
  if (path == "/control/inbound") {
    return page_answer(
        "inbound", world_.ledger.inbound_after(after, limit), after, [](const auto& m) { return m.seq; },
        write_inbound);
  }
  if (path == "/control/calls") {
    return page_answer(
        "calls", world_.calls.after(after, limit), after, [](const auto& c) { return c.call.seq; },
        write_call);
  }
  if (path == "/control/faults") return faults_answer(world_);
  if (path == "/control/templates") return templates_answer(world_);
  if (path == "/control/callbacks") return callbacks_answer(callbacks_.urls());
  if (path == "/control/handsets") return handsets_answer(world_);
  return error_answer(404, "no such path");
}

Answer ControlFace::post(const Request& request) {
  const std::string& path = request.path;
  const Json order = Json::parse(request.body.empty() ? "{}" : request.body);
  if (!order.is_object()) throw BadInput("", "the body is not a JSON object");
  if (path == "/control/inbound") return made_answer(order_inbound(order, &world_));
  if (path == "/control/calls") return made_answer(order_calls(order, &world_));
  if (path == "/control/faults") {
    order_fault(order, &world_);
    return faults_answer(world_);
  }
  if (path == "/control/templates") {
    order_template(order, &world_);
    return templates_answer(world_);
  }
  if (path == "/control/handsets") {
    order_handsets(order, &world_);
    return handsets_answer(world_);
  }
  if (path == "/control/callbacks") {
    const auto form = push_form_of(order.text_or("form", "tencent"));
    if (!form) throw BadInput("form", "is none of tencent, aliyun, huawei, mas, twilio, telecom");
    callbacks_.configure({order.text_or("status_url", ""), order.text_or("reply_url", ""), *form});
    return callbacks_answer(callbacks_.urls());
  }
  if (path == "/control/reset") {
    reset();
    return health_answer(world_);
  }
  return error_answer(404, "no such path");
}

Answer ControlFace::remove(const Request& request) {
  if (request.path == "/control/faults") {
    world_.faults.clear();
    return faults_answer(world_);
  }
  if (request.path == "/control/templates") {
    if (!world_.templates.remove(field(request, "id"))) return error_answer(404, "no such template");
    return templates_answer(world_);
  }
  return error_answer(404, "no such path");
}

void ControlFace::reset() {
  world_.ledger.reset();
  world_.calls.reset();
  world_.faults.clear();
  world_.faults.reset_counts();
  world_.requests.reset();
  world_.errors.reset();
  world_.signature_failures.reset();
}

}  // namespace huiyin::sim
