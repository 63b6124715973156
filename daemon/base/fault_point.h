// Named points at which a test ends the process as kill -9 would: HUIYIN_FAULT_POINT=name or name:n (the nth
// time it is passed). Armed only where the clock is a virtual one, which no production has. Any thread.
#pragma once
#include <span>
#include <string_view>

namespace huiyin {

struct FaultPoint {
  std::string_view name;
  std::string_view durable;  // what the ledger holds at that moment, for docs/crash-matrix.md
};
std::span<const FaultPoint> fault_points();

// From the environment; false when it names no fault point. Once, before other threads.
bool arm_fault_point();
// Ends the process when this point is armed; else a load and a branch.
void fault_point(std::string_view name);

}  // namespace huiyin
