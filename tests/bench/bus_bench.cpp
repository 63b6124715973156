// Throughput of the bus beside ZeroMQ alone, in the same process and minute (docs/performance.md):
//   bus_bench [EVENTS [REPEATS]]     events of one run (200000), runs of each kind (3); the median is told
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <vector>

#include "daemon/base/log.h"
#include "tests/bench/bus_runs.h"

namespace huiyin::bench {
namespace {

using Run = RunResult (*)(Way, std::int64_t);
struct Kind {
  const char* name;
  Run run;
};
constexpr Kind kKinds[] = {{"raw PUB/SUB", run_raw}, {"stream", run_stream}, {"durable fetch", run_durable}};

RunResult median_of(const Kind& kind, Way way, std::int64_t events, int repeats) {
  std::vector<RunResult> all;
  for (int i = 0; i < repeats; ++i) all.push_back(kind.run(way, events));
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.rate() < b.rate(); });
  return all[all.size() / 2];
}

void measure(std::int64_t events, int repeats) {
  std::printf("%lld events a run, median of %d\n", static_cast<long long>(events), repeats);
  std::printf("%-14s %-10s %12s %8s %10s %12s %10s %8s\n", "", "", "events/s", "MB/s", "of raw",
              "CPU us/event", "of raw", "lost");
  for (const Way way : {Way::ipc, Way::curve}) {
    RunResult raw;
    for (const Kind& kind : kKinds) {
      const RunResult r = median_of(kind, way, events, repeats);
      if (kind.run == run_raw) raw = r;
      std::printf("%-14s %-10s %12.0f %8.0f %9.0f%% %12.2f %9.2fx %8lld\n", kind.name,
                  way == Way::ipc ? "ipc" : "tcp+CURVE", r.rate(), r.rate() * r.bytes_an_event / 1e6,
                  100 * r.rate() / raw.rate(), r.cpu_us(), r.cpu_us() / raw.cpu_us(),
                  static_cast<long long>(r.lost));
      std::fflush(stdout);
    }
  }
}

}  // namespace
}  // namespace huiyin::bench

int main(int argc, char** argv) {
  const long long events = argc > 1 ? std::atoll(argv[1]) : 200'000;
  const int repeats = argc > 2 ? std::atoi(argv[2]) : 3;
  if (events < 1 || repeats < 1) {
    std::fprintf(stderr, "bus_bench [EVENTS [REPEATS]]: both must be at least 1\n");
    return 2;
  }
  try {
    huiyin::set_log_level(huiyin::LogLevel::error);
    huiyin::bench::measure(events, repeats);
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "bus_bench: %s\n", e.what());
    return 1;
  }
}
