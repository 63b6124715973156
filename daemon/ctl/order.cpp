#include "daemon/ctl/order.h"

#include <algorithm>

#include "daemon/base/clock.h"
#include "daemon/ctl/show.h"
#include "daemon/ctl/table.h"

namespace huiyin {
namespace {

std::string member_name(std::string_view option) {
  std::string name(option);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

std::string shown(const Session& s, const Json& value) {
  if (value.is_bool()) return s.in_words(value.boolean() ? "yes" : "no");
  if (value.is_number()) return with_thousands(value.integer());
  TimePoint at{};
  const std::string text = value.text();
  return from_rfc3339(text, &at) ? local_time(text) : s.in_words(text);
}

}  // namespace

std::string given(const Session& s, std::initializer_list<std::string_view> texts,
                  std::initializer_list<std::string_view> numbers) {
  JsonWriter w;
  w.object();
  for (const std::string_view name : texts)
    if (s.args.has(name)) w.field(member_name(name), s.args.text(name));
  for (const std::string_view name : numbers)
    if (const auto n = s.args.number(name)) w.field(member_name(name), *n);
  return w.end().take();
}

Exit order(Session& s, std::string_view command, const std::string& arguments) {
  const Json answer = s.daemon().command(command, arguments);
  if (!shown_as_json(s, answer)) print_members(s, answer);
  return Exit::ok;
}

void print_members(Session& s, const Json& object) {
  for (const auto& [name, value] : object.members()) {
    if (value.is_null() || value.is_array() || value.is_object()) continue;
    if (value.is_string() && value.text().empty()) continue;
    print_fact(s, name, shown(s, value));
  }
}

void print_page(Session& s, const Table& table, const Json& page, std::string_view cursor) {
  if (table.empty())
    s.out.line(s.say(Msg::nothing_here));
  else
    table.print(s.out);
  print_more(s, page, cursor);
}

}  // namespace huiyin
