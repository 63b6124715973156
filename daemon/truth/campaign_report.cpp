#include "daemon/truth/campaign_report.h"

#include <cstdio>

#include "daemon/base/csv_cell.h"
#include "daemon/base/json.h"
#include "daemon/base/workbook.h"

namespace huiyin {
namespace {

using S = MessageState;

struct Column {
  std::string_view id, en, zh;
  std::int64_t (*of)(const OutreachCounts&);
};
constexpr Column kColumns[] = {
    {"audience", "audience", "名单人数", [](const OutreachCounts& c) { return c.audience(); }},
    {"delivered", "delivered", "已送达", [](const OutreachCounts& c) { return c.of(S::delivered); }},
    {"failed", "failed", "未送达", [](const OutreachCounts& c) { return c.failed(); }},
    {"unsent", "not sent", "未发送", [](const OutreachCounts& c) { return c.unsent(); }},
    {"open", "open", "未了结", [](const OutreachCounts& c) { return c.open(); }},
    {"replied", "replied (persons)", "有回复（人）", [](const OutreachCounts& c) { return c.replied; }},
    {"opted_out", "opted out (persons)", "退订（人）", [](const OutreachCounts& c) { return c.opted_out; }},
    {"intake", "intake records", "转为受理（件）", [](const OutreachCounts& c) { return c.intake; }},
};

void write_counts(JsonWriter& w, const OutreachCounts& c) {
  for (const Column& column : kColumns) w.field(column.id, column.of(c));
}

void write_reasons(JsonWriter& w, const CampaignFigures& f, bool left) {
  w.array();
  for (const FailureCount& r : f.reasons) {
    if (r.left != left) continue;
    w.object().field("id", r.reason->id).field("zh", r.reason->zh).field("en", r.reason->en).field("n", r.n);
    w.key("codes").object();
    for (const auto& [code, n] : r.codes) w.field(code, n);
    w.end().end();
  }
  w.end();
}

std::string_view say(ReportLanguage l, std::string_view en, std::string_view zh) {
  return l == ReportLanguage::zh ? zh : en;
}

std::string town_name(const std::string& town, ReportLanguage l) {
  if (town == "…") return std::string(say(l, "(small ones together)", "（人数过少，合并）"));
  return town.empty() ? std::string(say(l, "(not known)", "（未注明）")) : town;
}

// The report as tables of texts and numbers, for CSV and workbook alike.
struct Sheet {
  std::string name;
  std::vector<std::vector<SheetCell>> rows;  // the first one: headings
};

SheetCell text(std::string_view t) {
  return std::string(t);
}

SheetCell number(std::int64_t n) {
  return static_cast<double>(n);
}

Sheet about(const CampaignFigures& f, ReportLanguage l) {
  const auto time = [](const std::optional<TimePoint>& t) { return t ? to_rfc3339(*t) : std::string(); };
  Sheet s{std::string(say(l, "campaign", "群发")), {}};
  s.rows = {{text(say(l, "item", "项目")), text(say(l, "value", "内容"))},
            {text(say(l, "campaign", "群发编号")), number(f.campaign.id)},
            {text(say(l, "name", "名称")), f.campaign.name},
            {text(say(l, "state", "状态")), text(name_of(f.campaign.state))},
            {text(say(l, "started", "启动")), time(f.campaign.started_at)},
            {text(say(l, "ended", "结束")), time(f.campaign.ended_at)},
            {text(say(l, "as of", "截至")), to_rfc3339(f.as_of)}};
  for (const Column& c : kColumns) s.rows.push_back({text(say(l, c.en, c.zh)), number(c.of(f.total))});
  return s;
}

Sheet reasons(const CampaignFigures& f, ReportLanguage l) {
  Sheet s{std::string(say(l, "reasons", "原因")), {}};
  s.rows = {{text(say(l, "kind", "类别")), text(say(l, "reason", "原因")), text(say(l, "messages", "条数")),
             text(say(l, "code", "代码"))}};
  for (const FailureCount& r : f.reasons)
    for (const auto& [code, n] : r.codes)
      s.rows.push_back({text(r.left ? say(l, "failed", "未送达") : say(l, "not sent", "未发送")),
                        text(say(l, r.reason->en, r.reason->zh)), number(n), code});
  return s;
}

Sheet towns(const CampaignFigures& f, ReportLanguage l) {
  Sheet s{std::string(say(l, "towns", "乡镇")), {{text(say(l, "town", "乡镇"))}}};
  for (const Column& c : kColumns) s.rows.front().push_back(text(say(l, c.en, c.zh)));
  for (const auto& [town, counts] : f.towns) {
    s.rows.push_back({town_name(town, l)});
    for (const Column& c : kColumns) s.rows.back().push_back(number(c.of(counts)));
  }
  return s;
}

Sheet hours(const CampaignFigures& f, ReportLanguage l) {
  Sheet s{std::string(say(l, "by hour", "逐小时")), {}};
  s.rows = {{text(say(l, "hour", "小时")), text(say(l, "taken by carriers", "运营商受理"))}};
  for (const auto& [at, n] : f.taken) s.rows.push_back({to_rfc3339(at), number(n)});
  return s;
}

std::vector<Sheet> sheets(const CampaignFigures& f, ReportLanguage l) {
  std::vector<Sheet> out = {about(f, l), reasons(f, l)};
  if (!f.towns.empty()) out.push_back(towns(f, l));
  out.push_back(hours(f, l));
  return out;
}

void write_bars(JsonWriter& w, std::string_view name,
                const std::vector<std::pair<std::string, std::int64_t>>& bars) {
  w.object().field("name", name).key("points").array();
  for (const auto& [x, y] : bars) w.object().field("x", x).field("y", y).end();
  w.end().end();
}

}  // namespace

std::string campaign_report_json(const CampaignFigures& f) {
  JsonWriter w;
  w.object().field("campaign", f.campaign.id).field("name", f.campaign.name);
  w.field("purpose", name_of(f.campaign.purpose)).field("state", name_of(f.campaign.state));
  w.field("as_of", to_rfc3339(f.as_of));
  w.key("rule").object().field("reply_days", std::int64_t{kReplyWindow.count() / 24});
  w.field("fewest_of_town", kFewestOfTown).end();
  w.key("total").object();
  write_counts(w, f.total);
  w.key("states").object();
  for (const auto& [state, n] : f.total.states)
    if (n != 0) w.field(name_of(state), n);
  w.end().end().key("failed_by_reason");
  write_reasons(w, f, true);
  w.key("unsent_by_reason");
  write_reasons(w, f, false);
  w.key("towns").array();
  for (const auto& [town, counts] : f.towns) {
    w.object().field("town", town);
    write_counts(w, counts);
    w.end();
  }
  w.end().key("hours").array();
  for (const auto& [at, n] : f.taken) w.object().field("at", to_rfc3339(at)).field("taken", n).end();
  w.end().end();
  return w.take();
}

std::string campaign_report_csv(const CampaignFigures& f, ReportLanguage language) {
  std::string out = "\xEF\xBB\xBF";
  for (const Sheet& s : sheets(f, language)) {
    out += csv_cell(s.name) + "\r\n";
    for (const auto& row : s.rows) {
      for (std::size_t i = 0; i < row.size(); ++i) {
        if (i > 0) out += ',';
        if (const auto* t = std::get_if<std::string>(&row[i])) out += csv_cell(*t);
        if (const auto* n = std::get_if<double>(&row[i])) out += std::to_string(static_cast<long long>(*n));
      }
      out += "\r\n";
    }
    out += "\r\n";
  }
  return out;
}

Result<std::string> campaign_report_xlsx(const CampaignFigures& f, ReportLanguage language) {
  Workbook book(f.as_of);
  for (const Sheet& s : sheets(f, language)) {
    book.sheet(s.name);
    for (const auto& row : s.rows) book.row(row);
    book.widths(0, 1, 28);
  }
  return book.finish();
}

std::string campaign_report_chart(const CampaignFigures& f) {
  std::vector<std::pair<std::string, std::int64_t>> ends, why, hour;
  for (const auto& [state, n] : f.total.states)
    if (n != 0) ends.emplace_back(name_of(state), n);
  for (const FailureCount& r : f.reasons) why.emplace_back(r.reason->id, r.n);
  for (const auto& [at, n] : f.taken) hour.emplace_back(to_rfc3339(at), n);
  JsonWriter w;
  w.object().field("title", f.campaign.name).field("as_of", to_rfc3339(f.as_of)).key("series").array();
  write_bars(w, "ends", ends);
  write_bars(w, "reasons", why);
  for (const Column& c : kColumns) {
    if (f.towns.empty()) break;
    std::vector<std::pair<std::string, std::int64_t>> bars;
    for (const auto& [town, counts] : f.towns) bars.emplace_back(town, c.of(counts));
    write_bars(w, "towns." + std::string(c.id), bars);
  }
  write_bars(w, "hours", hour);
  w.end().end();
  return w.take();
}

}  // namespace huiyin
