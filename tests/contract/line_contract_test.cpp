// What every line carrier must keep: its link is cut at every PDU boundary and inside every PDU, both ways,
// and a simulated operator counts. Nobody twice, nothing lost, inbound once.
#include <gtest/gtest.h>

#include "adapters/testing.h"
#include "tests/contract/line_rig.h"

namespace huiyin::contract {
namespace {

constexpr std::string_view kTexts[] = {"路灯坏了", "楼下施工到半夜"};

// How the simulator is reached by a kind of carrier.
struct LinePeer {
  std::string_view kind, account;
  void (*configure)(CarrierSettings* settings, const sim::Simulator& sim);
};
constexpr LinePeer kPeers[] = {
    {"smpp", "sim-smpp",
     [](CarrierSettings* s, const sim::Simulator& sim) {
       s->set_text("host", "127.0.0.1");
       s->set_integer("port", sim.smpp_port());
       s->set_text("system_id", "sim-smpp");
       s->set_secret("password", Secret("sim-pass"));
       s->set_text("sender", "106900001234");
     }},
    {"cmpp", "simcmp",
     [](CarrierSettings* s, const sim::Simulator& sim) {
       s->set_text("host", "127.0.0.1");
       s->set_integer("port", sim.cmpp_port());
       s->set_text("sp_id", "simcmp");
       s->set_secret("password", Secret("sim-pass"));
       s->set_text("sender", "106900001234");
     }},
    {"sgip", "sim-sgip",
     [](CarrierSettings* s, const sim::Simulator& sim) {
       s->set_text("host", "127.0.0.1");
       s->set_integer("port", sim.sgip_port());
       s->set_integer("node", 3079101234);
       s->set_text("login_name", "sim-sgip");
       s->set_secret("password", Secret("sim-pass"));
       s->set_text("sender", "106900001234");
     }},
    {"smgp", "sim-smgp",
     [](CarrierSettings* s, const sim::Simulator& sim) {
       s->set_text("host", "127.0.0.1");
       s->set_integer("port", sim.smgp_port());
       s->set_text("client_id", "sim-smgp");
       s->set_secret("password", Secret("sim-pass"));
       s->set_text("sender", "106900001234");
     }},
};

const LinePeer* peer_of(std::string_view kind) {
  for (const LinePeer& p : kPeers)
    if (p.kind == kind) return &p;
  return nullptr;
}

sim::SimulatorOptions quick_people() {
  sim::SimulatorOptions o;
  o.smpp_port = o.cmpp_port = o.sgip_port = o.smgp_port = 0;
  o.handsets.failed = o.handsets.silent = o.handsets.doubled = 0;
  o.handsets.answers = o.handsets.opts_out = o.handsets.new_matter = 0;
  o.handsets.receipt_min_ms = o.handsets.receipt_max_ms = 0;
  return o;
}

class EveryLineCarrier : public ::testing::TestWithParam<const CarrierKind*> {
 protected:
  void SetUp() override {
    peer_ = peer_of(GetParam()->name);
    ASSERT_NE(peer_, nullptr) << "a line carrier needs its face of the simulator, and an entry in kPeers";
  }

  // One office against one operator, the first connection cut as told.
  struct Course {
    Course(const CarrierKind& kind, const LinePeer& peer, bool impatient = false) {
      auto started = sim::Simulator::start(quick_people(), clock);
      if (!started) throw std::runtime_error(started.error().text());
      sim = *std::move(started);
      CarrierSettings settings = testing::default_settings(kind);
      peer.configure(&settings, *sim);
      for (const char* patience : {"response_timeout", "enquire_interval", "enquire_timeout"})
        if (impatient) settings.set_integer(patience, 400);
      carrier = kind.make_line(settings);
      rig = std::make_unique<LineRig>(*carrier, carrier->links().front().port);
      sim->sgip().set_deliver_port(rig->call_port());
      for (const std::string_view text : kTexts) {
        sim::Unasked message;
        message.number = "+8613900000007";
        message.saying.text = text;
        message.account = peer.account;
        sim->world().ledger.add_inbound(std::move(message), 0);
      }
      queue("a", "您好");
      std::string long_text;
      for (int i = 0; i < 100; ++i) long_text += "长";
      queue("b", long_text);
      queue("c", "再见");
    }
    void queue(const std::string& key, const std::string& text) {
      SubmitBatch batch;
      batch.key = "batch-" + key;
      batch.content.text = text;
      batch.extension = "07";
      batch.to = {{key, number_of(key)}};
      rig->queue(std::move(batch));
    }
    static std::string number_of(const std::string& key) {
      return "+861380000000" + std::to_string(key[0] - 'a');
    }

    // What the ledger would make of the kept payloads.
    Inbox inbox() const {
      Inbox all;
      for (const auto& [kind, bytes] : rig->kept) {
        Inbox one = carrier->read(kind, bytes);
        for (auto& m : one.messages) all.messages.push_back(std::move(m));
        for (auto& r : one.receipts) all.receipts.push_back(std::move(r));
      }
      return all;
    }
    std::vector<sim::MessageView> counted() { return sim->world().ledger.messages_after(0, 100); }
    bool whole() {
      std::size_t receipts = 0;
      for (const sim::MessageView& m : counted()) receipts += m.number == number_of("b") ? 2u : 1u;
      for (const sim::InboundView& m : sim->world().ledger.inbound_after(0, 10))
        if (m.pushed < 1) return false;  // our acknowledgement is on its way
      const Inbox got = inbox();
      return got.messages.size() >= std::size(kTexts) && got.receipts.size() >= receipts;
    }
    bool run(const Cut& cut) {
      return rig->run(cut, [this] { return whole(); });
    }

    SystemClock clock;
    std::unique_ptr<sim::Simulator> sim;
    std::unique_ptr<LineCarrier> carrier;
    std::unique_ptr<LineRig> rig;
  };

  void expect_honest(Course& c) {
    std::map<std::string, int> counted;
    for (const sim::MessageView& m : c.counted()) ++counted[m.number];
    for (const auto& [key, fate] : c.rig->fates) {
      const int n = counted[Course::number_of(key)];
      EXPECT_LE(n, 1) << key << " was told twice";
      EXPECT_TRUE(fate != LineRig::Fate::accepted || n == 1) << key << " counts as taken and was not";
      EXPECT_NE(fate, LineRig::Fate::refused) << key;
    }
    std::multiset<std::string> heard;
    for (const MobileOriginated& m : c.inbox().messages) heard.insert(m.text);
    EXPECT_EQ(heard, (std::multiset<std::string>{std::begin(kTexts), std::end(kTexts)}));
    for (const sim::InboundView& m : c.sim->world().ledger.inbound_after(0, 10))
      EXPECT_GE(m.pushed, 1) << "kept, but never acknowledged";
  }

  const LinePeer* peer_ = nullptr;
};

TEST_P(EveryLineCarrier, UncutAllIsTakenOnceByOneConnection) {
  Course c(*GetParam(), *peer_);
  ASSERT_TRUE(c.run({}));
  expect_honest(c);
  EXPECT_EQ(c.rig->connections, 1u);
  for (const auto& [key, fate] : c.rig->fates) EXPECT_EQ(fate, LineRig::Fate::accepted) << key;
  EXPECT_EQ(c.rig->ids["b"], 2) << "an id for each part";
}

// What an operator's gateway may do to one submit or one delivery, without the link being cut by us.
TEST_P(EveryLineCarrier, EveryFaultOfTheGateway) {
  using sim::FaultKind;
  const bool smpp = GetParam()->name == "smpp";
  const std::string submit = smpp ? "submit_sm" : "submit", deliver = smpp ? "deliver_sm" : "deliver";
  const std::pair<std::string, FaultKind> faults[] = {{submit, FaultKind::throttle_429},
                                                      {submit, FaultKind::stall},
                                                      {submit, FaultKind::lost_answer},
                                                      {submit, FaultKind::mixed_ids},
                                                      {submit, FaultKind::cut_answer},
                                                      {submit, FaultKind::slow_drip},
                                                      {submit, FaultKind::silent},
                                                      {submit, FaultKind::not_json},
                                                      {submit, FaultKind::early_receipts},
                                                      {submit, FaultKind::reset_after_accept},
                                                      {submit, FaultKind::reset_before_accept},
                                                      {deliver, FaultKind::cut_answer},
                                                      {deliver, FaultKind::slow_drip},
                                                      {deliver, FaultKind::reset_after_accept}};
  for (const auto& [action, kind] : faults) {
    SCOPED_TRACE(action + " " + std::string(name_of(kind)));
    Course c(*GetParam(), *peer_, true);
    sim::Fault fault;
    fault.action = action;
    fault.kind = kind;
    fault.times = 1;
    fault.ms = kind == FaultKind::stall ? 600 : 50;  // a stall is longer than our patience
    c.sim->world().faults.add(fault);
    EXPECT_TRUE(c.run({}));
    expect_honest(c);
    EXPECT_EQ(c.sim->world().faults.fired().size(), 1u);
  }
}

TEST_P(EveryLineCarrier, CutAtEveryBoundaryAndInsideEveryPdu) {
  Course whole(*GetParam(), *peer_);
  ASSERT_TRUE(whole.run({}));
  std::size_t cuts = 0;
  for (const bool call : {false, true})
    for (const bool outward : {true, false}) {
      const LineRig::Frames& most = call ? whole.rig->call_frames : whole.rig->frames;
      for (std::size_t frame = 0; frame < (outward ? most.out : most.in); ++frame)
        for (const Cut::Place place : {Cut::Place::before, Cut::Place::in_length, Cut::Place::in_header,
                                       Cut::Place::in_body, Cut::Place::behind}) {
          if (place == Cut::Place::before && frame > 0) continue;  // behind the one before
          const Cut cut{outward, frame, place, ++cuts % 2 == 0, call};
          SCOPED_TRACE(name_of(cut));
          Course c(*GetParam(), *peer_);
          ASSERT_TRUE(c.run(cut));
          expect_honest(c);
        }
    }
  EXPECT_GT(cuts, 50u);
}

// Without a carrier at the other end: nothing that comes may crash it, hang it or be taken for an answer.
TEST_P(EveryLineCarrier, GarbageEndsTheLinkAndAcceptsNothing) {
  Course c(*GetParam(), *peer_);
  const Moment m{testing::moment().now, "00112233445566778899aabbccddeeff", Millis(1)};
  for (const std::string& garbage : {std::string("\0\0\0\5x", 5), std::string(200, '\xff'),
                                     std::string("HTTP/1.1 400 Bad Request\r\n\r\n")}) {
    const auto session = c.carrier->open_session(c.carrier->links().front());
    session->connected(m);
    EXPECT_EQ(session->room(), 0) << "not logged in";
    session->received(garbage, m);
    bool down = false;
    for (const LineEvent& e : session->take_events()) {
      EXPECT_FALSE(std::holds_alternative<LinkUp>(e) || std::holds_alternative<Arrived>(e));
      down = down || std::holds_alternative<LinkDown>(e);
    }
    EXPECT_TRUE(down);
    session->received(garbage, m);
    EXPECT_TRUE(session->take_events().empty()) << "down it stays";
  }
}

std::vector<const CarrierKind*> line_kinds() {
  std::vector<const CarrierKind*> kinds;
  for (const CarrierKind* kind : carrier_kinds())
    if (kind->make_line != nullptr) kinds.push_back(kind);
  return kinds;
}

INSTANTIATE_TEST_SUITE_P(Registry, EveryLineCarrier, ::testing::ValuesIn(line_kinds()),
                         [](const auto& param) { return std::string(param.param->name); });

}  // namespace
}  // namespace huiyin::contract
