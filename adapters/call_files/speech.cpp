#include "adapters/call_files/speech.h"

#include <algorithm>
#include <array>

#include "adapters/kit.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

constexpr std::array<std::string_view, 6> kFormats = {"verbose_json", "diarized_json", "json",
                                                      "vtt",          "srt",           "text"};
constexpr std::int64_t kMostWaitSeconds = 3'600;

// A header's or a form's value: nothing that could end it.
std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != 0x7F) out.push_back(c);
  return out;
}

class Form {
 public:
  explicit Form(std::string boundary) : boundary_(std::move(boundary)) {}
  void file(const Recording& r) {
    begin("file");
    body_.append("; filename=\"").append(one_line(r.file_name)).append("\"\r\nContent-Type: ");
    body_.append(one_line(r.media_type)).append("\r\n\r\n").append(r.bytes).append("\r\n");
  }
  void field(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    begin(name);
    body_.append("\r\n\r\n").append(value).append("\r\n");
  }
  std::string finish() { return std::move(body_.append("--").append(boundary_).append("--\r\n")); }

 private:
  void begin(std::string_view name) {
    body_.append("--").append(boundary_).append("\r\nContent-Disposition: form-data; name=\"");
    body_.append(name).append("\"");
  }
  const std::string boundary_;
  std::string body_;
};

// Servers judge by the name's ending.
std::string file_name_of(const Recording& r) {
  if (r.file_name.find('.') != std::string::npos) return r.file_name;
  constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kEndings = {{{"audio/mpeg", "mp3"},
                                                                                      {"audio/x-mp3", "mp3"},
                                                                                      {"audio/mp3", "mp3"},
                                                                                      {"audio/mp4", "m4a"},
                                                                                      {"audio/ogg", "ogg"},
                                                                                      {"audio/flac", "flac"},
                                                                                      {"audio/webm", "webm"},
                                                                                      {"audio/amr", "amr"},
                                                                                      {"video/mp4", "mp4"}}};
  for (const auto& [type, ending] : kEndings)
    if (r.media_type == type) return "call." + std::string(ending);
  return "call.wav";
}

class Speech final : public Recogniser {
 public:
  explicit Speech(const CarrierSettings& s)
      : url_(s.text("asr_url")),
        key_(s.secret("asr_key")),
        model_(s.text("asr_model")),
        language_(s.text("asr_language")),
        prompt_(s.text("asr_prompt")),
        format_(s.text("asr_format")),
        timeout_(std::clamp<std::int64_t>(s.integer("asr_timeout"), 1'000, 3'600'000)),
        max_bytes_(static_cast<std::size_t>(std::clamp<std::int64_t>(s.integer("asr_max"), 1, 60) << 20)) {
    if (std::find(kFormats.begin(), kFormats.end(), format_) == kFormats.end())
      throw BadInput("asr_format", "is none of verbose_json, diarized_json, json, vtt, srt, text");
    const std::size_t authority = url_.find("://");
    const std::size_t path = authority == std::string::npos ? authority : url_.find('/', authority + 3);
    if (path == std::string::npos || url_.find_first_of(" \r\n#") != std::string::npos)
      throw BadInput("asr_url", "is no whole address, such as https://host/v1/audio/transcriptions");
    read_endpoint(std::string_view(url_).substr(0, path), "asr_url");
  }

  std::string name() const override { return model_; }
  std::size_t max_bytes() const override { return max_bytes_; }

  HttpCall ask(const Recording& recording, std::string_view language, const Moment& m) const override {
    Form form("huiyin-" + m.nonce);
    Recording named = recording;
    named.file_name = file_name_of(recording);
    if (named.media_type.empty()) named.media_type = "application/octet-stream";
    form.file(named);
    form.field("model", model_);
    form.field("language", language.empty() ? std::string_view(language_) : language);
    form.field("prompt", prompt_);
    form.field("response_format", format_);
    if (format_ == "verbose_json") form.field("timestamp_granularities[]", "segment");
    if (format_ == "diarized_json") form.field("chunking_strategy", "auto");
    form.field("temperature", "0");
    HttpCall call;
    call.url = url_;
    call.headers = {{"Content-Type", "multipart/form-data; boundary=huiyin-" + m.nonce}};
    if (!key_.empty()) call.headers.emplace_back("Authorization", "Bearer " + key_.reveal());
    call.body = form.finish();
    call.timeout = Millis(timeout_);
    return call;
  }

  Heard on_reply(const HttpReply& reply) const override {
    if (reply.transport != Transport::answered) return later("no answer came", Hold::none);
    if (reply.status == 200) {
      if (trim(reply.body).empty()) return later("the answer was empty", Hold::none);
      return {Heard::State::heard, "", Hold::none, Millis(0)};
    }
    const std::string fault = "HTTP " + std::to_string(reply.status) + code_in(reply.body);
    if (reply.status == 429) {
      Heard out = later(fault, Hold::account);
      std::int64_t seconds = 0;
      for (const char c : reply.header("retry-after"))
        if (c >= '0' && c <= '9' && seconds < kMostWaitSeconds) seconds = seconds * 10 + (c - '0');
      out.wait = Millis(std::min(seconds, kMostWaitSeconds) * 1'000);
      return out;
    }
    if (reply.status == 401 || reply.status == 403 || reply.status == 404) return later(fault, Hold::stopped);
    if (reply.status >= 500 || reply.status == 408 || reply.status == 409) return later(fault, Hold::none);
    return {Heard::State::never, fault, Hold::none, Millis(0)};
  }

 private:
  static Heard later(std::string fault, Hold hold) {
    return {Heard::State::later, std::move(fault), hold, Millis(0)};
  }

  // {"error": {"code", "type"}}; words of the other side may quote anything and
  // are left out.
  static std::string code_in(const std::string& body) {
    const Result<Json> json = Json::try_parse(body);
    if (!json) return {};
    const auto error = json->find("error");
    if (!error || !error->is_object()) return {};
    for (const std::string_view key : {"code", "type"})
      if (const auto code = error->find(key); code && code->is_string())
        return " " + carrier_code(code->text());
    return {};
  }

  const std::string url_;
  const Secret key_;
  const std::string model_, language_, prompt_, format_;
  const std::int64_t timeout_;
  const std::size_t max_bytes_;
};

}  // namespace

std::unique_ptr<const Recogniser> make_speech(const CarrierSettings& settings) {
  if (settings.text("asr_url").empty()) return nullptr;
  return std::make_unique<Speech>(settings);
}

}  // namespace huiyin
