// Character sets other than UTF-8: ICU's converters with stop callbacks, because ICU's default hides errors.
#include <array>
#include <memory>
#include <stdexcept>

#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>

#include "daemon/base/text.h"

namespace huiyin {
namespace {

const char* icu_name(Charset charset) {
  switch (charset) {
    case Charset::gbk:
      return "windows-936";
    case Charset::gb18030:
      return "gb18030";
    case Charset::latin1:
      return "ISO-8859-1";
    default:
      return nullptr;
  }
}

struct CloseConverter {
  void operator()(UConverter* c) const { ucnv_close(c); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

Converter open_converter(Charset charset) {
  UErrorCode error = U_ZERO_ERROR;
  Converter c(ucnv_open(icu_name(charset), &error));
  if (U_FAILURE(error))
    throw std::runtime_error(std::string("ICU has no converter for ") + icu_name(charset));
  ucnv_setToUCallBack(c.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
  ucnv_setFromUCallBack(c.get(), UCNV_FROM_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
  ucnv_setFallback(c.get(), false);
  return c;
}

UConverter* converter(Charset charset) {
  thread_local std::array<Converter, 5> cache;
  Converter& c = cache[static_cast<std::size_t>(charset)];
  if (!c) c = open_converter(charset);
  ucnv_reset(c.get());
  return c.get();
}

std::string byte_place(std::size_t n) {
  return "byte " + std::to_string(n);
}

Result<std::string> decode_by_icu(std::string_view bytes, Charset from) {
  UConverter* c = converter(from);
  std::u16string out(bytes.size(), u'\0');  // no charset here makes more UTF-16 units than bytes
  char16_t* to = out.data();
  const char* at = bytes.data();
  UErrorCode error = U_ZERO_ERROR;
  ucnv_toUnicode(c, &to, out.data() + out.size(), &at, bytes.data() + bytes.size(), nullptr, true, &error);
  if (U_SUCCESS(error)) {
    out.resize(static_cast<std::size_t>(to - out.data()));
    return from_utf16(out);
  }
  char bad[32];
  std::int8_t n = sizeof bad;
  UErrorCode ignored = U_ZERO_ERROR;
  ucnv_getInvalidChars(c, bad, &n, &ignored);
  const auto read = static_cast<std::size_t>(at - bytes.data());
  const bool cut = error == U_TRUNCATED_CHAR_FOUND;
  return fail(Errc::bad_input,
              std::string(cut ? "a character is cut off" : "malformed text") + " in " + icu_name(from),
              byte_place(read - static_cast<std::size_t>(n)));
}

// ICU's table maps the byte 0xFF, which GBK leaves free, to a private character.
Result<std::string> decode_gbk(std::string_view bytes) {
  const std::size_t bad = bytes.find('\xFF');
  auto out = decode_by_icu(bytes.substr(0, bad), Charset::gbk);
  if (!out || bad == std::string_view::npos) return out;
  return fail(Errc::bad_input, std::string("malformed text in ") + icu_name(Charset::gbk), byte_place(bad));
}

Result<std::string> encode_by_icu(std::string_view utf8, Charset to_charset) {
  UConverter* c = converter(to_charset);
  const std::u16string in = to_utf16(utf8);
  std::string out(in.size() * 4, '\0');
  char* to = out.data();
  const char16_t* at = in.data();
  UErrorCode error = U_ZERO_ERROR;
  ucnv_fromUnicode(c, &to, out.data() + out.size(), &at, in.data() + in.size(), nullptr, true, &error);
  if (U_SUCCESS(error)) {
    out.resize(static_cast<std::size_t>(to - out.data()));
    return out;
  }
  char16_t bad[8];
  std::int8_t n = 8;
  UErrorCode ignored = U_ZERO_ERROR;
  ucnv_getInvalidUChars(c, bad, &n, &ignored);
  const auto units = static_cast<std::size_t>(at - in.data()) - static_cast<std::size_t>(n);
  return fail(Errc::bad_input, std::string("a character has no place in ") + icu_name(to_charset),
              byte_place(from_utf16(std::u16string_view(in).substr(0, units)).size()));
}

Result<std::string> decode_utf16be(std::string_view bytes) {
  std::u16string units(bytes.size() / 2, u'\0');
  for (std::size_t i = 0; i < units.size(); ++i)
    units[i] = static_cast<char16_t>(static_cast<unsigned char>(bytes[2 * i]) << 8 |
                                     static_cast<unsigned char>(bytes[2 * i + 1]));
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (!U16_IS_SURROGATE(units[i])) continue;
    const bool pair = U16_IS_LEAD(units[i]) && i + 1 < units.size() && U16_IS_TRAIL(units[i + 1]);
    if (!pair) return fail(Errc::bad_input, "half a surrogate pair in UTF-16BE", byte_place(2 * i));
    ++i;
  }
  if (bytes.size() % 2 != 0)
    return fail(Errc::bad_input, "a character is cut off in UTF-16BE", byte_place(bytes.size() - 1));
  return from_utf16(units);
}

std::string encode_utf16be(std::string_view utf8) {
  std::string out;
  for (const char16_t unit : to_utf16(utf8)) {
    out += static_cast<char>(unit >> 8);
    out += static_cast<char>(unit & 0xFF);
  }
  return out;
}

}  // namespace

Result<std::string> decode_to_utf8(std::string_view bytes, Charset from) {
  if (from == Charset::utf16be) return decode_utf16be(bytes);
  if (from == Charset::gbk) return decode_gbk(bytes);
  if (from != Charset::utf8) return decode_by_icu(bytes, from);
  const std::size_t bad = first_bad_utf8(bytes);
  if (bad != std::string_view::npos) return fail(Errc::bad_input, "malformed text in UTF-8", byte_place(bad));
  return std::string(bytes);
}

Result<std::string> encode_from_utf8(std::string_view utf8, Charset to) {
  const std::size_t bad = first_bad_utf8(utf8);
  if (bad != std::string_view::npos) return fail(Errc::bad_input, "malformed text in UTF-8", byte_place(bad));
  if (to == Charset::utf8) return std::string(utf8);
  return to == Charset::utf16be ? encode_utf16be(utf8) : encode_by_icu(utf8, to);
}

Result<std::string> guess_to_utf8(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return decode_to_utf8(bytes.substr(3), Charset::utf8);
  const std::size_t bad = first_bad_utf8(bytes);
  if (bad == std::string_view::npos) return std::string(bytes);
  auto chinese = decode_to_utf8(bytes, Charset::gb18030);
  if (chinese) return chinese;
  return fail(Errc::bad_input, "the text is neither UTF-8 nor GB18030",
              byte_place(bad) + " as UTF-8, " + chinese.error().where + " as GB18030");
}

}  // namespace huiyin
