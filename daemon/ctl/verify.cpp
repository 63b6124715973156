// verify: the ledger's invariants, proved from its rows. Exit 4 when one does not hold.
#include "daemon/ctl/show.h"
#include "daemon/ctl/table.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {
namespace {
constexpr Millis kPatience{600'000};  // it reads the whole ledger
}

Exit run_verify(Session& s) {
  const Json j = s.daemon().get("/api/v1/verify", kPatience);
  const auto findings = j.items("findings");
  const Exit exit = findings.empty() && j.boolean("ok") ? Exit::ok : Exit::findings;
  if (shown_as_json(s, j)) return exit;
  for (const char* what : {"messages", "attempts", "campaigns", "intakes", "events", "open", "uncertain"})
    print_fact(s, what, with_thousands(j.integer(what)));
  if (exit == Exit::ok) {
    s.out.line(s.out.paint(Style::green, s.say(Msg::verify_good)));
    return exit;
  }
  Table t({s.in_words("rule"), s.in_words("subject"), s.in_words("what")});
  for (const Json& f : findings) t.add({f.text("rule"), f.text("subject"), f.text("what")});
  t.print(s.out);
  s.out.line(s.out.paint(Style::red, s.say(Msg::verify_bad, {std::to_string(findings.size())})));
  return exit;
}

}  // namespace huiyin
