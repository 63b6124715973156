// intake correct|precision|export
#include <array>
#include <cstdio>

#include "daemon/base/bytes.h"
#include "daemon/ctl/show.h"
#include "daemon/ctl/table.h"
#include "daemon/ctl/verbs.h"
#include "daemon/io/http_client.h"

namespace huiyin {
namespace {

std::string percent(const Json& share) {
  if (share.at("precision").is_null()) return "";
  std::array<char, 16> out{};
  std::snprintf(out.data(), out.size(), "%.0f %%", share.number("precision") * 100);
  return out.data();
}

}  // namespace

Exit run_intake_correct(Session& s) {
  JsonWriter w;
  w.object().field("intake_id", s.args.text("id"));
  for (const char* field : {"category", "purpose", "urgency", "confidential", "place"})
    if (s.args.has(field)) w.field(field, s.args.text(field));
  const Json answer = s.daemon().command("intake.correct", w.end().take());
  if (shown_as_json(s, answer)) return Exit::ok;
  for (const Json& f : answer.items("fields"))
    s.out.line(
        s.say(f.boolean("stood") ? Msg::review_stood : Msg::review_changed,
              {s.in_words(f.text("field")), printable(f.text("suggested")), printable(f.text("value"))}));
  return Exit::ok;
}

Exit run_intake_precision(Session& s) {
  std::string path = "/api/v1/intake-precision";
  if (s.args.has("since")) path += "?since=" + percent_encode(s.args.text("since"));
  const Json report = s.daemon().get(path);
  if (shown_as_json(s, report)) return Exit::ok;
  Table t({s.in_words("what"), s.in_words("rule"), s.in_words("count") + ">", s.in_words("rate") + ">"});
  for (const char* part : {"fields", "rules"})
    for (const Json& r : report.items(part))
      t.add({s.in_words(r.text("field")), r.text_or("rule", "*"), std::to_string(r.integer("reviewed")),
             percent(r)});
  if (t.empty())
    s.out.line(s.say(Msg::nothing_here));
  else
    t.print(s.out);
  return Exit::ok;
}

// To standard output, so that it can be piped: a vCon is JSON with and without --json.
Exit run_intake_export(Session& s) {
  const std::string path = "/api/v1/intake/" + percent_encode(s.args.text("id")) + "/vcon";
  if (!s.args.has("reason")) {
    s.out.line(s.daemon().get(path).dump());
    return Exit::ok;
  }
  JsonWriter w;
  w.object().field("reason", s.args.text("reason"));
  const HttpReply reply = fetch_blocking(s.daemon().call("POST", path, w.end().take()));
  s.out.line(s.daemon().answer_of(reply).dump());
  return Exit::ok;
}

}  // namespace huiyin
