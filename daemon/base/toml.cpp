#include "daemon/base/toml.h"

#include <algorithm>
#include <sstream>

#include <toml++/toml.h>

#include "daemon/base/bad_input.h"
#include "daemon/base/file.h"

namespace huiyin {
namespace {

const toml::node& as_node(const void* p) {
  return *static_cast<const toml::node*>(p);
}

std::string place(const std::string& file, const toml::source_position& at) {
  return file + ':' + std::to_string(at.line) + ':' + std::to_string(at.column);
}

std::string type_of(const toml::node& node) {
  std::ostringstream out;
  out << node.type();
  return out.str();
}

}  // namespace

struct Toml::File {
  std::string name;
  toml::table root;
};

Toml::Toml(std::shared_ptr<const File> file, const void* node, std::string key)
    : file_(std::move(file)), node_(node), key_(std::move(key)) {}

Result<Toml> Toml::parse(std::string_view text, std::string file_name) try {
  auto file = std::make_shared<File>();
  file->root = toml::parse(text, file_name);
  file->name = std::move(file_name);
  const toml::node* root = &file->root;
  return Toml(std::move(file), root, {});
} catch (const toml::parse_error& e) {
  return fail(Errc::bad_input, std::string(e.description()), place(file_name, e.source().begin));
}

Result<Toml> Toml::load(const std::string& path) {
  auto text = read_file(path);
  if (!text) return tl::unexpected(std::move(text.error()));
  return parse(*text, path);
}

bool Toml::is_table() const {
  return as_node(node_).is_table();
}
bool Toml::is_array() const {
  return as_node(node_).is_array();
}
bool Toml::is_string() const {
  return as_node(node_).is_string();
}
bool Toml::is_integer() const {
  return as_node(node_).is_integer();
}
bool Toml::is_float() const {
  return as_node(node_).is_floating_point();
}
bool Toml::is_bool() const {
  return as_node(node_).is_boolean();
}
std::string Toml::type_name() const {
  return type_of(as_node(node_));
}

std::string Toml::where() const {
  const toml::source_position at = as_node(node_).source().begin;
  return at ? place(file_->name, at) : file_->name;
}

void Toml::wrong(const char* expected) const {
  throw BadInput(
      where(), (key_.empty() ? "the file" : key_) + " is not " + expected + ", it is of type " + type_name());
}

bool Toml::has(std::string_view key) const {
  const toml::table* table = as_node(node_).as_table();
  return table != nullptr && table->contains(key);
}

std::optional<Toml> Toml::find(std::string_view key) const {
  const toml::table* table = as_node(node_).as_table();
  if (table == nullptr) wrong("a table");
  const toml::node* found = table->get(key);
  if (found == nullptr) return std::nullopt;
  return Toml(file_, found, (key_.empty() ? "" : key_ + '.') + std::string(key));
}

Toml Toml::at(std::string_view key) const {
  auto found = find(key);
  if (!found) throw BadInput(where(), (key_.empty() ? "" : key_ + '.') + std::string(key) + " is missing");
  return *found;
}

std::vector<std::pair<std::string, Toml>> Toml::members() const {
  const toml::table* table = as_node(node_).as_table();
  if (table == nullptr) wrong("a table");
  std::vector<std::pair<std::string, Toml>> out;
  for (const auto& [key, node] : *table) out.emplace_back(std::string(key.str()), at(key.str()));
  const auto position = [](const auto& member) {
    const toml::source_position p = as_node(member.second.node_).source().begin;
    return std::pair(p.line, p.column);
  };
  std::ranges::stable_sort(out, {}, position);
  return out;
}

std::vector<Toml> Toml::items() const {
  const toml::array* array = as_node(node_).as_array();
  if (array == nullptr) wrong("an array");
  std::vector<Toml> out;
  for (const toml::node& node : *array)
    out.push_back(Toml(file_, &node, key_ + '[' + std::to_string(out.size()) + ']'));
  return out;
}

std::string Toml::text() const {
  const auto* value = as_node(node_).as_string();
  if (value == nullptr) wrong("a string");
  return value->get();
}

std::int64_t Toml::integer() const {
  const auto* value = as_node(node_).as_integer();
  if (value == nullptr) wrong("an integer");
  return value->get();
}

double Toml::number() const {
  if (is_integer()) return static_cast<double>(integer());
  const auto* value = as_node(node_).as_floating_point();
  if (value == nullptr) wrong("a number");
  return value->get();
}

bool Toml::boolean() const {
  const auto* value = as_node(node_).as_boolean();
  if (value == nullptr) wrong("true or false");
  return value->get();
}

std::vector<std::string> Toml::texts() const {
  std::vector<std::string> out;
  for (const Toml& item : items()) out.push_back(item.text());
  return out;
}

std::string Toml::text_or(std::string_view key, std::string_view otherwise) const {
  const auto found = find(key);
  return found ? found->text() : std::string(otherwise);
}

std::int64_t Toml::integer_or(std::string_view key, std::int64_t otherwise) const {
  const auto found = find(key);
  return found ? found->integer() : otherwise;
}

double Toml::number_or(std::string_view key, double otherwise) const {
  const auto found = find(key);
  return found ? found->number() : otherwise;
}

bool Toml::boolean_or(std::string_view key, bool otherwise) const {
  const auto found = find(key);
  return found ? found->boolean() : otherwise;
}

std::vector<std::string> Toml::texts_or_empty(std::string_view key) const {
  const auto found = find(key);
  return found ? found->texts() : std::vector<std::string>{};
}

}  // namespace huiyin
