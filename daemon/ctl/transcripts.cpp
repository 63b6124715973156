// intake transcript list|ask|correct
#include "daemon/base/bytes.h"
#include "daemon/ctl/show.h"
#include "daemon/ctl/table.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {

Exit run_transcript_list(Session& s) {
  const Json r = s.daemon().get("/api/v1/intake/" + percent_encode(s.args.text("id")));
  const Json versions = r.at("transcripts");
  if (shown_as_json(s, versions)) return Exit::ok;
  for (const Json& t : versions.items()) {
    s.out.line(std::to_string(t.integer("number")) + "  " + s.in_words(t.text("source")) + "  " +
               printable(t.text("by")) + "  " + local_time(t.text("made_at")));
    std::int64_t n = 0;
    for (const Json& turn : t.items("turns")) {
      const bool doubtful = turn.has("low") && !turn.items("low").empty();
      s.out.line("  " + std::to_string(n++) + (doubtful ? " ? " : "   ") + printable(turn.text("speaker")) +
                 ": " + printable(turn.text("text_masked")));
    }
  }
  if (versions.items().empty()) s.out.line(s.say(Msg::nothing_here));
  return Exit::ok;
}

Exit run_transcript_ask(Session& s) {
  JsonWriter w;
  w.object().field("intake_id", s.args.text("id"));
  if (s.args.has("language")) w.field("language", s.args.text("language"));
  const Json answer = s.daemon().command("intake.transcribe", w.end().take());
  if (!shown_as_json(s, answer)) s.out.line(s.say(Msg::transcript_asked, {s.args.text("id")}));
  return Exit::ok;
}

Exit run_transcript_correct(Session& s) {
  JsonWriter w;
  w.object().field("intake_id", s.args.text("id")).key("turns").array();
  w.object().field("n", *s.args.number("turn"));
  if (s.args.has("text")) w.field("text", s.args.text("text"));
  if (s.args.has("speaker")) w.field("speaker", s.args.text("speaker"));
  w.end().end().end();
  const Json answer = s.daemon().command("intake.transcript.correct", w.take());
  if (!shown_as_json(s, answer))
    s.out.line(s.say(Msg::transcript_corrected,
                     {answer.text("intake_id"), std::to_string(answer.integer("number"))}));
  return Exit::ok;
}

}  // namespace huiyin
