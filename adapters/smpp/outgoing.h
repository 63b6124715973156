// A message on its way: its parts, and the rule by which the fates of the parts become the one outcome of its
// recipient.
//
//   every part accepted                                  accepted; the ids of all parts
//   some part unknown (sent, no answer came)             unknown
//   some part refused for good                           refused, with that part's code
//   the rest certainly has not left, none was accepted   not_sent
//   the rest certainly has not left, some were accepted  unknown, code "incomplete": the phone may have shown
//                                                        what came, so that only the purpose's policy may
//                                                        send it again
//
// A part refused for good halts the message: its further parts do not leave. A lost answer does not: the text
// should arrive whole.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "adapters/message.h"
#include "adapters/smpp/parts.h"

namespace huiyin::smpp {

enum class PartFate { waiting, sent, accepted, refused, unsent, unknown };

struct OutPart {
  TextPart text;
  PartFate fate = PartFate::waiting;
  std::string id;            // at the carrier, as it writes it
  std::uint32_t status = 0;  // of the last answer
  int tries = 0;
};

struct Outgoing {
  std::uint64_t serial = 0;  // order of submitting
  std::string batch_key, recipient_key;
  Address source, destination;
  std::vector<OutPart> parts;
  int billed = 0;             // SMS, also where one PDU carries them all
  Millis not_before{0};       // steady
  Millis throttled_since{0};  // steady; 0: never
  bool halted = false;        // parts that wait do not leave any more
  bool link_lost = false;     // why parts are unknown or unsent
  bool settled = false;       // its outcome has been told
  Hold hold = Hold::none;     // goes with not_sent
  Millis wait{0};
};

// No answer is open, and nothing will leave any more.
bool is_finished(const Outgoing& message);
// REQUIRES: is_finished(message).
Outcome outcome_of(const Outgoing& message);

}  // namespace huiyin::smpp
