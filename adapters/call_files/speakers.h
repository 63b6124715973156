// Who speaks, as recognisers, subtitles and vCons name it. Pure functions; any
// thread.
#pragma once
#include <string>
#include <string_view>

namespace huiyin {

// "caller", "agent", "system" for the words in use in English and Chinese
// ("customer", "坐席", "ivr"); else "unknown".
std::string speaker_by_word(std::string_view word);

}  // namespace huiyin
