#include "daemon/model/message_state.h"

#include <array>

namespace huiyin {
namespace {

using S = MessageState;
using E = MessageEvent;

// A DLR may overtake the answer to its submit, so `submitting` knows the ends too. A DLR after `expired` is
// the late truth and wins; every other end stays as it was first told.
constexpr Transition kTable[] = {
    {S::queued, E::intend, S::submitting},     {S::queued, E::suppress, S::suppressed},
    {S::queued, E::cancel, S::cancelled},      {S::queued, E::miss, S::missed},
    {S::submitting, E::accept, S::accepted},   {S::submitting, E::hold_back, S::queued},
    {S::submitting, E::refuse, S::rejected},   {S::submitting, E::lose, S::uncertain},
    {S::submitting, E::deliver, S::delivered}, {S::submitting, E::fail, S::undelivered},
    {S::submitting, E::expire, S::expired},    {S::submitting, E::reject_late, S::rejected},
    {S::accepted, E::deliver, S::delivered},   {S::accepted, E::fail, S::undelivered},
    {S::accepted, E::expire, S::expired},      {S::accepted, E::reject_late, S::rejected},
    {S::uncertain, E::accept, S::accepted},    {S::uncertain, E::deny, S::queued},
    {S::uncertain, E::deliver, S::delivered},  {S::uncertain, E::fail, S::undelivered},
    {S::uncertain, E::expire, S::expired},     {S::uncertain, E::reject_late, S::rejected},
    {S::expired, E::deliver, S::delivered},    {S::expired, E::fail, S::undelivered},
};

constexpr std::array<std::string_view, kMessageStates> kStateNames = {
    "queued",   "submitting", "accepted",  "delivered", "undelivered", "expired",
    "rejected", "suppressed", "cancelled", "missed",    "uncertain"};
constexpr std::array<std::string_view, kMessageEvents> kEventNames = {
    "intend", "suppress", "cancel",  "miss", "accept", "hold_back",  "refuse",
    "lose",   "deny",     "deliver", "fail", "expire", "reject_late"};

}  // namespace

std::string_view name_of(MessageState s) {
  return kStateNames[static_cast<std::size_t>(s)];
}
std::string_view name_of(MessageEvent e) {
  return kEventNames[static_cast<std::size_t>(e)];
}

std::span<const Transition> message_transitions() {
  return kTable;
}

bool next_state(MessageState from, MessageEvent event, MessageState* to) {
  for (const Transition& t : kTable)
    if (t.from == from && t.event == event) {
      *to = t.to;
      return true;
    }
  return false;
}

bool may_have_left(MessageState s) {
  return s != MessageState::queued && s != MessageState::suppressed && s != MessageState::cancelled &&
         s != MessageState::missed;
}

bool is_final(MessageState s) {
  return s != S::queued && s != S::submitting && s != S::accepted && s != S::uncertain;
}

bool is_waiting(MessageState s) {
  return s == S::submitting || s == S::accepted || s == S::uncertain;
}

}  // namespace huiyin
