// Signing in without HTTP: what lets in, what is counted, and that guessing locks out neither office nor
// person.
#include "daemon/people/sign_in.h"

#include <gtest/gtest.h>

#include "daemon/base/bytes.h"
#include "daemon/base/password.h"
#include "daemon/people/user_commands.h"
#include "daemon/store/tokens.h"
#include "tests/unit/test_ledger.h"

namespace huiyin {
namespace {

const TimePoint kNow = from_ms(1'800'000'000'000);

class SignInTest : public ::testing::Test {
 protected:
  SignInTest() {
    register_user_commands(table_);
    hash_ = hash_password("three blind mice");
    OfficeUser u;
    u.name = u.display = "li";
    u.role = Role::admin;
    u.created_at = kNow;
    u.id = add_user(ledger_.db(), u);
    u.password = hash_;
    save_user(ledger_.db(), u);
  }
  SignInOutcome enter(bool fitted, TimePoint at = kNow, const std::string& device = {},
                      const std::string& otp = {}, const std::string& name = "li") {
    return ledger_.in_transaction([&](Database& db) {
      return decide_sign_in(db, *ledger_.vault(), {name, "", otp, device}, hash_, fitted, at);
    });
  }
  Result<std::string> as(const std::string& actor, Role role, const std::string& name,
                         const std::string& args) {
    return ledger_.in_transaction([&](Database& db) {
      return run_command(db, table_, name, "", Json::parse(args), {kNow, actor, role});
    });
  }
  TestLedger ledger_;
  CommandTable table_;
  std::string hash_;
};

TEST_F(SignInTest, ThePauseGrowsAndEnds) {
  EXPECT_EQ(sign_in_pause(4), Millis(0));
  EXPECT_EQ(sign_in_pause(5), Millis(2'000));
  EXPECT_EQ(sign_in_pause(6), Millis(4'000));
  EXPECT_EQ(sign_in_pause(1'000), Millis(900'000));
}

TEST_F(SignInTest, GuessingPausesStrangersButNoKnownBrowserAndNobodyElse) {
  const SignInOutcome first = enter(true);
  ASSERT_EQ(first.refused, "");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(enter(false).refused, "sign_in_refused");
  const SignInOutcome paused = enter(true);
  EXPECT_EQ(paused.refused, "too_many_tries");
  EXPECT_GT(paused.retry_after, 0);
  EXPECT_EQ(enter(true, kNow, "a browser that was never here").refused, "too_many_tries");
  EXPECT_EQ(enter(true, kNow, first.device).refused, "");
  EXPECT_EQ(enter(true, kNow + Millis(2'001)).refused, "") << "the pause is over";
  EXPECT_EQ(enter(false, kNow + Millis(2'002)).refused, "sign_in_refused") << "the count began anew";
}

TEST_F(SignInTest, AKnownBrowserThatGuessesIsPausedToo) {
  const std::string device = enter(true).device;
  for (int i = 0; i < 5; ++i) enter(false, kNow, device);
  EXPECT_EQ(enter(true, kNow, device).refused, "too_many_tries");
  EXPECT_EQ(enter(true, kNow).refused, "") << "strangers have a count of their own";
}

TEST_F(SignInTest, NobodyAndTheDisabledAreRefusedAlike) {
  const SignInOutcome nobody = enter(false, kNow, {}, {}, "nobody"), wrong = enter(false);
  EXPECT_EQ(nobody.refused, wrong.refused);
  EXPECT_EQ(nobody.detail, wrong.detail);
  OfficeUser li = *find_user(ledger_.db(), "li");
  li.disabled_at = kNow;
  save_user(ledger_.db(), li);
  EXPECT_EQ(enter(true).refused, "sign_in_refused");
}

TEST_F(SignInTest, TheSecondFactorIsAskedForAndCountsOnce) {
  const std::string secret = "12345678901234567890";
  OfficeUser li = *find_user(ledger_.db(), "li");
  li.totp_sealed = ledger_.vault()->seal(secret, "totp");
  li.totp_on = true;
  save_user(ledger_.db(), li);
  add_user_code(ledger_.db(), sha256("recover"), li.id, "recovery", std::nullopt);
  const std::string code = totp_code(secret, to_ms(kNow) / 30'000);
  EXPECT_EQ(enter(true).refused, "second_factor_needed");
  EXPECT_EQ(enter(true, kNow, {}, "000000").refused, "sign_in_refused");
  EXPECT_EQ(enter(true, kNow, {}, code).refused, "");
  EXPECT_EQ(enter(true, kNow, {}, code).refused, "sign_in_refused");
  EXPECT_EQ(enter(true, kNow, {}, "RECOVER").refused, "");
  EXPECT_EQ(enter(true, kNow, {}, "recover").refused, "sign_in_refused");
}

TEST_F(SignInTest, ACodeSetsAPasswordOnceAndInItsTime) {
  const std::string code =
      Json::parse(*as("user:li", Role::admin, "user.create", R"({"user":"wang","role":"operator"})"))
          .text("code");
  const auto set = [&](const std::string& with, TimePoint at) {
    return ledger_.in_transaction(
        [&](Database& db) { return set_up_by_code(db, with, "", "", "hash", at).has_value(); });
  };
  EXPECT_FALSE(set(code, kNow + Millis(73LL * 3'600'000)));
  EXPECT_FALSE(set("another", kNow));
  EXPECT_TRUE(set(code, kNow));
  EXPECT_FALSE(set(code, kNow));
  EXPECT_EQ(find_user(ledger_.db(), "wang")->password, "hash");
}

TEST_F(SignInTest, TheLastAdministratorStays) {
  EXPECT_FALSE(as("user:li", Role::admin, "user.disable", R"({"user":"li","reason":"x"})"));
  EXPECT_FALSE(as("user:li", Role::admin, "user.change", R"({"user":"li","role":"viewer"})"));
  EXPECT_FALSE(as("token:ctl", Role::admin, "user.bootstrap", "{}"));
  EXPECT_TRUE(as("token:ctl", Role::admin, "user.reset", R"({"user":"li"})")) << "by the machine's own token";
  EXPECT_TRUE(as("token:ctl", Role::admin, "user.bootstrap", "{}")) << "nobody has a password now";
  EXPECT_FALSE(as("user:li", Role::supervisor, "user.create", R"({"user":"x","role":"viewer"})"));
}

TEST_F(SignInTest, MakerAndCheckerAreTwoPeopleWhateverStandsForThem) {
  Database& db = ledger_.db();
  add_token(db, {"1", "robot", Role::admin, std::nullopt, 0, "", "user:li"}, "h1", kNow);
  add_token(db, {"2", "ctl", Role::admin}, "h2", kNow);
  EXPECT_TRUE(check_second_person(db, "user:wang", "user:li"));
  EXPECT_TRUE(check_second_person(db, "token:ctl", "user:li"));
  EXPECT_FALSE(check_second_person(db, "user:li", "user:li"));
  EXPECT_FALSE(check_second_person(db, "token:robot", "user:li")) << "li's own robot made it";
  EXPECT_FALSE(check_second_person(db, "user:wang", "token:robot"));
  EXPECT_FALSE(check_second_person(db, "user:wang", "token:ctl"));
  EXPECT_FALSE(check_second_person(db, "user:wang", "bus:case-system"));
}

TEST_F(SignInTest, TokensCanDoNoMoreThanWhoMadeThem) {
  EXPECT_FALSE(as("user:li", Role::operator_, "token.add", R"({"name":"x","role":"admin"})"));
  EXPECT_FALSE(as("user:li", Role::operator_, "token.add", R"({"name":"x","machine":true})"));
  EXPECT_FALSE(as("token:ctl", Role::admin, "token.add", R"({"name":"x"})")) << "nobody's own";
  const auto made =
      as("user:li", Role::operator_, "token.add", R"({"name":"x","days":1,"scopes":["case."]})");
  ASSERT_TRUE(made);
  const Json answer = Json::parse(*made);
  const auto token = find_token(ledger_.db(), sha256(answer.text("token")), kNow);
  ASSERT_TRUE(token);
  EXPECT_EQ(token->scopes, "case.");
  EXPECT_FALSE(find_token(ledger_.db(), sha256(answer.text("token")), kNow + Millis(24 * 3'600'000)));
  EXPECT_FALSE(as("user:wang", Role::supervisor, "token.revoke", "{\"id\":\"" + answer.text("id") + "\"}"));
  EXPECT_TRUE(as("user:li", Role::viewer, "token.revoke", "{\"id\":\"" + answer.text("id") + "\"}"));
  EXPECT_FALSE(find_token(ledger_.db(), sha256(answer.text("token")), kNow));
}

}  // namespace
}  // namespace huiyin
