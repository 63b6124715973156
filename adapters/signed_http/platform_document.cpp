#include "adapters/signed_http/platform_document.h"

#include <algorithm>
#include <map>
#include <pugixml.hpp>

#include "daemon/base/bytes.h"

namespace huiyin {
namespace {

constexpr std::ptrdiff_t kMostTags = 100'000;
constexpr int kDeepest = 30;

std::string to_utf8(std::string_view bytes, Charset charset) {
  if (charset == Charset::utf8) {
    if (!is_utf8(bytes)) throw BadInput("", "is not UTF-8");
    return std::string(bytes);
  }
  auto text = decode_to_utf8(bytes, charset);
  if (!text) throw BadInput("", "is not of the platform's charset");
  return *std::move(text);
}

std::string json_of_form(std::string_view bytes, Charset charset) {
  JsonWriter w;
  w.object();
  for (const std::string_view pair : split(trim(bytes), '&')) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || equals == 0) throw BadInput("", "is no form");
    w.field(percent_decode(pair.substr(0, equals), true),
            to_utf8(percent_decode(pair.substr(equals + 1), true), charset));
  }
  return w.end().take();
}

void write_node(const pugi::xml_node& node, JsonWriter* w, int depth) {
  if (depth > kDeepest) throw BadInput("xml", "is nested too deeply");
  std::map<std::string, std::vector<pugi::xml_node>> children;
  for (const pugi::xml_node& child : node.children())
    if (child.type() == pugi::node_element) children[child.name()].push_back(child);
  if (children.empty()) {
    w->value(node.child_value());
    return;
  }
  w->object();
  for (const auto& [name, nodes] : children) {
    w->key(name);
    if (nodes.size() > 1) w->array();
    for (const pugi::xml_node& child : nodes) write_node(child, w, depth + 1);
    if (nodes.size() > 1) w->end();
  }
  w->end();
}

std::string json_of_xml(std::string_view bytes, Charset charset) {
  if (std::count(bytes.begin(), bytes.end(), '<') > kMostTags) throw BadInput("xml", "has too many elements");
  const std::string text = to_utf8(bytes, charset);
  pugi::xml_document document;
  if (!document.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8) ||
      !document.document_element())
    throw BadInput("", "is not XML");
  JsonWriter w;
  write_node(document.document_element(), &w, 0);
  return w.take();
}

std::optional<Json> find_at(const Json& root, std::string_view path) {
  std::optional<Json> at = root;
  if (path.empty()) return at;
  for (const std::string_view name : split(path, '.')) {
    if (!at->is_object()) return std::nullopt;
    at = at->find(name);
    if (!at) return std::nullopt;
  }
  return at;
}

}  // namespace

Json platform_document(std::string_view bytes, BodyForm form, Charset charset) {
  if (form == BodyForm::form) return Json::parse(json_of_form(bytes, charset));
  if (form == BodyForm::xml) return Json::parse(json_of_xml(bytes, charset));
  return Json::parse(to_utf8(bytes, charset));
}

std::string text_at(const Json& root, std::string_view path) {
  const std::optional<Json> found = path.empty() ? std::nullopt : find_at(root, path);
  if (!found) return {};
  if (found->is_string()) return found->text();
  if (found->is_number()) return found->dump();
  return found->is_bool() ? (found->boolean() ? "true" : "false") : "";
}

bool has_path(const Json& root, std::string_view path) {
  return find_at(root, path).has_value();
}

bool all_have(const std::vector<Json>& items, std::string_view member) {
  return !items.empty() && std::all_of(items.begin(), items.end(),
                                       [&](const Json& i) { return i.is_object() && i.has(member); });
}

std::vector<Json> list_at(const Json& root, std::string_view path) {
  const std::optional<Json> found = find_at(root, path);
  if (!found || found->is_null()) return {};
  if (found->is_object()) return {*found};
  if (found->is_array()) return found->items();
  if (found->is_string() && found->text().empty()) return {};  // <list/>
  throw BadInput(found->path(), "is no list");
}

}  // namespace huiyin
