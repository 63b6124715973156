// Pages: events out of the journal for replay and fetch, in bounded pieces. Bus role.
#pragma once
#include <string>

#include "daemon/base/json.h"
#include "daemon/bus/limits.h"
#include "daemon/bus/topics.h"
#include "daemon/store/database.h"

namespace huiyin {

struct PageRequest {
  std::int64_t after = 0;
  Prefixes topics;
  int limit = 0;
  std::int64_t handed = 0;  // events up to here are marked as redelivered; 0: none
};

struct Page {
  std::string events;  // a JSON list
  int count = 0;
  int redelivered = 0;    // of these
  std::int64_t next = 0;  // everything up to here was looked at
  std::int64_t last = 0;  // the newest event given
  bool at_end = false;    // nothing newer was there
};

class Pages {
 public:
  Pages(Database& reader, std::string source, const ServiceLimits& limits)
      : reader_(reader), source_(std::move(source)), limits_(limits) {}
  Page read(const PageRequest& q) const;
  // Events that a consumer put aside and wants again; *count of them. A JSON list.
  std::string again(const std::string& consumer, int limit, const Prefixes& topics, int* count) const;
  // All its dead letters, as a list of {event, reason, ...}.
  std::string dead(const std::string& consumer, std::int64_t after, int limit, const Prefixes& topics) const;
  // Closes an answer: next, newest, oldest.
  void write_places(JsonWriter& w, std::int64_t next) const;
  Database& reader() const { return reader_; }

 private:
  Database& reader_;
  const std::string source_;
  const ServiceLimits& limits_;
};

}  // namespace huiyin
