#include "tests/sim/faults.h"

#include <algorithm>
#include <cstdlib>

#include "daemon/base/text.h"

namespace huiyin::sim {
namespace {

constexpr std::string_view kNames[] = {"throttle_429",
                                       "http_503",
                                       "html_502",
                                       "html_502_after",
                                       "error",
                                       "error_after",
                                       "stall",
                                       "stall_before",
                                       "cut_answer",
                                       "reset_after_accept",
                                       "reset_before_accept",
                                       "slow_drip",
                                       "not_json",
                                       "huge_body",
                                       "wrong_charset",
                                       "early_receipts",
                                       "lost_receipts",
                                       "double_receipts",
                                       "lost_answer",
                                       "mixed_ids",
                                       "silent"};

std::string known_names() {
  std::string all;
  for (std::string_view name : kNames) all += (all.empty() ? "" : ", ") + std::string(name);
  return all;
}

Result<void> set_option(std::string_view part, Fault* fault) {
  const std::size_t eq = part.find('=');
  const std::string name(part.substr(0, eq));
  const std::string text(eq == std::string_view::npos ? std::string_view() : part.substr(eq + 1));
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0' || !(value >= 0) || value > 1e9) {
    return fail(Errc::bad_input, "is not name=number", std::string(part));
  }
  if (name == "p" && value <= 1) {
    fault->probability = value;
  } else if (name == "times") {
    fault->times = static_cast<std::int64_t>(value);
  } else if (name == "ms") {
    fault->ms = static_cast<std::int64_t>(value);
  } else {
    return fail(Errc::bad_input, "options are p=0..1, times=N and ms=N", std::string(part));
  }
  return {};
}

}  // namespace

std::string_view name_of(FaultKind kind) {
  return kNames[static_cast<int>(kind)];
}

bool Fault::carried_out() const {
  switch (kind) {
    case FaultKind::throttle_429:
    case FaultKind::http_503:
    case FaultKind::html_502:
    case FaultKind::error:
    case FaultKind::reset_before_accept:
      return false;
    default:
      return true;
  }
}

bool Fault::broken() const {
  return kind == FaultKind::html_502_after || kind == FaultKind::error_after ||
         kind == FaultKind::cut_answer || kind == FaultKind::reset_after_accept ||
         kind == FaultKind::not_json || kind == FaultKind::huge_body || kind == FaultKind::wrong_charset ||
         kind == FaultKind::lost_answer || kind == FaultKind::silent;
}

Result<Fault> make_fault(std::string_view action, std::string_view fault) {
  const auto* known = std::find(std::begin(kNames), std::end(kNames), fault);
  if (action.empty()) return fail(Errc::bad_input, "is empty; an action's name or * is needed", "action");
  if (known == std::end(kNames)) return fail(Errc::bad_input, "is none of " + known_names(), "fault");
  Fault out;
  out.action = action;
  out.kind = static_cast<FaultKind>(known - std::begin(kNames));
  return out;
}

Result<Fault> read_fault(std::string_view spec) {
  const auto parts = split(spec, ':');
  if (parts.size() < 2)
    return fail(Errc::bad_input, "a fault reads Action:fault[:option=value...]", std::string(spec));
  auto fault = make_fault(parts[0], parts[1]);
  if (!fault) return fault;
  std::size_t next = 2;
  if (fault->kind == FaultKind::error || fault->kind == FaultKind::error_after) {
    if (parts.size() < 3 || parts[2].empty() || parts[2].find('=') != std::string_view::npos) {
      return fail(Errc::bad_input, "this fault needs the carrier's code after it", std::string(spec));
    }
    fault->code = parts[next++];
  }
  for (; next < parts.size(); ++next) {
    if (const auto set = set_option(parts[next], &*fault); !set) return tl::unexpected(set.error());
  }
  return fault;
}

void Faults::add(Fault fault) {
  const Lock lock(mutex_);
  faults_.push_back(std::move(fault));
}

void Faults::clear() {
  const Lock lock(mutex_);
  faults_.clear();
}

std::vector<Fault> Faults::list() const {
  const Lock lock(mutex_);
  return faults_;
}

std::optional<Fault> Faults::draw(std::string_view action, bool named) {
  const Lock lock(mutex_);
  for (Fault& fault : faults_) {
    if ((fault.action != action && (named || fault.action != "*")) || fault.times == 0) continue;
    if (fault.probability < 1 && random_.unit() >= fault.probability) continue;
    if (fault.times > 0) --fault.times;
    ++fired_[std::string(action) + ":" + std::string(name_of(fault.kind))];
    return fault;
  }
  return std::nullopt;
}

std::map<std::string, std::uint64_t> Faults::fired() const {
  const Lock lock(mutex_);
  return fired_;
}

void Faults::reset_counts() {
  const Lock lock(mutex_);
  fired_.clear();
}

}  // namespace huiyin::sim
