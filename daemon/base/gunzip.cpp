#include "daemon/base/gunzip.h"

#include <algorithm>
#include <memory>

#include <zlib.h>

namespace huiyin {
namespace {

constexpr int kGzipOnly = 16 + MAX_WBITS;
constexpr std::size_t kPiece = 64 * 1024;

}  // namespace

bool is_gzip(std::string_view bytes) {
  return bytes.size() >= 2 && bytes[0] == '\x1F' && bytes[1] == '\x8B';
}

Result<std::string> gunzip(std::string_view bytes, std::size_t most) {
  z_stream z{};
  if (inflateInit2(&z, kGzipOnly) != Z_OK) return fail(Errc::internal, "zlib could not begin");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> ended(&z, inflateEnd);
  std::string in(bytes), out;  // zlib's input pointer is not const everywhere
  z.next_in = reinterpret_cast<Bytef*>(in.data());
  z.avail_in = static_cast<uInt>(in.size());
  int told = Z_OK;
  while (told == Z_OK) {
    const std::size_t had = out.size();
    out.resize(std::min(had + kPiece, most + 1));
    z.next_out = reinterpret_cast<Bytef*>(out.data() + had);
    z.avail_out = static_cast<uInt>(out.size() - had);
    told = inflate(&z, Z_NO_FLUSH);
    out.resize(out.size() - z.avail_out);
    if (out.size() > most)
      return fail(Errc::bad_input, "unpacks to more than " + std::to_string(most) + " bytes");
    if (told == Z_OK && z.avail_in == 0 && z.avail_out > 0) break;
  }
  if (told == Z_STREAM_END && z.avail_in == 0) return out;
  if (told == Z_STREAM_END) return fail(Errc::bad_input, "has bytes after the end of its gzip");
  if (told == Z_OK || told == Z_BUF_ERROR) return fail(Errc::bad_input, "is a gzip cut short");
  return fail(Errc::bad_input, "is no gzip, or a damaged one");
}

}  // namespace huiyin
