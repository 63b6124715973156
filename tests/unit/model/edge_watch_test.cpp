// An alarm is told once, when an edge has been broken for long enough, and its end once.
#include "daemon/model/edge_watch.h"

#include <gtest/gtest.h>

namespace huiyin {
namespace {

constexpr Millis kAfter{20'000};

struct Edges : ::testing::Test {
  EdgeWatch watch{kAfter};
  EdgeWatch::Steady begun{};

  std::vector<EdgeWatch::Change> at(int seconds, std::vector<EdgeState> edges) {
    return watch.look(edges, begun + std::chrono::seconds(seconds));
  }
  static EdgeState edge(const std::string& name, bool broken, const std::string& fault = "") {
    return {"send", name, broken, fault};
  }
};

TEST_F(Edges, AnAlarmIsToldOnceAndItsEndOnce) {
  EXPECT_TRUE(at(0, {edge("a", true, "timeout"), edge("b", false)}).empty());
  EXPECT_TRUE(at(19, {edge("a", true), edge("b", false)}).empty());
  const auto begun_now = at(20, {edge("a", true), edge("b", false)});
  ASSERT_EQ(begun_now.size(), 1u);
  EXPECT_TRUE(begun_now[0].alarm);
  EXPECT_EQ(begun_now[0].edge.id(), "send/a");
  EXPECT_EQ(begun_now[0].edge.fault, "timeout") << "the last fault that was told of";
  EXPECT_EQ(begun_now[0].lasted, Millis(20'000));
  EXPECT_TRUE(at(40, {edge("a", true, "reset")}).empty()) << "told once";
  ASSERT_EQ(watch.alarms().size(), 1u);
  EXPECT_EQ(watch.alarms()[0].fault, "reset") << "what stands tells the newest fault";
  const auto ended = at(50, {edge("a", false)});
  ASSERT_EQ(ended.size(), 1u);
  EXPECT_FALSE(ended[0].alarm);
  EXPECT_EQ(ended[0].lasted, Millis(50'000));
  EXPECT_TRUE(watch.alarms().empty());
  EXPECT_TRUE(at(60, {edge("a", false)}).empty());
}

TEST_F(Edges, APauseBeginsAnew) {
  EXPECT_TRUE(at(0, {edge("a", true)}).empty());
  EXPECT_TRUE(at(15, {edge("a", false)}).empty()) << "nobody was told, so nobody is told of the end";
  EXPECT_TRUE(at(16, {edge("a", true)}).empty());
  EXPECT_TRUE(at(35, {edge("a", true)}).empty());
  EXPECT_EQ(at(36, {edge("a", true)}).size(), 1u);
}

TEST_F(Edges, AnEdgeThatIsGoneIsMended) {
  at(0, {edge("a", true)});
  EXPECT_EQ(at(20, {edge("a", true)}).size(), 1u);
  const auto gone = at(22, {});
  ASSERT_EQ(gone.size(), 1u);
  EXPECT_FALSE(gone[0].alarm);
}

TEST_F(Edges, SameNamesOfDifferentKindsAreDifferent) {
  at(0, {{"send", "a", true, "x"}, {"link", "a", true, "y"}});
  EXPECT_EQ(at(20, {{"send", "a", true, "x"}, {"link", "a", true, "y"}}).size(), 2u);
}

}  // namespace
}  // namespace huiyin
