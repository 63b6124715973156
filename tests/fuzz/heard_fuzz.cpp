// The answers of recognisers, whatever their form.
#include "adapters/recogniser.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"
#include "tests/fuzz/fuzzing.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace huiyin;
  try {
    for (const Turn& t : read_heard(fuzz::bytes_of(data, size))) {
      fuzz::promise(!t.text.empty() && is_utf8(t.text), "a turn is words");
      fuzz::promise(t.begin_ms >= 0, "a turn begins in the call");
      fuzz::promise(!t.confidence || (*t.confidence >= 0 && *t.confidence <= 1), "confidence is a share");
      for (const HeardWord& w : t.words)
        fuzz::promise(w.begin < w.end && w.end <= t.text.size(), "a word lies in its turn");
    }
  } catch (const BadInput&) {
  }
  return 0;
}
