// norsubmit and tmpsubmit: a batch into base64 JSON with its mac, an answer into one outcome for each
// recipient.
#pragma once
#include <string>
#include <vector>

#include "adapters/http_carrier.h"
#include "adapters/web.h"

namespace huiyin {

struct MasSender {
  Endpoint endpoint;
  std::string text_path, template_path;
  std::string ec_name, ap_id, sign, add_serial;
  Secret secret_key;
  bool templates = false;        // by template where a message has one
  bool strip_signature = false;  // the platform adds it
  bool send_secret = false;
  std::string pinned_key;
  Millis timeout{0};
};

// Lower-case hexadecimal MD5 over the concatenated fields.
std::string mas_mac(std::initializer_list<std::string_view> fields);
// POSTs base64 of the JSON, as the platform wants it.
HttpCall mas_call(const MasSender& sender, const std::string& path, std::string_view json);

HttpCall mas_submit_call(const SubmitBatch& batch, const MasSender& sender);
// One msgGroup or one error stands for the whole request.
std::vector<Outcome> mas_outcomes(const SubmitBatch& batch, const HttpReply& reply, const Secret& secret);

}  // namespace huiyin
