#include "adapters/tencent/push.h"

#include <algorithm>

#include "adapters/tencent/reader.h"
#include "daemon/base/bad_input.h"

namespace huiyin {
namespace {

PushAnswer refusal(int status, std::string why) {
  PushAnswer answer;
  answer.status = status;
  answer.body = R"({"result":1,"errmsg":"refused"})";
  answer.why = std::move(why);
  return answer;
}

PushAnswer acceptance(std::string_view kind) {
  PushAnswer answer;
  answer.genuine = true;
  answer.kind = std::string(kind);
  answer.body = R"({"result":0,"errmsg":"OK"})";
  return answer;
}

}  // namespace

// Receipts come as a list of objects, a reply as one object. Single odd items don't spoil a list: read()
// reports them.
PushAnswer judge_tencent_push(const PushRequest& request) {
  if (request.method != "POST") return refusal(405, "is not a POST");
  try {
    const Json root = Json::parse(request.body);
    if (root.is_array()) {
      const std::vector<Json> items = root.items();
      const bool objects =
          std::all_of(items.begin(), items.end(), [](const Json& item) { return item.is_object(); });
      return objects ? acceptance(kTencentStatusPush)
                     : refusal(400, "the list holds other things than objects");
    }
    if (root.has("mobile") && root.has("text")) return acceptance(kTencentReplyPush);
    return refusal(400, "is neither a list of receipts nor a reply");
  } catch (const BadInput& e) {
    return refusal(400, e.what());
  }
}

}  // namespace huiyin
