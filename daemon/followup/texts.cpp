#include "daemon/followup/texts.h"

#include "daemon/base/bad_input.h"
#include "daemon/base/toml.h"
#include "daemon/model/segments.h"

namespace huiyin {
namespace {

constexpr std::string_view kTail = "{tail}";

std::string with_tail(std::string_view text, std::string_view tail) {
  std::string out(text);
  for (std::size_t at = 0; (at = out.find(kTail, at)) != std::string::npos; at += tail.size())
    out.replace(at, kTail.size(), tail);
  return out;
}

Wording read_wording(const Toml& file, std::string_view key, std::string_view signature) {
  const Toml text = file.at(key).at("text");
  Wording w{text.text(), {}};
  if (w.text.empty()) throw BadInput(text.where(), "text must not be empty");
  const std::string sent = fill_wording(w, "0000", signature).text;
  if (const SegmentCount n = count_segments_ucs2(sent); n.parts > 1)
    throw BadInput(text.where(),
                   "text is " + std::to_string(n.units) + " characters with the signature; one part is 70");
  return w;
}

}  // namespace

Result<FollowupTexts> FollowupTexts::load(std::string_view toml, std::string file_name,
                                          std::string_view signature) {
  const auto file = Toml::parse(toml, std::move(file_name));
  if (!file) return tl::unexpected<Error>(file.error());
  try {
    FollowupTexts out;
    out.version = file->text("version");
    out.survey = read_wording(*file, "survey", signature);
    out.reminder = read_wording(*file, "reminder", signature);
    out.clarify = read_wording(*file, "clarify", signature);
    return out;
  } catch (const BadInput& e) {
    return fail(Errc::bad_input, e.what());
  }
}

std::vector<std::string> FollowupTexts::prompts() const {
  return {survey.text, reminder.text, clarify.text};
}

Content fill_wording(const Wording& w, std::string_view tail, std::string_view signature) {
  Content c;
  c.text = (signature.empty() ? "" : "【" + std::string(signature) + "】") + with_tail(w.text, tail);
  c.signature = signature;
  c.template_code = w.template_code;
  if (w.text.find(kTail) != std::string::npos) c.template_params.emplace_back(tail);
  return c;
}

}  // namespace huiyin
