// What the fuzz targets of line protocols share: a session that is fed any bytes in any pieces, before and
// after its login, and never takes them for more than one outcome of its submit.
#pragma once
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/line_carrier.h"

namespace huiyin::fuzz {

inline void require(bool holds) {
  if (!holds) std::abort();
}

class DrivenLine {
 public:
  explicit DrivenLine(std::unique_ptr<LineSession> session) : session_(std::move(session)) {
    session_->connected(moment());
  }
  std::string login() { return session_->take_output(); }
  void give(std::string_view octets) {
    session_->received(octets, moment());
    collect();
  }
  void submit() {
    SubmitBatch batch;
    batch.key = "office-b";
    batch.content.text = "您好";
    batch.to = {{"m", "+8613800000001"}};
    require(session_->room() > 0);
    session_->submit(batch, moment());
    collect();
    submitted_ = true;
  }
  void give_in_pieces(std::string_view octets) {
    const std::size_t piece = octets.empty() ? 1 : 1 + static_cast<unsigned char>(octets.back()) % 40;
    for (std::size_t at = 0; at < octets.size(); at += piece) give(octets.substr(at, piece));
  }
  // An answer that is whole or lost: in the end there is one outcome.
  void end() {
    session_->disconnected(moment());
    collect();
    require(outcomes_ == (submitted_ ? 1 : 0));
  }

 private:
  Moment moment() {
    return {from_ms(1'714'525'200'000), "00112233445566778899aabbccddeeff", steady_ += Millis(1)};
  }
  void collect() {
    for (const LineEvent& e : session_->take_events()) {
      if (std::holds_alternative<SubmitDone>(e)) require(++outcomes_ == 1);
      if (const auto* arrived = std::get_if<Arrived>(&e)) session_->kept(arrived->handle, moment());
    }
    session_->take_output();
  }
  Millis steady_{1};
  int outcomes_ = 0;
  bool submitted_ = false;
  std::unique_ptr<LineSession> session_;
};

}  // namespace huiyin::fuzz
