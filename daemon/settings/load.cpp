#include "daemon/settings/load.h"

#include <cctype>
#include <cstdlib>
#include <filesystem>

#include <unistd.h>

#include "daemon/base/bytes.h"
#include "daemon/settings/layers.h"

namespace huiyin {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kIpc = "ipc://";
constexpr std::string_view kCredential = "credential:";
constexpr std::size_t kLongestSocketPath = 107;  // sockaddr_un.sun_path without its NUL

class Loader {
 public:
  explicit Loader(const SettingsRequest& request)
      : layers_(read_layers(request, &errors_)), kinds_(request.kinds) {}

  tl::expected<LoadedSettings, std::vector<Error>> load() {
    set_defaults();
    for (const Entry& entry : layers_.settings) read(entry);
    for (const AccountDraft& draft : layers_.accounts)
      if (auto account = build_account(draft, kinds_, &out_, &errors_))
        settings().carriers.push_back(std::move(*account));
    resolve_paths();
    set_push_urls();
    check_together();
    if (!errors_.empty()) return tl::unexpected(std::move(errors_));
    return std::move(out_);
  }

 private:
  Settings& settings() { return out_.settings; }

  void complain(std::string_view key, std::string what) {
    errors_.push_back({Errc::bad_input, std::string(key) + " " + std::move(what), out_.origin(key).place});
  }

  void set_defaults() {
    for (const SettingSpec& spec : setting_table()) {
      // An empty default of a checked text means "not set": it is the office's to fill in.
      ValueRule rule = spec.rule;
      if (spec.fallback.empty()) rule.refuse = nullptr;
      if (const auto value = read_value(rule, std::string(spec.fallback)))
        assign(spec.target(settings()), spec.rule, *value);
      else
        errors_.push_back({Errc::internal,
                           "the default of " + std::string(spec.name) + " is not " + value.error().what,
                           {}});
    }
  }

  void read(const Entry& entry) {
    const SettingSpec& spec = *find_setting(entry.key);
    const auto value = read_value(spec.rule, entry.raw);
    if (!value) {
      errors_.push_back(unfit(entry.key, entry.origin, value.error().what));
      return;
    }
    assign(spec.target(settings()), spec.rule, *value);
    out_.origins[entry.key] = entry.origin;
  }

  void resolve_paths() {
    Settings::State& state = settings().state;
    std::error_code ignored;
    if (fs::path(state.dir).is_relative())
      state.dir = fs::absolute(state.dir, ignored).lexically_normal().string();
    for (const SettingSpec& spec : setting_table()) {
      if (spec.rule.type == ValueType::path)
        resolve_path(spec.name, std::get<std::string*>(spec.target(settings())));
      if (spec.rule.type == ValueType::endpoint)
        resolve_endpoint(spec.name, std::get<std::string*>(spec.target(settings())));
    }
  }

  void resolve_path(std::string_view key, std::string* path) {
    if (path->empty()) return;
    if (path->starts_with(kCredential)) {
      const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
      if (folder == nullptr)
        return complain(key, "names a credential, but $CREDENTIALS_DIRECTORY is not set");
      *path = std::string(folder) + '/' + path->substr(kCredential.size());
    } else if (fs::path(*path).is_relative()) {
      *path = (fs::path(settings().state.dir) / *path).lexically_normal().string();
    }
  }

  void resolve_endpoint(std::string_view key, std::string* endpoint) {
    if (!endpoint->starts_with(kIpc)) return;
    std::string path = endpoint->substr(kIpc.size());
    if (path.empty()) return complain(key, "names no socket");
    if (path.front() == '@') return;  // abstract: no file
    if (fs::path(path).is_relative())
      path = (fs::path(settings().state.run_dir) / path).lexically_normal().string();
    if (path.size() > kLongestSocketPath)
      complain(key,
               "is too long: a socket's path has at most " + std::to_string(kLongestSocketPath) + " bytes");
    *endpoint = std::string(kIpc) + path;
  }

  void set_push_urls() {
    const Settings::Hooks& hooks = settings().hooks;
    if (!hooks.enabled || hooks.public_url.empty()) return;
    for (CarrierAccount& account : settings().carriers)
      if (!account.hook_secret.empty())
        account.values.set_push_url(Secret(hooks.public_url + "/hooks/" + percent_encode(account.name) + "/" +
                                           percent_encode(account.hook_secret.reveal())));
  }

  // What no single row can see.
  void check_together() {
    const Settings& s = settings();
    if (s.state.dir.empty()) complain("state.dir", "must not be empty");
    if (s.state.run_dir.empty()) complain("state.run_dir", "must not be empty");
    if (s.store.path.empty()) complain("store.path", "must not be empty");
    if (s.vault.key_file.empty()) complain("vault.key_file", "must not be empty");
    for (const auto& [key, endpoint] :
         {std::pair{"bus.stream", &s.bus.stream}, {"bus.service", &s.bus.service}})
      if (!endpoint->starts_with(kIpc))
        complain(key,
                 "must begin with ipc://; other machines come by bus.remote_stream and bus.remote_service");
    if (!s.bus.remote_stream.empty() && s.bus.remote_service.empty())
      complain("bus.remote_stream", "needs bus.remote_service too");
    if (!s.bus.remote_service.empty() && s.bus.remote_stream.empty())
      complain("bus.remote_service", "needs bus.remote_stream too");
    if (!s.bus.remote_stream.empty() && s.bus.remote_stream == s.bus.remote_service)
      complain("bus.remote_service", "must differ from bus.remote_stream");
    if (s.bus.stream == s.bus.service) complain("bus.service", "must differ from bus.stream");
    if (s.outbound.retry_first > s.outbound.retry_max)
      complain("outbound.retry_first", "must not be longer than outbound.retry_max");
    if (s.followup.remind_after >= s.followup.stop_after)
      complain("followup.remind_after", "must be shorter than followup.stop_after");
    if (!s.office.signature.empty()) return;
    for (const CarrierAccount& account : s.carriers)
      if (account.enabled && account.kind->capability.sends)
        return complain("office.signature", "is needed: carrier." + account.name + " sends");
  }

  std::vector<Error> errors_;
  const Layers layers_;
  const std::span<const CarrierKind* const> kinds_;
  LoadedSettings out_;
};

}  // namespace

std::string Origin::text() const {
  switch (kind) {
    case Kind::fallback:
      return "default";
    case Kind::environment:
      return "environment " + place;
    case Kind::file:
    case Kind::flag:
      return place;
  }
  return place;
}

const Origin& LoadedSettings::origin(std::string_view key) const {
  static const Origin kDefault;
  const auto found = origins.find(key);
  return found == origins.end() ? kDefault : found->second;
}

std::string environment_name(std::string_view key) {
  std::string out = "HUIYIN_";
  for (const char c : key)
    out += c == '.' || c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}

std::vector<Assignment> huiyin_environment() {
  std::vector<Assignment> out;
  for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable) {
    const std::string_view text(*variable);
    const std::size_t equals = text.find('=');
    if (text.starts_with("HUIYIN_") && equals != text.npos)
      out.push_back({std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))});
  }
  return out;
}

tl::expected<LoadedSettings, std::vector<Error>> load_settings(const SettingsRequest& request) {
  return Loader(request).load();
}

}  // namespace huiyin
