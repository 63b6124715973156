// One process per ledger: an flock held as long as the object lives, gone with the process however it ends.
#pragma once
#include <memory>
#include <string>

#include "daemon/base/result.h"

namespace huiyin {

class LockFile {
 public:
  // conflict when another process holds it.
  static Result<std::unique_ptr<LockFile>> take(const std::string& path);
  ~LockFile();
  LockFile(const LockFile&) = delete;
  LockFile& operator=(const LockFile&) = delete;

 private:
  explicit LockFile(int fd) : fd_(fd) {}
  const int fd_;
};

}  // namespace huiyin
