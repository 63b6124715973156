// What a link has to say to those who run it, without going down: for the log, no personal data.
#pragma once
#include <string>
#include <vector>

namespace huiyin::line {

// A LineSession may be one, too.
class Notices {
 public:
  virtual ~Notices() = default;
  virtual std::vector<std::string> take_notices() = 0;
};

}  // namespace huiyin::line
