// The MD5 proofs of CMPP and SMGP, and the MMDDHHMMSS stamps of all three Chinese protocols.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/base/clock.h"

namespace huiyin::line {

// "0501090000", Beijing time; on the wire it is this decimal number, so that a leading zero vanishes.
std::string stamp_digits(TimePoint t);
std::uint32_t stamp_number(std::string_view digits);

// MD5(account + zeros x 0x00 + secret + stamp).
std::string client_authenticator(std::string_view account, int zeros, std::string_view secret,
                                 std::string_view stamp);
// MD5(status + client's + secret), the status in one octet or in four. Implementations disagree, so that both
// are right here.
bool is_server_authenticator(std::string_view given, std::uint32_t status, std::string_view client,
                             std::string_view secret);

// "YYMMDDHHMM" of reports, Beijing time; epoch for anything else.
TimePoint read_report_time(std::string_view text);

}  // namespace huiyin::line
