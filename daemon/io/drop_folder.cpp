#include "daemon/io/drop_folder.h"

#include <algorithm>
#include <filesystem>

#include <sys/stat.h>

#include "daemon/base/file.h"
#include "daemon/io/system.h"

namespace huiyin {
namespace {

namespace fs = std::filesystem;

bool wanted(const std::string& name) {
  return name.front() != '.' && !name.ends_with(".part") && !name.ends_with(".tmp");
}

tl::unexpected<Error> trouble(const char* what, const std::error_code& error, const std::string& path) {
  return fail(Errc::storage, std::string(what) + ": " + error.message(), path);
}

}  // namespace

Result<DropFolder> DropFolder::open(const std::string& path) {
  if (auto made = make_folders(path + "/bad"); !made) return tl::unexpected<Error>(made.error());
  return DropFolder(path);
}

Result<std::vector<std::string>> DropFolder::settled() {
  std::vector<std::string> out;
  std::map<std::string, Look> now;
  std::error_code error;
  for (fs::directory_iterator at(path_, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    struct stat st {};
    // A link could lead to what is not meant to be taken in.
    if (!wanted(name) || ::lstat(at->path().c_str(), &st) != 0 || !S_ISREG(st.st_mode)) continue;
    const Look look{st.st_size, st.st_mtim.tv_sec * 1'000'000'000 + st.st_mtim.tv_nsec};
    const auto before = seen_.find(name);
    if (before != seen_.end() && before->second == look) out.push_back(name);
    now.emplace(name, look);
  }
  if (error) return trouble("the folder can't be read", error, path_);
  seen_ = std::move(now);
  std::sort(out.begin(), out.end());
  return out;
}

Result<std::string> DropFolder::read(const std::string& name) const {
  return read_file(path_ + "/" + name);
}

Result<void> DropFolder::remove(const std::string& name) {
  std::error_code error;
  fs::remove(path_ + "/" + name, error);
  if (error) return trouble("the file can't be removed", error, path_);
  return {};
}

Result<void> DropFolder::put_aside(const std::string& name, const std::string& reason) {
  std::error_code error;
  std::string as = name;
  for (int n = 2; fs::exists(path_ + "/bad/" + as, error) && n < 10'000; ++n)
    as = std::to_string(n) + "-" + name;
  if (auto told = write_file_durably(path_ + "/bad/" + as + ".reason.txt", reason + "\n"); !told) return told;
  fs::rename(path_ + "/" + name, path_ + "/bad/" + as, error);
  if (error) return trouble("the file can't be moved to the folder bad", error, path_);
  return {};
}

}  // namespace huiyin
