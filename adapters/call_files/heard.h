// The JSON of recognisers as turns. The body of a transcript is the vendor's:
// readers are chosen by shape. Pure functions; any thread.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "adapters/message.h"
#include "daemon/base/json.h"

namespace huiyin {

// Deepgram (results.channels or results.utterances); OpenAI verbose and
// diarized JSON; {"segments" | "utterances" | "phrases" | "turns": [{text,
// start, end, speaker | role | channel, confidence}]}, or such a list alone;
// {"text"} or a string. Times are seconds. roles: speakers by party where an
// item names "parties". Throws BadInput naming the place; "of a form that is
// not known" for anything else.
std::vector<Turn> read_heard_json(const Json& body, const std::vector<std::string>& roles);
// As read_heard() of recogniser.h, with parties.
std::vector<Turn> read_heard(std::string_view bytes, const std::vector<std::string>& roles);

}  // namespace huiyin
