#include "daemon/intake/prepare.h"

#include <charconv>

#include "daemon/base/bad_input.h"
#include "daemon/base/json.h"
#include "daemon/base/text.h"
#include "daemon/intake/draft.h"
#include "daemon/intake/scribe.h"

namespace huiyin {
namespace {

constexpr int kMostParts = 255;  // 3GPP TS 23.040: the header counts in one octet

// Keyed, because what rests must not be guessable from short texts. 0x1F separates what people can't type.
std::string identity(const Vault& vault, std::initializer_list<std::string_view> fields) {
  std::string all;
  for (const std::string_view field : fields) all.append(field).push_back('\x1F');
  return vault.stamp(all);
}

std::optional<PartInfo> part_of(const MobileOriginated& mo) {
  if (!mo.part || mo.part->total <= 1 || mo.part->total > kMostParts) return std::nullopt;
  if (mo.part->number < 1 || mo.part->number > mo.part->total) return std::nullopt;
  return mo.part;
}

class MessageMaker {
 public:
  MessageMaker(const RawInbound& raw, const PrepareRules& rules, const TextReader& reader, const Vault& vault)
      : raw_(raw), rules_(rules), reader_(reader), vault_(vault) {}

  PreparedMessage make(const MobileOriginated& mo) const {
    PreparedMessage out;
    out.sender = read_sender(mo.from, rules_.region);
    out.part = part_of(mo);
    set_keys(mo, &out);
    const bool told = mo.at != TimePoint{};
    const TextReading reading = reader_.read(mo.text);
    out.reply = {0,
                 raw_.carrier_id,
                 raw_.id,
                 mo.extension,
                 mo.text,
                 vault_.seal(mo.text, "answer"),
                 told ? mo.at : raw_.received_at,
                 reading.opt_out};
    out.draft = draft_of_text(mo.text, reading, out.sender, out.reply.at, vault_);
    if (out.part) {
      out.part_sealed = vault_.seal(mo.text, "part");
      out.draft.parts_missing = out.part->total - 1;
    }
    return out;
  }

 private:
  // The carrier's own id names a message. Without one its content and second do; pulled and pushed copies
  // agree in both. Without a time either, equal messages within one span are the same.
  void set_keys(const MobileOriginated& mo, PreparedMessage* out) const {
    const std::string account = std::to_string(raw_.carrier_id);
    if (!mo.carrier_id.empty()) {
      out->key = identity(vault_, {"mo-id", account, mo.carrier_id});
      return;
    }
    const std::string& from = out->sender.number.empty() ? mo.from : out->sender.number;
    const std::string piece =
        out->part ? std::to_string(out->part->reference) + "/" + std::to_string(out->part->number) : "";
    const auto key = [&](std::string_view form, std::int64_t when) {
      return identity(vault_, {form, account, from, mo.extension, piece, std::to_string(when), mo.text});
    };
    if (mo.at != TimePoint{}) {
      out->key = key("mo-at", to_ms(mo.at) / 1000);
      return;
    }
    const std::int64_t span =
        to_ms(raw_.received_at) / std::max<std::int64_t>(rules_.same_message.count(), 1);
    out->key = key("mo-within", span);
    out->also_key = key("mo-within", span + 1);
  }

  const RawInbound& raw_;
  const PrepareRules& rules_;
  const TextReader& reader_;
  const Vault& vault_;
};

PreparedPart prepare_part(const CallPart& part, const Vault& vault) {
  PreparedPart out{part, {}};
  out.part.url.clear();
  out.part.content_hash.clear();
  if (part.url.empty()) return out;
  JsonWriter w;
  w.object().field("url", part.url).field("hash", part.content_hash).end();
  out.place_sealed = vault.seal(w.take(), "recording");
  return out;
}

PreparedCall prepare_call(const CallRecord& call, const RawInbound& raw, const PrepareRules& rules,
                          const TextReader& reader, const Vault& vault) {
  PreparedCall out;
  out.key = identity(vault, {"call", std::to_string(raw.carrier_id), call.session_id});
  out.party = read_sender(call.inbound ? call.caller : call.callee, rules.region);
  out.draft = draft_of_call(call, reader, raw.received_at, vault, rules.doubtful_below);
  for (const CallPart& part : call.parts) out.parts.push_back(prepare_part(part, vault));
  return out;
}

// What the scribe kept has a number after its kind; nothing that a carrier hands over has such a kind.
std::optional<Brought> brought(const RawInbound& raw, std::string_view bytes) {
  constexpr std::pair<const char*, Brought::What> kKinds[] = {{kFetchedKind, Brought::What::recording},
                                                              {kTextKind, Brought::What::text},
                                                              {kHeardKind, Brought::What::heard}};
  for (const auto& [kind, what] : kKinds) {
    if (!starts_with(raw.kind, kind)) continue;
    Brought out{what, 0, {}, {}};
    const std::string_view number = std::string_view(raw.kind).substr(std::string_view(kind).size());
    if (std::from_chars(number.data(), number.data() + number.size(), out.id).ec != std::errc() ||
        out.id <= 0)
      return std::nullopt;
    const std::size_t name = number.find('/');
    if (name != std::string_view::npos) out.by = std::string(number.substr(name + 1));
    if (what != Brought::What::recording) out.turns = read_heard(bytes);
    return out;
  }
  return std::nullopt;
}

Prepared begun(const RawInbound& raw, const PayloadOrigin& origin) {
  Prepared out;
  out.raw_id = raw.id;
  out.carrier_id = raw.carrier_id;
  out.account = origin.account;
  out.received_at = raw.received_at;
  return out;
}

Prepared dead(Prepared p, std::string why) {
  p.dead = std::move(why);
  return p;
}

}  // namespace

Prepared prepare(const RawInbound& raw, const PayloadOrigin& origin, const PrepareRules& rules,
                 const TextReader& reader, const Vault& vault) {
  Prepared out = begun(raw, origin);
  if (origin.carrier == nullptr) return dead(std::move(out), "no carrier account of this name is configured");
  const Result<std::string> bytes = vault.unseal(raw.payload_sealed, "raw");
  if (!bytes) return dead(std::move(out), "could not be unsealed: " + bytes.error().text());
  try {
    out.brought = brought(raw, *bytes);
    if (out.brought) return out;
    Inbox inbox = origin.carrier->read(raw.kind, *bytes);
    const MessageMaker maker(raw, rules, reader, vault);
    for (const MobileOriginated& mo : inbox.messages) out.messages.push_back(maker.make(mo));
    for (const CallRecord& call : inbox.calls)
      out.calls.push_back(prepare_call(call, raw, rules, reader, vault));
    out.receipts = std::move(inbox.receipts);
    out.unreadable = std::move(inbox.unreadable);
    return out;
  } catch (const BadInput& e) {
    return dead(begun(raw, origin), e.what());
  } catch (const std::exception&) {  // its words may quote the payload
    return dead(begun(raw, origin), "the adapter or the rules failed on it: our fault");
  }
}

Prepared prepare_group(const std::vector<InboundPart>& parts, const std::string& account,
                       const std::string& number, const TextReader& reader, const Vault& vault) {
  const InboundPart& first = parts.front();
  std::string text;
  for (const InboundPart& part : parts)
    text.append(vault.unseal(part.text_sealed, "part").value_or("\uFFFD"));
  const TextReading reading = reader.read(text);
  PreparedMessage message;
  message.sender = sender_of(number);
  message.reply = {first.group.person_id,      first.group.carrier_id, first.raw_id,   first.extension, text,
                   vault.seal(text, "answer"), first.said_at,          reading.opt_out};
  message.draft = draft_of_text(text, reading, message.sender, first.said_at, vault);
  message.draft.parts_missing = first.group.total - static_cast<std::int64_t>(parts.size());
  Prepared out;
  out.raw_id = first.raw_id;
  out.carrier_id = first.group.carrier_id;
  out.account = account;
  out.received_at = first.kept_at;
  out.group = first.group;
  out.messages.push_back(std::move(message));
  return out;
}

}  // namespace huiyin
