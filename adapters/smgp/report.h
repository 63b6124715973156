// The report inside an SMGP Deliver: "id:", ten raw octets, then labels in text.
#pragma once
#include <string>
#include <string_view>

namespace huiyin::smgp {

struct Report {
  std::string msg_id;  // 10 octets
  std::string stat, err, done_date;
};

// Gateways differ in letter case, blanks, labels ("done date:", "done_date:") and length. The ten octets may
// hold anything, NUL and blank too. Throws BadInput where there is no "id:" with ten octets.
Report read_report(std::string_view content);

}  // namespace huiyin::smgp
