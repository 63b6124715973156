#include "daemon/care/record_texts.h"

#include "daemon/base/bad_input.h"
#include "daemon/base/toml.h"
#include "daemon/care/rules.h"
#include "daemon/model/deadlines.h"
#include "daemon/model/segments.h"

namespace huiyin {
namespace {

constexpr std::string_view kLongestRecord = "IN-20260301-000031";

std::string wording(const Toml& value, std::string_view signature) {
  std::string text = value.text();
  if (text.empty()) throw BadInput(value.where(), "text must not be empty");
  if (const std::string why = too_long(text, signature); !why.empty())
    throw BadInput(value.where(), "text " + why);
  return text;
}

}  // namespace

std::string too_long(std::string_view text, std::string_view signature) {
  const SegmentCount n = count_segments_ucs2(fill({std::string(text), ""}, kLongestRecord, signature).text);
  if (n.parts <= 1) return {};
  return "is " + std::to_string(n.units) + " characters with the signature and a number; one part is 70";
}

Result<RecordTexts> RecordTexts::load(std::string_view toml, std::string file_name,
                                      std::string_view signature) {
  const auto file = Toml::parse(toml, std::move(file_name));
  if (!file) return tl::unexpected<Error>(file.error());
  try {
    RecordTexts out;
    out.unknown = wording(file->at("unknown"), signature);
    for (const std::string& state : progress_states())
      out.states[state] = wording(file->at("state").at(state), signature);
    return out;
  } catch (const BadInput& e) {
    return fail(Errc::bad_input, e.what());
  }
}

}  // namespace huiyin
