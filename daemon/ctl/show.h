// What several verbs do to show the daemon's answers.
#pragma once
#include <string>
#include <vector>

#include "daemon/base/json.h"
#include "daemon/ctl/messages.h"
#include "daemon/ctl/verb.h"

namespace huiyin {

// {"queued":3,"accepted":40} as "queued 3  accepted 40", in the reader's language. Zeros are left out, unless
// there is nothing else ("none").
std::string counts_text(const Json& counts, Language language);

// A list of texts with blanks between.
std::string words_text(const std::vector<Json>& list);

// Rows of "heading: value" in one column.
void print_fact(Session& s, std::string_view heading, const std::string& value);

// With --json the answer as it is; else nothing, and the caller shows it.
bool shown_as_json(Session& s, const Json& answer);

// "?before=CURSOR&limit=N" of --before and --limit.
std::string page_query(const Session& s, std::string_view cursor);
// "more: --before N", when the page has a next one.
void print_more(Session& s, const Json& page, std::string_view cursor);

// A local file, whole. Throws CtlError(Exit::usage).
std::string read_users_file(const Session& s, const std::string& path);

}  // namespace huiyin
