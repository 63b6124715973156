// The simulated SMSC, driven octet by octet.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/sim/client_for_test.h"
#include "tests/sim/smpp_wire.h"

namespace huiyin::sim {
namespace {

constexpr std::uint32_t kTrx = 9, kSubmit = 4, kDeliver = 5, kEnquire = 0x15, kQuery = 3,
                        kResponse = 0x80000000;

SimulatorOptions with_smpp() {
  SimulatorOptions o = Rig::quick();
  o.smpp_port = 0;
  return o;
}

class Client {
 public:
  explicit Client(int port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_port = htons(static_cast<std::uint16_t>(port));
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(fd_, reinterpret_cast<sockaddr*>(&a), sizeof a), 0);
  }
  ~Client() { ::close(fd_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void send(const std::string& octets) {
    EXPECT_EQ(::send(fd_, octets.data(), octets.size(), MSG_NOSIGNAL), static_cast<ssize_t>(octets.size()));
  }
  // The next frame; command 0 when none came in time or the connection ended.
  SmppFrame next(int ms = 3'000) {
    SmppFrame f;
    while (!take_frame(&in_, &f)) {
      pollfd p{fd_, POLLIN, 0};
      if (::poll(&p, 1, ms) <= 0) return {};
      char buffer[4096];
      const ssize_t n = ::recv(fd_, buffer, sizeof buffer, 0);
      if (n <= 0) {
        ended = true;
        return {};
      }
      in_.append(buffer, static_cast<std::size_t>(n));
    }
    return f;
  }
  SmppFrame ask(std::uint32_t command, const std::string& body) {
    send(SmppFrame{command, 0, ++sequence_, body}.octets());
    SmppFrame f = next();
    while (f.command == kDeliver) f = next();
    return f;
  }
  std::uint32_t bind(const std::string& password = "sim-pass") {
    return ask(kTrx, c_octets("sim-smpp") + c_octets(password) + c_octets("") + std::string("\x34\0\0", 3) +
                         c_octets(""))
        .status;
  }
  static std::string submit_body(const std::string& text, int udh_number = 0, int udh_total = 0) {
    // The same layout as deliver_sm; the receipt is asked for.
    std::string octets = ucs2(text);
    if (udh_total > 0)
      octets = std::string("\x05\x00\x03\x2A", 4) + static_cast<char>(udh_total) +
               static_cast<char>(udh_number) + octets;
    std::string body = deliver_body("10690000123407", "8613800000001", udh_total > 0 ? 0x40 : 0, 8, octets);
    body[body.size() - octets.size() - 5] = 1;
    return body;
  }

  bool ended = false;

 private:
  int fd_;
  std::string in_;
  std::uint32_t sequence_ = 0;
};

TEST(SimSmpp, BindsAreVerified) {
  Rig rig(with_smpp());
  EXPECT_EQ(Client(rig.sim->smpp_port()).bind("wrong"), 0x0Eu);
  Client good(rig.sim->smpp_port());
  EXPECT_EQ(good.ask(kSubmit, Client::submit_body("您好")).status, 4u) << "not bound";
  EXPECT_EQ(good.bind(), 0u);
  EXPECT_EQ(good.ask(kEnquire, "").command, kEnquire | kResponse);
}

TEST(SimSmpp, TakesCountsAndSendsReceipts) {
  Rig rig(with_smpp());
  Client c(rig.sim->smpp_port());
  ASSERT_EQ(c.bind(), 0u);
  const SmppFrame yes = c.ask(kSubmit, Client::submit_body("您好"));
  EXPECT_EQ(yes.status, 0u);
  const std::string id = yes.body.substr(0, 8);
  SmppFrame receipt = c.next();
  ASSERT_EQ(receipt.command, kDeliver);
  EXPECT_NE(receipt.body.find("id:" + id), std::string::npos);
  EXPECT_NE(receipt.body.find("stat:DELIVRD"), std::string::npos);
  c.send(SmppFrame{kDeliver | kResponse, 0, receipt.sequence, std::string(1, '\0')}.octets());
  EXPECT_EQ(c.ask(kQuery, c_octets(id) + std::string("\0\0", 2) + c_octets("106900001234")).body[10], 2);
  EXPECT_TRUE(rig.wait_for("handed_over", 1));
}

TEST(SimSmpp, LongTextsCountOnceAndOnlyWhenWhole) {
  Rig rig(with_smpp());
  Client c(rig.sim->smpp_port());
  ASSERT_EQ(c.bind(), 0u);
  EXPECT_EQ(c.ask(kSubmit, Client::submit_body("第一", 1, 2)).status, 0u);
  EXPECT_EQ(rig.counters().integer("handed_over"), 0);
  EXPECT_EQ(c.ask(kSubmit, Client::submit_body("第二", 2, 2)).status, 0u);
  EXPECT_TRUE(rig.wait_for("handed_over", 1));
}

TEST(SimSmpp, WhatIsNotAcknowledgedComesAgain) {
  Rig rig(with_smpp());
  rig.post("/control/inbound", R"({"count": 1, "texts": ["路灯坏了"]})");
  {
    Client c(rig.sim->smpp_port());
    ASSERT_EQ(c.bind(), 0u);
    EXPECT_EQ(c.next().command, kDeliver);
  }
  Client again(rig.sim->smpp_port());
  ASSERT_EQ(again.bind(), 0u);
  const SmppFrame mo = again.next();
  ASSERT_EQ(mo.command, kDeliver);
  again.send(SmppFrame{kDeliver | kResponse, 0, mo.sequence, std::string(1, '\0')}.octets());
  EXPECT_EQ(again.next(200).command, 0u) << "acknowledged, it does not";
}

TEST(SimSmpp, BreaksOnCommand) {
  SimulatorOptions o = with_smpp();
  Rig rig(std::move(o));
  World& world = rig.sim->world();
  const auto once = [&](FaultKind kind, const std::string& code = "") {
    Fault f;
    f.action = "submit_sm";
    f.kind = kind;
    f.code = code;
    f.times = 1;
    f.ms = 50;
    world.faults.add(f);
  };
  Client c(rig.sim->smpp_port());
  ASSERT_EQ(c.bind(), 0u);
  once(FaultKind::throttle_429);
  EXPECT_EQ(c.ask(kSubmit, Client::submit_body("a")).status, 0x58u);
  once(FaultKind::error, "0x45");
  EXPECT_EQ(c.ask(kSubmit, Client::submit_body("b")).status, 0x45u);
  EXPECT_EQ(rig.counters().integer("handed_over"), 0);
  once(FaultKind::early_receipts);
  c.send(SmppFrame{kSubmit, 0, 900, Client::submit_body("c")}.octets());
  EXPECT_EQ(c.next().command, kDeliver) << "before its answer";
  EXPECT_EQ(c.next().command, kSubmit | kResponse);
  once(FaultKind::mixed_ids);
  const std::uint32_t strange = c.ask(kSubmit, Client::submit_body("mixed")).sequence;
  EXPECT_NE(strange & 0x40000000u, 0u) << "nobody's answer";
  SmppFrame right = c.next();
  while (right.command == kDeliver) right = c.next();
  EXPECT_EQ(right.sequence, strange & ~0x40000000u);
  once(FaultKind::cut_answer);
  EXPECT_EQ(c.ask(kSubmit, Client::submit_body("d")).command, 0u);
  EXPECT_TRUE(c.ended);
  Client silent(rig.sim->smpp_port());
  ASSERT_EQ(silent.bind(), 0u);
  once(FaultKind::silent);
  silent.send(SmppFrame{kSubmit, 0, 5, Client::submit_body("e")}.octets());
  silent.send(SmppFrame{kEnquire, 0, 6, ""}.octets());
  EXPECT_TRUE(rig.wait_for("handed_over", 4));
  while (true) {
    const SmppFrame f = silent.next(200);
    if (f.command == 0) break;
    EXPECT_EQ(f.command, kDeliver) << "nothing but what had been on its way";
  }
  EXPECT_FALSE(silent.ended) << "half open";
}

TEST(SimSmpp, TakesBackWhatIsStillOnItsWay) {
  SimulatorOptions o = with_smpp();
  o.handsets.receipt_min_ms = o.handsets.receipt_max_ms = 600'000;
  Rig rig(std::move(o));
  Client c(rig.sim->smpp_port());
  ASSERT_EQ(c.bind(), 0u);
  const auto cancel = [&](const std::string& id) {
    return c
        .ask(8, c_octets("") + c_octets(id) + std::string("\0\0", 2) + c_octets("106900001234") +
                    std::string("\1\1", 2) + c_octets("8613800000001"))
        .status;
  };
  const std::string id = c.ask(kSubmit, Client::submit_body("您好")).body.substr(0, 8);
  EXPECT_EQ(cancel("NOSUCH"), 0x11u);
  EXPECT_EQ(cancel(id), 0u);
  EXPECT_EQ(cancel(id), 0u) << "said twice, it stays taken back";
  EXPECT_EQ(rig.counters().integer("withdrawn"), 1);
}

TEST(SimSmpp, GarbageEndsTheConnectionOnly) {
  Rig rig(with_smpp());
  Client c(rig.sim->smpp_port());
  c.send("\x7f\xff\xff\xff garbage");
  EXPECT_EQ(c.next().command, 0x80000000u);
  Client good(rig.sim->smpp_port());
  EXPECT_EQ(good.bind(), 0u);
}

}  // namespace
}  // namespace huiyin::sim
