// lab segments|phone|reply|intake|mask|lint
#include <cstdlib>

#include "daemon/ctl/lab.h"
#include "daemon/ctl/verbs.h"

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
  return read_with(s, lab_intake(rules_folder(s)));
}

Exit run_lab_mask(Session& s) {
  return read_with(s, lab_mask(rules_folder(s)));
}

Exit run_lab_lint(Session& s) {
  return read_with(s, lab_lint(rules_folder(s), s.args.text("purpose")));
}

}  // namespace huiyin
