#include "daemon/api/problems.h"

#include "daemon/base/embedded.h"
#include "daemon/base/json.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

Words words_at(const Json& entry, std::string_view key) {
  const Json both = entry.at(key);
  return {both.text("en"), both.text("zh")};
}

std::vector<CatalogueError> read_catalogue() {
  std::vector<CatalogueError> out;
  for (const Json& e : Json::parse(embedded_file("errors.json")).items("errors"))
    out.push_back({static_cast<int>(e.integer("number")), e.text("code"),
                   static_cast<int>(e.integer("status")), words_at(e, "title"), words_at(e, "cause"),
                   words_at(e, "remedy")});
  return out;
}

// "/args/case_id is missing" names a member by its path, "limit must be…" a parameter by its name.
std::string field_of(std::string_view detail) {
  return detail.empty() || detail.front() != '/' ? std::string()
                                                 : std::string(detail.substr(0, detail.find_first_of(" :")));
}

HttpResponse written(const CatalogueError& e, std::string_view detail, std::string_view instance,
                     bool chinese) {
  const auto in = [&](const Words& w) { return std::string_view(chinese ? w.zh : w.en); };
  JsonWriter w;
  w.object()
      .field("type", "urn:huiyin:error:" + e.code)
      .field("title", in(e.title))
      .field("status", e.status);
  w.field("detail", detail).field("instance", instance).field("code", e.number);
  if (const std::string field = field_of(detail); !field.empty()) w.field("field", field);
  w.field("cause", in(e.cause)).field("remedy", in(e.remedy)).end();
  HttpResponse r;
  r.status = e.status;
  r.content_type = "application/problem+json";
  r.headers.emplace_back("Cache-Control", "no-store");
  r.headers.emplace_back("Content-Language", chinese ? "zh" : "en");
  r.body = w.take();
  return r;
}

void write_words(JsonWriter& w, std::string_view name, const Words& words) {
  w.key(name).object().field("en", words.en).field("zh", words.zh).end();
}

}  // namespace

std::span<const CatalogueError> error_catalogue() {
  static const std::vector<CatalogueError> all = read_catalogue();
  return all;
}

const CatalogueError* find_catalogue_error(std::string_view code) {
  for (const CatalogueError& e : error_catalogue())
    if (e.code == code) return &e;
  return nullptr;
}

HttpResponse problem(std::string_view code, std::string_view detail, std::string_view instance) {
  const CatalogueError* e = find_catalogue_error(code);
  return written(e != nullptr ? *e : *find_catalogue_error("internal"), detail, instance, false);
}

HttpResponse problem(const Error& e, std::string_view instance) {
  return problem(name_of(e.code), e.text(), instance);
}

void localize(HttpResponse* answer, std::string_view accept_language) {
  if (answer->content_type != "application/problem+json" ||
      !starts_with(to_lower_ascii(accept_language), "zh"))
    return;
  const auto told = Json::try_parse(answer->body);
  constexpr std::string_view kType = "urn:huiyin:error:";
  const std::string type = told ? told->text_or("type", "") : "";
  if (!starts_with(type, kType)) return;
  const CatalogueError* e = find_catalogue_error(std::string_view(type).substr(kType.size()));
  if (e == nullptr) return;
  HttpResponse chinese = written(*e, told->text_or("detail", ""), told->text_or("instance", ""), true);
  answer->body = std::move(chinese.body);
  for (auto& [name, value] : answer->headers)
    if (name == "Content-Language") value = "zh";
}

std::string catalogue_json() {
  JsonWriter w;
  w.object().key("errors").array();
  for (const CatalogueError& e : error_catalogue()) {
    w.object().field("number", e.number).field("code", e.code).field("status", e.status);
    write_words(w, "title", e.title);
    write_words(w, "cause", e.cause);
    write_words(w, "remedy", e.remedy);
    w.end();
  }
  return w.end().end().take();
}

}  // namespace huiyin
