#include "daemon/model/categories.h"

#include <set>

#include "daemon/base/bad_input.h"
#include "daemon/base/embedded.h"
#include "daemon/base/toml.h"

namespace huiyin {
namespace {

Category read_category(const Toml& entry, const std::set<std::string>& lists) {
  Category c{entry.text("code"), entry.text("id"),          entry.text("zh"),
             entry.text("en"),   entry.text_or("note", ""), {}};
  if (const auto names = entry.find("names"))
    for (const Toml& name : names->items()) {
      if (!lists.contains(name.text("list")))
        throw BadInput(name.where(), "names a list that is not declared");
      c.older.emplace_back(name.text("list"), name.text("zh"));
    }
  return c;
}

bool is_called(const Category& c, std::string_view name) {
  if (c.code == name || c.id == name || c.zh == name || c.en == name) return true;
  for (const auto& [list, old] : c.older)
    if (old == name) return true;
  return false;
}

}  // namespace

Result<Categories> Categories::load(const std::string& dir) try {
  const auto file = Toml::parse(rule_file(dir, "categories.toml"), "categories.toml");
  if (!file) return tl::unexpected(file.error());
  Categories out;
  std::set<std::string> lists;
  for (const Toml& list : file->at("list").items()) lists.insert(list.text("id"));
  out.current_ = file->text("current");
  if (!lists.contains(out.current_)) throw BadInput(file->at("current").where(), "is not a declared list");
  for (const Toml& entry : file->at("category").items()) {
    Category c = read_category(entry, lists);
    if (out.find(c.code)) throw BadInput(entry.where(), "repeats the code " + c.code);
    out.all_.push_back(std::move(c));
  }
  return out;
} catch (const BadInput& e) {
  return fail(Errc::bad_input, e.what());
}

const Category* Categories::find(std::string_view code) const {
  for (const Category& c : all_)
    if (c.code == code) return &c;
  return nullptr;
}

std::vector<std::string> Categories::codes_of(std::string_view name) const {
  std::vector<std::string> out;
  for (const Category& c : all_)
    if (is_called(c, name)) out.push_back(c.code);
  return out;
}

}  // namespace huiyin
