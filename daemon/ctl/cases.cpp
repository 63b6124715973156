// case closed|answered|reopened: what the case system tells, one case or a file of them. Telling a case twice
// changes nothing (the daemon knows it by its id), so no idempotency key is sent: with one of "case:<id>" a
// case that was reopened and closed again would get its first answer instead of a new question.
#include <array>

#include "daemon/base/bad_input.h"
#include "daemon/base/xlsx_sheet.h"
#include "daemon/ctl/csv_lines.h"
#include "daemon/ctl/many.h"
#include "daemon/ctl/progress.h"
#include "daemon/ctl/show.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {
namespace {

constexpr std::array<std::string_view, 9> kClosedColumns = {
    "case_id", "phone", "person", "answered_at", "tail", "unit", "town", "category", "survey"};
constexpr std::array<std::string_view, 2> kReopenedColumns = {"case_id", "reason"};

std::string arguments_of(const std::map<std::string, std::string, std::less<>>& cells) {
  JsonWriter w;
  w.object();
  for (const auto& [name, value] : cells) w.field(name, value);
  return w.end().take();
}

// A file of cases, told many at a time.
class CaseFile {
 public:
  CaseFile(Session& s, std::string command, std::vector<CsvLine> lines)
      : s_(s), command_(std::move(command)), lines_(std::move(lines)), live_(s.err) {}

  Exit run() {
    const Millis began = steady_now();
    for (const CsvLine& l : lines_) {
      if (l.fault.empty())
        good_.push_back(&l);
      else
        failed(l, l.fault);
    }
    Client& daemon = s_.daemon();
    fetch_many(
        good_.size(),
        [&](std::size_t i) { return daemon.command_call(command_, arguments_of(good_[i]->cells)); },
        [&](std::size_t i, const HttpReply& reply) { take(*good_[i], reply, daemon); });
    report(steady_now() - began);
    if (unreachable_) return Exit::unreachable;
    return !failures_.empty() ? Exit::refused : Exit::ok;
  }

 private:
  struct Failure {
    std::string case_id, why;
  };

  void take(const CsvLine& l, const HttpReply& reply, const Client& daemon) {
    try {
      const Json answer = daemon.answer_of(reply);
      ++(answer.boolean_or("told_before", false) ? before_ : told_);
    } catch (const CtlError& e) {
      unreachable_ = unreachable_ || e.exit == Exit::unreachable;
      failed(l, e.what());
    } catch (const BadInput& e) {
      failed(l, e.what());
    }
    if (s_.json()) return;
    const auto done = static_cast<std::int64_t>(told_ + before_ + failures_.size());
    rate_.add(steady_now(), done);
    const int columns = s_.err.is_terminal() ? s_.err.columns() - 1 : 0;
    live_.show(
        progress_line({command_, done, static_cast<std::int64_t>(lines_.size()), rate_.per_second(), ""},
                      columns, s_.language()),
        steady_now());
  }

  void failed(const CsvLine& l, const std::string& why) {
    failures_.emplace(l.number, Failure{name_of(l), why});
  }

  static std::string name_of(const CsvLine& l) {
    const auto id = l.cells.find("case_id");
    return id == l.cells.end() ? "?" : printable(id->second);
  }

  void report(Millis took) {
    live_.finish();
    if (s_.json()) return s_.out.line(report_json());
    for (const auto& [line, f] : failures_)
      s_.err.line(s_.say(Msg::case_failed_line, {std::to_string(line), f.case_id, f.why}));
    const std::int64_t tenths = (took.count() + 50) / 100;
    s_.out.line(s_.say(Msg::cases_done,
                       {std::to_string(told_), std::to_string(before_), std::to_string(failures_.size()),
                        std::to_string(tenths / 10) + "." + std::to_string(tenths % 10)}));
  }

  std::string report_json() const {
    JsonWriter w;
    w.object().field("told", std::uint64_t{told_}).field("told_before", std::uint64_t{before_});
    w.field("failed", std::uint64_t{failures_.size()}).key("failures").array();
    for (const auto& [line, f] : failures_)
      w.object().field("line", line).field("case_id", f.case_id).field("detail", f.why).end();
    return w.end().end().take();
  }

  Session& s_;
  const std::string command_;
  const std::vector<CsvLine> lines_;
  std::vector<const CsvLine*> good_;
  LiveLine live_;
  RateMeter rate_;
  std::size_t told_ = 0, before_ = 0;
  bool unreachable_ = false;
  std::map<std::int64_t, Failure> failures_;  // by line
};

void print_one(Session& s, const Json& a) {
  if (shown_as_json(s, a)) return;
  const std::string id = printable(a.text("case_id"));
  if (a.has("withdrawn"))
    s.out.line(s.say(Msg::case_reopened, {id, s.in_words(a.boolean("withdrawn") ? "yes" : "no")}));
  else if (a.boolean("told_before"))
    s.out.line(s.say(Msg::case_told_before, {id, s.in_words(a.text("state"))}));
  else
    s.out.line(s.say(Msg::case_told, {id, local_time(a.text("due_at"))}));
}

Exit tell_file(Session& s, const std::string& command, const std::string& file,
               std::span<const std::string_view> columns) {
  std::string bytes = read_users_file(s, file);
  if (is_xlsx(bytes)) {
    auto csv = xlsx_to_csv(bytes);
    if (!csv) throw CtlError(Exit::usage, printable(file) + " " + csv.error().text());
    bytes = std::move(*csv);
  }
  return CaseFile(s, command, read_csv(bytes, file, "case_id", columns, s.language())).run();
}

Exit tell_cases(Session& s, const std::string& command, std::span<const std::string_view> columns) {
  if (s.args.has("from") == s.args.has("case"))
    throw CtlError(Exit::usage, s.say(Msg::usage, {s.say(s.args.has("from") ? Msg::not_together : Msg::one_of,
                                                         {"--case", "--from"})}));
  if (s.args.has("from")) return tell_file(s, command, s.args.text("from"), columns);
  std::map<std::string, std::string, std::less<>> cells = {{"case_id", s.args.text("case")}};
  for (const std::string_view column : columns) {
    std::string option(column);
    for (char& c : option)
      if (c == '_') c = '-';
    if (s.args.has(option)) cells[std::string(column)] = s.args.text(option);
  }
  print_one(s, s.daemon().command(command, arguments_of(cells)));
  return Exit::ok;
}

}  // namespace

Exit run_case_closed(Session& s) {
  return tell_cases(s, "case.closed", kClosedColumns);
}
Exit run_followup_import(Session& s) {
  return tell_file(s, "case.closed", s.args.text("file"), kClosedColumns);
}
Exit run_case_answered(Session& s) {
  return tell_cases(s, "case.answered", kClosedColumns);
}
Exit run_case_reopened(Session& s) {
  return tell_cases(s, "case.reopened", kReopenedColumns);
}

}  // namespace huiyin
