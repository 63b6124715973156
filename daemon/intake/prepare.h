// Opens, parses and reads payloads on the desk's own thread. Private to daemon/intake.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "adapters/message.h"
#include "daemon/intake/prepared.h"
#include "daemon/intake/text_reader.h"
#include "daemon/people/vault.h"
#include "daemon/store/raw_inbound.h"

namespace huiyin {

struct PrepareRules {
  std::string region;
  Millis same_message;
  double doubtful_below = 0;  // words heard with less confidence are marked
};

// Whose payload it is.
struct PayloadOrigin {
  std::string account;
  const PayloadReader* carrier = nullptr;  // null: no account of this name is configured any more
};

// Never throws for what the payload says: what can't be read comes back with `dead` set.
Prepared prepare(const RawInbound& raw, const PayloadOrigin& origin, const PrepareRules& rules,
                 const TextReader& reader, const Vault& vault);
// Parts that waited for one another, joined; some may be missing. number: of the person, from the directory.
Prepared prepare_group(const std::vector<InboundPart>& parts, const std::string& account,
                       const std::string& number, const TextReader& reader, const Vault& vault);

}  // namespace huiyin
