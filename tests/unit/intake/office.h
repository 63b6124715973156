// An office for the tests of daemon/intake: a ledger in a folder of its own, a vault, a clock that stands,
// the net loop on the test's thread, a carrier and rules that follow a script.
#pragma once
#include <chrono>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/http_carrier.h"
#include "daemon/intake/desk.h"
#include "daemon/intake/keeper.h"
#include "daemon/intake/puller.h"
#include "daemon/io/loop.h"
#include "daemon/store/journal.h"
#include "daemon/store/store.h"

namespace huiyin::test {

// Payloads are JSON: {"mo":[…],"dlr":[…],"calls":[…],"odd":["item 1: …"]}. Anything else is unreadable.
class ScriptCarrier final : public HttpCarrier {
 public:
  HttpCall submit(const SubmitBatch&, const Moment&) const override { return {}; }
  std::vector<Outcome> on_submit_reply(const SubmitBatch&, const HttpReply&) const override { return {}; }
  std::vector<PullPlan> pulls() const override { return plans; }
  std::unique_ptr<Exchange> pull(std::string_view plan, std::string_view cursor) const override;
  std::unique_ptr<Exchange> recover(std::string_view plan, std::string_view e164,
                                    TimePoint since) const override;
  PushAnswer on_push(const PushRequest& request) const override;
  Inbox read(std::string_view kind, std::string_view bytes) const override;

  std::vector<PullPlan> plans;
  std::function<std::unique_ptr<Exchange>(std::string_view cursor)> on_pull;
  std::function<std::unique_ptr<Exchange>(std::string_view e164, TimePoint since)> on_recover;
};

// 着火: danger; 退订: opt-out; 水管: the category WAT; a run of eleven digits: MOBILE.
class ScriptReader final : public TextReader {
 public:
  TextReading read(std::string_view text) const override;
};

struct TempFolder {
  TempFolder();
  ~TempFolder();
  std::filesystem::path path;
};

class Office {
 public:
  Office();
  ~Office();

  // A desk as after a start; any earlier one is gone, as after a crash.
  Desk& open_desk(Desk::Options options = desk_options());
  void close_desk() { desk_.reset(); }
  static Desk::Options desk_options();
  // Runs the loop until `done`, at most some seconds; false when it never was.
  bool run_until(const std::function<bool()>& done);
  void keep(const std::string& bytes, const std::string& kind = "push");  // and waits until it is durable
  bool all_read();                                                        // nothing unread, nothing waiting

  std::int64_t count(const std::string& sql);
  std::string text(const std::string& sql);
  std::vector<Event> events(const std::string& type);
  std::string everything_in_the_ledger();  // the bytes of its files

  TempFolder folder;
  ManualClock clock;
  Loop loop{"net"};
  std::shared_ptr<const Vault> vault;
  ScriptCarrier carrier;
  Desk::Takers takers;
  std::function<void(Desk&)> before_start;  // more accounts
  std::unique_ptr<Store> store;
  std::unique_ptr<Keeper> keeper;
  std::unique_ptr<Database> db;
  std::int64_t carrier_id = 0;

 private:
  std::unique_ptr<Desk> desk_;
};

// One MO as the payload writes it. at: Unix milliseconds, 0: not told.
std::string mo(const std::string& from, const std::string& text, std::int64_t at = 1'772'330'000'000,
               const std::string& extension = "", const std::string& id = "");
std::string payload(const std::vector<std::string>& mos);

}  // namespace huiyin::test
