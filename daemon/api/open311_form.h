// The two forms of GeoReport v2: rows of named texts, as JSON or as XML.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/io/http_server.h"

namespace huiyin {

enum class Open311Form { json, xml };
// "requests.json" is "requests" in JSON; nothing for another ending.
std::optional<std::pair<std::string, Open311Form>> open311_name(std::string_view name);

// A row's fields in order. A value that is not there is null in JSON and an empty element in XML.
struct Open311Field {
  std::string_view name;
  std::optional<std::string> value;
  bool flag = false;  // true or false, bare in JSON
};
using Open311Row = std::vector<Open311Field>;

// XML: <list><item>…</item></list>.
HttpResponse open311_list(Open311Form form, std::string_view list, std::string_view item,
                          const std::vector<Open311Row>& rows);
HttpResponse open311_error(Open311Form form, int status, std::string_view description);

}  // namespace huiyin
