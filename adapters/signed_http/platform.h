// A platform as its TOML file describes it: how to ask, what signs a request, how an answer, a receipt and a
// reply are read. Data only; made by read_platform() (platform.cpp), used by platform_call.h and
// platform_reader.h. docs/carriers/signed_http.md explains every key.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/signed_http/digests.h"
#include "adapters/signed_http/filled_text.h"
#include "adapters/web.h"
#include "daemon/base/text.h"

namespace huiyin {

enum class BodyForm { none, form, json, base64_json, xml };

// One member of a query, a form, a JSON object or an XML element; one header.
struct PlatformField {
  enum class As { text, number, json };  // of JSON bodies: how the value stands there
  std::string name;
  FilledText value;
  As as = As::text;
  bool omit_empty = false;
};

// A named digest or HMAC; fields and other sums refer to it as "{name}".
struct PlatformSum {
  std::string name;
  FilledText of;
  std::optional<FilledText> key;  // there: an HMAC
  DigestKind digest = DigestKind::md5;
  DigestForm form = DigestForm::hex;
  Charset charset = Charset::utf8;  // in which `of` is written before it is digested; a sum's raw bytes stay
};

struct PlatformRequest {
  std::string method = "POST", path;
  BodyForm body = BodyForm::json;
  std::string content_type, root;  // root: the XML element around the fields
  std::vector<PlatformField> query, headers, fields;
};

// What an error code means for the messages of a request.
enum class CodeClass { stop, refuse, refuse_number, wait, opted_out, unknown };

struct PlatformAnswer {
  BodyForm body = BodyForm::json;
  std::string code, id, words;  // paths, "data.taskId"
  std::set<std::string, std::less<>> success;
  std::map<std::string, CodeClass, std::less<>> classes;
  CodeClass otherwise = CodeClass::unknown;
  Millis wait{10'000};  // after a code of class `wait`
};

// How pushed or pulled things are read; all but `body` are paths inside one item.
struct PlatformItems {
  BodyForm body = BodyForm::json;
  std::string list;  // path of the list; empty: the root, one object or a list
  std::string has;   // the member that tells this kind of push from the other
  std::string id, number, batch_key, state, words, time, text, to;
  std::set<std::string, std::less<>> delivered, expired, enroute, opted_out;
};

struct PlatformPull {
  PlatformRequest request;
  bool destructive = true;  // what was given out is gone
};

struct Platform {
  std::string title, source;
  std::vector<std::string> unconfirmed;  // what nobody has seen confirmed, for people
  Charset charset = Charset::utf8;
  std::vector<std::string> needs;  // settings of the account that must not be empty
  bool secret_in_request = false;  // the protocol wants the password itself: https only
  bool e164 = false;               // numbers as +8613800000001, else 13800000001
  std::vector<PlatformSum> sums;
  PlatformRequest submit;
  PlatformAnswer answer;
  std::optional<PlatformItems> receipts, replies;
  std::optional<PlatformPull> pull_receipts, pull_replies;
  std::string acknowledgement, acknowledgement_type;  // of pushes
};

// Throws BadInput whose place is "file:line:column": unknown keys, places that nothing fills, sums in a
// circle, contradictions.
Platform read_platform(std::string_view toml, const std::string& file_name);

// The names that "{…}" may use beside the sums; `body` only in sums and headers.
const std::set<std::string, std::less<>>& platform_places();

}  // namespace huiyin
