// What goes into the simulator's ledger and what it shows: plain values.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/clock.h"
#include "tests/sim/corpus.h"
#include "tests/sim/handsets.h"
#include "tests/sim/templates.h"

namespace huiyin::sim {

// One request for one or more numbers, as the carrier took it.
struct Submission {
  std::string account;  // SdkAppId, later a system id
  std::string template_id;
  Kind kind = Kind::other;
  std::string signature;
  std::string extend;
  std::string session_context;
  std::vector<std::string> parameters;
  std::string text;      // the template filled in
  std::string batch_id;  // the carrier's name for the whole request, where it has one
};

// How a fault on command bends what follows an acceptance.
struct Twists {
  bool early_receipts = false;   // due at once
  bool lost_receipts = false;    // never
  bool double_receipts = false;  // all twice
};

enum class Verdict { accepted, opted_out };

struct Taken {
  Verdict verdict = Verdict::accepted;
  std::uint64_t seq = 0;  // of the message; 0 when refused
};

// Where an inbound message came from.
enum class Source { reply, unasked };

struct Unasked {
  std::string number;
  Saying saying;
  std::string extend;
  std::string signature;
  std::string account;  // empty: whoever asks first
};

// Both ends included; to = max() for no end.
struct Window {
  TimePoint from{};
  TimePoint to = TimePoint::max();
};

struct ReceiptView {
  std::string number, serial, session_context;
  std::string status;  // "DELIVRD" or the code of the failure
  bool delivered = false;
  TimePoint at;
  std::uint64_t seq = 0;  // of the message
  std::string batch_id;
};

struct InboundView {
  std::uint64_t seq = 0;
  std::string number, text, extend, signature;
  TimePoint at;
  std::string label, also;  // what a reader should make of it; empty for matters
  Source source = Source::unasked;
  std::uint64_t answers = 0;  // seq of the message it answers; 0 for none
  int pulled = 0, pushed = 0;
  bool in_broken_answer = false;
};

struct MessageView {
  std::uint64_t seq = 0;
  std::string number, serial, template_id, extend, session_context, text, batch_id;
  Kind kind = Kind::other;
  std::vector<std::string> parameters;
  TimePoint at;
  Verdict verdict = Verdict::accepted;
  enum class State { refused, sending, delivered, failed } state = State::sending;
  std::string status;  // of the receipt, once there is one
  TimePoint received_at;
};

enum class Push { ok, failed, given_up };

struct KindCounts {
  std::uint64_t handed_over = 0, distinct_recipients = 0, recipients_with_more_than_one = 0;
};

struct Duplicate {
  std::string number;
  Kind kind = Kind::other;
  int count = 0;
};

// Numbers of items, unless the name says otherwise.
struct FlowCounts {
  std::uint64_t made = 0, scheduled = 0, waiting = 0;                 // waiting: due, not pulled yet
  std::uint64_t pulled = 0, in_broken_answers = 0;                    // the latter are among the former
  std::uint64_t pushed_ok = 0, push_failures = 0, push_given_up = 0;  // push_failures counts attempts
};

struct Counts {
  KindCounts all;
  std::array<KindCounts, kKinds> by_kind{};
  std::uint64_t same_text_twice = 0;  // messages whose very text the number had already been sent
  std::uint64_t refused_opted_out = 0;
  std::uint64_t withdrawn = 0;        // taken back before they arrived
  std::vector<Duplicate> duplicates;  // the first 20
  FlowCounts receipts, inbound;
  std::uint64_t delivered = 0, failed = 0, never = 0, doubled = 0;  // messages by fate of their receipt
  std::uint64_t replies = 0, unasked = 0;
  std::map<std::string, std::uint64_t> replies_by_label;
};

}  // namespace huiyin::sim
