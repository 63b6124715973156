// The message list, read again and again with an overlap: nothing is lost, and what was seen is not kept
// twice.
#pragma once
#include <memory>
#include <string>

#include "adapters/twilio/api.h"

namespace huiyin {

struct TwilioPull {
  bool inbound = true;  // replies; else ends of our own messages
  std::string number;   // of ours; empty: any
  std::chrono::seconds overlap{1'800};
};

std::unique_ptr<Exchange> make_twilio_pull(std::shared_ptr<const TwilioApi> api, TwilioPull pull,
                                           std::string_view cursor);

// What became of one message: by its sid, else the lone message to that number of that time.
std::unique_ptr<InquiryExchange> make_twilio_inquiry(std::shared_ptr<const TwilioApi> api,
                                                     const Inquiry& inquiry, std::string number,
                                                     Millis settle);

}  // namespace huiyin
