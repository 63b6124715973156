# Writes OUT: huiyin::embedded_file(name), the bytes of FILES as string literals. Run by huiyin_embed().
set(entries "")
set(n 0)
set(arrays "")
foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME)
  file(READ ${file} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(APPEND arrays "const unsigned char kFile${n}[] = {${bytes}0};\n")
  string(APPEND entries "    {\"${name}\", {reinterpret_cast<const char*>(kFile${n}), sizeof kFile${n} - 1}},\n")
  math(EXPR n "${n}+1")
endforeach()
file(WRITE ${OUT} "// Generated from config/ by scripts/cmake/embed.cmake. Do not edit.
#include \"daemon/base/embedded.h\"

namespace huiyin {
namespace {
${arrays}
struct Entry {
  std::string_view name, bytes;
};
const Entry kEntries[] = {
${entries}};
}  // namespace

std::string_view embedded_file(std::string_view name) {
  for (const Entry& e : kEntries)
    if (e.name == name) return e.bytes;
  return {};
}
}  // namespace huiyin
")
