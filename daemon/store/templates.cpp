#include "daemon/store/templates.h"

#include <array>

namespace huiyin {
namespace {

using A = CarrierApproval;

constexpr std::array<std::string_view, 5> kApprovalNames = {"draft", "submitted", "approved", "rejected",
                                                            "provincially_pending"};
#define TEMPLATE_COLUMNS \
  "id, name, version, purpose, fields, valid_from, valid_until, withdrawn, created_at, created_by"

std::vector<TemplateRow> template_rows(Database& db, std::string_view sql, Database::Args args) {
  std::vector<TemplateRow> out;
  db.each(sql, args, [&](const Row& r) {
    TemplateRow t;
    t.id = r.integer(0);
    t.name = r.text(1);
    t.version = r.integer(2);
    t.purpose = static_cast<Purpose>(r.integer(3));
    t.fields = r.text(4);
    t.valid_from = from_ms(r.integer(5));
    if (r.integer(6) != 0) t.valid_until = from_ms(r.integer(6));
    t.withdrawn = r.integer(7) != 0;
    t.created_at = from_ms(r.integer(8));
    t.created_by = r.text(9);
    out.push_back(std::move(t));
  });
  for (TemplateRow& t : out)
    db.each("SELECT language, text FROM text_template_variant WHERE template_id = $1", {t.id},
            [&](const Row& r) { t.variants[r.text(0)] = r.text(1); });
  return out;
}

std::optional<TemplateRow> only(std::vector<TemplateRow> found) {
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

}  // namespace

std::string_view name_of(CarrierApproval a) {
  return kApprovalNames[static_cast<std::size_t>(a)];
}

std::optional<CarrierApproval> carrier_approval_of(std::string_view name) {
  for (std::size_t i = 0; i < kApprovalNames.size(); ++i)
    if (kApprovalNames[i] == name) return static_cast<A>(i);
  return std::nullopt;
}

bool may_become(CarrierApproval from, CarrierApproval to) {
  switch (from) {
    case A::draft:
    case A::rejected:
      return to == A::submitted;
    case A::submitted:
      return to == A::approved || to == A::rejected || to == A::provincially_pending;
    case A::provincially_pending:
      return to == A::approved || to == A::rejected;
    case A::approved:
      return to == A::rejected || to == A::provincially_pending;
  }
  return false;
}

void add_template(Database& db, TemplateRow* t) {
  t->version = db.integer("SELECT coalesce(max(version), 0) + 1 FROM text_template WHERE name = $1",
                          {std::string_view(t->name)})
                   .value_or(1);
  t->id = db.insert(
      "INSERT INTO text_template (name, version, purpose, fields, valid_from, valid_until, withdrawn, "
      "created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8) RETURNING id",
      {std::string_view(t->name), t->version, std::int64_t{static_cast<int>(t->purpose)},
       std::string_view(t->fields), val(t->valid_from), val(t->valid_until.value_or(TimePoint{})),
       val(t->created_at), std::string_view(t->created_by)});
  for (const auto& [language, text] : t->variants)
    db.run("INSERT INTO text_template_variant (template_id, language, text) VALUES ($1, $2, $3)",
           {t->id, std::string_view(language), std::string_view(text)});
}

std::optional<TemplateRow> find_template(Database& db, std::int64_t id) {
  return only(template_rows(db, "SELECT " TEMPLATE_COLUMNS " FROM text_template WHERE id = $1", {id}));
}

std::optional<TemplateRow> newest_template(Database& db, std::string_view name) {
  return only(template_rows(db,
                            "SELECT " TEMPLATE_COLUMNS
                            " FROM text_template WHERE name = $1 AND withdrawn = 0 ORDER BY version DESC "
                            "LIMIT 1",
                            {name}));
}

std::vector<TemplateRow> list_templates(Database& db, std::int64_t before_id, int limit) {
  return template_rows(
      db, "SELECT " TEMPLATE_COLUMNS " FROM text_template WHERE id < $1 ORDER BY id DESC LIMIT $2",
      {before_id == 0 ? std::int64_t{1} << 62 : before_id, std::int64_t{limit}});
}

bool withdraw_template(Database& db, std::int64_t id) {
  return db.run("UPDATE text_template SET withdrawn = 1 WHERE id = $1 AND withdrawn = 0", {id}) > 0;
}

std::vector<TemplateAtCarrier> template_carriers(Database& db, std::int64_t template_id) {
  std::vector<TemplateAtCarrier> out;
  db.each(
      "SELECT language, account, state, code, note, changed_at, changed_by FROM text_template_carrier WHERE "
      "template_id = $1 ORDER BY language, account",
      {template_id}, [&](const Row& r) {
        out.push_back({r.text(0), r.text(1), static_cast<A>(r.integer(2)), r.text(3), r.text(4),
                       from_ms(r.integer(5)), r.text(6)});
      });
  return out;
}

void set_template_carrier(Database& db, std::int64_t template_id, const TemplateAtCarrier& c) {
  db.run(
      "INSERT INTO text_template_carrier (template_id, language, account, state, code, note, changed_at, "
      "changed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (template_id, language, account) DO "
      "UPDATE SET state = excluded.state, code = excluded.code, note = excluded.note, changed_at = "
      "excluded.changed_at, changed_by = excluded.changed_by",
      {template_id, std::string_view(c.language), std::string_view(c.account),
       std::int64_t{static_cast<int>(c.state)}, std::string_view(c.code), std::string_view(c.note),
       val(c.changed_at), std::string_view(c.changed_by)});
}

bool may_carry(CarrierApproval state, bool takes_text) {
  return state == A::approved || (takes_text && state == A::draft);
}

TemplateAtCarrier template_at(Database& db, std::int64_t template_id, std::string_view language,
                              std::string_view account) {
  for (TemplateAtCarrier& c : template_carriers(db, template_id))
    if (c.account == account && c.language == language) return std::move(c);
  return {std::string(language), std::string(account), A::draft, {}, {}, {}, {}};
}

bool account_may_carry(Database& db, std::int64_t campaign_id, std::string_view account, bool takes_text) {
  const auto id = template_of_campaign(db, campaign_id);
  if (!id) return true;
  for (const auto& [language, body] : campaign_texts(db, campaign_id))
    if (!may_carry(template_at(db, *id, language, account).state, takes_text)) return false;
  return true;
}

std::string template_mark(Database& db, std::int64_t template_id) {
  const auto t = find_template(db, template_id);
  if (!t) return "none";
  const auto newest = newest_template(db, t->name);
  std::string out = t->name + "/" + std::to_string(t->version) + "/" +
                    std::to_string(newest ? newest->version : 0) + (t->withdrawn ? "/withdrawn" : "") + "/" +
                    std::to_string(to_ms(t->valid_from)) + "/" +
                    std::to_string(to_ms(t->valid_until.value_or(TimePoint{})));
  for (const TemplateAtCarrier& c : template_carriers(db, template_id))
    out += "/" + c.account + ":" + c.language + ":" + std::string(name_of(c.state)) + ":" + c.code;
  return out;
}

std::string not_in_force(const TemplateRow& t, TimePoint at) {
  const std::string name = "template " + t.name + " version " + std::to_string(t.version);
  if (t.withdrawn) return name + " was withdrawn";
  if (at < t.valid_from) return name + " is valid from " + to_rfc3339(t.valid_from) + " only";
  if (t.valid_until && at >= *t.valid_until)
    return name + " expired at " + to_rfc3339(*t.valid_until) + ": what it says may be law no longer";
  return {};
}

void add_campaign_fill(Database& db, const CampaignFill& f) {
  db.run(
      "INSERT INTO campaign_fill (campaign_id, template_id, language, values_sealed, per_person, most_parts, "
      "total_parts) VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {f.campaign_id, f.template_id, std::string_view(f.language), Blob{f.values_sealed},
       std::int64_t{f.per_person ? 1 : 0}, f.most_parts, f.total_parts});
}

void save_campaign_fill(Database& db, const CampaignFill& f) {
  db.run("UPDATE campaign_fill SET most_parts = $1, total_parts = $2 WHERE campaign_id = $3",
         {f.most_parts, f.total_parts, f.campaign_id});
}

std::optional<CampaignFill> find_campaign_fill(Database& db, std::int64_t campaign_id) {
  std::optional<CampaignFill> out;
  db.each(
      "SELECT template_id, language, values_sealed, per_person, most_parts, total_parts FROM campaign_fill "
      "WHERE campaign_id = $1",
      {campaign_id}, [&](const Row& r) {
        out = CampaignFill{campaign_id,       r.integer(0), r.text(1),   r.blob(2),
                           r.integer(3) != 0, r.integer(4), r.integer(5)};
      });
  return out;
}

void set_campaign_text(Database& db, std::int64_t campaign_id, std::int64_t template_id,
                       std::string_view language, std::int64_t body_id) {
  db.run(
      "INSERT INTO campaign_template (campaign_id, template_id, language, body_id) VALUES ($1, $2, $3, $4)",
      {campaign_id, template_id, language, body_id});
}

std::optional<std::int64_t> template_of_campaign(Database& db, std::int64_t campaign_id) {
  return db.integer("SELECT template_id FROM campaign_template WHERE campaign_id = $1 LIMIT 1",
                    {campaign_id});
}

std::map<std::string, std::int64_t> campaign_texts(Database& db, std::int64_t campaign_id) {
  std::map<std::string, std::int64_t> out;
  db.each("SELECT language, body_id FROM campaign_template WHERE campaign_id = $1", {campaign_id},
          [&](const Row& r) { out[r.text(0)] = r.integer(1); });
  return out;
}

std::vector<std::int64_t> campaigns_of_template(Database& db, std::int64_t template_id) {
  std::vector<std::int64_t> out;
  db.each("SELECT DISTINCT campaign_id FROM campaign_template WHERE template_id = $1 ORDER BY campaign_id",
          {template_id}, [&](const Row& r) { out.push_back(r.integer(0)); });
  return out;
}

}  // namespace huiyin
