#include <cmath>
#include <cstdio>

#include "daemon/base/csv_cell.h"
#include "daemon/followup/report.h"
#include "daemon/followup/report_lines.h"
#include "daemon/followup/wilson.h"

namespace huiyin {
namespace {

ReportLine line_of(std::string by, std::string key, const Rate& r, bool hidden) {
  ReportLine l{std::move(by), std::move(key), r, hidden, std::nullopt, 0, 1};
  if (hidden || r.denominator == 0) return l;
  l.value = static_cast<double>(r.numerator) / static_cast<double>(r.denominator);
  const Interval i = wilson95(r.numerator, r.denominator);
  l.low = i.low;
  l.high = i.high;
  return l;
}

std::string six_places(double v) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6f", v);
  return text;
}

}  // namespace

std::vector<ReportLine> report_lines(const Figures& f) {
  std::vector<ReportLine> out;
  for (const Rate& r : rates_of(f.office)) out.push_back(line_of("office", "", r, false));
  for (const auto& [by, groups] : f.groups)
    for (const Group& g : groups)
      for (const Rate& r : rates_of(g.counts)) out.push_back(line_of(by, g.key, r, !may_be_shown(g, r)));
  return out;
}

std::string report_csv(const Figures& f) {
  const std::string tail =
      "," + period_text(f.query) + "," + to_rfc3339(f.query.as_of) + "," + report_digest(f);
  std::string out =
      "\xEF\xBB\xBFgroup,key,rate,rule,numerator,denominator,value,low,high,hidden,period,as_of,digest\r\n";
  for (const ReportLine& l : report_lines(f)) {
    out += csv_cell(l.by) + "," + csv_cell(l.key) + "," + csv_cell(std::string(l.rate.name)) + "," +
           csv_cell(std::string(l.rate.rule));
    if (l.hidden)
      out += ",,";
    else
      out += "," + std::to_string(l.rate.numerator) + "," + std::to_string(l.rate.denominator);
    if (l.value)
      out += "," + six_places(*l.value) + "," + six_places(l.low) + "," + six_places(l.high);
    else
      out += ",,,";
    out += l.hidden ? ",yes" : ",no";
    out += tail + "\r\n";
  }
  return out;
}

}  // namespace huiyin
