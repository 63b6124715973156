// Commands given as a verb's options, and answers shown as facts: for verbs that are one command each.
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>

#include "daemon/base/json.h"
#include "daemon/ctl/verb.h"

namespace huiyin {

// {"item":3,"unit":"…"} of what was given; "handled-by" becomes "handled_by".
std::string given(const Session& s, std::initializer_list<std::string_view> texts,
                  std::initializer_list<std::string_view> numbers = {});
// Sends it and shows the answer.
Exit order(Session& s, std::string_view command, const std::string& arguments);
// Members that are texts, numbers or yes and no, a line each; times in this machine's zone, nulls left out.
void print_members(Session& s, const Json& object);
// "table" in lines, or "nothing here"; then the cursor.
class Table;
void print_page(Session& s, const Table& table, const Json& page, std::string_view cursor);

}  // namespace huiyin
