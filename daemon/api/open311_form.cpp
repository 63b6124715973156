#include "daemon/api/open311_form.h"

#include "daemon/base/json.h"

namespace huiyin {
namespace {

// What XML 1.0 has no place for becomes a blank.
std::string xml_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '&')
      out += "&amp;";
    else if (c == '"')
      out += "&quot;";
    else
      out += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? ' ' : c;
  }
  return out;
}

std::string element(std::string_view name, std::string_view inner) {
  return std::string("<").append(name).append(">").append(inner).append("</").append(name).append(">");
}

std::string as_json(const std::vector<Open311Row>& rows) {
  JsonWriter w;
  w.array();
  for (const Open311Row& row : rows) {
    w.object();
    for (const Open311Field& f : row) {
      w.key(f.name);
      if (!f.value)
        w.null();
      else if (f.flag)
        w.value(*f.value == "true");
      else
        w.value(*f.value);
    }
    w.end();
  }
  return w.end().take();
}

std::string as_xml(std::string_view list, std::string_view item, const std::vector<Open311Row>& rows) {
  std::string all;
  for (const Open311Row& row : rows) {
    std::string inner;
    for (const Open311Field& f : row) inner += element(f.name, xml_text(f.value.value_or("")));
    all += element(item, inner);
  }
  return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + element(list, all) + "\n";
}

}  // namespace

std::optional<std::pair<std::string, Open311Form>> open311_name(std::string_view name) {
  for (const auto& [ending, form] :
       {std::pair(std::string_view(".json"), Open311Form::json), {".xml", Open311Form::xml}})
    if (name.size() > ending.size() && name.ends_with(ending))
      return std::pair(std::string(name.substr(0, name.size() - ending.size())), form);
  return std::nullopt;
}

HttpResponse open311_list(Open311Form form, std::string_view list, std::string_view item,
                          const std::vector<Open311Row>& rows) {
  HttpResponse r;
  r.content_type = form == Open311Form::json ? "application/json; charset=utf-8" : "text/xml; charset=utf-8";
  r.body = form == Open311Form::json ? as_json(rows) : as_xml(list, item, rows);
  return r;
}

HttpResponse open311_error(Open311Form form, int status, std::string_view description) {
  HttpResponse r =
      open311_list(form, "errors", "error",
                   {{{"code", std::to_string(status)}, {"description", std::string(description)}}});
  r.status = status;
  return r;
}

}  // namespace huiyin
