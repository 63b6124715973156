// version: of huiyinctl; the daemon's is in `status`.
#include "daemon/base/json.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {

Exit run_version(Session& s) {
  JsonWriter w;
  s.out.line(s.json() ? w.object().field("version", HUIYIN_VERSION).end().take()
                      : "huiyinctl " HUIYIN_VERSION);
  return Exit::ok;
}

}  // namespace huiyin
