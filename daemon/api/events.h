// Server-Sent Events from the journal: GET /api/v1/events?topics=a,b with Last-Event-ID. Web and net threads.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/mutex.h"
#include "daemon/io/http_server.h"
#include "daemon/io/worker.h"
#include "daemon/store/commands.h"
#include "daemon/store/store.h"

namespace huiyin {

// The least role that is told of events of this type.
Role role_for_event(std::string_view type);

// Reads the journal on a thread of its own, since a listener that comes back after a day reads much of it.
class EventStreams {
 public:
  EventStreams(Store& store, std::size_t limit);
  // after: the last seq that the listener has. False when as many as allowed listen already.
  bool add(std::shared_ptr<HttpStream> stream, std::int64_t after, std::vector<std::string> topics,
           Role role);
  void journal_grew();  // any thread
  std::size_t size() const;

 private:
  struct Listener {
    std::shared_ptr<HttpStream> stream;
    std::int64_t after;
    std::vector<std::string> topics;
    Role role;
  };
  void feed();  // worker
  bool feed_one(Listener& l);

  Store& store_;
  const std::size_t limit_;
  std::unique_ptr<Database> reader_;  // worker
  std::vector<Listener> listeners_;   // worker
  std::atomic<std::size_t> count_{0};
  std::atomic<bool> grew_{false};
  Worker worker_;  // last: its thread ends first
};

}  // namespace huiyin
