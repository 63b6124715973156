#include "daemon/people/content.h"

#include "daemon/base/json.h"
#include "daemon/model/segments.h"
#include "daemon/store/messages.h"

namespace huiyin {

std::int64_t keep_content(Database& db, const Vault& vault, const Content& c) {
  JsonWriter w;
  w.object()
      .field("text", c.text)
      .field("signature", c.signature)
      .field("template", c.template_code)
      .key("params")
      .array();
  for (const std::string& p : c.template_params) w.value(p);
  w.end();
  if (c.template_id != 0) w.field("template_id", c.template_id).field("language", c.language);
  w.end();
  const std::string json = w.take();
  return body_id(db, vault.stamp(json), vault.seal(json, "body"), count_segments(c.text).parts);
}

Result<Content> content_of(Database& db, const Vault& vault, std::int64_t id) {
  const auto sealed = sealed_body(db, id);
  if (!sealed) return fail(Errc::not_found, "there is no such content in the ledger");
  const auto json = vault.unseal(*sealed, "body");
  if (!json) return tl::unexpected<Error>(json.error());
  const Json j = Json::parse(*json);
  Content c{j.text("text"), j.text("signature"), j.text("template"), {}};
  for (const Json& p : j.items("params")) c.template_params.push_back(p.text());
  c.template_id = j.integer_or("template_id", 0);
  c.language = j.text_or("language", "");
  return c;
}

}  // namespace huiyin
