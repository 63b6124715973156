#include "daemon/outbound/plan.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "daemon/base/json.h"
#include "daemon/base/phone.h"
#include "daemon/model/segments.h"
#include "daemon/people/content.h"
#include "daemon/people/directory.h"
#include "daemon/store/approvals.h"
#include "daemon/store/audience.h"
#include "daemon/store/templates.h"

namespace huiyin {
namespace {

using Say = GateVerdict::Say;

constexpr TimePoint kEver{Millis{std::int64_t{1} << 60}};
constexpr std::int64_t kSamples = 10;
constexpr double kUsualRate = 500;  // messages a second, where no carrier states a limit
constexpr Millis kMinute{60'000};

struct Judged {
  std::int64_t audience = 0, sends = 0;
  std::map<std::string, std::int64_t, std::less<>> excluded;
  std::map<int, std::int64_t> by_parts;  // parts of a message -> messages
  struct Sample {
    std::int64_t person_id = 0, body_id = 0;
  };
  std::vector<Sample> samples;  // of those who get it, evenly picked
  std::int64_t parts() const {
    std::int64_t sum = 0;
    for (const auto& [each, n] : by_parts) sum += each * n;
    return sum;
  }
};

// Parts of bodies; most campaigns have few, one whose list fills fields has as many as recipients.
class PartsOfBodies {
 public:
  explicit PartsOfBodies(Database& db) : db_(db) {}
  int of(std::int64_t body_id) {
    if (const auto known = known_.find(body_id); known != known_.end()) return known->second;
    const int parts = std::max(1, body_parts(db_, body_id));
    if (known_.size() < kMost) known_.emplace(body_id, parts);
    return parts;
  }

 private:
  static constexpr std::size_t kMost = 1'000;
  Database& db_;
  std::map<std::int64_t, int> known_;
};

// Who is excluded now is told; who waits for hours gets it later.
Judged judge_all(Database& db, const Campaign& c, const PlanTerms& terms, TimePoint at) {
  Judged out;
  Gate gate(db, terms.hours, at);
  gate.suppose_running(c.id);
  PartsOfBodies parts(db);
  for (const auto& [state, n] : tally_of(db, c.id)) out.audience += n;
  const std::int64_t step = std::max<std::int64_t>(1, out.audience / kSamples);
  each_queued(db, c.id, lane_of(c.purpose), kEver, 1 << 30, [&](const MessageRow& m) {
    const GateVerdict v = gate.judge(m);
    if (v.say != Say::send && v.say != Say::wait) {
      ++out.excluded[std::string(v.rule)];
      return;
    }
    ++out.by_parts[parts.of(m.body_id)];
    if (out.sends++ % step == 0 && static_cast<std::int64_t>(out.samples.size()) < kSamples)
      out.samples.push_back({m.person_id, m.body_id});
  });
  return out;
}

// Messages a second over the accounts of a route. own_texts: each person gets another text, so that a submit
// carries one message.
double rate_of(const PlanTerms& terms, const std::vector<std::string>& route, bool own_texts, bool* assumed) {
  double rate = 0;
  *assumed = false;
  for (const PlanAccount& a : terms.accounts) {
    if (std::find(route.begin(), route.end(), a.name) == route.end()) continue;
    if (a.submits_per_second <= 0) *assumed = true;
    const int batch = own_texts ? 1 : a.capability.batch_limit;
    rate += a.submits_per_second <= 0 ? kUsualRate : a.submits_per_second * batch;
  }
  return rate;
}

class PlanWriter {
 public:
  PlanWriter(Database& db, const Campaign& c, const PlanTerms& terms, const Vault& vault, TimePoint now)
      : db_(db), c_(c), terms_(terms), vault_(vault), now_(now), start_(std::max(now, c.start_at)) {}

  Result<std::string> write() {
    auto content = content_of(db_, vault_, c_.body_id);
    if (!content) return tl::unexpected<Error>(content.error());
    if (auto fine = look_at_template(); !fine) return tl::unexpected<Error>(fine.error());
    judged_ = judge_all(db_, c_, terms_, start_);
    route_ = terms_.route_of(db_, c_);
    hash_ = plan_hash(db_, c_, route_);
    head();
    write_content(*content);
    write_cost();
    write_time();
    write_lint();
    if (auto done = write_samples(); !done) return tl::unexpected<Error>(done.error());
    write_release();
    write_list("assumptions", assumptions_);
    write_list("warnings", warnings_);
    return w_.end().take();
  }

 private:
  void head() {
    w_.object().field("campaign", c_.id).field("name", c_.name).field("purpose", name_of(c_.purpose));
    w_.field("state", name_of(c_.state)).field("plan", hash_).field("as_of", to_rfc3339(now_));
    w_.field("audience", judged_.audience).field("sends", judged_.sends).key("excluded").object();
    for (const auto& [rule, n] : judged_.excluded) w_.field(rule, n);
    w_.end().key("list").object().field("lines", c_.import_line).field("bad", c_.lines_bad);
    w_.field("doubled", c_.lines_doubled);
    write_source();
    w_.end();
    write_list("route", route_);
    if (route_.empty()) warnings_.push_back("no account may send this purpose: nothing would leave");
    if (c_.audience_hash != audience_of_rows(db_, c_) && !c_.audience_hash.empty())
      warnings_.push_back("the audience's rows are not those that were imported: run verify");
  }

  // What is to be sent must be in force; what was sent is history.
  Result<void> look_at_template() {
    const auto id = template_of_campaign(db_, c_.id);
    if (!id) return {};
    template_ = find_template(db_, *id);
    if (!template_) return fail(Errc::internal, "the campaign's template is missing in the ledger");
    const std::string why = not_in_force(*template_, start_);
    const bool ahead = c_.state == CampaignState::ready;
    if (ahead && !why.empty()) return fail(Errc::conflict, why, "/use");
    return {};
  }

  void write_source() {
    const auto source = find_campaign_source(db_, c_.id);
    if (!source || source->list_id == 0) return;
    const auto list = find_audience_list(db_, source->list_id);
    if (!list) return;
    w_.field("name", list->name).field("version", source->list_version);
    if (list->version != source->list_version || list->state == ListState::deleted)
      warnings_.push_back("the list was changed since: these recipients are of its version " +
                          std::to_string(source->list_version));
  }

  void write_content(const Content& content) {
    const bool known = !content.text.empty();
    const SegmentCount count = count_segments(content.text);
    const int most = judged_.by_parts.empty() ? std::max(1, count.parts) : judged_.by_parts.rbegin()->first;
    parts_ = judged_.parts();
    w_.key("content").object().field("encoding", name_of(count.encoding)).field("units", count.units);
    w_.field("parts", most).field("text_known", known).end();
    w_.key("by_parts").object();
    for (const auto& [each, n] : judged_.by_parts) w_.field(std::to_string(each), n);
    w_.end().field("parts", parts_);
    if (!known) assumptions_.push_back("the text is the carrier's template: counted as one part");
    if (known && count.encoding == SmsEncoding::ucs2 && count.units > 70)
      warnings_.push_back("the 71st character makes it " + std::to_string(most) + " parts");
    write_template();
  }

  void write_template() {
    w_.key("template");
    if (!template_) {
      w_.null();
      return;
    }
    w_.object().field("name", template_->name).field("version", template_->version).key("carriers").array();
    for (const PlanAccount& a : terms_.accounts) {
      if (!a.may_send(c_.purpose)) continue;
      for (const auto& [language, body] : campaign_texts(db_, c_.id)) {
        const CarrierApproval state = template_at(db_, template_->id, language, a.name).state;
        const bool carries = may_carry(state, a.capability.takes_text);
        w_.object().field("account", a.name).field("language", language).field("state", name_of(state));
        w_.field("carries", carries).end();
        if (!carries)
          warnings_.push_back(a.name + " carries none of it: the text in " + language + " is " +
                              std::string(name_of(state)) + " there");
      }
    }
    w_.end().end();
    const auto newest = newest_template(db_, template_->name);
    if (newest && newest->version != template_->version)
      warnings_.push_back("the template has a newer version " + std::to_string(newest->version));
  }

  // What the maker accepted is the checker's to see.
  void write_lint() {
    const auto source = find_campaign_source(db_, c_.id);
    w_.key("lint");
    if (!source || source->warnings.empty()) {
      w_.null();
      return;
    }
    w_.raw(source->warnings);
    warnings_.push_back("the linter warns of its text, and its maker accepted that");
  }

  void write_cost() {
    const auto part = terms_.dearest_part(c_.purpose);
    const auto fen = terms_.forecast_fen(c_.purpose, 1, parts_);
    w_.key("cost");
    if (part && fen)
      w_.object()
          .field("fen", *fen)
          .field("milli_fen_per_part", *part)
          .field("as_of", terms_.prices.as_of())
          .end();
    else
      w_.null();
    w_.field("budget_fen", c_.budget_fen);
    if (!fen) warnings_.push_back("no price is known for this route");
    if (fen && c_.budget_fen > 0 && *fen > c_.budget_fen)
      warnings_.push_back("over the budget: it can't be started");
  }

  void write_time() {
    bool assumed = false;
    const auto fill = find_campaign_fill(db_, c_.id);
    const bool own_texts = fill && fill->per_person;
    const double rate = rate_of(terms_, terms_.route_of(db_, c_), own_texts, &assumed);
    const Finish f = finish_of(judged_.sends, rate, c_.purpose, terms_.hours, start_, c_.not_after);
    const auto time = [this](std::string_view name, TimePoint t) {
      w_.key(name);
      if (t == TimePoint{})
        w_.null();
      else
        w_.value(to_rfc3339(t));
    };
    time("start_at", c_.start_at);
    time("first_leaves_at", f.first);
    time("finishes_at", f.unsent == 0 ? f.last : TimePoint{});
    time("not_after", c_.not_after);
    w_.field("unsent_by_not_after", f.unsent).field("per_second", rate);
    if (assumed) assumptions_.push_back("500 messages a second, where an account states no limit");
    if (!c_.ramp.empty() && terms_.ramp && judged_.sends > terms_.ramp->above)
      assumptions_.push_back("the waits of the canary for its receipts come on top");
    assumptions_.push_back(
        "frequency caps are judged when a message leaves, by what else the person got until then");
    if (f.unsent > 0) warnings_.push_back("not all would have left by not_after");
    if (terms_.hours.closed_by(c_.purpose, start_) == "calendar")
      warnings_.push_back("the calendar of that year is missing: nothing would leave");
  }

  Result<void> write_samples() {
    w_.key("samples").array();
    for (const Judged::Sample& s : judged_.samples) {
      const auto number = number_of(db_, vault_, s.person_id);
      if (!number) return tl::unexpected<Error>(number.error());
      const auto content = content_of(db_, vault_, s.body_id);
      if (!content) return tl::unexpected<Error>(content.error());
      w_.object().field("to", mask_phone(*number)).field("text", content->text).end();
    }
    w_.end();
    return {};
  }

  void write_release() {
    const auto all = approvals_of(db_, c_.id);
    const Approval* given = release_of(all, hash_, c_.created_by);
    w_.key("release").object().field("needed", judged_.audience > terms_.approve_above);
    w_.field("above", terms_.approve_above).field("maker", c_.created_by).field("given", given != nullptr);
    if (given != nullptr) w_.field("by", given->actor).field("at", to_rfc3339(given->at));
    w_.key("history").array();
    for (const Approval& a : all)
      w_.object()
          .field("decision", name_of(a.kind))
          .field("by", a.actor)
          .field("at", to_rfc3339(a.at))
          .field("note", a.note)
          .field("of_this_plan", a.plan_hash == hash_)
          .end();
    w_.end().end();
  }

  void write_list(std::string_view name, const std::vector<std::string>& texts) {
    w_.key(name).array();
    for (const std::string& t : texts) w_.value(t);
    w_.end();
  }

  Database& db_;
  const Campaign& c_;
  const PlanTerms& terms_;
  const Vault& vault_;
  const TimePoint now_, start_;
  Judged judged_;
  std::vector<std::string> route_, assumptions_, warnings_;
  std::optional<TemplateRow> template_;
  std::string hash_;
  std::int64_t parts_ = 0;  // of all that would leave
  JsonWriter w_;
};

}  // namespace

bool PlanAccount::may_send(Purpose p) const {
  return capability.sends && std::find(purposes.begin(), purposes.end(), p) != purposes.end();
}

std::vector<std::string> PlanTerms::route(Purpose p) const {
  std::vector<std::string> names;
  for (const PlanAccount& a : accounts)
    if (a.may_send(p)) names.push_back(a.name);
  return names;
}

std::vector<std::string> PlanTerms::route_of(Database& db, const Campaign& c) const {
  std::vector<std::string> names;
  for (const PlanAccount& a : accounts)
    if (a.may_send(c.purpose) && account_may_carry(db, c.id, a.name, a.capability.takes_text))
      names.push_back(a.name);
  return names;
}

std::optional<std::int64_t> PlanTerms::dearest_part(Purpose p) const {
  std::optional<std::int64_t> dearest;
  for (const PlanAccount& a : accounts) {
    if (!a.may_send(p)) continue;
    const auto price = prices.part(a.name, a.kind, p);
    if (!price) return std::nullopt;
    dearest = std::max(dearest.value_or(0), *price);
  }
  return dearest;
}

std::optional<std::int64_t> PlanTerms::forecast_fen(Purpose p, int parts, std::int64_t messages) const {
  const auto part = dearest_part(p);
  if (!part) return std::nullopt;
  return (*part * std::max(1, parts) * messages + 999) / 1000;
}

Finish finish_of(std::int64_t messages, double per_second, Purpose p, const SendingHours& hours,
                 TimePoint start, TimePoint not_after) {
  Finish f;
  f.unsent = messages;
  double left = static_cast<double>(messages);
  if (per_second <= 0) return f;
  for (TimePoint t = start; left > 0;) {
    const auto opens = hours.next_open(p, t);
    if (!opens || *opens >= not_after) break;
    t = *opens;
    if (f.first == TimePoint{}) f.first = t;
    const double minute = per_second * 60;
    if (left <= minute) {
      const TimePoint end = t + Millis(std::llround(left / per_second * 1000));
      if (end > not_after) break;
      f.last = end;
      left = 0;
      break;
    }
    left -= minute;
    t += kMinute;
  }
  f.unsent = std::llround(left);
  return f;
}

Result<std::optional<std::string>> plan_json(Database& db, std::int64_t campaign_id, const PlanTerms& terms,
                                             const Vault& vault, TimePoint now) {
  const auto c = find_campaign(db, campaign_id);
  if (!c) return std::nullopt;
  if (c->state == CampaignState::importing)
    return fail(Errc::conflict, "the campaign's list is still being read", "/campaign");
  auto json = PlanWriter(db, *c, terms, vault, now).write();
  if (!json) return tl::unexpected<Error>(json.error());
  return std::optional<std::string>(std::move(*json));
}

}  // namespace huiyin
