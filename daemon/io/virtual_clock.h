// A clock that several processes share and anyone may put forward: an 8-byte little-endian signed offset in
// milliseconds, added to the system clock, in a memory-mapped file. For training, staging and tests: a
// seven-day follow-up runs in a second. Never configured in production (`clock.virtual_file` is empty by
// default, and `huiyinctl status` shows it).
#pragma once
#include <memory>
#include <string>

#include "daemon/base/clock.h"
#include "daemon/base/result.h"

namespace huiyin {

class VirtualClock final : public Clock {
 public:
  static Result<std::unique_ptr<VirtualClock>> open(
      const std::string& path);  // made with offset 0 when missing
  ~VirtualClock() override;
  TimePoint now() const override;
  Millis offset() const;
  void advance(Millis by);  // every process that has the file open sees it at once
  void set_offset(Millis to);

 private:
  explicit VirtualClock(std::int64_t* mapped) : mapped_(mapped) {}
  std::int64_t* const mapped_;
};

}  // namespace huiyin
