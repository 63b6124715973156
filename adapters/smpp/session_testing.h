// For the session's tests: a session with its carrier at the other end, both driven by hand, time too.
#pragma once
#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "adapters/smpp/session.h"

namespace huiyin::smpp::testing {

class Wire {
 public:
  explicit Wire(LinkRules rules = plain_rules()) : session(std::move(rules)) {}

  static LinkRules plain_rules() {
    LinkRules r;
    r.bind.system_id = "hotline";
    r.password = Secret("s3cret08");
    r.sender = "106900001234";
    return r;
  }

  Moment moment() const {
    return {from_ms(1'772'330'584'000 + steady.count()), "00112233445566778899aabbccddeeff", steady};
  }

  void connect() {
    session.connected(moment());
    collect();
  }
  void bound() {
    connect();
    bind_answer(0);
    ASSERT_EQ(ups, 1 + binds_before);
    binds_before = ups;
  }
  void bind_answer(std::uint32_t status) {
    const Pdu bind = take();
    Pdu answer{bind.command | command::kResponse, status, bind.sequence, {}, {}};
    if (status == 0) answer.body = BindResult{"SMSC"};
    give(answer);
  }

  void give(const Pdu& pdu) { give_octets(encode(pdu)); }
  void give_octets(std::string_view octets) {
    session.received(octets, moment());
    collect();
  }
  void pass(Millis time) {
    // As the driver does: a tick no later than the session asked for.
    const Millis end = steady + time;
    while (steady < end) {
      steady += std::min(end - steady, session.next_tick());
      session.tick(moment());
      collect();
    }
  }
  void drop() {
    session.disconnected(moment());
    collect();
    sent.clear();
  }

  SubmitBatch batch(const std::string& key, const std::string& text = "您好") const {
    SubmitBatch b;
    b.key = key;
    b.content.text = text;
    b.extension = "07";
    b.to = {{"m" + key, "+8613800000001"}};
    return b;
  }
  void submit(const std::string& key, const std::string& text = "您好") {
    ASSERT_GT(session.room(), 0) << key;
    session.submit(batch(key, text), moment());
    collect();
  }
  // A text of so many UCS-2 parts.
  static std::string parts(std::size_t n) {
    std::string text;
    for (std::size_t i = 0; i < 67 * (n - 1) + 10; ++i) text += "好";
    return text;
  }

  // The oldest PDU that the carrier has not looked at.
  Pdu take() {
    if (sent.empty()) {
      ADD_FAILURE() << "nothing was sent";
      return {};
    }
    Pdu pdu = sent.front();
    sent.pop_front();
    return pdu;
  }
  void answer(const Pdu& request, std::uint32_t status, const std::string& id = "") {
    Pdu a{request.command | command::kResponse, status, request.sequence, {}, {}};
    if (status == 0) a.body = MessageId{id};
    give(a);
  }

  const Outcome& outcome(const std::string& key) {
    static const Outcome none{.code = "(no outcome)"};
    for (const SubmitDone& d : done)
      if (d.batch_key == key) return d.outcome;
    ADD_FAILURE() << "no outcome for " << key;
    return none;
  }

  Session session;
  Millis steady{1'000};
  std::deque<Pdu> sent;
  int ups = 0, binds_before = 0;
  std::vector<LinkDown> downs;
  std::vector<SubmitDone> done;
  std::vector<AnsweredLate> late;
  std::vector<Arrived> arrived;
  std::vector<Inquired> inquired;
  std::vector<Cancelled> cancelled;

  void collect() {
    std::string out = session.take_output();
    while (!out.empty()) {
      const Header h = read_header(out);
      sent.push_back(decode(std::string_view(out).substr(0, h.length)));
      out.erase(0, h.length);
    }
    for (LineEvent& e : session.take_events()) {
      if (std::holds_alternative<LinkUp>(e)) ++ups;
      if (auto* v = std::get_if<LinkDown>(&e)) downs.push_back(*v);
      if (auto* v = std::get_if<SubmitDone>(&e)) done.push_back(*v);
      if (auto* v = std::get_if<AnsweredLate>(&e)) late.push_back(*v);
      if (auto* v = std::get_if<Arrived>(&e)) arrived.push_back(*v);
      if (auto* v = std::get_if<Inquired>(&e)) inquired.push_back(*v);
      if (auto* v = std::get_if<Cancelled>(&e)) cancelled.push_back(*v);
    }
  }
};

inline ShortMessage message_of(const Pdu& pdu) {
  const auto* m = std::get_if<ShortMessage>(&pdu.body);
  if (m == nullptr) ADD_FAILURE() << "not a submit_sm: " << name_of_command(pdu.command);
  return m == nullptr ? ShortMessage{} : *m;
}

}  // namespace huiyin::smpp::testing
