#include <filesystem>

#include "daemon/base/bad_input.h"
#include "daemon/base/json.h"
#include "daemon/people/vault_keeper.h"
#include "daemon/store/sealed_columns.h"
#include "daemon/store/vault_keys.h"

namespace huiyin {
namespace {

void write_time(JsonWriter& w, std::string_view name, const std::optional<TimePoint>& at) {
  w.key(name);
  if (at)
    w.value(to_rfc3339(*at));
  else
    w.null();
}

std::string_view name_of(KeyState s) {
  return s == KeyState::in_use ? "in_use" : s == KeyState::opens ? "opens" : "destroyed";
}

void write_job(JsonWriter& w, const std::optional<VaultJob>& job) {
  w.key("change");
  if (!job) {
    w.null();
    return;
  }
  const auto places = job->kind == "index" ? 2 : static_cast<std::int64_t>(sealed_columns().size());
  w.object().field("what", job->kind).field("asked_at", to_rfc3339(job->asked_at)).field("by", job->asked_by);
  w.field("round", job->round).field("place", job->place).field("places", places);
  w.field("row", job->after_id).field("changed", job->changed).field("unreadable", job->unreadable);
  write_time(w, "ended_at", job->ended_at);
  w.end();
}

}  // namespace

std::string vault_status_json(Database& db, const std::string& share_folder) {
  const std::string master = vault_master(db);
  JsonWriter w;
  w.object().field("master", master).key("share");
  const std::string share = share_path(share_folder, master);
  if (std::error_code error; std::filesystem::exists(share, error))
    w.value(share);
  else
    w.null();
  w.key("keys").array();
  for (const VaultKeyRow& k : list_vault_keys(db)) {
    w.object().field("id", k.id).field("class", k.key_class).field("state", name_of(k.state));
    w.field("made_at", to_rfc3339(k.made_at));
    write_time(w, "retired_at", k.retired_at);
    write_time(w, "destroyed_at", k.destroyed_at);
    w.end();
  }
  w.end();
  write_job(w, newest_vault_job(db));
  return w.end().take();
}

void register_vault_commands(CommandTable& table, VaultKeeper& keeper) {
  table.add({"vault.rotate", Role::admin, false,
             [&keeper](Database& db, const Json& args, const CommandContext& c) -> Result<std::string> {
               if (c.actor.starts_with("bus"))
                 return fail(Errc::forbidden, "only a person of the office may change keys", "vault");
               const std::string what = args.text("what");
               if (what == "master") return keeper.rotate_master(db, c);
               if (what != "data" && what != "index")
                 throw BadInput("/what", "must be master, data or index");
               return keeper.rotate_keys(db, what, c);
             }});
}

}  // namespace huiyin
