#include "daemon/io/lock_file.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace huiyin {

Result<std::unique_ptr<LockFile>> LockFile::take(const std::string& path) {
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return fail(Errc::storage, std::strerror(errno), path);
  if (flock(fd, LOCK_EX | LOCK_NB) == 0) return std::unique_ptr<LockFile>(new LockFile(fd));
  const int why = errno;
  close(fd);
  if (why == EWOULDBLOCK) return fail(Errc::conflict, "another huiyind works on this ledger", path);
  return fail(Errc::storage, std::strerror(why), path);
}

LockFile::~LockFile() {
  close(fd_);
}

}  // namespace huiyin
