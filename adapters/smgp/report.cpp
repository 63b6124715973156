#include "adapters/smgp/report.h"

#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"

namespace huiyin::smgp {
namespace {

constexpr std::size_t kIdOctets = 10;

// What stands behind one of the labels up to the next blank or NUL.
std::string value(std::string_view text, const std::string& lower,
                  std::initializer_list<const char*> labels) {
  for (const std::string_view label : labels) {
    const std::size_t at = lower.find(label);
    if (at == std::string::npos) continue;
    std::string_view rest = text.substr(at + label.size());
    while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
    return std::string(rest.substr(0, rest.find_first_of(std::string_view(" \0\r\n\t", 5))));
  }
  return {};
}

}  // namespace

Report read_report(std::string_view content) {
  const std::size_t at = to_lower_ascii(content.substr(0, 16)).find("id:");
  if (at == std::string::npos || content.size() < at + 3 + kIdOctets)
    throw BadInput("MsgContent", "is a report without \"id:\" and ten octets");
  Report r;
  r.msg_id = std::string(content.substr(at + 3, kIdOctets));
  std::string_view rest = content.substr(at + 3 + kIdOctets);
  std::string lower = to_lower_ascii(rest);
  // The copy of the message comes last and may hold anything.
  for (const char* copy : {"text:", "txt:"})
    if (const std::size_t end = lower.find(copy); end != std::string::npos) {
      lower.resize(end);
      rest = rest.substr(0, end);
    }
  r.stat = value(rest, lower, {"stat:"});
  r.err = value(rest, lower, {"err:"});
  r.done_date = value(rest, lower, {"done date:", "done_date:", "donedate:"});
  return r;
}

}  // namespace huiyin::smgp
