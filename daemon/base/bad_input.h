// BadInput: thrown by readers of foreign bytes (JSON views, carrier replies, PDUs), caught where the bytes
// came in.
#pragma once
#include <stdexcept>
#include <string>
#include <utility>

namespace huiyin {

// The text names the place and what was expected; it never quotes the foreign value (it may be personal).
class BadInput : public std::runtime_error {
 public:
  BadInput(std::string where, const std::string& what)
      : std::runtime_error(where.empty() ? what : where + " " + what), where_(std::move(where)) {}
  const std::string& where() const { return where_; }

 private:
  std::string where_;
};

}  // namespace huiyin
