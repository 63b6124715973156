#include "daemon/people/retention_rules.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "daemon/base/bad_input.h"
#include "daemon/base/embedded.h"
#include "daemon/base/toml.h"

namespace huiyin {
namespace {

constexpr std::string_view kFile = "retention.toml";
constexpr std::array<std::string_view, 10> kClasses = {
    "raw",  "records", "answers", "messages", "lists", "words", "contact", "number", "answers_to_commands",
    "audit"};
constexpr std::int64_t kMostDays = 36'500;

std::int64_t days_at(const Toml& t, std::string_view key) {
  const Toml days = t.at(key);
  if (days.integer() < 0 || days.integer() > kMostDays)
    throw BadInput(days.where(), "must be from 0 to " + std::to_string(kMostDays) + " days");
  return days.integer();
}

RetentionClass read_class(const Toml& t) {
  RetentionClass c;
  c.name = t.text("name");
  c.source = t.text("source");
  if (std::find(kClasses.begin(), kClasses.end(), c.name) == kClasses.end())
    throw BadInput(t.at("name").where(), "there is no such class");
  if (c.source.empty()) throw BadInput(t.at("source").where(), "must say which rule it follows");
  const std::int64_t floor = days_at(t, "floor_days"), ceiling = days_at(t, "ceiling_days");
  c.floor = std::chrono::hours(24 * floor);
  if (ceiling == 0) return c;
  if (ceiling < floor) throw BadInput(t.at("ceiling_days").where(), "is below floor_days");
  c.ceiling = std::chrono::hours(24 * ceiling);
  return c;
}

}  // namespace

Result<RetentionRules> RetentionRules::load(const std::string& dir) {
  try {
    return parse(rule_file(dir, kFile), std::string(kFile));
  } catch (const BadInput& e) {
    return fail(Errc::bad_input, e.what());
  }
}

Result<RetentionRules> RetentionRules::parse(std::string_view toml, std::string file_name) try {
  auto file = Toml::parse(toml, std::move(file_name));
  if (!file) return tl::unexpected<Error>(file.error());
  RetentionRules out;
  for (const Toml& t : file->at("class").items()) {
    RetentionClass c = read_class(t);
    for (const RetentionClass& other : out.classes_)
      if (other.name == c.name) throw BadInput(t.at("name").where(), "this class stands here twice");
    out.classes_.push_back(std::move(c));
  }
  if (out.classes_.size() != kClasses.size())
    throw BadInput(file->at("class").where(),
                   "a class is missing: raw, records, answers, messages, lists, "
                   "words, contact, number, answers_to_commands, audit");
  return out;
} catch (const BadInput& e) {
  return fail(Errc::bad_input, e.what());
}

const RetentionClass& RetentionRules::of(std::string_view name) const {
  for (const RetentionClass& c : classes_)
    if (c.name == name) return c;
  throw std::out_of_range(std::string(name));
}

}  // namespace huiyin
