// vCon, signed and plain, and the parts inside.
#include "adapters/registry.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"
#include "tests/fuzz/fuzzing.h"

namespace {

using namespace huiyin;

constexpr const char* kPublicKey =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEMKBCTNIcKUSDii11ySs3526iDZ8A\n"
    "iTo7Tu6KPAqv7D7gS2XpJFbZiItSs3m9+9Ue6GnvHw/GW2ZZaVtszggXIw==\n"
    "-----END PUBLIC KEY-----\n";

std::unique_ptr<HttpCarrier> make() {
  CarrierSettings settings;
  settings.set_text("fetch_allow", "https://records.example/");
  settings.set_text("own_numbers", "12345");
  settings.set_trusted_pem(kPublicKey);
  return find_carrier_kind("call_files")->make_http(settings);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::unique_ptr<HttpCarrier> carrier = make();
  const std::string_view bytes = fuzz::bytes_of(data, size);
  try {
    const Inbox inbox = carrier->read("vcon", bytes);
    fuzz::promise(inbox.calls.size() == 1, "a vCon is one call");
    const CallRecord& call = inbox.calls[0];
    fuzz::promise(call.talk_seconds >= 0, "no time runs backwards");
    for (const Turn& t : call.turns) {
      fuzz::promise(is_utf8(t.text) && !t.text.empty(), "a turn is words");
      fuzz::promise(t.begin_ms >= 0, "a turn begins in the call");
      for (const HeardWord& w : t.words)
        fuzz::promise(w.begin < w.end && w.end <= t.text.size(), "a word lies in its turn");
    }
    for (const CallPart& part : call.parts) {
      fuzz::promise(
          part.url.empty() || !part.refused.empty() || part.url.starts_with("https://records.example/"),
          "nothing is fetched that is not on the list");
      if (part.url.empty()) {
        try {
          carrier->part("vcon", bytes, part.name);
        } catch (const BadInput&) {
        }
      }
    }
  } catch (const BadInput&) {
  }
  return 0;
}
