// For the adapters' tests: settings with defaults, replies, the kit of captured requests in ../shared, and a
// driver that runs an exchange against scripted replies. Not linked into any program.
#pragma once
#include <charconv>
#include <deque>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "adapters/kit.h"

namespace huiyin::testing {

inline constexpr std::int64_t kNow = 1'772'330'584;  // 2026-03-01T02:03:04Z, the clock of the captures
inline constexpr std::string_view kSecretId = "AKIDEXAMPLEsecretid000000000000000001";
inline constexpr std::string_view kSecretKey = "ExampleSecretKey0000000000000001";
inline constexpr std::string_view kStsToken = "sts-token-example";

inline Moment moment(std::int64_t unix_seconds = kNow) {
  return {from_unix_seconds(unix_seconds), "00112233445566778899aabbccddeeff"};
}

// A ready platform of config/platforms into the settings of a signed_http account.
inline void set_ready_platform(CarrierSettings* settings, const std::string& name) {
  std::ifstream in(std::filesystem::path(HUIYIN_SOURCE_DIR) / "config" / "platforms" / (name + ".toml"),
                   std::ios::binary);
  settings->set_text("platform_toml", std::string(std::istreambuf_iterator<char>(in), {}));
  settings->set_text("platform", name);
  settings->set_text("endpoint", "https://sms.example.org:8899");
  for (const char* text : {"user", "code"}) settings->set_text(text, "1400006666");
  settings->set_secret("secret", Secret(std::string(kSecretKey)));
}

// Every setting of the kind at its default; required ones get an invented value.
inline CarrierSettings default_settings(const CarrierKind& kind) {
  CarrierSettings settings;
  for (const CarrierSetting& s : kind.settings) {
    const std::string name(s.name), value(s.default_value);
    std::int64_t number = value == "true" ? 1 : 0;
    std::from_chars(value.data(), value.data() + value.size(), number);
    switch (s.type) {
      case SettingType::text:
        settings.set_text(name, s.required ? "1400006666" : value);
        break;
      case SettingType::secret:
        if (s.required) settings.set_secret(name, Secret(std::string(kSecretKey)));
        break;
      case SettingType::integer:
      case SettingType::boolean:
        settings.set_integer(name, s.required ? 1'400'000'000 : number);
        break;
    }
  }
  if (kind.name == "signed_http") set_ready_platform(&settings, "telecom_air");
  return settings;
}

inline CarrierSettings tencent_settings(std::string_view kind) {
  CarrierSettings settings = default_settings(*find_carrier_kind(kind));
  settings.set_text("secret_id", std::string(kSecretId));
  return settings;
}

inline HttpReply answered(std::string body, int status = 200) {
  HttpReply reply;
  reply.transport = Transport::answered;
  reply.status = status;
  reply.body = std::move(body);
  return reply;
}

inline HttpReply lost(Transport transport) {
  HttpReply reply;
  reply.transport = transport;
  reply.error = transport == Transport::broken ? "Recv failure: Connection reset by peer"
                                               : "Couldn't connect to server";
  return reply;
}

inline std::string header_of(const HttpCall& call, std::string_view name) {
  for (const auto& [key, value] : call.headers)
    if (key == name) return value;
  return {};
}

// What an exchange did: its calls, what it kept, how it ended.
struct Course {
  std::vector<HttpCall> calls;
  std::vector<Keep> kept;
  Done end;
  bool finished = false;
};

// Runs an exchange to its end; `replies` are given out in order, one for each call. Throws when they run out.
inline Course run(Exchange* exchange, std::deque<HttpReply> replies, const Moment& m = moment()) {
  Course out;
  Step step = exchange->begin(m);
  while (out.calls.size() + out.kept.size() < 100'000) {
    if (const auto* done = std::get_if<Done>(&step)) {
      out.end = *done;
      out.finished = true;
      return out;
    }
    if (const auto* keep = std::get_if<Keep>(&step)) {
      out.kept.push_back(*keep);
      step = exchange->on_kept(m);
      continue;
    }
    out.calls.push_back(std::get<HttpCall>(step));
    if (replies.empty()) throw std::logic_error("one more call than replies: " + out.calls.back().body);
    const HttpReply reply = std::move(replies.front());
    replies.pop_front();
    step = exchange->on_reply(reply, m);
  }
  return out;
}

// Files of ../shared/vectors/carriers whose names begin so; empty where the folder is absent.
inline std::vector<std::filesystem::path> captured_files(std::string_view prefix) {
  const std::filesystem::path folder =
      std::filesystem::path(HUIYIN_SOURCE_DIR) / ".." / "shared" / "vectors" / "carriers";
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error))
    if (entry.path().filename().string().starts_with(prefix)) files.push_back(entry.path());
  return files;
}

inline Json read_json_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return Json::parse(std::string(std::istreambuf_iterator<char>(in), {}));
}

}  // namespace huiyin::testing
