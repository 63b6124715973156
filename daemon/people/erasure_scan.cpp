#include "daemon/people/erasure_scan.h"

#include <sodium.h>

#include "daemon/people/directory.h"
#include "daemon/store/raw_inbound.h"

namespace huiyin {
namespace {

constexpr int kRawAPiece = 100, kLinesAPiece = 500;
constexpr std::size_t kShortest = 5;

// Numbers are written in many ways: what all have in common are the last digits, without the country's.
std::string core_of(std::string_view number) {
  std::string digits;
  for (const char c : number)
    if (c >= '0' && c <= '9') digits.push_back(c);
  return number.starts_with("+86") ? digits.substr(2) : digits;
}

std::string digits_of(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c != ' ' && c != '-' && c != '\0') out.push_back(c);
  return out;
}

bool holds(const Vault& vault, const std::string& sealed, std::string_view context, const std::string& core) {
  auto plain = vault.unseal(sealed, context);
  if (!plain || core.size() < kShortest) return false;
  const bool found =
      plain->find(core) != std::string::npos || digits_of(*plain).find(core) != std::string::npos;
  sodium_memzero(plain->data(), plain->size());
  return found;
}

Erased scan_raw(Database& db, const Vault& vault, ErasureRow& e, const std::string& core, TimePoint before) {
  struct Payload {
    std::int64_t id;
    TimePoint at;
    std::string sealed;
  };
  std::vector<Payload> piece;
  db.each(
      "SELECT id, received_at, CASE WHEN state = 0 THEN NULL ELSE payload_sealed END FROM raw_inbound WHERE "
      "id > $1 "
      "ORDER BY id LIMIT $2",
      {e.after_id, std::int64_t{kRawAPiece}}, [&](const Row& r) {
        piece.push_back({r.integer(0), from_ms(r.integer(1)), r.blob(2)});
      });
  Erased out;
  for (const Payload& p : piece) {
    e.after_id = p.id;
    if (p.sealed.empty() || !holds(vault, p.sealed, "raw", core)) continue;
    out.add(p.at < before && erase_raw(db, p.id), p.at);
  }
  if (piece.empty()) {
    ++e.place;
    e.after_id = 0;
  }
  return out;
}

Erased scan_lines(Database& db, const Vault& vault, ErasureRow& e, const std::string& core,
                  const std::string& table, const std::string& owner) {
  struct Line {
    std::int64_t owner, line;
    std::string sealed;
  };
  std::vector<Line> piece;
  db.each("SELECT " + owner + ", line, raw_sealed FROM " + table + " ORDER BY 1, 2 LIMIT $1 OFFSET $2",
          {std::int64_t{kLinesAPiece}, e.after_id}, [&](const Row& r) {
            piece.push_back({r.integer(0), r.integer(1), r.blob(2)});
          });
  Erased out;
  for (const Line& l : piece) {
    ++e.after_id;
    if (!holds(vault, l.sealed, "list", core)) continue;
    db.run("DELETE FROM " + table + " WHERE " + owner + " = $1 AND line = $2", {l.owner, l.line});
    --e.after_id;
    out.add(true, {});
  }
  if (piece.empty()) {
    ++e.place;
    e.after_id = 0;
  }
  return out;
}

}  // namespace

Result<Erased> scan_for_person(Database& db, const Vault& vault, ErasureRow& e, TimePoint before) {
  auto number = number_of(db, vault, e.person_id);
  if (!number) return tl::unexpected<Error>(number.error());
  const std::string core = core_of(*number);
  sodium_memzero(number->data(), number->size());
  if (e.place == 0) return scan_raw(db, vault, e, core, before);
  return e.place == 1 ? scan_lines(db, vault, e, core, "campaign_line_raw", "campaign_id")
                      : scan_lines(db, vault, e, core, "audience_line", "list_id");
}

}  // namespace huiyin
