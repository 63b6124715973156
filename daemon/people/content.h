// The content of an outgoing message as it rests: sealed (a follow-up's parameters name a case), one row for
// each distinct content.
#pragma once
#include <string>
#include <vector>

#include "daemon/people/vault.h"
#include "daemon/store/database.h"

namespace huiyin {

struct Content {
  std::string text, signature, template_code;
  std::vector<std::string> template_params;
  // Made of a template of ours: the account that carries it tells its own code for it (store/templates.h).
  std::int64_t template_id = 0;
  std::string language = {};
};

std::int64_t keep_content(Database& db, const Vault& vault, const Content& content);
Result<Content> content_of(Database& db, const Vault& vault, std::int64_t body_id);

}  // namespace huiyin
