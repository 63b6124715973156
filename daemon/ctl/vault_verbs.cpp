// vault recovery-key|share|recover: for the day on which the vault's key is lost with its administrator. The
// share lies with the backups and opens only with a secret key that lies in a safe. No daemon is asked.
#include "daemon/base/bytes.h"
#include "daemon/base/sealed_box.h"
#include "daemon/ctl/client_file.h"
#include "daemon/ctl/show.h"
#include "daemon/ctl/verbs.h"
#include "daemon/io/system.h"

namespace huiyin {
namespace {

constexpr std::size_t kVaultKey = 32;

// Never over a file that is there: it may be the last copy of a key.
void write_secret(const Session& s, const std::string& path, std::string_view bytes) {
  refuse_existing(s, path);
  if (const auto written = write_file_durably(path, bytes, 0600); !written)
    throw CtlError(Exit::output, printable(written.error().text()));
}

std::string key_in(const Session& s, const std::string& path) {
  std::string hex = read_users_file(s, path);
  while (!hex.empty() && (hex.back() == '\n' || hex.back() == '\r' || hex.back() == ' ')) hex.pop_back();
  const auto key = from_hex(hex);
  if (!key) throw CtlError(Exit::usage, s.say(Msg::not_hex, {printable(path)}));
  return *key;
}

[[noreturn]] void refuse(const std::string& what, const Error& e) {
  throw CtlError(Exit::usage, printable(what) + " " + e.text());
}

// Which key it was: its name, never more.
void tell_key(Session& s, Msg message, const std::string& file, std::string_view key) {
  JsonWriter w;
  s.out.line(s.json() ? w.object().field("ok", true).field("key", key_name(key)).end().take()
                      : s.say(message, {printable(file), key_name(key)}));
}

}  // namespace

Exit run_vault_recovery_key(Session& s) {
  const BoxKeys keys = make_box_keys();
  const std::string to = s.args.text("to");
  write_secret(s, to, to_hex(keys.secret_key) + "\n");
  const std::string public_key = to_hex(keys.public_key);
  if (s.json()) {
    JsonWriter w;
    s.out.line(w.object().field("public_key", public_key).field("secret_key_file", to).end().take());
  } else {
    s.out.line(s.say(Msg::recovery_key, {public_key, printable(to)}));
  }
  return Exit::ok;
}

Exit run_vault_share(Session& s) {
  const std::string key = read_users_file(s, s.args.text("key-file"));
  if (key.size() != kVaultKey)
    throw CtlError(Exit::usage, s.say(Msg::no_vault_key, {printable(s.args.text("key-file"))}));
  const auto public_key = from_hex(s.args.text("public-key"));
  if (!public_key) throw CtlError(Exit::usage, s.say(Msg::not_hex, {"--public-key"}));
  const auto box = close_box(*public_key, key);
  if (!box) refuse("--public-key", box.error());
  write_secret(s, s.args.text("to"), to_hex(*box) + "\n");
  tell_key(s, Msg::share_written, s.args.text("to"), key);
  return Exit::ok;
}

Exit run_vault_recover(Session& s) {
  const auto key = open_box(key_in(s, s.args.text("secret-key")), key_in(s, s.args.text("share")));
  if (!key) refuse(s.args.text("share"), key.error());
  if (key->size() != kVaultKey)
    throw CtlError(Exit::usage, s.say(Msg::no_vault_key, {printable(s.args.text("share"))}));
  write_secret(s, s.args.text("to"), *key);
  tell_key(s, Msg::key_recovered, s.args.text("to"), *key);
  return Exit::ok;
}

}  // namespace huiyin
