#include "daemon/base/fault_point.h"

#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdlib>

namespace huiyin {
namespace {

constexpr FaultPoint kPoints[] = {
    {"command.durable", "what a command did is durable, nobody was answered"},
    {"import.piece", "a piece of the list is written, not committed"},
    {"command.handled", "a command has changed the ledger, not committed"},
    {"claim.written", "intents are written, not committed"},
    {"claim.durable", "intents are durable, no byte has left"},
    {"submit.handed", "a request is handed to the network: its bytes may leave"},
    {"submit.answered", "the carrier has answered, nothing of the answer is written"},
    {"outcome.written", "the answer is written, not committed"},
    {"outcome.durable", "the answer is durable, the next request is not yet made"},
    {"pull.answered", "a carrier has answered a pull, nothing of it is written"},
    {"inbound.written", "a payload and the pull's place are written, not committed"},
    {"pull.marked", "the place of a pull that ended is written, not committed"},
    {"desk.read", "a kept payload is read, nothing of it is written"},
    {"desk.recorded", "a record is written, its event is not"},
    {"desk.applied", "all that a payload says is written, not committed"},
    {"desk.durable", "all that a payload says is durable, nobody was told yet"},
    {"inbound.kept", "a carrier's payload is durable, it is not acknowledged"},
    {"receipts.taken", "receipts have changed messages, not committed"},
    {"inquiry.written", "a carrier's word on an uncertain message is written, not committed"},
    {"restart.closed", "the start after a crash has closed the open intents, not committed"},
};

std::string_view armed_name;
std::atomic<bool> armed{false};
std::atomic<int> passes_left{0};

}  // namespace

std::span<const FaultPoint> fault_points() {
  return kPoints;
}

bool arm_fault_point() {
  const char* const said = std::getenv("HUIYIN_FAULT_POINT");
  if (said == nullptr) return true;
  const std::string_view text(said);
  const std::size_t colon = text.find(':');
  int n = 1;
  if (colon != std::string_view::npos)
    if (std::from_chars(text.data() + colon + 1, text.data() + text.size(), n).ec != std::errc() || n < 1)
      return false;
  for (const FaultPoint& p : kPoints)
    if (p.name == text.substr(0, colon)) {
      armed_name = p.name;
      passes_left = n;
      armed = true;
      return true;
    }
  return false;
}

void fault_point(std::string_view name) {
  if (!armed.load(std::memory_order_relaxed) || name != armed_name) return;
  if (passes_left.fetch_sub(1) == 1) std::raise(SIGKILL);
}

}  // namespace huiyin
