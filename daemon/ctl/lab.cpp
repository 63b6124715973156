#include "daemon/ctl/lab.h"

#include <memory>

#include "daemon/base/bad_input.h"
#include "daemon/base/embedded.h"
#include "daemon/base/json.h"
#include "daemon/base/phone.h"
#include "daemon/model/intake_rules.h"
#include "daemon/model/lint.h"
#include "daemon/model/pii.h"
#include "daemon/model/reply_reader.h"
#include "daemon/model/segments.h"

namespace huiyin {
namespace {

void text_or_null(JsonWriter& w, std::string_view name, std::string_view text) {
  w.key(name);
  if (text.empty())
    w.null();
  else
    w.value(text);
}

void write_list(JsonWriter& w, std::string_view name, const std::vector<std::string>& values) {
  w.key(name).array();
  for (const std::string& v : values) w.value(v);
  w.end();
}

void write_span(JsonWriter& w, std::uint32_t begin, std::uint32_t end, const std::string& what) {
  w.array().value(std::uint64_t{begin}).value(std::uint64_t{end}).value(what).end();
}

std::string segments_json(std::string_view line) {
  const SegmentCount c = count_segments(line);
  JsonWriter w;
  return w.object()
      .field("encoding", name_of(c.encoding))
      .field("units", c.units)
      .field("parts", c.parts)
      .end()
      .take();
}

std::string phone_json(std::string_view line, const std::string& region) {
  const PhoneNumber n = read_phone(line, region);
  JsonWriter w;
  w.object();
  text_or_null(w, "e164", n.e164);
  text_or_null(w, "region", n.region);
  w.field("type", name_of(n.kind));
  text_or_null(w, "error", n.error == NumberError::none ? "" : name_of(n.error));
  return w.end().take();
}

std::string reply_json(std::string_view line, const ReplyReader& reader) {
  const ReplyReading r = reader.read(line);
  JsonWriter w;
  w.object().field("label", name_of(r.label));
  write_list(w, "also", r.also);
  write_list(w, "why", r.why);
  return w.end().take();
}

void write_rest(JsonWriter& w, const IntakeReading& r) {
  w.field("language", r.language).key("legal_route").array();
  for (const LegalHint& h : r.legal_routes)
    w.object().field("route", h.route).field("zh", h.zh).field("en", h.en).field("source", h.source).end();
  w.end().key("retaliation").object().field("alarm", r.retaliation.alarm);
  write_list(w, "why", r.retaliation.why);
  w.end();
}

std::string intake_json(std::string_view line, const IntakeRules& rules, bool full) {
  const IntakeReading r = rules.read(line);
  JsonWriter w;
  w.object().field("category", r.category);
  write_list(w, "alternatives", r.alternatives);
  w.field("urgency", r.urgency).field("purpose", r.purpose).field("confidential", r.confidential);
  w.key("spans").array();
  for (const PiiSpan& s : r.spans) write_span(w, s.begin, s.end, s.type);
  w.end().key("places").array();
  for (const PlaceSpan& p : r.places) write_span(w, p.begin, p.end, p.name);
  w.end();
  write_list(w, "why", r.why);
  if (full) write_rest(w, r);
  return w.end().take();
}

std::string mask_json(std::string_view line, const PiiFinder& finder) {
  JsonWriter w;
  return w.object().field("text", mask_pii(line, finder.find(line))).end().take();
}

}  // namespace

LabReader lab_segments() {
  return segments_json;
}

LabReader lab_phone(const std::string& region) {
  return [region](std::string_view line) { return phone_json(line, region); };
}

Result<LabReader> lab_reply(const std::string& dir) try {
  auto words = OptOutWords::load(rule_file(dir, "opt_out_words.toml"), "opt_out_words.toml");
  if (!words) return tl::unexpected<Error>(words.error());
  auto matters = MatterWords::load(dir);
  if (!matters) return tl::unexpected<Error>(matters.error());
  auto reader = ReplyReader::load(rule_file(dir, "reply_rules.toml"), "reply_rules.toml", *words, *matters);
  if (!reader) return tl::unexpected<Error>(reader.error());
  return [reader = std::move(*reader)](std::string_view line) { return reply_json(line, reader); };
} catch (const BadInput& e) {
  return fail(Errc::bad_input, e.what());
}

Result<LabReader> lab_intake(const std::string& dir, bool full) {
  auto rules = IntakeRules::load(dir);
  if (!rules) return tl::unexpected<Error>(rules.error());
  return [rules = std::make_shared<const IntakeRules>(std::move(*rules)), full](std::string_view line) {
    return intake_json(line, *rules, full);
  };
}

Result<LabReader> lab_mask(const std::string& dir) try {
  auto gazetteer = Gazetteer::parse(rule_file(dir, "gazetteer.tsv"));
  if (!gazetteer) return tl::unexpected<Error>(gazetteer.error());
  const auto places = std::make_shared<const Gazetteer>(std::move(*gazetteer));
  auto finder = PiiFinder::load(dir, places.get());
  if (!finder) return tl::unexpected<Error>(finder.error());
  return [places, finder = std::make_shared<const PiiFinder>(std::move(*finder))](std::string_view line) {
    return mask_json(line, *finder);
  };
} catch (const BadInput& e) {
  return fail(Errc::bad_input, e.what());
}

void read_lines(std::istream& in, Terminal& out, const LabReader& reader) {
  std::string line;
  while (std::getline(in, line)) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    out.line(reader(line));
  }
}

Result<LabReader> lab_lint(const std::string& dir, const std::string& purpose) {
  try {
    auto linter = Linter::load(rule_file(dir, "lint.toml"), "lint.toml");
    if (!linter) return tl::unexpected<Error>(linter.error());
    auto shared = std::make_shared<const Linter>(std::move(*linter));
    return [shared, p = purpose_of(purpose)](std::string_view line) {
      const auto findings = shared->look(line, p);
      JsonWriter w;
      w.object().field("ok", !has_error(findings)).key("findings").raw(lint_json(findings)).end();
      return w.take();
    };
  } catch (const BadInput& e) {
    return fail(Errc::bad_input, e.what());
  }
}

}  // namespace huiyin
