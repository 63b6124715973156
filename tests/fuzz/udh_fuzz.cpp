// Long messages: headers of foreign parts, and our own texts cut and joined again.
#include "adapters/smpp/parts.h"
#include "adapters/smpp/reader.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"
#include "tests/fuzz/fuzzing.h"

namespace {

using namespace huiyin;

void foreign(std::uint8_t esm_class, const std::string& octets) {
  try {
    const smpp::UserData user = smpp::user_data_of(smpp::Pdu{}, esm_class, octets);
    fuzz::promise(user.octets.size() <= octets.size(), "a header takes octets, it brings none");
    if (user.part)
      fuzz::promise(
          user.part->number >= 1 && user.part->number <= user.part->total && user.part->total <= 255,
          "a part is one of its parts");
  } catch (const BadInput&) {
  }
}

void whole_pdu(std::string_view bytes) {
  try {
    smpp::read_deliver(bytes, {});
  } catch (const BadInput&) {
  }
}

void cut_and_joined(const std::string& text, smpp::LongText form, std::uint16_t reference) {
  smpp::TextRules rules;
  rules.long_text = form;
  std::vector<smpp::TextPart> parts;
  try {
    parts = smpp::cut_text(text, rules, reference);
  } catch (const BadInput&) {
    return;  // too long
  }
  std::string joined;
  int number = 0;
  for (const smpp::TextPart& part : parts) {
    smpp::Pdu pdu;
    pdu.tlvs = part.tlvs;
    const smpp::UserData user = smpp::user_data_of(pdu, part.headed ? smpp::kUdhIndicator : 0, part.octets);
    fuzz::promise(parts.size() == 1 || (user.part && user.part->number == ++number &&
                                        user.part->total == static_cast<int>(parts.size())),
                  "parts come in their order");
    joined += user.octets;
  }
  fuzz::promise(smpp::decode_text(joined, parts.front().data_coding, smpp::DefaultAlphabet::gsm7) == text,
                "a text cut and joined is the text");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string rest(fuzz::bytes_of(data + 2, size - 2));
  foreign(data[0], rest);
  whole_pdu(fuzz::bytes_of(data, size));
  if (is_utf8(rest) && !rest.empty())
    cut_and_joined(rest, static_cast<smpp::LongText>(data[1] % 3),
                   static_cast<std::uint16_t>(data[0] << 8 | data[1]));
  return 0;
}
