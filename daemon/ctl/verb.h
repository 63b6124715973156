// A verb of huiyinctl as data: its words, its options and what it does. Parsing, help and shell completion
// read the same table; a new verb is one small file and one line in the table of its area (verb_tables.h).
#pragma once
#include <cstdint>
#include <functional>
#include <istream>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/ctl/client.h"
#include "daemon/ctl/exit.h"
#include "daemon/ctl/messages.h"
#include "daemon/ctl/terminal.h"

namespace huiyin {

struct Option {
  enum class Kind { flag, text, number, repeated, file };
  std::string_view name;  // "--text"; without dashes: an argument by its place
  Kind kind = Kind::text;
  std::string_view help, help_zh;
  bool required = false;
  std::string_view choices = {};  // "a|b"
};

// What was given, by the option's name without dashes. Checked against the verb's table already.
class Arguments {
 public:
  std::map<std::string, std::vector<std::string>, std::less<>> values;

  bool has(std::string_view name) const;
  std::string text(std::string_view name, std::string_view otherwise = "") const;
  std::optional<std::int64_t> number(std::string_view name) const;
  const std::vector<std::string>& list(std::string_view name) const;
};

struct Globals {
  std::string run_dir, api, token_file;
  bool json = false;
  Language language = Language::english;
};

// What a verb works with. One per run; one thread.
class Session {
 public:
  const Arguments& args;
  const Globals& globals;
  Terminal& out;  // what was asked for
  Terminal& err;  // progress and troubles
  std::istream& in;

  Session(const Arguments& a, const Globals& g, Terminal& o, Terminal& e, std::istream& i)
      : args(a), globals(g), out(o), err(e), in(i) {}

  bool json() const { return globals.json; }
  Language language() const { return globals.language; }
  std::string say(Msg m, std::initializer_list<std::string_view> arguments = {}) const {
    return tell(language(), m, arguments);
  }
  std::string in_words(std::string_view english) const { return word(language(), english); }

  // The daemon's API, found at first use. Throws CtlError(Exit::unreachable).
  Client& daemon();
  // Looks for the daemon again: it was started anew and may be elsewhere.
  Client& daemon_again();

 private:
  std::unique_ptr<Client> client_;
};

struct Verb {
  std::string_view path;  // "campaign create"
  std::string_view help, help_zh;
  std::span<const Option> options;
  Exit (*run)(Session&);
};

struct VerbGroup {
  std::string_view path, help, help_zh;
};

std::span<const Verb> all_verbs();
std::span<const VerbGroup> verb_groups();
std::span<const Option> global_options();

}  // namespace huiyin
