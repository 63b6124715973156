#include "tests/unit/bus/desk.h"

#include <gtest/gtest.h>

#include "daemon/base/bad_input.h"
#include "daemon/bus/bus_commands.h"
#include "daemon/store/journal.h"

namespace huiyin::test {
namespace {

using Steady = std::chrono::steady_clock;
constexpr std::chrono::seconds kPatience{20};

void must(const Result<void>& done) {
  if (!done) throw std::runtime_error(done.error().text());
}

// Waits for a message; false when none comes until then.
bool next_frames(BusContext& context, BusSocket& socket, Frames* frames, Steady::time_point until) {
  while (!socket.receive(frames)) {
    const auto left = std::chrono::duration_cast<Millis>(until - Steady::now());
    if (left.count() <= 0) return false;
    std::vector<bool> readable;
    context.wait({&socket}, -1, static_cast<int>(left.count()), &readable);
  }
  return true;
}

}  // namespace

Asker::Asker(const std::string& endpoint, const BusOptions& options)
    : socket_(context_.open(BusKind::dealer, options)) {
  must(socket_.connect(endpoint));
}

void Asker::send(const std::string& json, const std::string& id) {
  ASSERT_TRUE(socket_.send({id, json}));
}

Json Asker::answer(std::string* id) {
  Frames frames;
  if (!next_frames(context_, socket_, &frames, Steady::now() + kPatience) || frames.size() != 2) {
    ADD_FAILURE() << "no answer of two frames";
    return Json::parse("{\"ok\":false,\"problem\":{\"detail\":\"no answer\",\"status\":0}}");
  }
  if (id != nullptr) *id = frames[0];
  return Json::parse(frames[1]);
}

Json Asker::ask(const std::string& json) {
  send(json);
  return answer();
}

bool Asker::silent(int ms) {
  Frames frames;
  return !next_frames(context_, socket_, &frames, Steady::now() + Millis(ms));
}

Listener::Listener(const std::string& endpoint, const std::vector<std::string>& topics,
                   const BusOptions& options)
    : socket_(context_.open(BusKind::sub, options)) {
  for (const std::string& t : topics) socket_.subscribe(t);
  must(socket_.connect(endpoint));
}

Json Listener::next(const std::string& type) {
  Frames frames;
  const auto until = Steady::now() + kPatience;
  while (next_frames(context_, socket_, &frames, until)) {
    if (frames.size() != 2) ADD_FAILURE() << "an event has two frames";
    if (frames[0].starts_with(type)) return Json::parse(frames[1]);
  }
  ADD_FAILURE() << "no event " << type;
  return Json::parse("null");
}

bool Listener::silent(const std::string& type, int ms) {
  Frames frames;
  const auto until = Steady::now() + Millis(ms);
  while (next_frames(context_, socket_, &frames, until))
    if (frames[0].starts_with(type)) return false;
  return true;
}

Desk::Desk(Bus::Options options) : options_(std::move(options)) {
  options_.stream = "ipc://" + ledger_.dir.path + "/stream";
  options_.service = "ipc://" + ledger_.dir.path + "/service";
  options_.instance = "test";
  options_.heartbeat = Millis(100);
  options_.secret_key = server_.secret_key;
  register_bus_commands(commands_, server_.public_key);
  commands_.add({"case.closed", Role::operator_, false,
                 [this](Database& db, const Json& args, const CommandContext& c) -> Result<std::string> {
                   const std::string id = args.text("case_id");
                   ++closed;
                   append_event(db, "case.closed", "case/" + id, c.now, "{\"by\":\"" + c.actor + "\"}");
                   return "{\"case_id\":\"" + id + "\",\"n\":" + std::to_string(closed) + "}";
                 }});
  commands_.add({"stop.all", Role::operator_, false,
                 [this](Database&, const Json&, const CommandContext&) -> Result<std::string> {
                   return std::string(ahead ? "{\"ahead\":true}" : "{\"ahead\":false}");
                 },
                 [this](std::function<void()> go) {
                   ahead = true;
                   std::thread(std::move(go)).join();  // as the net thread would
                 }});
  ledger_.store->on_commit([this](std::int64_t) {
    const std::lock_guard lock(mutex_);
    if (bus_) bus_->journal_grew();
  });
  start();
}

void Desk::stop() {
  std::unique_ptr<Bus> ending;  // ends outside the lock: it waits for the store
  const std::lock_guard lock(mutex_);
  ending.swap(bus_);
}

void Desk::start() {
  stop();
  auto started = Bus::start(options_, *ledger_.store, commands_, clock_);
  if (!started) throw std::runtime_error(started.error().text());
  const std::lock_guard lock(mutex_);
  bus_ = std::move(*started);
}

std::int64_t Desk::tell(const std::string& type, int n, const std::string& data) {
  return ledger_.in([&](Database& db) {
    std::int64_t seq = 0;
    for (int i = 0; i < n; ++i) seq = append_event(db, type, "case/" + std::to_string(i), clock_.now(), data);
    return seq;
  });
}

Result<std::string> Desk::command(const std::string& name, const std::string& args) {
  return ledger_.store->write_now<std::string>([&](Database& db) {
    return run_command(db, commands_, name, "", Json::parse(args), {clock_.now(), "token:ctl", Role::admin});
  });
}

std::vector<std::int64_t> seqs(const Json& answer, const char* list) {
  std::vector<std::int64_t> out;
  for (const Json& e : answer.items(list)) out.push_back(std::stoll(e.text("sequence")));
  return out;
}

std::string held(const std::string& op, std::int64_t token, const std::string& more) {
  return R"({"op":")" + op + R"(","consumer":"c","token":)" + std::to_string(token) + more + "}";
}

}  // namespace huiyin::test
