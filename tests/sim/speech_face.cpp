#include "tests/sim/speech_face.h"

#include <array>
#include <map>

#include "daemon/base/bytes.h"
#include "daemon/base/json.h"
#include "daemon/base/text.h"
#include "tests/sim/tencent_face.h"

namespace huiyin::sim {
namespace {

constexpr const char *kPath = "/v1/audio/transcriptions", *kAction = "Transcribe";
constexpr const char* kGreeting = "您好，请讲。";

using Form = std::map<std::string, std::string>;

Answer refuse(int status, const std::string& code, const std::string& message) {
  JsonWriter w;
  w.object().key("error").object().field("message", message).field("type", "invalid_request_error");
  w.key("param").null().field("code", code).end().end();
  return {status, w.take()};
}

std::string after(std::string_view text, std::string_view mark, std::string_view ends) {
  const std::size_t at = text.find(mark);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = text.substr(at + mark.size());
  return std::string(rest.substr(0, rest.find_first_of(ends)));
}

// multipart/form-data (RFC 7578): the parts by their names.
Form read_form_data(const Request& request) {
  const std::string type = request.header("content-type");
  std::string boundary = after(type, "boundary=", ";");
  if (boundary.size() > 1 && boundary.front() == '"') boundary = boundary.substr(1, boundary.size() - 2);
  Form form;
  if (boundary.empty()) return form;
  const std::string open = "--" + boundary;
  const std::string_view body = request.body;
  std::size_t at = body.find(open);
  while (at != std::string_view::npos) {
    const std::size_t begin = at + open.size() + 2;
    const std::size_t next = body.find("\r\n" + open, begin);
    const std::size_t text = body.find("\r\n\r\n", begin);
    if (next == std::string_view::npos || text == std::string_view::npos || text > next) break;
    const std::string name = after(body.substr(begin, text - begin), "; name=\"", "\"");
    form[name] = std::string(body.substr(text + 4, next - text - 4));
    at = next + 2;
  }
  return form;
}

struct Said {
  const char* speaker;
  std::string text;
  double begin, end, log_probability;
};

std::string clock(double seconds, char point) {
  std::array<char, 40> out{};
  const int ms = static_cast<int>(seconds * 1000);
  std::snprintf(out.data(), out.size(), "%02d:%02d:%02d%c%03d", ms / 3'600'000, ms / 60'000 % 60,
                ms / 1000 % 60, point, ms % 1000);
  return out.data();
}

std::string as_json(const std::array<Said, 2>& said, const std::string& whole, const std::string& format) {
  JsonWriter w;
  w.object().field("text", whole);
  if (format == "json") return w.end().take();
  w.field("task", "transcribe").field("duration", said[1].end);
  if (format == "verbose_json") w.field("language", "chinese");
  w.key("segments").array();
  for (std::size_t i = 0; i < said.size(); ++i) {
    w.object().field("start", said[i].begin).field("end", said[i].end).field("text", said[i].text);
    if (format == "verbose_json")
      w.field("id", static_cast<std::int64_t>(i)).field("avg_logprob", said[i].log_probability);
    else
      w.field("id", "seg_" + std::to_string(i)).field("speaker", said[i].speaker);
    w.end();
  }
  return w.end().end().take();
}

std::string as_subtitles(const std::array<Said, 2>& said, bool vtt) {
  std::string out = vtt ? "WEBVTT\n\n" : "";
  int n = 0;
  for (const Said& s : said) {
    out.append(vtt ? "" : std::to_string(++n) + "\n").append(clock(s.begin, vtt ? '.' : ','));
    out.append(" --> ").append(clock(s.end, vtt ? '.' : ',')).append("\n").append(s.text).append("\n\n");
  }
  return out;
}

}  // namespace

bool SpeechFace::is_for(const Request& request) {
  return starts_with(request.path, "/v1/audio/");
}

Answer SpeechFace::handle(const Request& request) {
  world_.requests.count(kAction);
  const auto fault = world_.faults.draw(kAction);
  if (!fault) return hear(request);
  if (fault->kind == FaultKind::error) return refuse(400, fault->code, "as ordered");
  if (fault->kind == FaultKind::stall || fault->kind == FaultKind::stall_before)
    world_.pauses.sleep(fault->ms);
  return spoil(*fault, fault->carried_out() ? hear(request) : Answer{}, world_.time.now());
}

Answer SpeechFace::hear(const Request& request) {
  if (request.path != kPath || request.method != "POST")
    return refuse(404, "not_found", "POST " + std::string(kPath));
  bool known = false;
  for (const auto& [id, key] : world_.options.keys)
    known |= request.header("authorization") == "Bearer " + key;
  if (!known) return refuse(401, "invalid_api_key", "Incorrect API key provided");
  Form form = read_form_data(request);
  if (form["file"].empty()) return refuse(400, "missing_file", "file is required");
  if (form["model"].empty()) return refuse(400, "missing_model", "model is required");
  const std::string format = form["response_format"].empty() ? "json" : form["response_format"];
  const auto& matters = world_.ledger.corpus().matters;
  const std::string hash = sha256(form["file"]);
  const std::size_t pick = static_cast<unsigned char>(hash[0]) * 256u + static_cast<unsigned char>(hash[1]);
  const std::string matter = matters.at(pick % matters.size()).text;
  const std::array<Said, 2> said = {{{"agent", kGreeting, 0, 1.5, -0.05}, {"caller", matter, 1.5, 9, -0.3}}};
  if (format == "vtt" || format == "srt") return {200, as_subtitles(said, format == "vtt"), "text/plain"};
  const std::string whole = kGreeting + matter;
  if (format == "text") return {200, whole + "\n", "text/plain"};
  if (format != "json" && format != "verbose_json" && format != "diarized_json")
    return refuse(400, "invalid_value", "response_format");
  return {200, as_json(said, whole, format)};
}

}  // namespace huiyin::sim
