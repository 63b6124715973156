// lab segments|phone|reply|intake|mask|lint
#include <algorithm>
#include <cstdlib>

#include "daemon/base/text.h"
#include "daemon/ctl/lab.h"
#include "daemon/ctl/show.h"
#include "daemon/ctl/table.h"
#include "daemon/ctl/verbs.h"
#include "daemon/model/intake_score.h"

namespace huiyin {
namespace {

// --rules-dir, else what the daemon's environment would say of rules.dir, else the shipped rules.
std::string rules_folder(const Session& s) {
  const char* const set = std::getenv("HUIYIN_RULES_DIR");
  return s.args.text("rules-dir", set == nullptr ? "" : set);
}

Exit read_with(Session& s, const Result<LabReader>& reader) {
  if (!reader) throw CtlError(Exit::usage, reader.error().text());
  read_lines(s.in, s.out, *reader);
  return Exit::ok;
}

// What share of the suggestions is right, and of each rule that spoke for a category: the worst first.
Exit score_labelled(Session& s) {
  const auto rules = IntakeRules::load(rules_folder(s));
  if (!rules) throw CtlError(Exit::usage, rules.error().text());
  const std::string file = s.args.text("labelled");
  const auto messages = parse_labelled(read_users_file(s, file), file);
  if (!messages) throw CtlError(Exit::usage, printable(messages.error().text()));
  const IntakeScores scores = score(*rules, *messages);
  if (shown_as_json(s, Json::parse(scores.json()))) return Exit::ok;
  const std::string shares = scores.text();
  for (const std::string_view line : split(shares, '\n')) s.out.line(std::string(line));
  std::vector<std::pair<std::string, ScoreShare>> of_rules(scores.rules.begin(), scores.rules.end());
  std::stable_sort(of_rules.begin(), of_rules.end(),
                   [](const auto& a, const auto& b) { return a.second.value() < b.second.value(); });
  Table t({s.in_words("rule"), s.in_words("count") + ">", s.in_words("rate") + ">"});
  for (const auto& [rule, share] : of_rules)
    t.add({printable(rule), std::to_string(share.of),
           std::to_string(static_cast<int>(100 * share.value() + 0.5)) + " %"});
  t.print(s.out);
  if (s.args.has("misses"))
    for (const std::string& miss : scores.misses) s.out.line(printable(miss));
  return Exit::ok;
}

}  // namespace

Exit run_lab_segments(Session& s) {
  return read_with(s, lab_segments());
}

Exit run_lab_phone(Session& s) {
  return read_with(s, lab_phone(s.args.text("region", "CN")));
}

Exit run_lab_reply(Session& s) {
  return read_with(s, lab_reply(rules_folder(s)));
}

Exit run_lab_intake(Session& s) {
  if (s.args.has("labelled")) return score_labelled(s);
  return read_with(s, lab_intake(rules_folder(s), s.args.has("full")));
}

Exit run_lab_mask(Session& s) {
  return read_with(s, lab_mask(rules_folder(s)));
}

Exit run_lab_lint(Session& s) {
  return read_with(s, lab_lint(rules_folder(s), s.args.text("purpose")));
}

}  // namespace huiyin
