#include "adapters/message.h"

#include "daemon/base/bad_input.h"

namespace huiyin {

std::string_view name_of(Verdict v) {
  switch (v) {
    case Verdict::accepted:
      return "accepted";
    case Verdict::not_sent:
      return "not_sent";
    case Verdict::refused:
      return "refused";
    case Verdict::unknown:
      return "unknown";
  }
  return "unknown";
}

std::string_view name_of(ReceiptState s) {
  switch (s) {
    case ReceiptState::delivered:
      return "delivered";
    case ReceiptState::undelivered:
      return "undelivered";
    case ReceiptState::expired:
      return "expired";
    case ReceiptState::rejected:
      return "rejected";
    case ReceiptState::enroute:
      return "enroute";
  }
  return "enroute";
}

std::string_view name_of(TranscriptState s) {
  switch (s) {
    case TranscriptState::none:
      return "none";
    case TranscriptState::pending:
      return "pending";
    case TranscriptState::complete:
      return "complete";
  }
  return "none";
}

std::string PayloadReader::part(std::string_view, std::string_view, std::string_view) const {
  throw BadInput("", "payloads of this carrier hold no recordings");
}

}  // namespace huiyin
