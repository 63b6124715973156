// What the control API is told to do.
#include <algorithm>
#include <limits>

#include "daemon/base/bad_input.h"
#include "tests/sim/control_face.h"
#include "tests/sim/people.h"
#include "tests/sim/tencent_sms.h"

namespace huiyin::sim {
namespace {

std::int64_t bounded(const Json& order, const char* name, std::int64_t otherwise, std::int64_t low,
                     std::int64_t high) {
  const std::int64_t value = order.integer_or(name, otherwise);
  if (value < low || value > high) {
    throw BadInput(name, "is not between " + std::to_string(low) + " and " + std::to_string(high));
  }
  return value;
}

double share(const Json& order, const char* name, double otherwise) {
  const double value = order.number_or(name, otherwise);
  if (!(value >= 0 && value <= 1)) throw BadInput(name, "is not between 0 and 1");
  return value;
}

std::vector<std::string> strings(const Json& order, const char* name) {
  std::vector<std::string> out;
  if (const auto list = order.find(name)) {
    for (const Json& item : list->items()) out.push_back(item.text());
  }
  return out;
}

}  // namespace

int order_inbound(const Json& order, World* world) {
  constexpr std::int64_t kMost = 1'000'000;
  const auto numbers = strings(order, "numbers"), texts = strings(order, "texts");
  const auto given = static_cast<std::int64_t>(std::max(numbers.size(), texts.size()));
  const std::int64_t count = bounded(order, "count", given == 0 ? 1 : given, 0, kMost);
  const std::int64_t spread = bounded(order, "spread_ms", 0, 0, 86'400'000);
  const auto& matters = world->ledger.corpus().matters;
  Random random(world->options.seed, "inbound");
  for (std::int64_t i = 0; i < count; ++i) {
    const auto n = static_cast<std::size_t>(i);
    const std::uint64_t person = world->next_writer++;
    Unasked message;
    message.number = numbers.empty() ? writer_number(person) : normal_number(numbers[n % numbers.size()]);
    const std::uint64_t pick = random.next() + person;
    message.saying = texts.empty() ? matters[pick % matters.size()] : Saying{texts[n % texts.size()], {}, {}};
    message.extend = order.text_or("extend", "");
    message.signature = order.text_or("signature", "");
    message.account = order.text_or("account", "");
    world->ledger.add_inbound(std::move(message), count < 2 ? 0 : spread * i / (count - 1));
  }
  return static_cast<int>(count);
}

int order_calls(const Json& order, World* world) {
  CallOrder calls;
  calls.count = static_cast<int>(bounded(order, "count", 1, 0, 100'000));
  calls.processing_ms = bounded(order, "processing_ms", 0, 0, 604'800'000);
  calls.processing_share = share(order, "processing_share", calls.processing_share);
  calls.without_words = share(order, "without_words", calls.without_words);
  world->calls.make(calls);
  return calls.count;
}

void order_fault(const Json& order, World* world) {
  std::string kind = order.text("fault"), code = order.text_or("code", "");
  const std::size_t colon = kind.find(':');
  if (colon != std::string::npos) {
    code = kind.substr(colon + 1);
    kind.resize(colon);
  }
  auto fault = make_fault(order.text_or("action", "*"), kind);
  if (!fault) throw BadInput(fault.error().where, fault.error().what);
  if ((fault->kind == FaultKind::error || fault->kind == FaultKind::error_after) && code.empty()) {
    throw BadInput("code", "is missing; this fault answers a code of the carrier");
  }
  fault->code = code;
  fault->times = bounded(order, "times", -1, -1, std::numeric_limits<std::int32_t>::max());
  fault->probability = share(order, "probability", 1);
  fault->ms = bounded(order, "ms", fault->ms, 0, 3'600'000);
  world->faults.add(*std::move(fault));
}

void order_template(const Json& order, World* world) {
  const auto kind = kind_of(order.text("kind"));
  if (!kind) throw BadInput("kind", "is no kind of template");
  if (order.text("id").empty()) throw BadInput("id", "is empty");
  world->templates.put({order.text("id"), *kind, order.text("text")});
}

void order_handsets(const Json& order, World* world) {
  HandsetModel model = world->ledger.model();
  model.failed = order.number_or("failed", model.failed);
  model.silent = order.number_or("silent", model.silent);
  model.doubled = order.number_or("doubled", model.doubled);
  model.answers = order.number_or("answers", model.answers);
  model.opts_out = order.number_or("opts_out", model.opts_out);
  model.new_matter = order.number_or("new_matter", model.new_matter);
  model.receipt_min_ms = order.integer_or("receipt_min_ms", model.receipt_min_ms);
  model.receipt_max_ms = order.integer_or("receipt_max_ms", model.receipt_max_ms);
  model.reply_min_ms = order.integer_or("reply_min_ms", model.reply_min_ms);
  model.reply_max_ms = order.integer_or("reply_max_ms", model.reply_max_ms);
  if (const auto checked = model.check(); !checked)
    throw BadInput(checked.error().where, checked.error().what);
  world->ledger.set_model(model);
}

void write_handsets(const HandsetModel& model, JsonWriter* out) {
  out->object().field("seed", model.seed);
  out->field("failed", model.failed).field("silent", model.silent).field("doubled", model.doubled);
  out->field("answers", model.answers)
      .field("opts_out", model.opts_out)
      .field("new_matter", model.new_matter);
  out->field("receipt_min_ms", model.receipt_min_ms).field("receipt_max_ms", model.receipt_max_ms);
  out->field("reply_min_ms", model.reply_min_ms).field("reply_max_ms", model.reply_max_ms).end();
}

}  // namespace huiyin::sim
