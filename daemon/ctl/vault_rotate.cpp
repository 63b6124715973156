// vault status|rotate: which keys there are, and other ones.
#include <chrono>
#include <thread>

#include "daemon/ctl/show.h"
#include "daemon/ctl/table.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {
namespace {

std::string time_of(const Json& object, std::string_view name) {
  const auto at = object.find(name);
  return !at || at->is_null() ? "" : local_time(at->text());
}

bool under_way(const Json& status) {
  const auto change = status.find("change");
  return change && !change->is_null() && change->at("ended_at").is_null();
}

void print_change(Session& s, Terminal& to, const Json& status) {
  const auto change = status.find("change");
  if (!change || change->is_null()) return to.line(s.say(Msg::vault_still));
  const auto number = [&](const char* name) { return std::to_string(change->integer(name)); };
  if (under_way(status))
    to.line(s.say(Msg::vault_change, {s.in_words(change->text("what")), number("round"), number("place"),
                                      number("places"), number("row"), number("changed")}));
  else
    to.line(s.say(Msg::vault_changed, {s.in_words(change->text("what")), time_of(*change, "ended_at"),
                                       number("changed"), number("unreadable")}));
}

void wait_for_end(Session& s) {
  for (;;) {
    const Json status = s.daemon().get("/api/v1/vault");
    if (!under_way(status)) return;
    print_change(s, s.err, status);
    std::this_thread::sleep_for(std::chrono::seconds(1));
  }
}

}  // namespace

Exit run_vault_status(Session& s) {
  const Json status = s.daemon().get("/api/v1/vault");
  if (shown_as_json(s, status)) return Exit::ok;
  s.out.line(s.say(Msg::vault_master, {status.text("master")}));
  const Json share = status.at("share");
  s.out.line(share.is_null() ? s.say(Msg::vault_no_share, {status.text("master")})
                             : s.say(Msg::vault_share, {printable(share.text())}));
  print_change(s, s.out, status);
  Table t({s.in_words("number") + ">", s.in_words("class"), s.in_words("state"), s.in_words("since"),
           s.in_words("until")});
  for (const Json& k : status.items("keys"))
    t.add({std::to_string(k.integer("id")), s.in_words(k.text("class")), s.in_words(k.text("state")),
           time_of(k, "made_at"),
           time_of(k, k.text("state") == "destroyed" ? "destroyed_at" : "retired_at")});
  t.print(s.out);
  return Exit::ok;
}

Exit run_vault_rotate(Session& s) {
  JsonWriter w;
  w.object().field("what", s.args.text("what"));
  if (s.args.has("reason")) w.field("reason", s.args.text("reason"));
  const Json answer = s.daemon().command("vault.rotate", w.end().take());
  if (s.args.has("wait")) wait_for_end(s);
  if (shown_as_json(s, answer)) return Exit::ok;
  const std::string keys = std::to_string(answer.integer("keys"));
  if (answer.text("what") != "master") {
    s.out.line(s.say(Msg::rotated_keys, {keys}));
    return Exit::ok;
  }
  const std::string file = printable(answer.text("key_file")), share = answer.text("share");
  s.out.line(s.say(Msg::rotated_master, {answer.text("master"), file, keys}));
  s.out.line(share.empty() ? s.say(Msg::share_void, {file}) : s.say(Msg::share_renewed, {printable(share)}));
  return Exit::ok;
}

}  // namespace huiyin
