// Forms, addresses and dates as HTTP carriers spell them, the checks their settings share, and the ends of
// their exchanges. Pure functions; any thread.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http_carrier.h"
#include "adapters/kit.h"
#include "daemon/base/bad_input.h"

namespace huiyin {

// ---- Forms and queries

// As JavaScript's encodeURIComponent: leaves A-Za-z0-9-_.!~*'() bare.
std::string encode_component(std::string_view utf8);
// As the URL standard's form serialiser: blank becomes +, A-Za-z0-9*-._ stay bare.
std::string encode_form_value(std::string_view utf8);
// RFC 3986, sorted by encoded name, then value: what most signatures cover.
std::string canonical_query(const Parameters& parameters);
// "a=1&b=2" in the given order.
std::string join_parameters(const Parameters& parameters, std::string (*encode)(std::string_view));
// Names and values decoded, in order. Throws BadInput on a broken escape or what is not UTF-8 afterwards.
Parameters read_form(std::string_view body);
// The first value of that name; empty when absent.
std::string value_of(const Parameters& parameters, std::string_view name);

// ---- Dates

std::string to_http_date(TimePoint t);    // "Sun, 01 Mar 2026 02:03:04 GMT"
std::string to_compact_utc(TimePoint t);  // "20260301T020304Z"
TimePoint in_whole_seconds(TimePoint t);  // rounded down
// "Sun, 01 Mar 2026 02:03:04 +0000"; nullopt on anything else.
std::optional<TimePoint> read_rfc2822(std::string_view text);

// ---- Numbers

// "13800000001" of a mainland number, the digits with country code of any other.
std::string domestic_number(std::string_view e164);

// ---- Settings. All throw BadInput naming the setting.

// Needed, and fit for a header: printable ASCII without blanks.
std::string needed_token(const CarrierSettings& settings, std::string_view name);
// The same, but may be empty.
std::string optional_token(const CarrierSettings& settings, std::string_view name);
const Secret& needed_secret(const CarrierSettings& settings, std::string_view name);
Millis read_timeout(const CarrierSettings& settings);  // "timeout", 100 to 120000 ms
std::int64_t in_range(const CarrierSettings& settings, std::string_view name, std::int64_t least,
                      std::int64_t most);
// A path that begins with / and has no blank, ? or #.
std::string read_path(const CarrierSettings& settings, std::string_view name);

// "sha256//" and the base64 of 32 bytes, or empty.
std::string read_pin(const CarrierSettings& settings, std::string_view name);
// Codes separated by commas.
using CodeSet = std::set<std::string, std::less<>>;
CodeSet read_codes(std::string_view text);

inline constexpr CarrierSetting kTimeoutSetting{"timeout", SettingType::integer,        "ms", "15000",
                                                false,     "how long one call may take"};

// The names of template parameters, for carriers whose templates have named ones. Written
// "SMS_1=name,no; SMS_2=case"; a template that is not listed has p1, p2, …
class ParameterNames {
 public:
  ParameterNames(std::string_view text, std::string_view setting);  // throws BadInput
  // {"name":"张三"} for the content's template and parameters.
  std::string json(const SmsContent& content) const;

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> names_;
};

// ---- Outcomes

Outcome unknown_outcome(std::string words);
// "unreadable answer: …" of what a reader threw.
Outcome unreadable_answer(const std::exception& e);
// A fault that one number of many may have caused: the batch is tried again, in smaller ones, so that one bad
// number does not cost the others their message. With one recipient the fault is what it is.
Outcome spread_fault(const Outcome& fault, std::size_t recipients);
// Like kit's, but 2xx also says: read the body, and so does 4xx (carriers explain themselves there).
std::optional<Outcome> decided_without_body(const HttpReply& reply);
// The end of an exchange that `fault` ended. The text is `action` and the carrier's code: fit for logs.
Done ended_by(const Outcome& fault, std::string_view action);
Found could_not_tell(std::string why);
Found could_not_tell(const Outcome& fault, std::string_view action);

// ---- Pushes

PushAnswer refused_push(int status, std::string why, std::string body = {});
PushAnswer taken_push(std::string_view kind, std::string body);

// Calls read(items[i], i) for each, and notes those that throw BadInput as "item i: …".
template <typename Items, typename Read>
void read_each_item(const Items& items, Inbox* inbox, Read read) {
  std::size_t i = 0;
  for (const auto& item : items) {
    try {
      read(item);
    } catch (const BadInput& e) {
      inbox->unreadable.push_back("item " + std::to_string(i) + ": " + e.what());
    }
    ++i;
  }
}

}  // namespace huiyin
