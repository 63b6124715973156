#include "tests/sim/params.h"

#include <charconv>
#include <map>

#include "daemon/base/bad_input.h"

namespace huiyin::sim {

Params Params::from_json(std::string_view body) {
  Json json = Json::parse(body.empty() ? std::string_view("{}") : body);
  if (!json.is_object()) throw BadInput("", "the body is not a JSON object");
  return Params(std::move(json));
}

Params Params::from_fields(const Headers& fields) {
  std::map<std::string, std::map<int, std::string>> lists;
  JsonWriter json;
  json.object();
  for (const auto& [name, value] : fields) {
    const std::size_t dot = name.rfind('.');
    int index = 0;
    if (dot != std::string::npos) {
      const auto [end, error] = std::from_chars(name.data() + dot + 1, name.data() + name.size(), index);
      if (error == std::errc() && end == name.data() + name.size()) {
        lists[name.substr(0, dot)][index] = value;
        continue;
      }
    }
    json.field(name, value);
  }
  for (const auto& [name, items] : lists) {
    json.key(name).array();
    for (const auto& [index, value] : items) json.value(value);
    json.end();
  }
  json.end();
  return Params(Json::parse(json.take()));
}

std::int64_t Params::integer(std::string_view name, std::int64_t otherwise) const {
  if (!has(name)) return otherwise;
  const Json value = json_.at(name);
  if (!value.is_string()) return value.integer();
  const std::string text = value.text();
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    throw BadInput(std::string(name), "is not an integer");
  return number;
}

std::vector<std::string> Params::texts(std::string_view name) const {
  std::vector<std::string> out;
  if (!has(name)) return out;
  for (const Json& item : json_.items(name)) out.push_back(item.text());
  return out;
}

}  // namespace huiyin::sim
