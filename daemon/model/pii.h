// Personal data in a text: where it stands, byte-exact, and the text with type tags in its place.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/base/result.h"

namespace huiyin {

class Gazetteer;

// type: ID_CN, ID_OTHER (passport, permits, foreign identity numbers), MOBILE, LANDLINE, EMAIL, BANK_CARD,
// PLATE, IM_ACCOUNT (WeChat, QQ), NAME, PERSON_REF (surname with a title: 李书记), ADDRESS (a house or flat,
// not a public place).
struct PiiSpan {
  std::uint32_t begin = 0, end = 0;  // bytes of the ORIGINAL text, [begin, end), on character bounds
  std::string type;
  bool operator==(const PiiSpan&) const = default;
};

// Immutable after load; find() may run on many threads at once, throws nothing but std::bad_alloc, and takes
// time linear in the text. Malformed UTF-8 is read as U+FFFD.
class PiiFinder {
 public:
  // Words from dir/pii.toml, or the shipped ones. With a gazetteer addresses begin at the place it knows and
  // place names are no person's. The gazetteer must outlive the finder; it may be null.
  static Result<PiiFinder> load(const std::string& dir = {}, const Gazetteer* places = nullptr);

  PiiFinder(PiiFinder&&) noexcept;
  PiiFinder& operator=(PiiFinder&&) noexcept;
  ~PiiFinder();

  std::vector<PiiSpan> find(std::string_view text) const;  // ascending, without overlap

 private:
  struct Impl;
  explicit PiiFinder(std::unique_ptr<const Impl> impl);
  std::unique_ptr<const Impl> impl_;
};

// With the shipped words and gazetteer, loaded once.
std::vector<PiiSpan> find_pii(std::string_view text);

// The text with each span replaced by a type tag: [姓名1] [电话1] ... in a text that has Chinese characters,
// else [NAME1] [PHONE1] .... The same value gets the same number however it is written (full width, with
// hyphens, spoken digits); numbers count per tag from 1. Spans may overlap or lie outside: they are clamped
// and joined, the text inside is never shown.
std::string mask_pii(std::string_view text, std::vector<PiiSpan> spans);

// The same, and where the bytes of the original came to lie.
class MaskedText {
 public:
  MaskedText(std::string_view text, std::vector<PiiSpan> spans);
  const std::string& text() const { return text_; }
  // [begin, end) of the original in the masked text; what touches a tag has the whole tag.
  std::pair<std::uint32_t, std::uint32_t> range(std::uint32_t begin, std::uint32_t end) const;

 private:
  struct Piece {
    std::uint32_t begin, end;  // of the original
    std::uint32_t at, past;    // of the tag in its place
  };
  std::string text_;
  std::vector<Piece> pieces_;  // ascending
};

}  // namespace huiyin
