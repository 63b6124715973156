// Text files in UTF-16 with a byte order mark, which spreadsheets call "Unicode text".
#pragma once
#include <string>
#include <string_view>

#include "daemon/base/result.h"

namespace huiyin {

bool is_utf16_text(std::string_view bytes);  // begins with a mark, FF FE or FE FF
// UTF-8 with a mark. bad_input: an odd byte at the end, or half a surrogate pair ("byte 12").
Result<std::string> utf16_text_to_utf8(std::string_view bytes);

}  // namespace huiyin
