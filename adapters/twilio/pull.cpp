#include "adapters/twilio/pull.h"

#include <set>

#include "adapters/twilio/reader.h"
#include "daemon/base/bytes.h"

namespace huiyin {
namespace {

constexpr int kMostPages = 500;
constexpr int kPageSize = 1'000;
constexpr std::size_t kMark = 8;  // base64 characters of 48 bits of a digest
constexpr std::size_t kMostMarks = 50'000;

// What was listed in the last round, so that an overlap keeps nothing twice. Forgetting costs only a repeat.
struct TwilioCursor {
  TimePoint begun{};  // of the last good round
  std::set<std::string, std::less<>> seen;

  static TwilioCursor read(std::string_view text) try {
    const Json json = Json::parse(text);
    TwilioCursor cursor;
    cursor.begun = from_unix_millis(json.integer("begun"));
    const std::string seen = json.text("seen");
    for (std::size_t at = 0; at + kMark <= seen.size(); at += kMark)
      cursor.seen.insert(seen.substr(at, kMark));
    return cursor;
  } catch (const BadInput&) {
    return {};
  }

  std::string text() const {
    std::string marks;
    for (const std::string& mark : seen) marks += mark;
    JsonWriter w;
    w.object().field("begun", to_ms(begun)).field("seen", marks);
    return w.end().take();
  }
};

std::string mark_of(const Json& item) {
  const std::string what = item.text("sid") + " " + item.text_or("status", "");
  return to_base64(sha256(what).substr(0, 6));
}

class ListPull final : public Exchange {
 public:
  ListPull(std::shared_ptr<const TwilioApi> api, TwilioPull pull, std::string_view cursor)
      : api_(std::move(api)), pull_(std::move(pull)), last_(TwilioCursor::read(cursor)) {}

  Step begin(const Moment& m) override {
    const TimePoint last = last_.begun == TimePoint{} || last_.begun > m.now ? m.now : last_.begun;
    next_.begun = m.now;
    Parameters query;
    if (!pull_.number.empty()) query.emplace_back(pull_.inbound ? "To" : "From", pull_.number);
    query.emplace_back("DateSent>", to_rfc3339(in_whole_seconds(last - pull_.overlap)));
    query.emplace_back("PageSize", std::to_string(kPageSize));
    return list_call(query);
  }

  Step on_reply(const HttpReply& reply, const Moment&) override {
    const TwilioAnswer answer = api_->open(reply);
    if (!answer.body) return ended_by(answer.fault, "Messages");
    try {
      const std::string fresh = fresh_of(*answer.body);
      next_page_ = answer.body->text_or("next_page_uri", "");
      return fresh.empty() ? go_on() : Step(Keep{std::string(kTwilioList), fresh, {}});
    } catch (const BadInput& e) {
      return fault(std::string("Messages: unreadable answer: ") + e.what());
    }
  }

  Step on_kept(const Moment&) override { return go_on(); }

 private:
  // A `>` in the name, as the carrier's own library sends it.
  HttpCall list_call(const Parameters& query) const {
    HttpCall call = api_->get("/Messages.json", query);
    return call;
  }

  bool concerns_us(const Json& item) const {
    return is_inbound(item) ? pull_.inbound : !pull_.inbound && read_twilio_receipt(item).has_value();
  }

  // The page with only what was not seen before; empty where there is none. Odd items are kept, to be
  // reported.
  std::string fresh_of(const Json& body) {
    JsonWriter w;
    w.object().key("messages").array();
    bool any = false;
    for (const Json& item : body.items("messages")) {
      try {
        if (!concerns_us(item)) continue;
        const std::string mark = mark_of(item);
        if (next_.seen.size() < kMostMarks) next_.seen.insert(mark);
        if (last_.seen.contains(mark)) continue;
      } catch (const BadInput&) {
        if (!odd_.insert(sha256(item.dump())).second) continue;
      }
      w.raw(item.dump());
      any = true;
    }
    w.end().end();
    return any ? w.take() : std::string();
  }

  Step go_on() {
    if (next_page_.empty()) {
      Done done;
      done.cursor = next_.text();
      return done;
    }
    if (++pages_ >= kMostPages) return fault("Messages: more pages than believable");
    try {
      return api_->page(next_page_);
    } catch (const BadInput& e) {
      return fault(std::string("Messages: ") + e.what());
    }
  }

  static Step fault(std::string what) {
    Done done;
    done.fault = std::move(what);
    return done;
  }

  const std::shared_ptr<const TwilioApi> api_;
  const TwilioPull pull_;
  const TwilioCursor last_;
  TwilioCursor next_;
  std::set<std::string> odd_;
  std::string next_page_;
  int pages_ = 0;
};

}  // namespace

std::unique_ptr<Exchange> make_twilio_pull(std::shared_ptr<const TwilioApi> api, TwilioPull pull,
                                           std::string_view cursor) {
  return std::make_unique<ListPull>(std::move(api), std::move(pull), cursor);
}

}  // namespace huiyin
