// Calls as files, from any call centre: vCon, WebVTT, SRT, recordings; dropped
// into a folder or pushed. Intake only.
#include "adapters/call_files/speech.h"
#include "adapters/call_files/subtitles.h"
#include "adapters/call_files/vcon.h"
#include "adapters/kit.h"
#include "adapters/registry.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"
#include "daemon/base/gunzip.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

constexpr CarrierSetting kSettings[] = {
    {"drop", SettingType::text, "", "", false,
     "folder whose files are taken in and removed; what can't be read is moved "
     "to its folder bad, with the "
     "reason"},
    {"drop_every", SettingType::integer, "ms", "2000", false, "how often that folder is looked at"},
    {"trust", SettingType::text, "", "", false,
     "folder with the certificates and public keys (PEM) of those whose signed "
     "vCons are believed"},
    {"signed_only", SettingType::boolean, "", "false", false, "refuse vCons that none of them signed"},
    {"fetch_allow", SettingType::text, "", "", false,
     "beginnings of addresses, with commas, from which recordings and "
     "transcripts are fetched; without it "
     "nothing is"},
    {"own_numbers", SettingType::text, "", "", false,
     "the office's own numbers, with commas: calls from them are outgoing"},
    {"asr_url", SettingType::text, "", "", false,
     "address of an OpenAI-compatible recogniser, such as "
     "http://127.0.0.1:8000/v1/audio/transcriptions"},
    {"asr_key", SettingType::secret, "", "", false, "its key, sent as Bearer"},
    {"asr_model", SettingType::text, "", "whisper-1", false, "its model"},
    {"asr_language", SettingType::text, "", "zh", false, "language spoken; empty: it guesses"},
    {"asr_prompt", SettingType::text, "", "", false, "words that help it, such as names of places"},
    {"asr_format", SettingType::text, "", "verbose_json", false,
     "form of its answer: verbose_json, diarized_json, json, vtt, srt, text"},
    {"asr_timeout", SettingType::integer, "ms", "300000", false, "how long one recording may take"},
    {"asr_max", SettingType::integer, "MiB", "25", false, "larger recordings are not sent"},
};

constexpr std::size_t kMostUnpacked = 64 * 1024 * 1024;

std::vector<std::string> list_of(std::string_view text) {
  std::vector<std::string> out;
  for (const std::string_view item : split(text, ','))
    if (!trim(item).empty()) out.emplace_back(trim(item));
  return out;
}

std::vector<std::string> beginnings_of(std::string_view text) {
  std::vector<std::string> out = list_of(text);
  for (std::string& begin : out) {
    const std::size_t scheme = begin.find("://");
    if (scheme == std::string::npos || begin.find_first_of("@?#\\ ") != std::string::npos)
      throw BadInput("fetch_allow",
                     "has what is no beginning of an address, "
                     "such as https://host/folder/");
    if (begin.back() != '/') begin.push_back('/');
    read_endpoint(std::string_view(begin).substr(0, begin.find('/', scheme + 3)), "fetch_allow");
  }
  return out;
}

bool is_media(std::string_view kind) {
  return starts_with(kind, "audio/") || starts_with(kind, "video/");
}

class CallFiles final : public HttpCarrier {
 public:
  explicit CallFiles(const CarrierSettings& s) : trusted_(s.trusted_pem()), speech_(make_speech(s)) {
    rules_.trusted = &trusted_;
    rules_.signed_only = s.flag("signed_only");
    rules_.fetch_allow = beginnings_of(s.text("fetch_allow"));
    for (const std::string& number : list_of(s.text("own_numbers")))
      rules_.own_numbers.push_back(number_key(number));
  }

  HttpCall submit(const SubmitBatch&, const Moment&) const override { return {}; }  // never asked
  std::vector<Outcome> on_submit_reply(const SubmitBatch& batch, const HttpReply&) const override {
    return std::vector<Outcome>(batch.to.size());
  }
  const Recogniser* recogniser() const override { return speech_.get(); }

  PushAnswer on_push(const PushRequest& request) const override {
    PushAnswer answer;
    for (const auto& [name, value] : request.headers)
      if (name == "content-type") answer.kind = kind_of(value);
    answer.genuine = request.method == "POST" && !answer.kind.empty() && !request.body.empty();
    answer.status = answer.genuine ? 202 : request.body.empty() ? 400 : 415;
    answer.body = answer.genuine ? R"({"kept":true})" : R"({"kept":false})";
    if (!answer.genuine) answer.why = "is empty, or neither vCon, WebVTT, SRT nor a recording";
    return answer;
  }

  Inbox read(std::string_view kind, std::string_view kept) const override {
    Inbox inbox;
    const std::string unpacked = unpack(kind, kept);
    const std::string_view bytes = unpacked.empty() ? kept : unpacked;
    if (kind == "vcon")
      read_vcon(bytes, rules_, &inbox);
    else if (kind == "vtt")
      add_text(bytes, read_webvtt(bytes), &inbox);
    else if (kind == "srt")
      add_text(bytes, read_srt(bytes), &inbox);
    else if (is_media(kind))
      add_recording(kind, bytes, &inbox);
    else
      throw BadInput("", "is a file of a kind that is not read");
    for (CallRecord& call : inbox.calls)
      if (call.turns.empty() && wants_text(call)) call.transcript = TranscriptState::pending;
    return inbox;
  }

  std::string part(std::string_view kind, std::string_view kept, std::string_view name) const override {
    if (is_media(kind)) return std::string(kept);
    const std::string unpacked = unpack(kind, kept);
    if (kind == "vcon") return vcon_part(unpacked.empty() ? kept : unpacked, rules_, name);
    throw BadInput("", "holds no recordings");
  }

 private:
  // Empty where it is not packed. A recording is left as it is.
  static std::string unpack(std::string_view kind, std::string_view bytes) {
    if (is_media(kind) || !is_gzip(bytes)) return {};
    auto plain = gunzip(bytes, kMostUnpacked);
    if (!plain) throw BadInput("", plain.error().what);
    return std::move(*plain);
  }

  static std::string kind_of(std::string_view content_type) {
    const std::string type = to_lower_ascii(trim(content_type.substr(0, content_type.find(';'))));
    if (type == "application/vcon" || type == "application/vcon+json" || type == "application/json" ||
        type == "application/jose+json" || type == "application/vcon+gzip")
      return "vcon";
    if (type == "text/vtt") return "vtt";
    if (type == "application/x-subrip" || type == "application/srt" || type == "text/srt") return "srt";
    return is_media(type) && type.size() <= 60 ? type : "";
  }

  bool wants_text(const CallRecord& call) const {
    for (const CallPart& part : call.parts)
      if (part.refused.empty() && (part.transcript || speech_)) return true;
    return false;
  }

  // The content names the call: the same file again is the same call.
  static CallRecord call_of(std::string_view bytes) {
    CallRecord call;
    call.session_id = "sha256:" + to_hex(sha256(bytes));
    return call;
  }

  static void add_text(std::string_view bytes, std::vector<Turn> turns, Inbox* inbox) {
    CallRecord call = call_of(bytes);
    for (const Turn& turn : turns)
      call.talk_seconds = std::max(call.talk_seconds, (turn.end_ms + 999) / 1000);
    call.turns = std::move(turns);
    call.transcript = TranscriptState::complete;
    inbox->calls.push_back(std::move(call));
  }

  static void add_recording(std::string_view kind, std::string_view bytes, Inbox* inbox) {
    CallRecord call = call_of(bytes);
    call.parts.push_back({"recording", false, std::string(kind), {}, {}, {}, {}});
    inbox->calls.push_back(std::move(call));
  }

  const TrustedKeys trusted_;
  const std::unique_ptr<const Recogniser> speech_;
  VconRules rules_;
};

constexpr Capability capability() {
  Capability c;
  c.sends = false;
  c.replies_pushed = true;
  return c;
}

}  // namespace

extern const CarrierKind kCarrier_call_files{
    "call_files",
    "Calls as files: vCon, WebVTT, SRT, recordings",
    kSettings,
    capability(),
    [](const CarrierSettings& s) -> std::unique_ptr<HttpCarrier> { return std::make_unique<CallFiles>(s); },
    nullptr};

}  // namespace huiyin
