// Makes the accounts of settings and what sends through them: receipts, dispatcher, reconciler.
#include <algorithm>

#include "adapters/line_own_ids.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/embedded.h"
#include "daemon/daemon_parts.h"
#include "daemon/store/raw_inbound.h"

namespace huiyin {
namespace {

constexpr int kLineWindow = 512,
              kLinePrepared = 32;  // submits being recorded, and intents that wait for a link

bool withdraws(const Account& a) {
  const auto& known = a.settings->kind->settings;
  return a.links &&
         std::any_of(known.begin(), known.end(),
                     [](const CarrierSetting& s) { return s.name == "withdraw_on_stop"; }) &&
         a.settings->values.flag("withdraw_on_stop");
}

// Recipients that one submit of a line carrier names.
int group_size(const Account& a) {
  const auto& rows = a.settings->kind->settings;
  const bool has =
      std::any_of(rows.begin(), rows.end(), [](const CarrierSetting& s) { return s.name == "group_size"; });
  return has ? static_cast<int>(a.settings->values.integer("group_size"))
             : a.settings->kind->capability.batch_limit;
}

SendAccount send_account(const Account& a, const Settings& s) {
  SendAccount out{a.settings->name,    a.ledger_id,  a.carrier.get(),
                  a.links.get(),       withdraws(a), a.settings->kind->capability,
                  a.settings->purposes};
  out.kind = a.settings->kind->name;
  out.capability.sends = out.capability.sends && a.settings->enabled;
  const std::int64_t window = a.links ? kLineWindow : s.outbound.window;
  out.window = static_cast<int>(a.settings->window > 0 ? a.settings->window : window);
  if (a.links) out.capability.batch_limit = group_size(a);
  out.prepared = a.links ? kLinePrepared : static_cast<int>(s.outbound.batches);
  out.submits_per_second =
      static_cast<double>(a.settings->submits_per_second > 0 ? a.settings->submits_per_second
                                                             : out.capability.submits_per_second);
  out.inquiries_per_second =
      static_cast<double>(a.settings->inquiries_per_second > 0 ? a.settings->inquiries_per_second
                                                               : out.capability.inquiries_per_second);
  return out;
}

Result<FrequencyCaps> frequency_caps(const Settings& s) {
  constexpr const char* kFile = "frequency_caps.toml";
  try {
    return FrequencyCaps::parse(rule_file(s.rules.dir, kFile), kFile);
  } catch (const BadInput& e) {
    return fail(Errc::bad_input, e.what(), "rules.dir");
  }
}

}  // namespace

Result<void> Daemon::Parts::make_accounts() {
  for (const CarrierAccount& a : settings.carriers) {
    Account account;
    account.settings = &a;
    try {
      if (a.kind->make_http != nullptr)
        account.carrier = a.kind->make_http(a.values);
      else
        account.line = a.kind->make_line(a.values);
    } catch (const std::exception& e) {
      return fail(Errc::bad_input, e.what(), "carrier." + a.name);
    }
    auto id = store->write_now<std::int64_t>(
        [&](Database& db) -> Result<std::int64_t> { return carrier_number(db, a.name); });
    if (!id) return tl::unexpected<Error>(id.error());
    account.ledger_id = *id;
    if (account.line && a.enabled) account.links = make_links(account);
    accounts.push_back(std::move(account));
  }
  return {};
}

std::vector<LinkStatus> Daemon::Parts::link_status() const {
  std::vector<LinkStatus> out;
  for (const Account& a : accounts) {
    if (!a.links) continue;
    LineAccount::Status s = a.links->status();
    out.push_back({a.settings->name, s.links, s.up, s.stopped, std::move(s.fault)});
  }
  return out;
}

std::unique_ptr<LineAccount> Daemon::Parts::make_links(const Account& account) {
  const auto keep = [this, id = account.ledger_id](const std::string& kind, const std::string& bytes,
                                                   std::function<void(bool)> then) {
    keeper->keep_pushed(id, kind, bytes, loop,
                        [then = std::move(then)](const Result<Kept>& kept) { then(kept.has_value()); });
  };
  return std::make_unique<LineAccount>(loop, *clock, account.settings->name, *account.line, keep);
}

Result<SendingHours> sending_hours(const Settings& s) {
  auto zone = TimeZone::load(s.office.time_zone);
  if (!zone) return tl::unexpected<Error>(zone.error());
  auto calendar = Calendar::load(s.rules.dir, s.outbound.calendar);
  if (!calendar) return tl::unexpected<Error>(calendar.error());
  auto caps = frequency_caps(s);
  if (!caps) return tl::unexpected<Error>(caps.error());
  SendingHours hours{*zone, {}};
  for (int p = 0; p < kPurposes; ++p) {
    const auto i = static_cast<std::size_t>(p);
    hours.windows[i] = s.outbound.window_of(static_cast<Purpose>(p));
    hours.days[i] = day_rule_of(s.outbound.days_of(static_cast<Purpose>(p))).value_or(DayRule::work);
  }
  hours.calendar = std::make_shared<const Calendar>(std::move(*calendar));
  hours.caps = std::make_shared<const FrequencyCaps>(std::move(*caps));
  return hours;
}

SendingRules sending_rules(const PlanTerms& terms) {
  return {terms.hours, terms.ramp, terms.start_grace};
}

Result<void> Daemon::Parts::make_outbound() {
  receipts = std::make_unique<ReceiptBook>(*vault, identity.instance);
  for (const Account& a : accounts) {
    if (!a.line) continue;
    receipts->use_keys(a.ledger_id, [line = a.line.get()](std::string_view id) { return line->id_key(id); });
    if (const auto* own = dynamic_cast<const line::OwnIds*>(a.line.get()))
      receipts->use_own_ids(
          a.ledger_id, [own](std::string_view id) { return own->attempt_of(id); }, line::kOwnIdSpan);
  }
  auto known = store->write_now<bool>([this](Database& db) -> Result<bool> {
    receipts->load(db);
    return true;
  });
  if (!known) return tl::unexpected<Error>(known.error());
  receipt_door = std::make_unique<ReceiptDoor>(*receipts);
  receipts->use_brake(&brake);
  auto hours = sending_hours(settings);
  if (!hours) return tl::unexpected<Error>(hours.error());
  auto terms = make_plan_terms(settings, std::move(*hours));
  if (!terms) return tl::unexpected<Error>(terms.error());
  plan_terms.set(std::move(*terms));
  std::vector<SendAccount> sending;
  for (const Account& a : accounts)
    if (a.settings->kind->capability.sends) sending.push_back(send_account(a, settings));
  const OutboundParts shared{&loop,
                             store.get(),
                             vault.get(),
                             clock.get(),
                             receipts.get(),
                             &brake,
                             identity.instance,
                             identity.epoch,
                             [this](Purpose p) { return plan_terms.get()->dearest_part(p); },
                             reader.get()};
  const auto& o = settings.outbound;
  dispatcher = std::make_unique<Dispatcher>(
      shared, sending_rules(*plan_terms.get()),
      RetryRules{o.retry_first, o.retry_max, static_cast<int>(o.max_tries)}, sending);
  withdrawer = std::make_unique<Withdrawer>(shared, sending);
  reconciler = std::make_unique<Reconciler>(
      shared, ReconcileRules{o.reconcile_grace, o.receipt_wait, static_cast<int>(o.max_tries)}, sending);
  return {};
}

}  // namespace huiyin
