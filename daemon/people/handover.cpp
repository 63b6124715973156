#include "daemon/people/handover.h"

#include <algorithm>

#include "daemon/base/bad_input.h"
#include "daemon/base/log.h"
#include "daemon/base/text.h"
#include "daemon/store/handovers.h"
#include "daemon/store/intakes.h"
#include "daemon/store/journal.h"

namespace huiyin {
namespace {

constexpr std::size_t kLongestUnit = 100, kLongestReason = 400;
// Word joiner, then 32 bits of the number and 8 of its check sum: zero width space and zero width non-joiner.
constexpr std::string_view kBegin = "\u2060", kZero = "\u200b", kOne = "\u200c";
constexpr int kNumberBits = 32, kCheckBits = 8;

std::uint32_t check_of(std::uint32_t package) {
  return (package * 2654435761U) >> (32 - kCheckBits);
}

std::string mark_of(std::uint32_t package) {
  const std::uint64_t bits = std::uint64_t{package} << kCheckBits | check_of(package);
  std::string out(kBegin);
  for (int i = kNumberBits + kCheckBits - 1; i >= 0; --i) out += (bits >> i & 1) != 0 ? kOne : kZero;
  return out;
}

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

std::size_t character_at_or_after(std::string_view text, std::size_t at) {
  while (at < text.size() && continues_character(text[at])) ++at;
  return at;
}

std::string word_of(const Json& args, std::string_view key, std::size_t most) {
  const std::string text(trim(args.text_or(key, "")));
  if (text.size() > most)
    throw BadInput("/" + std::string(key), "is longer than " + std::to_string(most) + " bytes");
  return mask_for_log(text);
}

std::string first_category(const Json& reading) {
  const auto suggest = reading.find("suggest");
  if (!suggest || suggest->items().empty()) return "";
  return suggest->items().front().text_or("category", "");
}

std::string package_json(const IntakeRow& row, const Json& reading, const HandoverRow& h) {
  JsonWriter w;
  w.object().field("package", h.id).field("intake_id", row.public_id).field("unit", h.unit);
  w.field("made_at", to_rfc3339(h.at)).field("channel", row.channel);
  w.field("received_at", to_rfc3339(row.received_at)).field("category", first_category(reading));
  w.field("urgency", reading.text_or("urgency", "normal")).key("places").array();
  if (const auto places = reading.find("places"); places && places->is_array())
    for (const Json& p : places->items()) w.value(p.text());
  w.end().field("text", with_mark(row.masked, static_cast<std::uint32_t>(h.id)));
  return w.end().take();
}

Result<std::string> make(Database& db, const Json& args, const CommandContext& c,
                         const HandoverRules& rules) {
  const auto row = find_intake(db, args.text("intake_id"));
  if (!row) return fail(Errc::not_found, "there is no such record", "/intake_id");
  HandoverRow h;
  h.intake_id = row->id;
  h.unit = word_of(args, "unit", kLongestUnit);
  if (h.unit.empty()) throw BadInput("/unit", "is empty");
  h.actor = c.actor;
  h.at = c.now;
  const Json reading = Json::parse(row->reading);
  const std::string secrecy = reading.text_or("confidential", "none");
  const auto& units = rules.discipline_units;
  if ((secrecy == "statutory" || secrecy == "both") &&
      std::find(units.begin(), units.end(), h.unit) == units.end())
    return fail(Errc::forbidden,
                "accuses somebody who holds public power: only a unit of access.discipline_units may get it",
                "/unit");
  h.id = add_handover(db, h);
  JsonWriter w;
  w.object().field("package", h.id).field("intake_id", row->public_id).field("unit", h.unit);
  w.field("by", c.actor).field("reason", word_of(args, "reason", kLongestReason)).end();
  append_event(db, "handover.made", "intake/" + row->public_id, c.now, w.take());
  return package_json(*row, reading, h);
}

Result<std::string> trace(Database& db, const Json& args, const CommandContext&, const HandoverRules&) {
  const auto package = mark_in(args.text("text"));
  if (!package) return fail(Errc::not_found, "this text carries no whole mark", "/text");
  const auto h = find_handover(db, *package);
  if (!h) return fail(Errc::not_found, "no package of this office has this mark", "/text");
  JsonWriter w;
  w.object()
      .field("package", h->id)
      .field("intake_id", public_id_of(db, h->intake_id))
      .field("unit", h->unit);
  return w.field("made_at", to_rfc3339(h->at)).field("by", h->actor).end().take();
}

}  // namespace

std::string with_mark(std::string_view text, std::uint32_t package) {
  const std::string mark = mark_of(package);
  std::string out;
  std::size_t done = 0;
  for (const std::size_t part : {std::size_t{1}, text.size() / 2, text.size()}) {
    const std::size_t at = character_at_or_after(text, std::min(part, text.size()));
    if (at < done || (at == done && done > 0)) continue;
    out.append(text.substr(done, at - done));
    out += mark;
    done = at;
  }
  out.append(text.substr(done));
  return out;
}

std::optional<std::uint32_t> mark_in(std::string_view text) {
  for (std::size_t at = text.find(kBegin); at != text.npos; at = text.find(kBegin, at + 1)) {
    std::uint64_t bits = 0;
    std::size_t p = at + kBegin.size();
    int n = 0;
    for (; n < kNumberBits + kCheckBits; ++n, p += kZero.size()) {
      const std::string_view bit = text.substr(std::min(p, text.size()), kZero.size());
      if (bit != kZero && bit != kOne) break;
      bits = bits << 1 | static_cast<std::uint64_t>(bit == kOne);
    }
    const auto package = static_cast<std::uint32_t>(bits >> kCheckBits);
    if (n == kNumberBits + kCheckBits && (bits & ((1U << kCheckBits) - 1)) == check_of(package))
      return package;
  }
  return std::nullopt;
}

void register_handover_commands(CommandTable& table, const HandoverRules& rules) {
  table.add({"handover.make", Role::operator_, false,
             [rules](Database& db, const Json& args, const CommandContext& c) {
               return make(db, args, c, rules);
             }});
  table.add({"handover.trace", Role::supervisor, false,
             [rules](Database& db, const Json& args, const CommandContext& c) {
               return trace(db, args, c, rules);
             }});
}

}  // namespace huiyin
