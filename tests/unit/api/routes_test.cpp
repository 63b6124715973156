// The route table, the problems it answers with, and tokens.
#include "daemon/api/routes.h"

#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "daemon/api/reads.h"
#include "daemon/api/sessions.h"
#include "daemon/api/tokens.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"
#include "daemon/base/json.h"
#include "daemon/store/tokens.h"
#include "daemon/store/users.h"
#include "tests/unit/store/temp_store.h"

namespace huiyin {
namespace {

const Operations& operations() {
  static const Operations all = *Operations::make(CommandTable());
  return all;
}

RouteTable table() {
  RouteTable t(operations());
  for (const char* pattern : {"/api/v1/campaigns", "/api/v1/campaigns/{id}", "/api/v1/campaigns/{id}/lines"})
    t.add({"GET", pattern, {}});
  t.add({"POST", "/api/v1/uploads", {}});
  return t;
}

TEST(Routes, FindsByMethodAndParts) {
  const RouteTable t = table();
  PathValues values;
  std::string allowed;
  const Route* lines = t.find("GET", "/api/v1/campaigns/17/lines", &values, &allowed);
  ASSERT_NE(lines, nullptr);
  EXPECT_EQ(values["id"], "17");
  ASSERT_NE(lines->operation, nullptr);
  EXPECT_EQ(lines->operation->name, "campaign.lines");
  EXPECT_EQ(t.find("POST", "/api/v1/campaigns", &values, &allowed), nullptr);
  EXPECT_EQ(allowed, "GET");
  for (const char* path : {"/api/v1/campaigns/", "/api/v1", "/", "", "/api/v1/campaigns/1/lines/2"}) {
    EXPECT_EQ(t.find("GET", path, &values, &allowed), nullptr) << path;
    EXPECT_EQ(allowed, "") << path;
  }
}

TEST(Routes, WhatIsInNoRowIsNotServed) {
  RouteTable t = table();
  t.add({"GET", "/api/v1/of-nobody", {}});
  PathValues values;
  std::string allowed;
  EXPECT_EQ(t.find("GET", "/api/v1/of-nobody", &values, &allowed), nullptr);
  EXPECT_EQ(allowed, "");
  EXPECT_GT(t.tell_unserved({}), t.tell_unserved({"/hooks/"}));
  EXPECT_EQ(t.tell_unserved({"/"}), 0);
}

TEST(Routes, AProblemSaysWhatItIs) {
  const HttpResponse r = problem({Errc::conflict, "the campaign runs already", "/campaign"}, "/api/v1/x");
  EXPECT_EQ(r.status, 409);
  EXPECT_EQ(r.content_type, "application/problem+json");
  const Json j = Json::parse(r.body);
  EXPECT_EQ(j.text("detail"), "/campaign: the campaign runs already");
  EXPECT_EQ(j.integer("status"), 409);
}

TEST(Routes, ParametersAreWholeNumbersInTheirRange) {
  EXPECT_EQ(integer_parameter("limit", "500", 1, 500), 500);
  for (const char* bad : {"", "0", "501", "-1", "1e2", "12 ", "0x10", "99999999999999999999"})
    EXPECT_THROW(integer_parameter("limit", bad, 1, 500), BadInput) << bad;
}

TEST(Tokens, TheFirstIsMadeOnceAndOnlyItsHashRests) {
  TempStore t;
  const std::string file = t.dir.path + "/token";
  ASSERT_TRUE(ensure_first_token(*t.store, file, from_ms(1000)));
  struct stat st {};
  stat(file.c_str(), &st);
  EXPECT_EQ(st.st_mode & 0777, 0600u);
  std::string token;
  std::getline(std::ifstream(file), token);
  ASSERT_TRUE(ensure_first_token(*t.store, file, from_ms(2000)));
  std::string again;
  std::getline(std::ifstream(file), again);
  EXPECT_EQ(token, again);

  HttpRequest q;
  q.headers = {{"authorization", "Bearer " + token}};
  const auto reader = t.reader();
  SeenNow seen;
  const Known known = who_asks(*reader, q, {}, from_ms(3000), &seen);
  ASSERT_TRUE(known.visitor);
  EXPECT_EQ(known.visitor->role, Role::admin);
  EXPECT_EQ(known.visitor->actor, "token:ctl");
  EXPECT_FALSE(seen.token_id.empty()) << "its first use is remembered";
  for (const std::string& bad : {std::string("Bearer "), "Bearer " + token + "x", token, "bearer " + token,
                                 std::string("Basic ") + token}) {
    q.headers = {{"authorization", bad}};
    EXPECT_FALSE(who_asks(*reader, q, {}, from_ms(3000), &seen).visitor) << bad;
  }
  std::ifstream db(t.url(), std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(db)), {});
  EXPECT_EQ(bytes.find(token), std::string::npos);
}

TEST(Tokens, AnExpiredOneIsNobodys) {
  TempStore t;
  t.in([](Database& db) {
    return add_token(db, {"1", "clerk", Role::operator_, from_ms(5000)}, sha256("secret"), from_ms(0)), true;
  });
  EXPECT_TRUE(find_token(*t.reader(), sha256("secret"), from_ms(4999)));
  EXPECT_FALSE(find_token(*t.reader(), sha256("secret"), from_ms(5000)));
}

class Sessions : public ::testing::Test {
 protected:
  Sessions() {
    t_.in([](Database& db) {
      OfficeUser u;
      u.name = u.display = "li";
      u.role = Role::operator_;
      u.id = add_user(db, u);
      add_session(db, {sha256("secret"), u.id, from_ms(0), from_ms(0)});
      return true;
    });
  }
  Known ask(const std::string& method, Headers headers, TimePoint at = from_ms(1000)) {
    HttpRequest q;
    q.method = method;
    q.headers = std::move(headers);
    q.headers.emplace_back("cookie", "a=b; huiyin_session=secret; c=d");
    return who_asks(*t_.reader(), q, {}, at, &seen_);
  }
  TempStore t_;
  SeenNow seen_;
};

TEST_F(Sessions, ReadsNeedTheCookieChangesTheirTokenToo) {
  const Known read = ask("GET", {});
  ASSERT_TRUE(read.visitor);
  EXPECT_EQ(read.visitor->actor, "user:li");
  EXPECT_EQ(ask("POST", {}).refused, "csrf");
  EXPECT_EQ(ask("DELETE", {{"x-csrf-token", "secret"}}).refused, "csrf");
  EXPECT_TRUE(ask("POST", {{"x-csrf-token", csrf_of("secret")}}).visitor);
  EXPECT_EQ(ask("POST", {{"x-csrf-token", csrf_of("secret")}, {"sec-fetch-site", "cross-site"}}).refused,
            "csrf");
  EXPECT_TRUE(ask("POST", {{"x-csrf-token", csrf_of("secret")}, {"sec-fetch-site", "same-origin"}}).visitor);
}

TEST_F(Sessions, EndByIdlenessAndAtTheLatestByTheirAge) {
  const SessionRules rules;
  EXPECT_TRUE(ask("GET", {}, from_ms(0) + rules.idle).visitor);
  EXPECT_FALSE(seen_.session_hash.empty());
  EXPECT_FALSE(ask("GET", {}, from_ms(1) + rules.idle).visitor);
  t_.in([&](Database& db) { return touch_session(db, sha256("secret"), from_ms(0) + rules.longest), true; });
  EXPECT_TRUE(ask("GET", {}, from_ms(0) + rules.longest).visitor);
  EXPECT_FALSE(ask("GET", {}, from_ms(1) + rules.longest).visitor);
}

TEST_F(Sessions, BehindTlsOnlyTheHostCookieCounts) {
  EXPECT_FALSE(ask("GET", {{"x-forwarded-proto", "https"}}).visitor);
  EXPECT_TRUE(ask("GET", {{"x-forwarded-proto", "https"}, {"cookie", "__Host-huiyin=secret"}}).visitor);
  EXPECT_EQ(set_cookie(true, session_cookie_name(true), "v", 5),
            "__Host-huiyin=v; Path=/; HttpOnly; SameSite=Strict; Max-Age=5; Secure");
}

}  // namespace
}  // namespace huiyin
