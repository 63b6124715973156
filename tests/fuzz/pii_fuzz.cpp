// Personal data: spans in the original's bytes, masks that show nothing of them.
#include "daemon/base/text.h"
#include "daemon/model/pii.h"
#include "tests/fuzz/fuzzing.h"

namespace {

bool on_bound(std::string_view text, std::size_t at) {
  return at == text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace huiyin;
  const std::string_view text = fuzz::bytes_of(data, size);
  const std::vector<PiiSpan> spans = find_pii(text);
  const bool good = is_utf8(text);
  std::uint32_t last = 0;
  for (const PiiSpan& s : spans) {
    fuzz::promise(s.begin >= last && s.begin < s.end && s.end <= text.size(), "spans ascend and lie inside");
    fuzz::promise(!good || (on_bound(text, s.begin) && on_bound(text, s.end)),
                  "spans are on characters' bounds");
    last = s.end;
  }
  const MaskedText masked(text, spans);
  std::size_t hidden = 0;
  for (const PiiSpan& s : spans) {
    const auto [begin, end] = masked.range(s.begin, s.end);
    fuzz::promise(begin < end && end <= masked.text().size() && masked.text()[begin] == '[' &&
                      masked.text()[end - 1] == ']',
                  "a span has a tag in its place");
    hidden += s.end - s.begin;
  }
  fuzz::promise(!spans.empty() || masked.text() == text, "where nothing is hidden the text stays");
  fuzz::promise(masked.text().size() + hidden >= text.size(), "nothing but spans goes");
  fuzz::promise(!good || is_utf8(masked.text()), "a mask keeps the text's form");
  return 0;
}
