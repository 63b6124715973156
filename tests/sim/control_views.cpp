// What the control API shows.
#include "daemon/base/bytes.h"
#include "daemon/base/phone.h"
#include "tests/sim/control_face.h"

namespace huiyin::sim {
namespace {

void write_kind(const KindCounts& counts, JsonWriter* out) {
  out->field("handed_over", counts.handed_over);
  out->field("distinct_recipients", counts.distinct_recipients);
  out->field("recipients_with_more_than_one", counts.recipients_with_more_than_one);
}

void write_flow(const FlowCounts& flow, JsonWriter* out) {
  out->field("made", flow.made).field("scheduled", flow.scheduled).field("waiting", flow.waiting);
  out->field("given_by_pull", flow.pulled).field("given_in_broken_answers", flow.in_broken_answers);
  out->field("pushed_ok", flow.pushed_ok).field("push_failures", flow.push_failures);
  out->field("push_given_up", flow.push_given_up);
}

void write_tally(const char* name, const std::map<std::string, std::uint64_t>& tally, JsonWriter* out) {
  out->key(name).object();
  for (const auto& [key, count] : tally) out->field(key, count);
  out->end();
}

std::uint64_t sum(const std::map<std::string, std::uint64_t>& tally) {
  std::uint64_t total = 0;
  for (const auto& [key, count] : tally) total += count;
  return total;
}

void write_messages_part(const Counts& counts, JsonWriter* out) {
  write_kind(counts.all, out);
  out->field("same_text_twice", counts.same_text_twice);
  out->field("refused_opted_out", counts.refused_opted_out).field("withdrawn", counts.withdrawn);
  out->key("by_kind").object();
  for (int kind = 0; kind < kKinds; ++kind) {
    out->key(name_of(static_cast<Kind>(kind))).object();
    write_kind(counts.by_kind[static_cast<std::size_t>(kind)], out);
    out->end();
  }
  out->end().key("duplicates").array();
  for (const Duplicate& duplicate : counts.duplicates) {
    out->object().field("number", mask_phone(duplicate.number)).field("kind", name_of(duplicate.kind));
    out->field("count", duplicate.count).end();
  }
  out->end();
}

const char* name_of(AsrState state) {
  return state == AsrState::complete     ? "Complete"
         : state == AsrState::processing ? "Processing"
                                         : "NotExists";
}

const char* name_of(MessageView::State state) {
  switch (state) {
    case MessageView::State::refused:
      return "refused";
    case MessageView::State::sending:
      return "sending";
    case MessageView::State::delivered:
      return "delivered";
    case MessageView::State::failed:
      return "failed";
  }
  return "";
}

}  // namespace

void write_counters(World* world, JsonWriter* out) {
  const Counts counts = world->ledger.counts();
  const CallCounts calls = world->calls.counts();
  out->object();
  write_messages_part(counts, out);
  out->key("receipts").object();
  write_flow(counts.receipts, out);
  out->field("of_delivered", counts.delivered).field("of_failed", counts.failed);
  out->field("never", counts.never).field("doubled", counts.doubled).end();
  out->key("inbound").object();
  write_flow(counts.inbound, out);
  out->field("replies", counts.replies).field("unasked", counts.unasked);
  write_tally("replies_by_label", counts.replies_by_label, out);
  out->end();
  out->key("calls").object().field("made", calls.made).field("without_words", calls.without_words);
  out->field("processing", calls.processing).field("given", calls.listed);
  out->field("transcripts_given", calls.transcripts_given).end();
  write_tally("requests", world->requests.all(), out);
  write_tally("errors", world->errors.all(), out);
  write_tally("faults_fired", world->faults.fired(), out);
  write_tally("signature_failures_by_cause", world->signature_failures.all(), out);
  out->field("signature_failures", sum(world->signature_failures.all())).end();
}

void write_message(const MessageView& message, JsonWriter* out) {
  out->object().field("seq", message.seq).field("number", message.number);
  out->field("template", message.template_id).field("kind", name_of(message.kind));
  out->field("session_context", message.session_context).field("serial_no", message.serial);
  out->field("extend", message.extend).field("text", message.text);
  out->key("params").array();
  for (const std::string& parameter : message.parameters) out->value(parameter);
  out->end().field("at", to_rfc3339(message.at));
  out->field("state", name_of(message.state)).field("status", message.status).end();
}

void write_inbound(const InboundView& inbound, JsonWriter* out) {
  out->object().field("seq", inbound.seq).field("number", inbound.number).field("text", inbound.text);
  out->field("text_sha256", to_hex(sha256(inbound.text)));
  out->field("extend", inbound.extend)
      .field("signature", inbound.signature)
      .field("at", to_rfc3339(inbound.at));
  out->field("source", inbound.source == Source::reply ? "reply" : "unasked");
  out->field("label", inbound.label).field("also", inbound.also).field("answers_seq", inbound.answers);
  out->field("pulled", inbound.pulled).field("pushed", inbound.pushed);
  out->field("in_broken_answer", inbound.in_broken_answer).end();
}

void write_call(const CallView& view, JsonWriter* out) {
  const Call& call = view.call;
  std::string said;
  for (const Turn& turn : call.turns) said += turn.text + "\n";
  out->object().field("seq", call.seq).field("session_id", call.session).field("caller", call.caller);
  out->field("at", to_rfc3339(call.started)).field("ended", to_rfc3339(call.ended));
  out->field("asr_status", name_of(view.asr)).field("satisfaction_key", call.satisfaction_key);
  out->key("turns").array();
  for (const Turn& turn : call.turns) {
    out->object().field("speaker", turn.client ? "client" : "staff").field("text", turn.text).end();
  }
  out->end().field("text_sha256", to_hex(sha256(said)));
  out->field("given", call.listed).field("transcripts_given", call.transcripts_given).end();
}

}  // namespace huiyin::sim
