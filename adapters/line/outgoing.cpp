#include "adapters/line/outgoing.h"

#include <algorithm>

namespace huiyin::line {
namespace {

const OutPart* first_of(const Outgoing& m, PartFate fate) {
  const auto found =
      std::find_if(m.parts.begin(), m.parts.end(), [&](const OutPart& p) { return p.fate == fate; });
  return found == m.parts.end() ? nullptr : &*found;
}

std::string joined_ids(const Outgoing& m, std::size_t n, MemberId member) {
  std::string ids;
  for (const OutPart& p : m.parts) {
    if (p.id.empty()) continue;
    if (!ids.empty()) ids.push_back(' ');
    ids += n == 0 || member == nullptr ? p.id : member(p.id, n);
  }
  return ids;
}

std::string which_part(const Outgoing& m, const OutPart& part) {
  if (m.parts.size() == 1) return {};
  const auto accepted = std::count_if(m.parts.begin(), m.parts.end(),
                                      [](const OutPart& p) { return p.fate == PartFate::accepted; });
  return "part " + std::to_string(&part - m.parts.data() + 1) + " of " + std::to_string(m.parts.size()) +
         ", " + std::to_string(accepted) + " accepted";
}

Outcome accepted(const Outgoing& m, std::size_t n, MemberId member) {
  Outcome o;
  o.verdict = Verdict::accepted;
  o.carrier_id = joined_ids(m, n, member);
  o.parts = m.billed;
  return o;
}

Outcome unsent(const Outgoing& m, const OutPart& part) {
  Outcome o;
  o.verdict = Verdict::not_sent;
  o.code = part.code.empty() ? "link_down" : part.code;
  o.hold = m.hold;
  o.wait = m.wait;
  o.left = std::any_of(m.parts.begin(), m.parts.end(), [](const OutPart& p) { return p.tries > 0; });
  return o;
}

}  // namespace

bool is_finished(const Outgoing& m) {
  return std::none_of(m.parts.begin(), m.parts.end(), [&](const OutPart& p) {
    return p.fate == PartFate::sent || (p.fate == PartFate::waiting && !m.halted);
  });
}

Outcome outcome_of(const Outgoing& m, std::size_t n, MemberId member) {
  Outcome o;
  if (const OutPart* part = first_of(m, PartFate::unknown)) {
    o.code = m.link_lost ? "link_lost" : part->code.empty() ? "no_answer" : part->code;
    o.words = which_part(m, *part);
    return o;
  }
  if (const OutPart* part = first_of(m, PartFate::refused)) {
    o.verdict = Verdict::refused;
    o.code = part->code;
    o.words = which_part(m, *part);
    return o;
  }
  const OutPart* part = first_of(m, PartFate::unsent);
  if (part == nullptr) part = first_of(m, PartFate::waiting);
  if (part == nullptr) return accepted(m, n, member);
  if (first_of(m, PartFate::accepted) == nullptr) return unsent(m, *part);
  o.code = "incomplete";
  o.words = which_part(m, *part);
  return o;
}

}  // namespace huiyin::line
