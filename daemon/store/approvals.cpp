#include "daemon/store/approvals.h"

#include <algorithm>
#include <array>

#include "daemon/base/bytes.h"
#include "daemon/base/json.h"
#include "daemon/store/audience.h"
#include "daemon/store/templates.h"

namespace huiyin {
namespace {

constexpr std::array<std::string_view, 4> kKinds = {"approved", "rejected", "broke_glass", "changed"};

ApprovalKind kind_of(std::string_view name) {
  const auto at = std::find(kKinds.begin(), kKinds.end(), name);
  return at == kKinds.end() ? ApprovalKind::rejected : static_cast<ApprovalKind>(at - kKinds.begin());
}

std::int64_t audience_size(Database& db, std::int64_t campaign_id) {
  return db.integer("SELECT sum(n) FROM tally WHERE campaign_id = $1", {campaign_id}).value_or(0);
}

}  // namespace

std::string_view name_of(ApprovalKind k) {
  return kKinds[static_cast<std::size_t>(k)];
}

std::string content_hash(Database& db, std::int64_t body_id) {
  std::string hash;
  db.each("SELECT hash FROM body WHERE id = $1", {body_id}, [&](const Row& r) { hash = r.blob(0); });
  return to_hex(hash);
}

std::string chain_audience(std::string_view hash, std::int64_t person_id, std::string_view own_content) {
  std::string link = std::string(hash) + " " + std::to_string(person_id);
  if (!own_content.empty()) link += " " + std::string(own_content);
  return to_hex(sha256(link));
}

std::string audience_of_rows(Database& db, const Campaign& c) {
  std::string hash;
  db.each(
      "SELECT m.person_id, m.body_id, b.hash FROM message m JOIN body b ON b.id = m.body_id WHERE "
      "m.campaign_id = $1 AND m.campaign_id > 0 ORDER BY m.id",
      {c.id}, [&](const Row& r) {
        const std::string own = r.integer(1) == c.body_id ? std::string() : to_hex(r.blob(2));
        hash = chain_audience(hash, r.integer(0), own);
      });
  return hash;
}

std::string plan_hash(Database& db, const Campaign& c, const std::vector<std::string>& route) {
  std::vector<std::string> accounts = route;
  std::sort(accounts.begin(), accounts.end());
  const std::string audience = c.audience_hash.empty() ? audience_of_rows(db, c) : c.audience_hash;
  JsonWriter w;
  w.object().field("campaign", c.id).field("purpose", name_of(c.purpose));
  w.field("content", content_hash(db, c.body_id)).field("audience", audience);
  for (const auto& [language, body] : campaign_texts(db, c.id))
    w.field("text." + language, content_hash(db, body));
  if (const auto id = template_of_campaign(db, c.id)) w.field("template", template_mark(db, *id));
  if (const auto source = find_campaign_source(db, c.id); source && source->list_id != 0)
    w.field("list", audience_mark(db, source->list_id));
  w.field("recipients", audience_size(db, c.id)).field("start_at", to_ms(c.start_at));
  w.field("not_after", to_ms(c.not_after)).field("budget_fen", c.budget_fen);
  w.field("on_miss", name_of(c.on_miss)).field("ramp", !c.ramp.empty()).key("route").array();
  for (const std::string& a : accounts) w.value(a);
  w.end().end();
  return to_hex(sha256(w.take()));
}

void add_approval(Database& db, const Approval& a) {
  db.run(
      "INSERT INTO campaign_approval (campaign_id, plan_hash, kind, actor, at, note) "
      "VALUES ($1, $2, $3, $4, $5, $6)",
      {a.campaign_id, std::string_view(a.plan_hash), name_of(a.kind), std::string_view(a.actor), val(a.at),
       std::string_view(a.note)});
}

std::vector<Approval> approvals_of(Database& db, std::int64_t campaign_id) {
  std::vector<Approval> out;
  db.each(
      "SELECT campaign_id, plan_hash, kind, actor, at, note FROM campaign_approval WHERE campaign_id = $1 "
      "ORDER BY id",
      {campaign_id}, [&](const Row& r) {
        out.push_back(
            {r.integer(0), r.text(1), kind_of(r.text(2)), r.text(3), from_ms(r.integer(4)), r.text(5)});
      });
  return out;
}

const Approval* release_of(const std::vector<Approval>& all, std::string_view plan_hash,
                           std::string_view maker) {
  const auto newest = std::find_if(all.rbegin(), all.rend(), [&](const Approval& a) {
    if (a.kind == ApprovalKind::changed) return true;
    return a.plan_hash == plan_hash && a.kind != ApprovalKind::broke_glass && a.actor != maker;
  });
  return newest == all.rend() || newest->kind != ApprovalKind::approved ? nullptr : &*newest;
}

}  // namespace huiyin
