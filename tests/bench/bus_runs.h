// What the bus benchmark measures: each run sends the same number of events of about 1 kB through one way and
// tells how fast they came out at the other end. Everything in one process; one thread at each end.
#pragma once
#include <cstdint>
#include <string>

namespace huiyin::bench {

enum class Way { ipc, curve };  // a file socket; tcp on loopback with CURVE

struct RunResult {
  std::int64_t events = 0;    // that arrived
  std::int64_t lost = 0;      // dropped at the high-water mark: what a listener would have to replay
  double seconds = 0;         // from the first to the last
  double cpu_seconds = 0;     // of the whole process meanwhile
  double bytes_an_event = 0;  // both frames
  double rate() const { return seconds > 0 ? static_cast<double>(events) / seconds : 0; }
  double cpu_us() const { return events > 0 ? cpu_seconds * 1e6 / static_cast<double>(events) : 0; }
};

// ZeroMQ alone, the measure of the others: PUB/SUB, two frames of the same sizes, nothing dropped.
RunResult run_raw(Way way, std::int64_t events);
// The daemon's stream: journal rows read, made CloudEvents and published, heard by a SUB.
RunResult run_stream(Way way, std::int64_t events);
// A durable consumer: pages of 1,000 events fetched, each page acknowledged with the fetch after it
// (durably).
RunResult run_durable(Way way, std::int64_t events);

}  // namespace huiyin::bench
