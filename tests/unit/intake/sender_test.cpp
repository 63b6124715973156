#include "daemon/intake/sender.h"

#include <gtest/gtest.h>

namespace huiyin {
namespace {

using Kind = Sender::Kind;

struct Case {
  const char* told;
  Kind kind;
  const char* number;
};

class SenderForms : public ::testing::TestWithParam<Case> {};

TEST_P(SenderForms, AreRead) {
  const Sender sender = read_sender(GetParam().told, "CN");
  EXPECT_EQ(sender.kind, GetParam().kind) << GetParam().told;
  EXPECT_EQ(sender.number, GetParam().number) << GetParam().told;
}

INSTANTIATE_TEST_SUITE_P(
    All, SenderForms,
    ::testing::Values(Case{"+8613800000001", Kind::person, "+8613800000001"},
                      Case{"13800000001", Kind::person, "+8613800000001"},
                      Case{"8613800000001", Kind::person, "+8613800000001"},
                      Case{"１３８00000001", Kind::person, "+8613800000001"},
                      // a prefix that the plan does not know is a person's all the same
                      Case{"+8615400000001", Kind::person, "+8615400000001"},
                      Case{"15400000001", Kind::person, "+8615400000001"},
                      Case{"+442079460000", Kind::person, "+442079460000"},
                      Case{"10086", Kind::service, "code:10086"}, Case{"12345", Kind::service, "code:12345"},
                      Case{"1069012345678", Kind::service, "code:1069012345678"},
                      Case{"HMRC", Kind::service, "code:hmrc"}, Case{"", Kind::withheld, ""},
                      Case{"  ", Kind::withheld, ""}, Case{"Anonymous", Kind::withheld, ""},
                      Case{"匿名", Kind::withheld, ""}, Case{"Restricted", Kind::withheld, ""},
                      Case{"sip:anonymous@anonymous.invalid", Kind::withheld, ""},
                      Case{"tel:unknown;phone-context=x", Kind::withheld, ""},
                      Case{"00000000", Kind::withheld, ""}, Case{"0", Kind::withheld, ""}));

TEST(Sender, ADirectoryEntryTellsTheKind) {
  EXPECT_EQ(sender_of("+8613800000001").kind, Kind::person);
  EXPECT_EQ(sender_of("code:10086").kind, Kind::service);
  EXPECT_EQ(sender_of("").kind, Kind::withheld);
}

}  // namespace
}  // namespace huiyin
