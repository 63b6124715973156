// Makes drafts of intake records from texts and calls: read by the rules, masked, sealed. Any thread; private
// to daemon/intake.
#pragma once
#include <string>

#include "daemon/intake/prepared.h"
#include "daemon/intake/text_reader.h"
#include "daemon/people/vault.h"

namespace huiyin {

// reading: of text. sender: tells "text" from "service".
Draft draft_of_text(const std::string& text, const TextReading& reading, const Sender& sender,
                    TimePoint said_at, const Vault& vault);
// doubtful_below: what a recogniser was less sure of is marked.
Draft draft_of_call(const CallRecord& call, const TextReader& reader, TimePoint received_at,
                    const Vault& vault, double doubtful_below);

}  // namespace huiyin
