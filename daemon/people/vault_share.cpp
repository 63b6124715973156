#include "daemon/people/vault_share.h"

#include "daemon/base/bytes.h"

namespace huiyin {

std::string share_path(const std::string& folder, std::string_view master) {
  return folder + "/vault-share." + std::string(master);
}

Result<std::string> write_share(const MasterKey& master, std::string_view recovery_key,
                                const std::string& folder, const FileWriter& write) {
  if (recovery_key.empty()) return std::string();
  auto box = master.share_for(recovery_key);
  if (!box) return tl::unexpected<Error>(box.error());
  const std::string path = share_path(folder, master.name());
  if (auto written = write(path, to_hex(*box) + "\n"); !written)
    return tl::unexpected<Error>(written.error());
  return path;
}

}  // namespace huiyin
