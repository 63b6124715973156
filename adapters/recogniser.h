// Recogniser: turns recordings into text, as pure functions over data. The daemon owns sockets, retries and
// storage.
#pragma once
#include <string>
#include <string_view>

#include "adapters/message.h"

namespace huiyin {

struct Recording {
  std::string media_type, file_name;  // "audio/wav", "call.wav"
  std::string bytes;
};

// What became of one request.
struct Heard {
  enum class State { heard, later, never } state = State::later;
  std::string fault;  // unless heard: one sentence, no secrets
  Hold hold = Hold::none;
  Millis wait{0};  // as the other side asked; 0: the daemon's own back-off
};

class Recogniser {
 public:
  virtual ~Recogniser() = default;
  virtual std::string name() const = 0;  // "whisper-1", kept with the text
  virtual std::size_t max_bytes() const = 0;
  // language: BCP-47, empty: the account's own.
  virtual HttpCall ask(const Recording& recording, std::string_view language, const Moment& m) const = 0;
  // Never throws. heard: the body is to be kept, and read by read_heard().
  virtual Heard on_reply(const HttpReply& reply) const = 0;
};

// The turns of a kept answer, or of a transcript that lay elsewhere: WebVTT, SRT, the JSON of several
// recognisers, else plain text. Throws BadInput naming the place.
std::vector<Turn> read_heard(std::string_view bytes);

}  // namespace huiyin
