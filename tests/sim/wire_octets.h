// The simulator's own reading and writing of binary line protocols, apart from the daemon's, so that one
// checks the other.
#pragma once
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace huiyin::sim {

// Thrown for what is not of the protocol.
struct WireFault : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class WireReader {
 public:
  explicit WireReader(std::string_view octets) : rest_(octets) {}
  std::uint64_t number(int octets) {
    need(static_cast<std::size_t>(octets));
    std::uint64_t n = 0;
    for (int i = 0; i < octets; ++i)
      n = n << 8 | static_cast<unsigned char>(rest_[static_cast<std::size_t>(i)]);
    rest_.remove_prefix(static_cast<std::size_t>(octets));
    return n;
  }
  int octet() { return static_cast<int>(number(1)); }
  std::string octets(std::size_t n) {
    need(n);
    std::string s(rest_.substr(0, n));
    rest_.remove_prefix(n);
    return s;
  }
  std::string padded(std::size_t n) {
    const std::string s = octets(n);
    return s.substr(0, s.find('\0'));
  }
  std::string terminated(std::size_t limit) {
    const std::size_t end = rest_.find('\0');
    if (end == std::string_view::npos || end >= limit) throw WireFault("a text has no end");
    std::string s(rest_.substr(0, end));
    rest_.remove_prefix(end + 1);
    return s;
  }
  bool more() const { return !rest_.empty(); }

 private:
  void need(std::size_t n) const {
    if (rest_.size() < n) throw WireFault("a PDU is too short");
  }
  std::string_view rest_;
};

inline void put(std::string* out, std::uint64_t n, int octets) {
  for (int shift = (octets - 1) * 8; shift >= 0; shift -= 8) out->push_back(static_cast<char>(n >> shift));
}
inline std::string padded(std::string_view text, std::size_t n) {
  std::string out(text.substr(0, n));
  out.resize(n, '\0');
  return out;
}

// One part of a text as a gateway reads it.
struct LinePart {
  std::string source, destination;  // digits as written
  std::string text;                 // UTF-8
  bool wants_receipt = false;
  int reference = -1, total = 1, number = 1;  // of a long message
};

// Takes the user data header off *octets and its concatenation into *part.
void take_user_data_header(std::string* octets, LinePart* part);
// By the alphabets of the Chinese protocols: 0 ASCII, 8 UCS-2, 15 GBK. Throws WireFault.
std::string cn_text(const std::string& octets, int format);
std::string ucs2(std::string_view utf8);
// The text in pieces of at most 140 octets; with a concatenation header (headed) where they are several.
struct Ucs2Piece {
  std::string octets;
  bool headed = false;
};
std::vector<Ucs2Piece> ucs2_pieces(std::string_view utf8, std::uint64_t reference);

}  // namespace huiyin::sim
