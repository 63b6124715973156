#include "daemon/outbound/control.h"

#include <map>

#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"
#include "daemon/store/campaigns.h"
#include "daemon/store/holds.h"
#include "daemon/store/journal.h"
#include "daemon/store/messages.h"

namespace huiyin {
namespace {

constexpr TimePoint kEver{Millis{std::int64_t{1} << 60}};
constexpr std::size_t kLongestReason = 500;

using Tally = std::map<MessageState, std::int64_t>;

std::string reason_at(const Json& args) {
  std::string reason(trim(args.text_or("reason", "")));
  if (reason.size() > kLongestReason) throw BadInput("/reason", "is longer than 500 bytes");
  return reason;
}

void write_holds(JsonWriter& w, const std::vector<SendingHold>& all) {
  w.key("held").array();
  for (const SendingHold& h : all)
    w.object()
        .field("why", h.why)
        .field("at", to_rfc3339(h.at))
        .field("by", h.by)
        .field("detail", h.detail)
        .end();
  w.end();
}

void write_tally(JsonWriter& w, Tally tally) {
  std::int64_t left = 0;
  for (const MessageState s : {MessageState::accepted, MessageState::delivered, MessageState::undelivered,
                               MessageState::expired, MessageState::uncertain})
    left += tally[s];
  w.field("left", left).field("unanswered", tally[MessageState::submitting]);
  w.field("queued", tally[MessageState::queued]);
}

void write_campaigns(JsonWriter& w, Database& db) {
  w.key("campaigns").array();
  for (const CampaignState s : {CampaignState::running, CampaignState::paused})
    for (const Campaign& c : campaigns_in(db, s)) {
      w.object().field("campaign", c.id).field("name", c.name).field("state", name_of(c.state));
      write_tally(w, tally_of(db, c.id));
      w.end();
    }
  w.end().key("messages").object();
  write_tally(w, tally_of(db, 0));
  w.end();
}

// What had left without an answer at the first hold, and what is known of it now.
void write_unanswered(JsonWriter& w, Database& db, const SendingHold& hold) {
  std::map<MessageState, std::int64_t> became;
  std::int64_t messages = 0;
  for (const std::int64_t id : hold.unanswered)
    if (const auto attempt = find_attempt(db, id))
      for (const std::int64_t item : attempt->items)
        if (const auto m = find_message(db, item)) {
          ++messages;
          ++became[m->state];
        }
  w.key("unanswered").object().field("intents", static_cast<std::uint64_t>(hold.unanswered.size()));
  w.field("messages", messages).key("became").object();
  for (const auto& [state, n] : became) w.field(name_of(state), n);
  w.end().end();
}

std::vector<std::int64_t> open_attempts(Database& db) {
  std::vector<std::int64_t> ids;
  each_open_attempt(db, [&](const Attempt& a) { ids.push_back(a.id); });
  return ids;
}

Result<std::string> stop_all(Database& db, const Json& args, const CommandContext& context, Brake& brake) {
  brake.pull();
  const SendingHold hold{"stop_all", context.now, context.actor, reason_at(args), open_attempts(db)};
  const bool fresh = set_hold(db, hold);
  std::string report = stop_report_json(db);
  if (fresh) append_event(db, "outbound.stopped", "outbound", context.now, report);
  return report;
}

std::int64_t cancel_single_messages(Database& db, TimePoint now) {
  std::int64_t cancelled = 0;
  MessageChanges changes(db, now);
  for (int lane = 0; lane < kLanes; ++lane) {
    std::vector<MessageRow> rows;
    each_queued(db, 0, static_cast<Lane>(lane), kEver, 1 << 30,
                [&](const MessageRow& m) { rows.push_back(m); });
    for (const MessageRow& m : rows)
      if (changes.apply(m, MessageEvent::cancel, {.reason = "thaw"})) ++cancelled;
  }
  changes.finish("thaw");
  return cancelled;
}

// Queued messages of a cancelled campaign are swept in pieces (campaign/sweep.h).
std::int64_t cancel_campaigns(Database& db, TimePoint now) {
  std::int64_t messages = 0;
  for (const CampaignState s :
       {CampaignState::importing, CampaignState::ready, CampaignState::running, CampaignState::paused})
    for (const Campaign& c : campaigns_in(db, s)) {
      messages += tally_of(db, c.id)[MessageState::queued];
      move_campaign(db, c.id, s, CampaignState::cancelled, now);
    }
  return messages;
}

Result<std::string> thaw(Database& db, const Json& args, const CommandContext& context,
                         const ControlParts& parts) {
  const std::string reason = reason_at(args);
  if (reason.empty()) throw BadInput("/reason", "is empty: say why sending may go on");
  const std::string queued = args.text_or("queued", "");
  if (!queued.empty() && queued != "keep" && queued != "cancel")
    throw BadInput("/queued", "is neither keep nor cancel");
  const auto before = holds(db);
  if (before.empty()) return fail(Errc::conflict, "nothing is stopped or frozen");
  bool restored = false;
  for (const SendingHold& h : before) restored = restored || h.why == "restored";
  if (restored && queued.empty() && tally_of_all(db)[MessageState::queued] > 0)
    return fail(
        Errc::conflict,
        "this ledger may be an older copy: say \"cancel\", or \"keep\" if no other copy has sent what is "
        "still queued here",
        "/queued");
  const std::int64_t cancelled =
      queued == "cancel" ? cancel_campaigns(db, context.now) + cancel_single_messages(db, context.now) : 0;
  clear_holds(db);
  JsonWriter w;
  w.object().field("reason", reason).field("by", context.actor).field("cancelled", cancelled);
  write_holds(w, before);
  append_event(db, "outbound.thawed", "outbound", context.now, w.end().take());
  // Early by one commit: a claim asks the ledger too.
  parts.brake->release();
  parts.wake();
  return w.object().field("thawed", true).field("cancelled", cancelled).end().take();
}

}  // namespace

std::string holds_json(Database& db) {
  JsonWriter w;
  w.object();
  write_holds(w, holds(db));
  return w.end().take();
}

std::string stop_report_json(Database& db) {
  auto all = holds(db);
  JsonWriter w;
  w.object();
  write_holds(w, all);
  write_campaigns(w, db);
  SendingHold first;
  for (SendingHold& h : all)
    if (first.at == TimePoint{} || h.at < first.at) first = std::move(h);
  write_unanswered(w, db, first);
  return w.end().take();
}

void register_control_commands(CommandTable& table, ControlParts parts) {
  Command stop{"stop.all", Role::operator_, false,
               [parts](Database& db, const Json& args, const CommandContext& context) {
                 return stop_all(db, args, context, *parts.brake);
               }};
  stop.ahead = [parts](std::function<void()> go) {
    parts.brake->pull();
    parts.halt(std::move(go));
  };
  table.add(std::move(stop));
  table.add({"thaw", Role::supervisor, false,
             [parts](Database& db, const Json& args, const CommandContext& context) {
               return thaw(db, args, context, parts);
             }});
}

}  // namespace huiyin
