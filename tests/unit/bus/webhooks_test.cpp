// Outgoing webhooks against a receiver that answers as a test says.
#include "daemon/bus/webhooks.h"

#include <mutex>

#include <gtest/gtest.h>

#include "daemon/base/bytes.h"
#include "daemon/base/json.h"
#include "daemon/bus/bus_commands.h"
#include "daemon/bus/webhook_sign.h"
#include "daemon/bus/webhook_views.h"
#include "daemon/io/http_server.h"
#include "tests/unit/store/temp_store.h"

namespace huiyin {
namespace {

using Steady = std::chrono::steady_clock;
constexpr const char* kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr const char* kOther = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";

TEST(WebhookSignature, IsThatOfTheStandard) {
  // The example of the Standard Webhooks libraries.
  const std::string key = webhook_key(kSecret).value();
  EXPECT_EQ(webhook_signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", from_ms(1'614'265'330'000),
                              R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  EXPECT_FALSE(webhook_key("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
  EXPECT_FALSE(webhook_key("whsec_c2hvcnQ="));
  EXPECT_FALSE(webhook_key("whsec_no base64 at all, no base64 at all"));
}

TEST(WebhookAddress, IsHttpsOrThisMachine) {
  for (const char* good :
       {"https://h.example/x?y=1", "http://127.0.0.1:80/x", "http://[::1]:9/", "http://localhost"})
    EXPECT_EQ(refuse_webhook_url(good), "") << good;
  for (const char* bad :
       {"", "ftp://h/", "http://h.example/", "http://localhost.h.example/", "http://127.0.0.1.h/",
        "http://127.0.0.1@h.example/", "https://u:p@h/", "https:///x", "https://h/ x", "https://h/\n",
        "http://127.0.0.1\\@h/", "https://h/#f", "http://[::1].h.example/", "HTTPS://h/"})
    EXPECT_NE(refuse_webhook_url(bad), "") << bad;
  EXPECT_EQ(webhook_origin("https://h.example:8/hook?token=1"), "https://h.example:8");
  EXPECT_EQ(webhook_origin("https://h.example?token=1"), "https://h.example");
}

TEST(WebhookPause, GrowsToItsLongest) {
  WebhookRules rules;
  EXPECT_EQ(webhook_pause(rules, 1), Millis(5'000));
  EXPECT_EQ(webhook_pause(rules, 3), Millis(20'000));
  EXPECT_EQ(webhook_pause(rules, 1'000'000), Millis(3'600'000));
}

// Answers every post; keeps what came. An answer of 0 is none at all.
class Receiver {
 public:
  explicit Receiver(std::function<int(int)> answer = [](int) { return 204; }) : answer_(std::move(answer)) {
    auto started = HttpServer::start(
        {}, [this](HttpRequest q, std::shared_ptr<Responder> r) { take(std::move(q), std::move(r)); },
        [](std::string_view, std::string_view) { return std::size_t{1} << 20; });
    server_ = std::move(*started);
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_->port()) + "/hook"; }
  std::vector<HttpRequest> posts() const {
    const std::lock_guard lock(mutex_);
    return posts_;
  }
  std::vector<std::int64_t> seqs() const {
    std::vector<std::int64_t> out;
    for (const HttpRequest& q : posts()) out.push_back(std::stoll(Json::parse(q.body).text("sequence")));
    return out;
  }

 private:
  void take(HttpRequest q, std::shared_ptr<Responder> responder) {
    const std::lock_guard lock(mutex_);
    posts_.push_back(std::move(q));
    HttpResponse r;
    r.status = answer_(static_cast<int>(posts_.size()));
    if (r.status == 503) r.headers.emplace_back("Retry-After", "60");
    if (r.status == 0)
      kept_.push_back(std::move(responder));
    else
      responder->send(std::move(r));
  }
  const std::function<int(int)> answer_;  // by the number of the post
  mutable std::mutex mutex_;
  std::vector<HttpRequest> posts_;
  std::vector<std::shared_ptr<Responder>> kept_;
  std::unique_ptr<HttpServer> server_;  // last: stops first
};

class WebhooksTest : public testing::Test {
 protected:
  WebhooksTest() {
    register_bus_commands(commands_, "");
    register_webhook_commands(commands_, secrets());
    rules_.tries = 3;
    rules_.tick = Millis(20);
    ledger_.store->on_commit([this](std::int64_t) {
      loop_.post_always([this] {
        net_role.assert_here();
        if (hooks_) hooks_->wake();
      });
    });
    reader_ = ledger_.reader();
    start();
  }
  ~WebhooksTest() override { end(); }

  static SecretSeal secrets() {
    return {[](std::string_view plain) { return "sealed:" + std::string(plain); },
            [](std::string_view sealed) -> Result<std::string> { return std::string(sealed.substr(7)); }};
  }
  void start() {
    net_role.assert_here();
    hooks_ = std::make_unique<Webhooks>(loop_, *ledger_.store, *reader_, clock_, secrets(), "urn:huiyin:t",
                                        rules_);
    hooks_->start();
  }
  void end() {
    net_role.assert_here();
    if (!hooks_) return;
    bool ended = false;
    hooks_->stop([&] { ended = true; });
    EXPECT_TRUE(until([&] { return ended; }));
    hooks_.reset();
  }
  bool until(const std::function<bool()>& done) {
    const auto deadline = Steady::now() + std::chrono::seconds(30);
    bool good = done();
    if (good) return true;
    const auto id = loop_.every(Millis(5), [&] {
      good = done();
      if (good || Steady::now() > deadline) loop_.stop();
    });
    loop_.run();
    loop_.cancel(id);
    return good;
  }
  Result<std::string> command(const std::string& name, const std::string& args) {
    return ledger_.store->write_now<std::string>([&](Database& db) {
      return run_command(db, commands_, name, "", Json::parse(args), {clock_.now(), "test", Role::admin});
    });
  }
  void add(const std::string& name, const Receiver& to, const std::string& more = R"("topics":["case."])") {
    const auto added = command("webhook.add", R"({"name":")" + name + R"(","url":")" + to.url() +
                                                  R"(","secret":")" + kSecret + "\"," + more + "}");
    ASSERT_TRUE(added) << added.error().text();
  }
  std::int64_t tell(const std::string& type, int n = 1) {
    return ledger_.in([&](Database& db) {
      std::int64_t seq = 0;
      for (int i = 0; i < n; ++i) seq = append_event(db, type, "case/C-1", clock_.now(), R"({"a":1})");
      return seq;
    });
  }
  std::int64_t acked(const std::string& name) {
    return find_consumer(*reader_, webhook_consumer(name))->acked;
  }
  std::vector<std::string> outcomes(const std::string& name) {
    std::vector<std::string> out;
    each_webhook_try(*reader_, name, 100, [&](const WebhookTry& t) { out.push_back(t.outcome); });
    return {out.rbegin(), out.rend()};
  }
  int told(const std::string& type) {
    return static_cast<int>(
        reader_->integer("SELECT count(*) FROM event WHERE type = $1", {std::string_view(type)}).value_or(0));
  }

  Loop loop_{"test"};  // outlives the store, which posts to it
  TempStore ledger_;
  ManualClock clock_{from_ms(1'767'000'000'000)};
  CommandTable commands_;
  WebhookRules rules_;
  std::unique_ptr<Database> reader_;
  std::unique_ptr<Webhooks> hooks_;
};

TEST_F(WebhooksTest, EachEventOfItsTopicsIsPostedOnceInOrderAndSigned) {
  const Receiver receiver;
  tell("case.closed");  // before it was added: not asked for
  add("desk", receiver);
  tell("message.states", 300);
  const std::int64_t first = tell("case.closed", 30) - 29;
  const std::int64_t last = tell("message.states", 3);
  ASSERT_TRUE(until([&] { return receiver.posts().size() >= 30; }));
  std::vector<std::int64_t> wanted;
  for (std::int64_t i = 0; i < 30; ++i) wanted.push_back(first + i);
  EXPECT_EQ(receiver.seqs(), wanted);
  // What it does not want moves its place too.
  EXPECT_TRUE(until([&] { return acked("desk") >= last; }));
  const HttpRequest q = receiver.posts().front();
  EXPECT_EQ(q.header("content-type"), "application/cloudevents+json; charset=utf-8");
  EXPECT_EQ(q.header("webhook-id"), Json::parse(q.body).text("id"));
  EXPECT_EQ(q.header("webhook-timestamp"), "1767000000");
  EXPECT_EQ(q.header("webhook-signature"),
            webhook_signature(webhook_key(kSecret).value(), q.header("webhook-id"), clock_.now(), q.body));
  EXPECT_EQ(outcomes("desk"), std::vector<std::string>(30, "delivered"));
  EXPECT_EQ(reader_->integer("SELECT count(*) FROM event WHERE data LIKE '%whsec_%' OR data LIKE '%/hook%'"),
            0);
}

TEST_F(WebhooksTest, WhatIsNeverTakenBecomesADeadLetterAndTheRestGoesOn) {
  const Receiver receiver([](int n) { return n <= 3 ? 500 : 200; });
  add("desk", receiver);
  const std::int64_t bad = tell("case.closed"), good = tell("case.closed");
  for (std::size_t tries = 1; tries <= 3; ++tries) {
    ASSERT_TRUE(until([&] { return outcomes("desk").size() == tries; }));
    EXPECT_EQ(acked("desk") >= bad, tries == 3);
    clock_.advance(Millis(4'999));
    EXPECT_FALSE(until([&, n = 0]() mutable { return ++n > 20; }) && receiver.posts().size() > tries);
    clock_.advance(Millis(3'600'000));
  }
  ASSERT_TRUE(until([&] { return acked("desk") >= good; }));
  EXPECT_EQ(receiver.seqs(), (std::vector<std::int64_t>{bad, bad, bad, good}));
  EXPECT_TRUE(Json::parse(receiver.posts()[1].body).boolean_or("redelivered", false));
  EXPECT_EQ(outcomes("desk"), (std::vector<std::string>{"failed", "failed", "dead", "delivered"}));
  EXPECT_EQ(told("webhook.dead"), 1);
  EXPECT_EQ(count_dead(*reader_, "webhook.desk"), 1);
  // An operator has it tried again: it goes, and is no dead letter any more.
  ASSERT_TRUE(
      command("bus.dead.requeue", R"({"consumer":"webhook.desk","seq":)" + std::to_string(bad) + "}"));
  EXPECT_TRUE(until([&] { return count_dead(*reader_, "webhook.desk") == 0; }));
  EXPECT_EQ(receiver.seqs().back(), bad);
}

TEST_F(WebhooksTest, AReceiverThatIsSilentOrDownHoldsUpNobody) {
  const Receiver silent([](int) { return 0; }), busy([](int) { return 503; }), good;
  add("a-silent", silent);
  add("b-busy", busy);
  ASSERT_TRUE(
      command("webhook.add", std::string(R"({"name":"c-down","url":"http://127.0.0.1:1/","secret":")") +
                                 kSecret + R"(","topics":["case."]})"));
  add("d-good", good);
  const std::int64_t last = tell("case.closed", 50);
  EXPECT_TRUE(until([&] { return acked("d-good") >= last; }));
  EXPECT_EQ(silent.posts().size(), 1u);
  EXPECT_EQ(busy.posts().size(), 1u);
  ASSERT_TRUE(until([&] { return outcomes("b-busy").size() == 1 && outcomes("c-down").size() == 1; }));
  // Retry-After: a minute, though the first pause is five seconds.
  EXPECT_EQ(find_webhook(*reader_, "b-busy")->next_at, clock_.now() + Millis(60'000));
  EXPECT_EQ(find_webhook(*reader_, "c-down")->next_at, clock_.now() + Millis(5'000));
}

TEST_F(WebhooksTest, ARestartGoesOnWhereItStood) {
  const Receiver receiver([](int n) { return n == 3 ? 500 : 200; });
  add("desk", receiver);
  const std::int64_t first = tell("case.closed", 4) - 3;
  ASSERT_TRUE(until([&] { return outcomes("desk").size() == 3; }));
  end();
  start();
  EXPECT_EQ(find_webhook(*reader_, "desk")->tries, 1);
  clock_.advance(Millis(5'000));
  ASSERT_TRUE(until([&] { return acked("desk") >= first + 3; }));
  EXPECT_EQ(receiver.seqs(), (std::vector<std::int64_t>{first, first + 1, first + 2, first + 2, first + 3}));
}

TEST_F(WebhooksTest, ReplayPostsAgainUnderTheSameIds) {
  const Receiver receiver;
  add("desk", receiver);
  const std::int64_t last = tell("case.closed", 3);
  ASSERT_TRUE(until([&] { return acked("desk") >= last; }));
  ASSERT_TRUE(command("webhook.replay", R"({"name":"desk","from":)" + std::to_string(last - 1) + "}"));
  ASSERT_TRUE(until([&] { return receiver.posts().size() == 5; }));
  const auto posts = receiver.posts();
  EXPECT_EQ(posts[3].header("webhook-id"), posts[1].header("webhook-id"));
  EXPECT_EQ(posts[4].header("webhook-id"), posts[2].header("webhook-id"));
  EXPECT_FALSE(command("webhook.replay", R"({"name":"desk","from":"yesterday"})"));
}

TEST_F(WebhooksTest, WhoIsGoneIsPausedUntilResumed) {
  const Receiver receiver([](int n) { return n == 1 ? 410 : 200; });
  add("desk", receiver);
  const std::int64_t seq = tell("case.closed");
  ASSERT_TRUE(until([&] { return told("webhook.paused") == 1; }));
  EXPECT_NE(find_webhook(*reader_, "desk")->paused, "");
  clock_.advance(Millis(24 * 3'600'000));
  tell("case.closed");
  EXPECT_FALSE(until([&, n = 0]() mutable { return ++n > 40; }) && receiver.posts().size() > 1);
  ASSERT_TRUE(command("webhook.resume", R"({"name":"desk"})"));
  EXPECT_TRUE(until([&] { return acked("desk") > seq; }));
}

TEST_F(WebhooksTest, BothSecretsSignUntilTheOldOneEnds) {
  const Receiver receiver;
  add("desk", receiver);
  ASSERT_TRUE(command("webhook.rotate",
                      std::string(R"({"name":"desk","grace_seconds":60,"secret":")") + kOther + "\"}"));
  tell("case.closed");
  ASSERT_TRUE(until([&] { return receiver.posts().size() == 1; }));
  clock_.advance(Millis(60'000));
  tell("case.closed");
  ASSERT_TRUE(until([&] { return receiver.posts().size() == 2; }));
  const auto of = [](const HttpRequest& q, const char* secret, TimePoint at) {
    return webhook_signature(webhook_key(secret).value(), q.header("webhook-id"), at, q.body);
  };
  const auto posts = receiver.posts();
  const TimePoint now = clock_.now();
  EXPECT_EQ(posts[0].header("webhook-signature"),
            of(posts[0], kOther, now - Millis(60'000)) + " " + of(posts[0], kSecret, now - Millis(60'000)));
  EXPECT_EQ(posts[1].header("webhook-signature"), of(posts[1], kOther, now));
}

TEST_F(WebhooksTest, CommandsSayWhatIsWrong) {
  const Receiver receiver;
  add("desk", receiver);
  const auto why = [&](const std::string& name, const std::string& args) {
    const auto done = command(name, args);
    return done ? std::string() : done.error().text();
  };
  const std::string secret = std::string(R"("secret":")") + kSecret + '"';
  EXPECT_EQ(why("webhook.add", R"({"name":"a b","url":"https://h/",)" + secret + "}").find("/name"), 0u);
  EXPECT_EQ(why("webhook.add", R"({"name":"a","url":"http://h.example/",)" + secret + "}").find("/url"), 0u);
  EXPECT_EQ(why("webhook.add", R"({"name":"a","url":"https://h/","secret":"x"})").find("/secret"), 0u);
  EXPECT_EQ(why("webhook.add", R"({"name":"a","url":"https://h/","pinned_key":"x",)" + secret + "}")
                .find("/pinned_key"),
            0u);
  EXPECT_NE(why("webhook.add", R"({"name":"desk","url":"https://h/",)" + secret + "}"), "");
  EXPECT_NE(why("webhook.pause", R"({"name":"nobody"})"), "");
  EXPECT_NE(why("bus.consumer.remove", R"({"consumer":"webhook.desk"})"), "");
  EXPECT_EQ(why("webhook.remove", R"({"name":"desk"})"), "");
  EXPECT_EQ(Json::parse(webhooks_json(*reader_, true)).items("items").size(), 0u);
  EXPECT_FALSE(find_consumer(*reader_, "webhook.desk"));
  EXPECT_FALSE(webhook_tries_json(*reader_, "desk", 10));
}

}  // namespace
}  // namespace huiyin
