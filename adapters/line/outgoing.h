// A message on its way: its parts, and the rule by which the fates of the parts become the one outcome of
// each recipient.
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
// should arrive whole. A group (several recipients in one submit) shares the fates of its parts.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "adapters/line/text_part.h"
#include "adapters/message.h"

namespace huiyin::line {

enum class PartFate { waiting, sent, accepted, refused, unsent, unknown };

struct OutPart {
  TextPart text;
  PartFate fate = PartFate::waiting;
  std::string id;    // at the carrier, as it writes it; of a group the first recipient's
  std::string code;  // of the last answer; empty before one
  int tries = 0;
};

struct OutTarget {
  std::string key, number;  // the recipient's key; the number as the protocol writes it
};

struct Outgoing {
  std::uint64_t serial = 0;  // order of submitting
  std::string batch_key;
  std::string stamp;   // prepare()'s note, where a protocol wants one
  std::string source;  // our number with extension
  std::vector<OutTarget> to;
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

// The id of the nth recipient of a group from the first one's.
using MemberId = std::string (*)(const std::string& first, std::size_t n);

// No answer is open, and nothing will leave any more.
bool is_finished(const Outgoing& message);
// Of the nth recipient. REQUIRES: is_finished(message); member is needed with several recipients.
Outcome outcome_of(const Outgoing& message, std::size_t n = 0, MemberId member = nullptr);

}  // namespace huiyin::line
