#include "daemon/model/failure_reasons.h"

#include <algorithm>
#include <stdexcept>

#include "daemon/base/bad_input.h"
#include "daemon/base/embedded.h"
#include "daemon/base/toml.h"

namespace huiyin {
namespace {

constexpr std::string_view kGaveUp = "gave up after ";

const FailureReason& other() {
  static const FailureReason r{"other", "其他原因", "Another reason"};
  return r;
}

const FailureReason& untold() {
  static const FailureReason r{"untold", "运营商没有说明原因", "The carrier told no reason"};
  return r;
}

// * at either end: anything.
bool fits(std::string_view pattern, std::string_view code) {
  const bool open_begin = pattern.starts_with('*'), open_end = pattern.size() > 1 && pattern.ends_with('*');
  if (open_begin) pattern.remove_prefix(1);
  if (open_end) pattern.remove_suffix(1);
  if (open_begin && open_end) return code.find(pattern) != std::string_view::npos;
  if (open_begin) return code.ends_with(pattern);
  return open_end ? code.starts_with(pattern) : code == pattern;
}

}  // namespace

Result<FailureReasons> FailureReasons::parse(std::string_view toml, std::string file_name) {
  const auto file = Toml::parse(toml, std::move(file_name));
  if (!file) return tl::unexpected<Error>(file.error());
  try {
    FailureReasons out;
    for (const Toml& t : file->at("reason").items()) {
      Entry e{{t.text("id"), t.text("zh"), t.text("en")}, t.at("codes").texts()};
      for (const std::string& code : e.codes)
        if (code.empty() || code == "*") throw BadInput(t.where(), "has a code that would fit everything");
      out.entries_.push_back(std::move(e));
    }
    return out;
  } catch (const BadInput& e) {
    return fail(Errc::bad_input, e.what());
  }
}

FailureReasons FailureReasons::shipped() {
  auto made = parse(embedded_file("failure_reasons.toml"), "failure_reasons.toml");
  if (!made) throw std::logic_error(made.error().text());
  return *std::move(made);
}

const FailureReason& FailureReasons::find(std::string_view code) const {
  if (code.empty()) return untold();
  // "gave up after 5 tries: CODE" is told by its code.
  if (const auto at = code.find(": "); code.starts_with(kGaveUp) && at != std::string_view::npos) {
    const FailureReason& inner = find(code.substr(at + 2));
    if (&inner != &other() && &inner != &untold()) return inner;
  }
  for (const Entry& e : entries_)
    if (std::any_of(e.codes.begin(), e.codes.end(), [&](const std::string& c) { return fits(c, code); }))
      return e.reason;
  return other();
}

const FailureReason* FailureReasons::by_id(std::string_view id) const {
  for (const Entry& e : entries_)
    if (e.reason.id == id) return &e.reason;
  if (id == other().id) return &other();
  return id == untold().id ? &untold() : nullptr;
}

}  // namespace huiyin
