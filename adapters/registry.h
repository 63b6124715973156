// What kinds of carriers there are, and what each can do. The list is generated from adapters/CMakeLists.txt.
#pragma once
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http_carrier.h"
#include "adapters/line_carrier.h"
#include "daemon/base/result.h"
#include "daemon/base/secret.h"

namespace huiyin {

enum class SettingType { text, integer, boolean, secret };

// One setting of a carrier account in huiyin.toml, [carrier.<account>].
struct CarrierSetting {
  std::string_view name;
  SettingType type;
  std::string_view unit;           // "ms", "1/s", ""
  std::string_view default_value;  // empty with required = false: the empty text, 0, false
  bool required;
  std::string_view help;
};

// Checked values of one account. REQUIRES on every accessor: the kind's table has the name with that type.
class CarrierSettings {
 public:
  void set_text(std::string name, std::string value) { texts_[std::move(name)] = std::move(value); }
  void set_integer(std::string name, std::int64_t value) { integers_[std::move(name)] = value; }
  void set_secret(std::string name, Secret value) { secrets_[std::move(name)] = std::move(value); }
  const std::string& text(std::string_view name) const;
  std::int64_t integer(std::string_view name) const;
  bool flag(std::string_view name) const { return integer(name) != 0; }
  const Secret& secret(std::string_view name) const;

  // Where this account's carrier is to push, with the secret in its path: for carriers that are told in each
  // request or sign the address. Empty: pushes are off, or hooks.public_url is not set. No setting of a
  // table; the daemon sets it.
  const Secret& push_url() const { return push_url_; }
  void set_push_url(Secret url) { push_url_ = std::move(url); }

  // The PEM files of the folder that the setting "trust" names, one after the other. The loader sets it.
  const std::string& trusted_pem() const { return trusted_pem_; }
  void set_trusted_pem(std::string pem) { trusted_pem_ = std::move(pem); }

 private:
  Secret push_url_;
  std::string trusted_pem_;
  std::map<std::string, std::string, std::less<>> texts_;
  std::map<std::string, std::int64_t, std::less<>> integers_;
  std::map<std::string, Secret, std::less<>> secrets_;
};

// The capability sheet: facts of the carrier that drive batching, reconciling, preview and the conformance
// tests.
struct Capability {
  bool sends = true;              // false: intake only (call centres)
  int batch_limit = 1;            // recipients a submit
  int individual_limit = 0;       // the same where each has a content of its own; 0: the carrier can't
  bool takes_text = true;         // else templates only
  bool echoes_batch_key = false;  // in receipts
  bool echoes_extension = false;  // in MO
  enum class Query { none, by_key, by_number, by_carrier_id } query = Query::none;
  bool receipts_pulled = false, receipts_pushed = false;
  bool replies_pulled = false, replies_pushed = false;
  bool pull_is_destructive = false;
  bool idempotent = false;  // a repeated batch key is sent once by the carrier
  int max_parts = 10;
  int submits_per_second = 0;  // 0: no stated limit
  int inquiries_per_second = 1;
};

struct CarrierKind {
  std::string_view name;   // "tencent": the folder's name and the value of `kind` in huiyin.toml
  std::string_view title;  // "Tencent Cloud SMS, API 2021-01-11"
  std::span<const CarrierSetting> settings;
  Capability capability;
  // One of the two. Throws BadInput when settings contradict one another.
  std::unique_ptr<HttpCarrier> (*make_http)(const CarrierSettings&);
  std::unique_ptr<LineCarrier> (*make_line)(const CarrierSettings&);
};

std::span<const CarrierKind* const> carrier_kinds();
const CarrierKind* find_carrier_kind(std::string_view name);  // null when unknown

}  // namespace huiyin
