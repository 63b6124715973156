// WebVTT (W3C) and SRT as transcripts: cues become turns. Pure functions; any
// thread.
#pragma once
#include <string_view>
#include <vector>

#include "adapters/message.h"

namespace huiyin {

bool looks_like_webvtt(std::string_view bytes);
bool looks_like_srt(std::string_view bytes);
// Speakers by <v Name>; tags go, escapes are read. Cues that can't be read are
// skipped as the standard says. Throws BadInput when it is no WebVTT at all, or
// no UTF-8.
std::vector<Turn> read_webvtt(std::string_view bytes);
// UTF-8 or GB18030. Speakers by "坐席：" or "agent:" at a line's begin, known
// words only. Throws BadInput naming the line where a cue is malformed.
std::vector<Turn> read_srt(std::string_view bytes);

}  // namespace huiyin
