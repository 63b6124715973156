// Commands that make and steer campaigns, and send one message to one person.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/model/purpose.h"
#include "daemon/people/vault.h"
#include "daemon/store/campaigns.h"
#include "daemon/store/commands.h"

namespace huiyin {

struct TemplateRules;  // templates.h

struct CampaignRules {
  std::string import_dir;     // where uploads lie: state.dir/import
  std::string signature;      // without 【】
  std::string region = "CN";  // of numbers without a country code
  std::string opt_out_line =
      "拒收请回复R";  // put after publicity texts that say nothing of the kind; empty: never
  Millis campaign_life{7 * 24 * 3'600'000};  // not_after of a campaign that names none, from its creation
  Millis message_life{24 * 3'600'000};       // the same of a single message
  std::shared_ptr<const Vault> vault;
  std::shared_ptr<const TemplateRules> templates;  // null: none are served
  std::int64_t approve_above = 500;                // recipients; more need the release of a second person
  std::function<bool()> has_ramp;                  // whether campaigns begin with a canary. Any thread.
  std::function<Millis()> start_grace;             // how late one may begin. Any thread.
  // Names of the accounts that may carry a campaign: its purpose, and its template where they must know it.
  std::function<std::vector<std::string>(Database&, const Campaign&)> route;
  // What so many messages of so many parts cost at most, in fen; nothing where no price is known. Any thread.
  std::function<std::optional<std::int64_t>(Purpose, int parts, std::int64_t messages)> forecast;
};

// campaign.create {name, purpose (publicity|statutory_notice|staff), text?, template?, params?, import_file
// or list, not_after?, start_at?, on_miss? (skip|ask|go_on), budget_fen?, ramp? (false: no canary),
// accept_warnings?}
//   segment? {town?, language?, tag?: [...]} chooses lines by the list's columns.
//   -> {campaign, state, parts, not_after}. text or template must be given, or instead of both: use (the name
//   of a template of ours), values? {field: text}, language? of those whose list tells none; fields without a
//   value are filled from the list, by a column of the field's name or as fields? {field: column} says.
//   import_file: the name of a file that lies in import_dir already; columns? {number?, town?, language?,
//   tags?} name its columns where the guess is wrong. list: the name of a stored list that serves the
//   purpose. accept_warnings: the linter's warnings were read; its errors refuse. Needs a key.
// list.create {name, purposes, import_file, columns?, fields? (values to keep)}, list.refresh {list,
// import_file,
//   columns?, fields?} -> {list, name, state, layout}. Need a key. list.delete {list, why} -> {list,
//   members}. list.show {list?}; viewer. list.preview {import_file, columns?, fields?} -> how it would be
//   read; nothing is kept.
// campaign.start {campaign, again?, break_glass?} -> {campaign, state}. again: the same text may go to the
// same
//   audience once more. break_glass: why there was no time for a second person; supervisor.
// campaign.pause, .cancel {campaign} -> {campaign, state}.
// campaign.resume {campaign, budget_fen?} -> {campaign, state}. Also what a rule halted: whoever resumes it
// has
//   looked. budget_fen: a new ceiling, where the old one halted it; approver.
// campaign.complaint {campaign, count?, note?} -> {campaign, complaints}.
// campaign.change {campaign, start_at?, on_miss?, budget_fen?} -> {campaign, plan, by, approval_voided}.
// Before the start. campaign.approve, .reject {campaign, plan, note?} -> {campaign, plan, decision}.
// Approver, and not the maker;
//   plan: the hash that the plan shows.
// message.send {to, purpose (case_reply|statutory_notice|staff), text?, template?, params?, not_after?,
//   accept_warnings?} -> {message, person, parts, not_after, warnings?}. The linter's errors refuse, and so
//   do its warnings of what the text tells, unless they are accepted; that it is long is only told. Needs a
//   key.
// Operator where nothing else is said.
void register_campaign_commands(CommandTable& table, std::shared_ptr<const CampaignRules> rules);

}  // namespace huiyin
