// fold(): NFKC and simple case folding, piece by piece, so that every byte knows the character it came from.
#include <stdexcept>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf8.h>

#include "daemon/base/text.h"

namespace huiyin {
namespace {

const UNormalizer2* nfkc() {
  static const UNormalizer2* const instance = [] {
    UErrorCode error = U_ZERO_ERROR;
    const UNormalizer2* n = unorm2_getNFKCInstance(&error);
    if (U_FAILURE(error)) throw std::runtime_error("ICU has no NFKC data");
    return n;
  }();
  return instance;
}

class Folder {
 public:
  explicit Folder(std::string_view in) : in_(in) {
    out_.text.reserve(in.size());
    out_.offsets.reserve(in.size() + 1);
  }

  Folded run() {
    while (at_ < in_.size()) {
      start_ = at_;
      const UChar32 c = next();
      const bool alone = at_ == in_.size() || unorm2_hasBoundaryBefore(nfkc(), peek());
      if (alone && (c < 0x80 || unorm2_isInert(nfkc(), c))) {
        emit(c);
      } else {
        fold_piece(c);
      }
    }
    out_.offsets.push_back(static_cast<std::uint32_t>(in_.size()));
    return std::move(out_);
  }

 private:
  // A base character with all that may combine with it: normalised together, all of it points to the base.
  void fold_piece(UChar32 first) {
    std::u16string piece;
    append(&piece, first);
    while (at_ < in_.size() && !unorm2_hasBoundaryBefore(nfkc(), peek())) append(&piece, next());
    UErrorCode error = U_ZERO_ERROR;
    const auto size = static_cast<std::int32_t>(piece.size());
    std::u16string normal(piece.size() * 18 + 1,
                          u'\0');  // U+FDFA is 18 times as long in NFKC; nothing exceeds it
    const std::int32_t n = unorm2_normalize(nfkc(), piece.data(), size, normal.data(),
                                            static_cast<std::int32_t>(normal.size()), &error);
    if (U_FAILURE(error)) throw std::runtime_error("ICU failed to normalise");
    for (std::int32_t i = 0; i < n;) {
      UChar32 c;
      U16_NEXT(normal.data(), i, n, c);
      emit(c);
    }
  }

  static void append(std::u16string* to, UChar32 c) {
    if (c > 0xFFFF) to->push_back(U16_LEAD(c));
    to->push_back(c > 0xFFFF ? static_cast<char16_t>(U16_TRAIL(c)) : static_cast<char16_t>(c));
  }

  void emit(UChar32 c) {
    append_utf8(&out_.text, static_cast<char32_t>(u_foldCase(c, U_FOLD_CASE_DEFAULT)));
    out_.offsets.resize(out_.text.size(), static_cast<std::uint32_t>(start_));
  }

  UChar32 next() {
    UChar32 c;
    U8_NEXT_OR_FFFD(reinterpret_cast<const std::uint8_t*>(in_.data()), at_, in_.size(), c);
    return c;
  }

  UChar32 peek() const {
    const auto lead = static_cast<unsigned char>(in_[at_]);
    if (lead < 0x80) return lead;
    std::size_t at = at_;
    UChar32 c;
    U8_NEXT_OR_FFFD(reinterpret_cast<const std::uint8_t*>(in_.data()), at, in_.size(), c);
    return c;
  }

  const std::string_view in_;
  std::size_t at_ = 0, start_ = 0;
  Folded out_;
};

}  // namespace

Folded fold(std::string_view utf8) {
  return Folder(utf8).run();
}

std::pair<std::size_t, std::size_t> Folded::original(std::size_t a, std::size_t b) const {
  if (a == b) return {offsets[a], offsets[a]};
  std::size_t end = b;
  while (end < text.size() && offsets[end] == offsets[b - 1]) ++end;
  return {offsets[a], offsets[end]};
}

}  // namespace huiyin
