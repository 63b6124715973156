// The catalogue of errors, and the page that people read.
#include "daemon/api/problems.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>

#include <gtest/gtest.h>

#include "daemon/api/answering.h"
#include "daemon/base/json.h"

namespace huiyin {
namespace {

std::string page() {
  std::string out =
      "# Errors\n\nMade from config/errors.json, which the API serves at /api/v1/errors. A problem's `code` "
      "is the number, its"
      " `type`\nis `urn:huiyin:error:` and the name.\n\n| number | name | status | title | cause | remedy "
      "|\n|---|---|---|---|---|---|\n";
  for (const CatalogueError& e : error_catalogue())
    out += "| " + std::to_string(e.number) + " | " + e.code + " | " + std::to_string(e.status) + " | " +
           e.title.en + "<br>" + e.title.zh + " | " + e.cause.en + "<br>" + e.cause.zh + " | " + e.remedy.en +
           "<br>" + e.remedy.zh + " |\n";
  return out;
}

TEST(Problems, NumbersAndNamesAreUniqueAndNothingIsEmpty) {
  std::set<int> numbers;
  std::set<std::string> codes;
  for (const CatalogueError& e : error_catalogue()) {
    EXPECT_TRUE(numbers.insert(e.number).second) << e.number;
    EXPECT_TRUE(codes.insert(e.code).second) << e.code;
    EXPECT_GE(e.status, 400);
    EXPECT_LT(e.status, 600);
    for (const Words& w : {e.title, e.cause, e.remedy}) EXPECT_FALSE(w.en.empty() || w.zh.empty()) << e.code;
  }
}

TEST(Problems, EveryErrcHasItsNumber) {
  for (int i = 1; i <= 7; ++i) {
    const CatalogueError* e = find_catalogue_error(name_of(static_cast<Errc>(i)));
    ASSERT_NE(e, nullptr) << i;
    EXPECT_EQ(e->number, i);
  }
}

TEST(Problems, AreToldInTheClientsLanguage) {
  HttpResponse r = problem({Errc::conflict, "it runs already", "/campaign"}, "/api/v1/x");
  EXPECT_EQ(r.status, 409);
  const Json english = Json::parse(r.body);
  EXPECT_EQ(english.text("type"), "urn:huiyin:error:conflict");
  EXPECT_EQ(english.integer("code"), 3);
  EXPECT_EQ(english.text("field"), "/campaign");
  localize(&r, "zh-CN,zh;q=0.9,en;q=0.8");
  EXPECT_EQ(Json::parse(r.body).text("title"), "当前状态不允许");
  EXPECT_EQ(Json::parse(r.body).text("detail"), english.text("detail"));
  HttpResponse other = problem("key_needed", "x", "/");
  localize(&other, "en");
  EXPECT_EQ(Json::parse(other.body).text("title"), "An Idempotency-Key is needed");
}

TEST(Problems, ThePageTellsTheSame) {
  const std::string path = std::string(HUIYIN_SOURCE_DIR) + "/docs/errors.md";
  if (std::getenv("HUIYIN_WRITE_DOCS") != nullptr) std::ofstream(path, std::ios::binary) << page();
  std::ifstream in(path, std::ios::binary);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), page())
      << "HUIYIN_WRITE_DOCS=1 writes it anew";
}

class LastAnswer final : public Responder {
 public:
  void send(HttpResponse r) override { answer = std::move(r); }
  std::shared_ptr<HttpStream> stream(HttpResponse) override { return nullptr; }
  HttpResponse answer;
};

TEST(Answering, AReadIsTaggedAndToldOnce) {
  Operation op;
  op.name = "campaign.read";
  op.method = "GET";
  op.path = "/api/v1/campaigns/{id}";
  HttpRequest q;
  q.method = "GET";
  const auto ask = [&](const std::string& tag, int status) {
    auto last = std::make_shared<LastAnswer>();
    q.headers = {{"if-none-match", tag}};
    HttpResponse r;
    r.status = status;
    r.body = "{\"a\":1}";
    answering(last, q, &op)->send(std::move(r));
    return last->answer;
  };
  EXPECT_EQ(ask("", 200).status, 200);
  EXPECT_EQ(ask(etag_of("{\"a\":1}"), 200).status, 304);
  EXPECT_EQ(ask("\"other\", W/" + etag_of("{\"a\":1}"), 200).status, 304);
  EXPECT_EQ(ask("\"other\"", 200).status, 200);
  EXPECT_EQ(ask(etag_of("{\"a\":1}"), 404).status, 404);
  EXPECT_TRUE(ask("*", 200).body.empty());
}

}  // namespace
}  // namespace huiyin
