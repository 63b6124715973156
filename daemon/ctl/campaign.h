// What the campaign verbs share.
#pragma once
#include <cstdint>
#include <string>
#include <utility>

#include "daemon/base/json.h"
#include "daemon/ctl/progress.h"
#include "daemon/ctl/verb.h"

namespace huiyin {

Json fetch_campaign(Session& s, std::int64_t id);

// text, template, params, not_after of the verb's options, into an open object. Throws CtlError(usage) when
// there is neither text nor template.
void write_content(JsonWriter& w, const Session& s);

// columns and fields of --column ROLE=COLUMN and --fill or --keep FIELD=COLUMN, where given.
void write_columns(JsonWriter& w, const Session& s);
// "手机号 → number, 乡镇 → town": how a list was understood.
std::string mapping_text(const Session& s, const Json& layout);

// start_at, budget_fen, on_miss and ramp, where given.
void write_terms(JsonWriter& w, const Session& s);

// "NAME=VALUE"; throws CtlError(usage) naming the option.
std::pair<std::string, std::string> name_and_value(const Session& s, const std::string& option,
                                                   const std::string& text);

// What a campaign's answer means for the one who watches.
struct CampaignView {
  std::string state;
  std::int64_t audience = 0, sent = 0, uncertain = 0;  // sent: neither queued nor being submitted
  explicit CampaignView(const Json& campaign);
  bool ended() const { return state == "finished" || state == "cancelled"; }
  bool all_sent() const { return state != "importing" && sent == audience && uncertain == 0; }
};

// Follows it until it ends (until_sent: until nothing is queued, being submitted or uncertain). Returns its
// last answer. With --json every change is one line.
Json watch_campaign(Session& s, std::int64_t id, bool until_sent);

}  // namespace huiyin
