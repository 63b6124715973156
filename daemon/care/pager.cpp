#include "daemon/care/pager.h"

#include <algorithm>

#include "daemon/base/json.h"
#include "daemon/base/log.h"
#include "daemon/base/metrics.h"
#include "daemon/store/journal.h"

namespace huiyin {
namespace {

constexpr Millis kPageLife{10 * 60'000};

std::string subject_of(const Danger& d) {
  return "intake/" + d.public_id;
}

bool can_not_arrive(MessageState s) {
  switch (s) {
    case MessageState::undelivered:
    case MessageState::expired:
    case MessageState::rejected:
    case MessageState::suppressed:
    case MessageState::cancelled:
    case MessageState::missed:
      return true;
    default:
      return false;
  }
}

Counter& pages() {
  return counter("huiyin_care_pages_total", "Pages sent for dangers to life");
}

}  // namespace

void Pager::raise(const NewRecord& record) {
  Danger d;
  d.id = add_danger(db_, record.id, now_);
  d.intake_id = record.id;
  d.public_id = record.public_id;
  d.raised_at = now_;
  page(&d);
}

// The lowest level there is at first; then the next one when the office's patience with the last is over.
int Pager::next_level(const Danger& d) const {
  int above = 0;
  for (const DutyPerson& p : duty_list(db_))
    if (p.level > d.level && (above == 0 || p.level < above)) above = p.level;
  if (above == 0) return d.level;
  const bool patience_over = d.level == 0 || d.pages_of_level >= rules_.pages_a_level || page_failed(d);
  return patience_over ? above : d.level;
}

bool Pager::page_failed(const Danger& d) const {
  const std::vector<MessageState> states = last_page_states(db_, d);
  return !states.empty() && std::all_of(states.begin(), states.end(), can_not_arrive);
}

void Pager::page(Danger* d) {
  const int level = next_level(*d);
  d->pages_of_level = level == d->level ? d->pages_of_level + 1 : 1;
  d->level = level;
  ++d->pages;
  d->next_at = now_ + rules_.page_again;
  int paged = 0;
  for (const DutyPerson& p : duty_list(db_)) {
    if (p.level > level) continue;
    const std::int64_t message = answers_.send(p.person_id, fill(rules_.page, d->public_id, rules_.signature),
                                               Purpose::staff, Lane::danger, now_ + kPageLife);
    add_danger_page(db_, message, *d, p.person_id);
    pages().add();
    ++paged;
  }
  save_danger(db_, *d);
  JsonWriter w;
  w.object()
      .field("intake_id", d->public_id)
      .field("page", d->pages)
      .field("level", d->level)
      .field("paged", paged);
  w.field("seconds", (now_ - d->raised_at).count() / 1000).end();
  append_event(db_, paged == 0 ? "danger.unattended" : "danger.paged", subject_of(*d), now_, w.take());
  if (paged == 0)
    log_error("danger.unattended", "nobody is on the duty list: nobody was paged",
              {{"intake_id", d->public_id}});
}

void Pager::look(int limit) {
  for (Danger& d : open_dangers(db_, limit)) {
    const bool can_go_on = d.next_at > now_ && page_failed(d) && next_level(d) > d.level;
    if (d.next_at <= now_ || can_go_on) page(&d);
  }
}

bool Pager::acknowledge(Danger d, std::string_view by, std::string_view how) {
  if (d.acknowledged_at) return false;
  d.acknowledged_at = now_;
  d.acknowledged_by = by;
  save_danger(db_, d);
  JsonWriter w;
  w.object().field("intake_id", d.public_id).field("by", by).field("how", how).field("pages", d.pages);
  w.field("seconds", (now_ - d.raised_at).count() / 1000).end();
  append_event(db_, "danger.acknowledged", subject_of(d), now_, w.take());
  return true;
}

}  // namespace huiyin
