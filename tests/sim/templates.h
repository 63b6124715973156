// The message templates the simulated carrier has approved. The kind tells the handsets what a text is for.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/mutex.h"
#include "daemon/base/result.h"

namespace huiyin::sim {

enum class Kind { publicity, survey, reminder, clarification, free_text, intake_receipt, other };
constexpr int kKinds = 7;
std::string_view name_of(Kind kind);
std::optional<Kind> kind_of(std::string_view name);

struct Template {
  std::string id;
  Kind kind = Kind::other;
  std::string text;  // {1}, {2} ... are filled

  int parameters() const;  // the highest {n}
  std::string fill(const std::vector<std::string>& parameters) const;
};

// Any thread.
class Templates {
 public:
  Templates();  // the built-in ones

  std::optional<Template> find(const std::string& id) const EXCLUDES(mutex_);
  std::vector<Template> list() const EXCLUDES(mutex_);
  void put(Template entry) EXCLUDES(mutex_);
  bool remove(const std::string& id) EXCLUDES(mutex_);
  // What a text is for, at carriers that take texts: the template it begins like, without its signature; a
  // text that asks for 满意 is a survey, any other publicity.
  Kind kind_of_text(std::string_view text) const EXCLUDES(mutex_);

 private:
  mutable Mutex mutex_;
  std::map<std::string, Template> by_id_ GUARDED_BY(mutex_);
};

// "2001:publicity:text with {1}"; errors name what is wrong.
Result<Template> read_template(std::string_view spec);

}  // namespace huiyin::sim
