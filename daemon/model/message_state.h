// States of an outgoing message and the only transitions there are (docs/architecture.md, "Life of an
// outgoing SMS").
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace huiyin {

// Values stand in the ledger: never renumber.
enum class MessageState : std::uint8_t {
  queued = 0,       // accepted by us, nothing has left
  submitting = 1,   // the intent is durable; bytes may have left
  accepted = 2,     // the carrier took it
  delivered = 3,    // the handset has it
  undelivered = 4,  // the carrier gave up, with its code
  expired = 5,      // no end was told in time
  rejected = 6,     // the carrier says no, for good
  suppressed = 7,   // our gate says no, with the rule
  cancelled = 8,    // a person withdrew it before it left
  missed = 9,       // its not-after passed before it left
  uncertain = 10,   // perhaps taken: crash or lost answer; never silently resent
};
inline constexpr int kMessageStates = 11;

std::string_view name_of(MessageState s);

// Why a message changes state. Each transition is allowed for exactly one set of (from, event).
enum class MessageEvent : std::uint8_t {
  intend,       // the batch's intent was written
  suppress,     // the gate refused
  cancel,       // a person cancelled
  miss,         // not-after passed
  accept,       // outcome accepted, or the carrier says that it has it
  hold_back,    // outcome not_sent
  refuse,       // outcome refused
  lose,         // outcome unknown, or found in `submitting` after a crash
  deny,         // asked, the carrier does not have it: may be sent
  deliver,      // DLR
  fail,         // DLR: undelivered
  expire,       // DLR: expired; or no DLR in time; or the policy gave up on an uncertain one
  reject_late,  // DLR: rejected
};
inline constexpr int kMessageEvents = 13;
std::string_view name_of(MessageEvent e);

struct Transition {
  MessageState from;
  MessageEvent event;
  MessageState to;
};
std::span<const Transition> message_transitions();

// True and *to set when the event is allowed in this state; false: nothing changes (late or repeated news).
bool next_state(MessageState from, MessageEvent event, MessageState* to);

// Nothing more can happen but a late DLR after `expired`.
bool is_final(MessageState s);
// Bytes of it left, or may have: neither queued nor ended by us before.
bool may_have_left(MessageState s);
// The carrier may have it and its end is not known: receipts are matched against these.
bool is_waiting(MessageState s);

}  // namespace huiyin
