#include "tests/sim/wire_octets.h"

#include <algorithm>
#include <utility>

#include "daemon/base/text.h"

namespace huiyin::sim {

void take_user_data_header(std::string* octets, LinePart* part) {
  const std::string all = std::exchange(*octets, {});
  const std::size_t length = all.empty() ? 0 : static_cast<unsigned char>(all[0]);
  if (all.empty() || all.size() < length + 1) throw WireFault("the user data header is too long");
  WireReader header(std::string_view(all).substr(1, length));
  *octets = all.substr(length + 1);
  while (header.more()) {
    const int id = header.octet(), size = header.octet();
    if ((id == 0 && size == 3) || (id == 8 && size == 4)) {
      part->reference = static_cast<int>(header.number(size - 2)) + (id == 8 ? 0x10000 : 0);
      part->total = header.octet();
      part->number = header.octet();
    } else {
      header.octets(static_cast<std::size_t>(size));
    }
  }
  if (part->number < 1 || part->number > part->total) throw WireFault("a part's number is out of range");
}

std::string cn_text(const std::string& octets, int format) {
  if (format != 0 && format != 8 && format != 15) throw WireFault("a text has an unknown format");
  const auto utf8 = decode_to_utf8(octets, format == 8    ? Charset::utf16be
                                           : format == 15 ? Charset::gbk
                                                          : Charset::utf8);
  if (!utf8) throw WireFault("a text is not in its format");
  return *utf8;
}

std::string ucs2(std::string_view utf8) {
  std::string out;
  for (const char16_t unit : to_utf16(utf8)) put(&out, unit, 2);
  return out;
}

std::vector<Ucs2Piece> ucs2_pieces(std::string_view utf8, std::uint64_t reference) {
  constexpr std::size_t kOne = 140, kOfMany = 134;
  const std::string all = ucs2(utf8);
  if (all.size() <= kOne) return {{all, false}};
  std::vector<std::string> texts;
  for (std::size_t at = 0; at < all.size();) {
    std::size_t n = std::min(kOfMany, all.size() - at);
    const auto last = static_cast<unsigned char>(all[at + n - 2]);
    if (last >= 0xD8 && last < 0xDC && at + n < all.size()) n -= 2;  // not between surrogates
    texts.push_back(all.substr(at, n));
    at += n;
  }
  std::vector<Ucs2Piece> pieces;
  for (const std::string& text : texts) {
    std::string header("\x05\x00\x03", 3);
    header.push_back(static_cast<char>(reference));
    header.push_back(static_cast<char>(texts.size()));
    header.push_back(static_cast<char>(pieces.size() + 1));
    pieces.push_back({header + text, true});
  }
  return pieces;
}

}  // namespace huiyin::sim
