#include "daemon/followup/texts.h"

namespace huiyin {

std::string with_field(std::string_view text, std::string_view name, std::string_view value) {
  const std::string field = "{" + std::string(name) + "}";
  std::string out(text);
  for (std::size_t at = 0; (at = out.find(field, at)) != std::string::npos; at += value.size())
    out.replace(at, field.size(), value);
  return out;
}

Content fill_wording(const Wording& w, std::string_view value, std::string_view signature,
                     std::string_view field) {
  Content c;
  c.text = (signature.empty() ? "" : "【" + std::string(signature) + "】") + with_field(w.text, field, value);
  c.signature = signature;
  c.template_code = w.template_code;
  if (w.text.find("{" + std::string(field) + "}") != std::string::npos) c.template_params.emplace_back(value);
  return c;
}

}  // namespace huiyin
