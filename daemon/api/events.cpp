#include "daemon/api/events.h"

#include "daemon/base/json.h"
#include "daemon/base/log.h"
#include "daemon/base/text.h"
#include "daemon/store/journal.h"

namespace huiyin {
namespace {

constexpr int kEventsARound = 500;

bool wanted(const std::string& type, const std::vector<std::string>& topics) {
  if (topics.empty()) return true;
  for (const std::string& t : topics)
    if (starts_with(type, t)) return true;
  return false;
}

struct EventRole {
  std::string_view prefix;
  Role needs;
};
// What is not named here is told to everybody who may sign in. Reads of the same things ask for the same
// roles.
constexpr EventRole kEventRoles[] = {
    {"access.", Role::supervisor}, {"audit.", Role::supervisor},       {"bus.", Role::operator_},
    {"webhook.", Role::operator_}, {"case.", Role::operator_},         {"consent.", Role::operator_},
    {"contact.", Role::operator_}, {"followup.", Role::operator_},     {"dissatisfied.", Role::operator_},
    {"voice.", Role::operator_},   {"staff_number.", Role::operator_}, {"handover.", Role::operator_},
    {"vault.", Role::supervisor},
};

std::string sse(const Event& e) {
  JsonWriter w;
  w.object()
      .field("seq", e.seq)
      .field("id", e.id)
      .field("type", e.type)
      .field("subject", e.subject)
      .field("time", to_rfc3339(e.time));
  w.key("data").raw(e.data).end();
  return "id: " + std::to_string(e.seq) + "\nevent: " + e.type + "\ndata: " + w.take() + "\n\n";
}

}  // namespace

Role role_for_event(std::string_view type) {
  for (const EventRole& e : kEventRoles)
    if (starts_with(type, e.prefix)) return e.needs;
  return Role::viewer;
}

EventStreams::EventStreams(Store& store, std::size_t limit)
    : store_(store), limit_(limit), worker_("events", 1'000) {}

std::size_t EventStreams::size() const {
  return count_.load();
}

bool EventStreams::add(std::shared_ptr<HttpStream> stream, std::int64_t after,
                       std::vector<std::string> topics, Role role) {
  if (count_.fetch_add(1) >= limit_) {
    --count_;
    return false;
  }
  worker_.post_always([this, l = Listener{std::move(stream), after, std::move(topics), role}] {
    listeners_.push_back(l);
    feed();
  });
  return true;
}

void EventStreams::journal_grew() {
  if (count_.load() == 0 || grew_.exchange(true)) return;
  worker_.post_always([this] {
    grew_ = false;
    feed();
  });
}

void EventStreams::feed() {
  if (!reader_) {
    auto opened = store_.reader();
    if (!opened) {
      log_error("api.events.failed", opened.error().text(), {});
      return;
    }
    reader_ = std::move(*opened);
  }
  bool more = false;
  std::vector<Listener> still;
  for (Listener& l : listeners_) {
    const std::int64_t before = l.after;
    if (!feed_one(l)) {
      l.stream->close();
      --count_;
      continue;
    }
    more = more || l.after - before >= kEventsARound;
    still.push_back(std::move(l));
  }
  listeners_.swap(still);
  if (more) worker_.post_always([this] { feed(); });
}

bool EventStreams::feed_one(Listener& l) {
  std::string text;
  try {
    l.after = read_events(*reader_, l.after, kEventsARound, [&](const Event& e) {
      if (wanted(e.type, l.topics) && l.role >= role_for_event(e.type)) text += sse(e);
    });
  } catch (const StoreError& e) {
    log_error("api.events.failed", e.what(), {});
    return false;
  }
  // A comment now and then tells a listener that went away.
  return l.stream->write(text.empty() ? std::string_view(":\n") : std::string_view(text));
}

}  // namespace huiyin
