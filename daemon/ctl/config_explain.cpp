// config explain: a setting's meaning, type, range, default and whether it can be reloaded.
#include "daemon/ctl/verbs.h"
#include "daemon/settings/print.h"

namespace huiyin {

Exit run_config_explain(Session& s) {
  const auto text = explain_setting(
      s.args.text("key"), s.language() == Language::chinese ? HelpLanguage::chinese : HelpLanguage::english,
      carrier_kinds());
  if (!text) throw CtlError(Exit::usage, text.error().text());
  if (s.json()) {
    JsonWriter w;
    s.out.line(w.object().field("key", s.args.text("key")).field("text", *text).end().take());
  } else {
    s.out.write(*text);
  }
  return Exit::ok;
}

}  // namespace huiyin
