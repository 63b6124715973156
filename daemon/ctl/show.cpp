#include "daemon/ctl/show.h"

#include "daemon/base/file.h"

namespace huiyin {

std::string counts_text(const Json& counts, Language language) {
  std::string out;
  for (const auto& [name, n] : counts.members()) {
    if (n.integer() == 0) continue;
    out += (out.empty() ? "" : "  ") + word(language, name) + " " + with_thousands(n.integer());
  }
  return out.empty() ? word(language, "none") : out;
}

std::string words_text(const std::vector<Json>& list) {
  std::string out;
  for (const Json& item : list) out += (out.empty() ? "" : " ") + item.text();
  return out;
}

void print_fact(Session& s, std::string_view heading, const std::string& value) {
  s.out.line(s.out.paint(Style::bold, s.in_words(heading)) + ": " + printable(value));
}

bool shown_as_json(Session& s, const Json& answer) {
  if (s.json()) s.out.line(answer.dump());
  return s.json();
}

std::string page_query(const Session& s, std::string_view cursor) {
  std::string out = "?limit=" + std::to_string(s.args.number("limit").value_or(50));
  if (const auto at = s.args.number(cursor)) out += "&" + std::string(cursor) + "=" + std::to_string(*at);
  return out;
}

void print_more(Session& s, const Json& page, std::string_view cursor) {
  const auto next = page.find("next");
  if (next && !next->is_null())
    s.err.line(s.say(Msg::more_follow, {cursor, std::to_string(next->integer())}));
}

std::string read_users_file(const Session& s, const std::string& path) {
  auto bytes = read_file(path);
  if (!bytes) throw CtlError(Exit::usage, s.say(Msg::cannot_read, {bytes.error().text()}));
  return std::move(*bytes);
}

}  // namespace huiyin
