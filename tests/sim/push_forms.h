// How each carrier pushes receipts and replies to webhooks, and which answer it takes for a success.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/sim/http.h"
#include "tests/sim/ledger_views.h"

namespace huiyin::sim {

enum class PushForm { tencent, aliyun, huawei, mas, twilio, telecom };
std::string_view name_of(PushForm form);
std::optional<PushForm> push_form_of(std::string_view name);

struct PushBody {
  std::string body, content_type;
  Headers headers;
};
std::size_t receipts_a_push(PushForm form);
// key: signs, where the carrier does.
PushBody push_of(PushForm form, const std::vector<ReceiptView>& receipts, const std::string& url,
                 const std::string& key);
PushBody push_of(PushForm form, const InboundView& reply, const std::string& url, const std::string& key);
bool push_is_acknowledged(PushForm form, long status, const std::string& answer);

}  // namespace huiyin::sim
