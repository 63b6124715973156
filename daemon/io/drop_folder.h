// DropFolder: a folder into which others put files. Blocks: for a worker's thread. One thread.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "daemon/base/result.h"

namespace huiyin {

class DropFolder {
 public:
  // Makes the folder and its folder "bad" where they are missing.
  static Result<DropFolder> open(const std::string& path);

  // Names of regular files that have not changed since the last look, in the order of their names; without
  // hidden ones and those that end with .part or .tmp.
  Result<std::vector<std::string>> settled();
  Result<std::string> read(const std::string& name) const;  // at most 64 MiB
  Result<void> remove(const std::string& name);
  // Into "bad", with a second file NAME.reason.txt beside it. An older one of that name is kept: a number is
  // added.
  Result<void> put_aside(const std::string& name, const std::string& reason);

 private:
  explicit DropFolder(std::string path) : path_(std::move(path)) {}
  struct Look {
    std::int64_t size, changed_ns;
    bool operator==(const Look&) const = default;
  };
  std::string path_;
  std::map<std::string, Look> seen_;
};

}  // namespace huiyin
