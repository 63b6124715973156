// A folder for one test with files in it, and a carrier kind that no real adapter changes.
#pragma once
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "daemon/base/bad_input.h"
#include "daemon/settings/load.h"

namespace huiyin::test {

class Scratch {
 public:
  Scratch() {
    std::string pattern = (std::filesystem::temp_directory_path() / "huiyin-settings-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~Scratch() { std::filesystem::remove_all(path_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  std::string file(const std::string& name, std::string_view text, unsigned mode = 0600) const {
    std::string path = path_ + '/' + name;
    std::ofstream(path, std::ios::binary) << text;
    std::filesystem::permissions(path, static_cast<std::filesystem::perms>(mode));
    return path;
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

inline constexpr CarrierSetting kAcmeSettings[] = {
    {"url", SettingType::text, "", "", true, "base address"},
    {"api_key", SettingType::secret, "", "", true, "the key"},
    {"pause", SettingType::integer, "ms", "250", false, "between pulls"},
    {"sandbox", SettingType::boolean, "", "false", false, "use the test system"},
};

inline std::unique_ptr<HttpCarrier> make_acme(const CarrierSettings& s) {
  if (s.flag("sandbox") && s.text("url").starts_with("https://live"))
    throw BadInput("sandbox", "contradicts url");
  return nullptr;
}

inline const CarrierKind kAcme{"acme", "Acme REST SMS v2", kAcmeSettings, {}, make_acme, nullptr};
inline const CarrierKind* const kKinds[] = {&kAcme};

inline auto load(const std::string& file, std::vector<Assignment> flags = {},
                 std::vector<Assignment> environment = {}) {
  return load_settings({file, std::move(environment), std::move(flags), kKinds});
}

// Every error's text, one a line.
inline std::string errors(const tl::expected<LoadedSettings, std::vector<Error>>& loaded) {
  std::string out;
  if (!loaded)
    for (const Error& error : loaded.error()) out += error.text() + '\n';
  return out;
}

}  // namespace huiyin::test
