#include "adapters/call_files/vcon.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "adapters/call_files/heard.h"
#include "adapters/call_files/speakers.h"
#include "adapters/kit.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

constexpr int kMostEnvelopes = 4;  // signed anew each time the older signature was about to expire
constexpr std::size_t kMostDialogs = 1'000, kMostParties = 200;
constexpr double kMostSeconds = 48 * 3600;
constexpr std::string_view kTel = "tel:", kHash = "sha512-";

std::string text_member(const Json& j, std::string_view key) {
  const auto found = j.find(key);
  return found && found->is_string() ? found->text() : std::string();
}

struct OpenVcon {
  Json root;
  std::string signature;
};

void refuse_critical(const Json& root) {
  const auto critical = root.find("critical");
  if (!critical || critical->is_null()) return;
  if (!critical->items().empty()) throw BadInput("/critical/0", "names an extension that is not known here");
}

// The innermost unsigned form. The outermost signature is whose word we have.
OpenVcon open_vcon(std::string_view bytes, const VconRules& rules) {
  OpenVcon out{Json::parse(bytes), ""};
  for (int i = 0; out.root.has("payload") && out.root.has("signatures"); ++i) {
    if (i >= kMostEnvelopes) throw BadInput("", "is signed more than four times over");
    const OpenedJws opened = open_jws(out.root, *rules.trusted);
    if (out.signature.empty()) out.signature = opened.by == SignedBy::trusted ? "verified" : "unknown_signer";
    out.root = Json::parse(opened.payload);
  }
  if (!out.root.is_object()) throw BadInput("", "is no vCon");
  if (out.root.has("ciphertext"))
    throw BadInput("",
                   "is an encrypted vCon: send it signed or plain over a "
                   "line that is itself encrypted");
  if (rules.signed_only && out.signature != "verified")
    throw BadInput("", out.signature.empty() ? "is not signed, and this account takes signed vCons only"
                                             : "is signed by nobody whom the trust folder vouches for");
  refuse_critical(out.root);
  return out;
}

std::string uuid_of(const Json& root) {
  const std::string uuid = to_lower_ascii(root.text("uuid"));
  const bool form = uuid.size() == 36 && uuid.find_first_not_of("0123456789abcdef-") == std::string::npos &&
                    uuid[8] == '-' && uuid[13] == '-' && uuid[18] == '-' && uuid[23] == '-';
  if (!form) throw BadInput("/uuid", "is no UUID");
  return uuid;
}

std::string body_of(const Json& item) {
  const Json body = item.at("body");
  const std::string encoding = to_lower_ascii(item.text_or("encoding", body.is_string() ? "none" : "json"));
  if (encoding == "json") return body.dump();
  if (encoding == "none") return body.text();
  if (encoding == "base64url") return from_base64url(body.text(), body.path());
  throw BadInput(item.path() + "/encoding", "is none of base64url, json, none");
}

std::vector<Json> list_of(const Json& root, std::string_view key, std::size_t most) {
  const auto list = root.find(key);
  if (!list || list->is_null()) return {};
  std::vector<Json> items = list->items();
  if (items.size() > most) throw BadInput(list->path(), "has too many members");
  return items;
}

// The newer content_hash, or the older pair of alg and signature.
std::string hash_of(const Json& item) {
  if (const auto hash = item.find("content_hash")) {
    std::vector<Json> all = hash->is_array() ? hash->items() : std::vector<Json>{*hash};
    for (const Json& h : all)
      if (h.is_string() && starts_with(h.text(), kHash)) return h.text();
    return {};
  }
  const std::string algorithm = to_lower_ascii(text_member(item, "alg"));
  const std::string value = text_member(item, "signature");
  return (algorithm == "sha-512" || algorithm == "sha512") && !value.empty() ? std::string(kHash) + value
                                                                             : "";
}

std::string media_type_of(const Json& item) {
  const std::string newer = text_member(item, "mediatype");
  return to_lower_ascii(newer.empty() ? text_member(item, "mimetype") : newer);
}

std::size_t first_party(const Json& dialog) {
  const auto index = [](const Json& j) {
    const double n = j.is_number() ? j.number() : -1;
    return n >= 0 && n < static_cast<double>(kMostParties) ? static_cast<std::size_t>(n) : std::size_t{0};
  };
  if (const auto originator = dialog.find("originator"); originator && originator->is_number())
    return index(*originator);
  auto parties = dialog.find("parties");
  while (parties && parties->is_array()) {
    const std::vector<Json> items = parties->items();
    if (items.empty()) return 0;
    parties = items.front();
  }
  return parties ? index(*parties) : 0;
}

class VconReader {
 public:
  VconReader(const OpenVcon& opened, const VconRules& rules, Inbox* inbox)
      : root_(opened.root), rules_(rules), inbox_(inbox), call_(inbox->calls.emplace_back()) {
    call_.signature = opened.signature;
  }

  void read() {
    call_.session_id = uuid_of(root_);
    const std::vector<Json> dialogs = list_of(root_, "dialog", kMostDialogs);
    read_parties(dialogs);
    for (std::size_t i = 0; i < dialogs.size(); ++i)
      tolerant(dialogs[i], [&] { read_dialog(dialogs[i], i); });
    const std::vector<Json> analyses = list_of(root_, "analysis", kMostDialogs);
    for (std::size_t i = 0; i < analyses.size(); ++i)
      tolerant(analyses[i], [&] { read_analysis(analyses[i], i); });
    std::stable_sort(call_.turns.begin(), call_.turns.end(),
                     [](const Turn& a, const Turn& b) { return a.begin_ms < b.begin_ms; });
    if (!call_.turns.empty()) call_.transcript = TranscriptState::complete;
  }

 private:
  template <typename Read>
  void tolerant(const Json& item, Read read) {
    try {
      read();
    } catch (const BadInput& e) {
      inbox_->unreadable.push_back(starts_with(e.what(), "/") ? e.what() : item.path() + ": " + e.what());
    }
  }

  static std::string tel_of(const Json& party) {
    const std::string tel = text_member(party, "tel");
    return starts_with(tel, kTel) ? tel.substr(kTel.size()) : tel;
  }

  bool is_own(const std::string& tel) const {
    const std::string key = number_key(tel);
    return !key.empty() &&
           std::find(rules_.own_numbers.begin(), rules_.own_numbers.end(), key) != rules_.own_numbers.end();
  }

  // Who began is the person, unless it is one of the office's own numbers, or
  // its role says otherwise.
  void read_parties(const std::vector<Json>& dialogs) {
    const std::vector<Json> parties = list_of(root_, "parties", kMostParties);
    const std::size_t began = dialogs.empty() ? 0 : first_party(dialogs.front());
    for (const Json& party : parties) {
      const std::string named = speaker_by_word(text_member(party, "role"));
      roles_.push_back(named);
    }
    const bool out = began < parties.size() && (is_own(tel_of(parties[began])) || roles_[began] == "agent");
    call_.inbound = !out;
    for (std::size_t i = 0; i < roles_.size(); ++i)
      if (roles_[i] == "unknown") roles_[i] = (i == began) == call_.inbound ? "caller" : "agent";
    if (began < parties.size()) call_.caller = tel_of(parties[began]);
    for (std::size_t i = 0; i < parties.size(); ++i)
      if (i != began && call_.callee.empty()) call_.callee = tel_of(parties[i]);
  }

  std::string role(std::size_t party) const { return party < roles_.size() ? roles_[party] : "unknown"; }

  void read_dialog(const Json& dialog, std::size_t n) {
    TimePoint start{};
    if (const std::string text = text_member(dialog, "start"); !text.empty() && !from_rfc3339(text, &start))
      throw BadInput(dialog.path() + "/start", "is no time of RFC 3339");
    if (start != TimePoint{} && (call_.started == TimePoint{} || start < call_.started))
      call_.started = start;
    const std::string type = text_member(dialog, "type");
    if (type == "recording") return read_recording(dialog, n);
    if (type == "text") return read_text(dialog, start);
    if (type == "incomplete") call_.end_status = text_member(dialog, "disposition");
  }

  void read_recording(const Json& dialog, std::size_t n) {
    if (const auto duration = dialog.find("duration"); duration && duration->is_number()) {
      const double s = duration->number();
      if (s > 0 && s <= kMostSeconds) call_.talk_seconds += std::llround(std::ceil(s));
    }
    add_part(dialog, {"dialog/" + std::to_string(n), false, media_type_of(dialog), {}, {}, {}, {}});
  }

  // Inside, elsewhere under rules, or left out by a redaction.
  void add_part(const Json& item, CallPart part) {
    part.file_name = text_member(item, "filename");
    part.url = text_member(item, "url");
    if (item.has("body") && part.url.empty()) {
      call_.parts.push_back(std::move(part));
      return;
    }
    if (part.url.empty()) return;
    part.content_hash = hash_of(item);
    if (!may_fetch(part.url, rules_.fetch_allow))
      part.refused = "its address is not on the list";
    else if (part.content_hash.empty())
      part.refused = "it has no SHA-512 hash";
    call_.parts.push_back(std::move(part));
  }

  void read_text(const Json& dialog, TimePoint start) {
    const std::string type = media_type_of(dialog);
    if (!type.empty() && !starts_with(type, "text/plain"))
      throw BadInput(dialog.path() + "/mediatype", "is a text of a kind that is not read");
    if (!dialog.has("body")) return;
    const std::string body = body_of(dialog);
    const std::string_view said = trim(body);
    if (!is_utf8(said)) throw BadInput(dialog.path() + "/body", "is no UTF-8");
    if (said.empty()) return;
    const std::int64_t at =
        start == TimePoint{} ? 0 : std::max<std::int64_t>(to_ms(start) - to_ms(call_.started), 0);
    call_.turns.push_back({role(first_party(dialog)), std::string(said), at, at, std::nullopt, {}});
  }

  // The first transcript that can be read is the call's.
  void read_analysis(const Json& item, std::size_t n) {
    if (text_member(item, "type") != "transcript" || have_transcript_) return;
    if (!item.has("body")) {
      add_part(item, {"analysis/" + std::to_string(n), true, media_type_of(item), {}, {}, {}, {}});
      return;
    }
    const std::string body = body_of(item);
    std::vector<Turn> turns = read_heard(body, roles_);
    have_transcript_ = !turns.empty();
    std::move(turns.begin(), turns.end(), std::back_inserter(call_.turns));
    call_.recogniser = text_member(item, "vendor");
    if (const std::string product = text_member(item, "product"); !product.empty())
      call_.recogniser.append(call_.recogniser.empty() ? "" : " ").append(product);
    if (call_.recogniser.size() > 100) call_.recogniser.clear();
  }

  const Json& root_;
  const VconRules& rules_;
  Inbox* const inbox_;
  CallRecord& call_;
  std::vector<std::string> roles_;
  bool have_transcript_ = false;
};

}  // namespace

void read_vcon(std::string_view bytes, const VconRules& rules, Inbox* inbox) {
  const OpenVcon opened = open_vcon(bytes, rules);
  VconReader(opened, rules, inbox).read();
}

std::string vcon_part(std::string_view bytes, const VconRules& rules, std::string_view name) {
  const OpenVcon opened = open_vcon(bytes, rules);
  const std::vector<std::string_view> parts = split(name, '/');
  std::size_t n = 0;
  const bool form = parts.size() == 2 && (parts[0] == "dialog" || parts[0] == "analysis") &&
                    std::from_chars(parts[1].data(), parts[1].data() + parts[1].size(), n).ec == std::errc();
  if (!form) throw BadInput("", "has no such part");
  const std::vector<Json> items = list_of(opened.root, parts[0], kMostDialogs);
  if (n >= items.size()) throw BadInput("", "has no such part");
  return body_of(items[n]);
}

bool may_fetch(std::string_view url, const std::vector<std::string>& allowed) {
  const bool odd =
      std::any_of(url.begin(), url.end(), [](unsigned char c) { return c <= 0x20 || c >= 0x7F; });
  if (odd || url.find("..") != std::string_view::npos || url.find('\\') != std::string_view::npos ||
      url.find("%2e") != std::string_view::npos || url.find("%2E") != std::string_view::npos)
    return false;
  // A beginning ends with a slash, so that no longer host name and no sibling
  // folder fits it.
  return std::any_of(allowed.begin(), allowed.end(),
                     [&](const std::string& begin) { return starts_with(url, begin); });
}

}  // namespace huiyin
