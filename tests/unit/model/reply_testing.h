// What the tests of the reply reader share: the shipped reader and labelled replies from tab-separated files.
#pragma once
#include <fstream>
#include <string>
#include <vector>

#include "daemon/base/embedded.h"
#include "daemon/base/text.h"
#include "daemon/model/reply_reader.h"

namespace huiyin {

inline const ReplyReader& shipped_reader() {
  static const ReplyReader reader = [] {
    Result<ReplyReader> loaded = ReplyReader::load(rule_file("", "reply_rules.toml"), "reply_rules.toml");
    if (!loaded) throw std::runtime_error(loaded.error().text());
    return *std::move(loaded);
  }();
  return reader;
}

struct LabelledReply {
  std::string id, lang, text, label, also;
};

inline std::string without_escapes(std::string_view s) {
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] != '\\' || i + 1 == s.size()) {
      out += s[i];
      continue;
    }
    const char c = s[++i];
    out += c == 'n' ? '\n' : c == 't' ? '\t' : c;
  }
  return out;
}

// Empty when there is no such file. The first line names the columns id, lang, reply, label, also.
inline std::vector<LabelledReply> labelled_replies(const std::string& path) {
  std::vector<LabelledReply> replies;
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line)) return replies;
  const std::string head = line;
  const std::vector<std::string_view> columns = split(head, '\t');
  while (std::getline(file, line)) {
    const std::vector<std::string_view> cells = split(line, '\t');
    const auto cell = [&](std::string_view name) -> std::string {
      for (std::size_t i = 0; i < columns.size() && i < cells.size(); ++i)
        if (columns[i] == name) return std::string(cells[i]);
      return {};
    };
    replies.push_back(
        {cell("id"), cell("lang"), without_escapes(cell("reply")), cell("label"), cell("also")});
  }
  return replies;
}

inline std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : ",") + part;
  return out;
}

}  // namespace huiyin
