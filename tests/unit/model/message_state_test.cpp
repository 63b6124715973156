// Every (state, event) pair, against the rule written out a second time: exactly the listed transitions
// exist.
#include "daemon/model/message_state.h"

#include <map>
#include <set>

#include <gtest/gtest.h>

namespace huiyin {
namespace {

using S = MessageState;
using E = MessageEvent;

const std::map<S, std::map<E, S>>& expected() {
  static const std::map<S, std::map<E, S>> table = {
      {S::queued,
       {{E::intend, S::submitting},
        {E::suppress, S::suppressed},
        {E::cancel, S::cancelled},
        {E::miss, S::missed}}},
      {S::submitting,
       {{E::accept, S::accepted},
        {E::hold_back, S::queued},
        {E::refuse, S::rejected},
        {E::lose, S::uncertain},
        {E::deliver, S::delivered},
        {E::fail, S::undelivered},
        {E::expire, S::expired},
        {E::reject_late, S::rejected}}},
      {S::accepted,
       {{E::deliver, S::delivered},
        {E::fail, S::undelivered},
        {E::expire, S::expired},
        {E::reject_late, S::rejected}}},
      {S::uncertain,
       {{E::accept, S::accepted},
        {E::deny, S::queued},
        {E::deliver, S::delivered},
        {E::fail, S::undelivered},
        {E::expire, S::expired},
        {E::reject_late, S::rejected}}},
      {S::expired, {{E::deliver, S::delivered}, {E::fail, S::undelivered}}},
  };
  return table;
}

TEST(MessageState, EveryPairOfStateAndEvent) {
  for (int s = 0; s < kMessageStates; ++s)
    for (int e = 0; e < kMessageEvents; ++e) {
      const auto from = static_cast<S>(s);
      const auto event = static_cast<E>(e);
      SCOPED_TRACE(std::string(name_of(from)) + " + " + std::string(name_of(event)));
      S to = S::missed;
      const bool allowed = next_state(from, event, &to);
      const auto row = expected().find(from);
      const bool should = row != expected().end() && row->second.count(event) > 0;
      EXPECT_EQ(allowed, should);
      EXPECT_EQ(to, should ? row->second.at(event) : S::missed) << "a refused event must leave *to alone";
    }
}

TEST(MessageState, NothingLeadsBackToQueuedButCertainty) {
  for (const Transition& t : message_transitions())
    if (t.to == S::queued) {
      EXPECT_TRUE(t.event == E::hold_back || t.event == E::deny) << name_of(t.from);
    }
}

TEST(MessageState, OnlyAnIntentLeadsToSubmitting) {
  for (const Transition& t : message_transitions())
    if (t.to == S::submitting) {
      EXPECT_EQ(t.event, E::intend);
    }
}

TEST(MessageState, EveryStateIsReachedAndNamedOnce) {
  std::set<S> reached = {S::queued};
  std::set<std::string_view> names;
  for (const Transition& t : message_transitions()) reached.insert(t.to);
  for (int s = 0; s < kMessageStates; ++s) {
    EXPECT_TRUE(reached.count(static_cast<S>(s))) << name_of(static_cast<S>(s));
    names.insert(name_of(static_cast<S>(s)));
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(kMessageStates));
}

TEST(MessageState, FinalStatesAreThoseThatOnlyALateReceiptLeaves) {
  for (int s = 0; s < kMessageStates; ++s) {
    const auto from = static_cast<S>(s);
    bool leaves = false;
    for (const Transition& t : message_transitions())
      leaves = leaves || (t.from == from && from != S::expired);
    EXPECT_EQ(is_final(from), !leaves) << name_of(from);
    EXPECT_FALSE(is_final(from) && is_waiting(from));
  }
}

}  // namespace
}  // namespace huiyin
