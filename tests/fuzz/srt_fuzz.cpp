// SRT as transcripts.
#include "adapters/call_files/subtitles.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"
#include "tests/fuzz/fuzzing.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace huiyin;
  try {
    for (const Turn& t : read_srt(fuzz::bytes_of(data, size))) {
      fuzz::promise(!t.text.empty() && is_utf8(t.text), "a cue is words");
      fuzz::promise(t.begin_ms >= 0 && t.begin_ms <= t.end_ms, "a cue ends after it begins");
    }
  } catch (const BadInput&) {
  }
  return 0;
}
