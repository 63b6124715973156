// The route table, the problems it answers with, and tokens.
#include "daemon/api/routes.h"

#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "daemon/api/reads.h"
#include "daemon/api/tokens.h"
#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"
#include "daemon/base/json.h"
#include "daemon/store/tokens.h"
#include "tests/unit/store/temp_store.h"

namespace huiyin {
namespace {

RouteTable table() {
  RouteTable t;
  for (const char* pattern : {"/api/v1/campaigns", "/api/v1/campaigns/{id}", "/api/v1/campaigns/{id}/lines"})
    t.add({"GET", pattern, Access::token, Role::viewer, {}});
  t.add({"POST", "/api/v1/commands/{name}", Access::token, Role::viewer, {}});
  return t;
}

TEST(Routes, FindsByMethodAndParts) {
  const RouteTable t = table();
  std::map<std::string, std::string, std::less<>> values;
  bool other = false;
  ASSERT_NE(t.find("GET", "/api/v1/campaigns/17/lines", &values, &other), nullptr);
  EXPECT_EQ(values["id"], "17");
  EXPECT_EQ(t.find("GET", "/api/v1/campaigns/17/lines", &values, &other)->pattern,
            "/api/v1/campaigns/{id}/lines");
  EXPECT_EQ(t.find("POST", "/api/v1/campaigns", &values, &other), nullptr);
  EXPECT_TRUE(other);
  for (const char* path :
       {"/api/v1/campaigns/", "/api/v1", "/", "", "/api/v1/campaigns/1/lines/2", "/api/v1/commands/"}) {
    EXPECT_EQ(t.find("GET", path, &values, &other), nullptr) << path;
  }
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
  const auto visitor = visitor_of(*reader, q, from_ms(3000));
  ASSERT_TRUE(visitor);
  EXPECT_EQ(visitor->role, Role::admin);
  for (const std::string& bad : {std::string("Bearer "), "Bearer " + token + "x", token, "bearer " + token,
                                 std::string("Basic ") + token}) {
    q.headers = {{"authorization", bad}};
    EXPECT_FALSE(visitor_of(*reader, q, from_ms(3000))) << bad;
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

}  // namespace
}  // namespace huiyin
