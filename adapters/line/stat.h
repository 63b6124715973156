// The seven-letter states of CMPP's and SMGP's reports ("DELIVRD", "MK:0012"). Operators contradict one
// another about the letters behind the colon: the state is kept as it came, and only its end is decided here.
// What the codes mean to a reader is in config/failure_reasons.toml.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "adapters/message.h"

namespace huiyin::line {

// An account's own reading: "MK:0015=expired, XA:*=rejected". Throws BadInput naming `setting`.
using StatTable = std::map<std::string, ReceiptState, std::less<>>;
StatTable read_stat_table(std::string_view text, std::string_view setting);

// By the table, then by the words of the specifications; anything else did not arrive.
ReceiptState state_of_stat(std::string_view stat, const StatTable& own);

}  // namespace huiyin::line
