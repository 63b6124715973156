// vCon (draft-ietf-vcon-vcon-core; parameter sets 0.0.1 to 0.4.0): one
// conversation as one call. Pure functions; any thread.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "adapters/call_files/signature.h"
#include "adapters/message.h"

namespace huiyin {

struct VconRules {
  const TrustedKeys* trusted = nullptr;
  bool signed_only = false;              // refuse what no trusted key has signed
  std::vector<std::string> fetch_allow;  // beginnings of addresses, "https://records.example/"
  std::vector<std::string> own_numbers;  // as number_key() has them: who calls
                                         // from them is the office
};

// Throws BadInput: no vCon, encrypted, a wrong signature, an unknown critical
// extension, a missing uuid. What else can't be read goes into
// inbox->unreadable.
void read_vcon(std::string_view bytes, const VconRules& rules, Inbox* inbox);
// The bytes of "dialog/N" that are inside.
std::string vcon_part(std::string_view bytes, const VconRules& rules, std::string_view name);
// Whether an address lies under one of the beginnings, by host and path, with
// no way around them.
bool may_fetch(std::string_view url, const std::vector<std::string>& allowed);

}  // namespace huiyin
