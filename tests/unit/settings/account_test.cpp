#include <gmock/gmock.h>

#include "tests/unit/settings/scratch.h"

namespace huiyin {
namespace {

using test::errors;
using test::load;
using test::Scratch;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class SettingsAccount : public testing::Test {
 protected:
  std::string account(const std::string& lines) const {
    return scratch_.file(
        "h.toml",
        "[office]\nsignature = \"局\"\n[carrier.main]\nkind = \"acme\"\nurl = \"https://a\"\n" + lines);
  }
  std::string key_line() const { return "api_key = \"file:" + key_ + "\"\n"; }

  const Scratch scratch_;
  const std::string key_ = scratch_.file("acme.key", "s3cret\n");
};

TEST_F(SettingsAccount, IsCheckedAgainstItsKindAndFilledWithDefaults) {
  const auto loaded =
      load(account(key_line() + "purposes = [\"publicity\", \"staff\"]\nwindow = 5\nsandbox = true\n"));
  ASSERT_TRUE(loaded) << errors(loaded);
  const CarrierAccount& main = *loaded->settings.carrier("main");
  EXPECT_EQ(main.kind, &test::kAcme);
  EXPECT_EQ(main.values.text("url"), "https://a");
  EXPECT_EQ(main.values.secret("api_key").reveal(), "s3cret");
  EXPECT_EQ(main.values.integer("pause"), 250);
  EXPECT_TRUE(main.values.flag("sandbox"));
  EXPECT_THAT(main.purposes, ElementsAre(Purpose::publicity, Purpose::staff));
  EXPECT_EQ(main.window, 5);
  EXPECT_TRUE(main.may_send(Purpose::staff));
  EXPECT_FALSE(main.may_send(Purpose::follow_up));
  EXPECT_EQ(loaded->settings.carrier("other"), nullptr);
}

TEST_F(SettingsAccount, WithoutPurposesMaySendEverything) {
  const auto loaded = load(account(key_line()));
  ASSERT_TRUE(loaded) << errors(loaded);
  EXPECT_EQ(loaded->settings.carriers[0].purposes.size(), std::size_t{kPurposes});
}

TEST_F(SettingsAccount, DisabledSendsNothing) {
  const auto loaded = load(account(key_line() + "enabled = false\n"));
  ASSERT_TRUE(loaded) << errors(loaded);
  EXPECT_FALSE(loaded->settings.carriers[0].may_send(Purpose::staff));
}

TEST_F(SettingsAccount, SecretsInTheOpenAreRefusedAndNotRepeated) {
  const auto loaded = load(account("api_key = \"AKIDz8krbsJ5yKBZQpn74WFkmLPx3\"\n"));
  EXPECT_THAT(errors(loaded), HasSubstr("h.toml:6:11: carrier.main.api_key: "));
  EXPECT_THAT(errors(loaded), HasSubstr("file:/path"));
  EXPECT_THAT(errors(loaded), Not(HasSubstr("AKIDz8")));
}

TEST_F(SettingsAccount, SecretFilesMustExistAndBePrivate) {
  const std::string open = scratch_.file("open.key", "x", 0644);
  EXPECT_THAT(errors(load(account("api_key = \"file:/nowhere/k\"\n"))),
              HasSubstr("carrier.main.api_key: /nowhere/k"));
  EXPECT_THAT(errors(load(account("api_key = \"file:" + open + "\"\n"))), HasSubstr("0644"));
}

TEST_F(SettingsAccount, MissingAndUnknownKeysAreNamed) {
  const auto loaded = load(scratch_.file("m.toml", "[carrier.main]\nkind = \"acme\"\nsandbx = true\n"));
  const std::string text = errors(loaded);
  EXPECT_THAT(text, HasSubstr("m.toml:3:10: unknown key carrier.main.sandbx; did you mean sandbox?"));
  EXPECT_THAT(text, HasSubstr("m.toml:1:1: carrier.main of kind acme needs url (base address)"));
  EXPECT_THAT(text, HasSubstr("needs api_key"));
}

TEST_F(SettingsAccount, TheKindMustBeKnown) {
  EXPECT_THAT(
      errors(load(scratch_.file("k.toml", "[carrier.a]\nkind = \"acmee\"\n[carrier.b]\nurl = \"x\"\n"))),
      testing::AllOf(HasSubstr("k.toml:2:8: carrier.a.kind names no adapter; there are: acme"),
                     HasSubstr("k.toml:3:1: carrier.b has no kind; there are: acme")));
}

TEST_F(SettingsAccount, TheKindsOwnCheckIsPartOfLoading) {
  const auto loaded = load(
      scratch_.file("c.toml", "[carrier.main]\nkind = \"acme\"\nurl = \"https://live\"\nsandbox = true\n" +
                                  key_line() + "[office]\nsignature = \"局\"\n"));
  EXPECT_THAT(errors(loaded), HasSubstr("c.toml:1:1: carrier.main: sandbox contradicts url"));
}

TEST_F(SettingsAccount, ASenderNeedsASignature) {
  const auto loaded =
      load(scratch_.file("s.toml", "[carrier.main]\nkind = \"acme\"\nurl = \"https://a\"\n" + key_line()));
  EXPECT_EQ(errors(loaded), "office.signature is needed: carrier.main sends\n");
}

TEST_F(SettingsAccount, FlagsMakeAccountsAndVariablesChangeThem) {
  const auto loaded =
      load("",
           {{"office.signature", "局"},
            {"carrier.two.kind", "acme"},
            {"carrier.two.url", "https://flag"},
            {"carrier.two.api_key", "file:" + key_}},
           {{"HUIYIN_CARRIER_TWO_URL", "https://environment"}, {"HUIYIN_CARRIER_TWO_PAUSE", "9"}});
  ASSERT_TRUE(loaded) << errors(loaded);
  const CarrierAccount& two = *loaded->settings.carrier("two");
  EXPECT_EQ(two.values.text("url"), "https://flag") << "flags stand above variables";
  EXPECT_EQ(two.values.integer("pause"), 9);
  EXPECT_EQ(loaded->origin("carrier.two.pause").text(), "environment HUIYIN_CARRIER_TWO_PAUSE");
}

TEST_F(SettingsAccount, NamesAndShapesAreChecked) {
  EXPECT_THAT(errors(load("", {{"carrier.Big.kind", "acme"}})), HasSubstr("1 to 32 characters"));
  EXPECT_THAT(errors(load("", {{"carrier.main", "acme"}})), HasSubstr("carrier.<account>.<key>"));
  EXPECT_THAT(errors(load(scratch_.file("n.toml", "[carrier]\nkind = \"acme\"\n"))),
              HasSubstr("n.toml:2:8: carrier.kind must be a table"));
  EXPECT_THAT(errors(load("", {}, {{"HUIYIN_CARRIER_NONE_URL", "x"}})), HasSubstr("unknown variable"));
  EXPECT_THAT(errors(load(account(key_line() + "purposes = [\"adverts\"]\n"))),
              HasSubstr("carrier.main.purposes must be a list of texts out of \"statutory_notice\""));
}

}  // namespace
}  // namespace huiyin
