#include "tests/unit/intake/office.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "daemon/base/bad_input.h"
#include "daemon/base/json.h"
#include "daemon/store/raw_inbound.h"

namespace huiyin::test {
namespace {

MobileOriginated read_mo(const Json& j) {
  MobileOriginated out;
  out.carrier_id = j.text_or("id", "");
  out.from = j.text("from");
  out.extension = j.text_or("ext", "");
  out.text = j.text("text");
  out.at = from_ms(j.integer_or("at", 0));
  if (const auto part = j.find("part"))
    out.part = PartInfo{static_cast<std::uint32_t>(part->integer("ref")),
                        static_cast<int>(part->integer("total")), static_cast<int>(part->integer("number"))};
  return out;
}

CallRecord read_call(const Json& j) {
  CallRecord out;
  out.session_id = j.text("session");
  out.caller = j.text_or("caller", "");
  out.callee = j.text_or("callee", "");
  out.inbound = j.boolean_or("inbound", true);
  out.talk_seconds = j.integer_or("talk", 0);
  out.end_status = j.text_or("status", "ok");
  out.started = from_ms(j.integer_or("at", 0));
  out.transcript = j.has("turns") ? TranscriptState::complete : TranscriptState::none;
  if (!j.has("turns")) return out;
  for (const Json& t : j.items("turns"))
    out.turns.push_back(
        {t.text("who"), t.text("text"), t.integer_or("begin", 0), t.integer_or("end", 0), 0.9});
  return out;
}

}  // namespace

std::unique_ptr<Exchange> ScriptCarrier::pull(std::string_view, std::string_view cursor) const {
  return on_pull ? on_pull(cursor) : nullptr;
}

std::unique_ptr<Exchange> ScriptCarrier::recover(std::string_view, std::string_view e164,
                                                 TimePoint since) const {
  return on_recover ? on_recover(e164, since) : nullptr;
}

PushAnswer ScriptCarrier::on_push(const PushRequest& request) const {
  PushAnswer out;
  if (request.body == "throw") throw std::runtime_error("a bug");
  out.genuine = request.url.find("sign=good") != std::string::npos;
  out.kind = "push";
  out.body = out.genuine ? "carrier's thanks" : "carrier's refusal";
  out.status = 200;
  out.why = "wrong signature";
  return out;
}

Inbox ScriptCarrier::read(std::string_view, std::string_view bytes) const {
  if (bytes == "bug") throw std::logic_error("quotes 13800000001");
  const Json root = Json::parse(bytes);
  Inbox out;
  if (root.has("mo"))
    for (const Json& j : root.items("mo")) out.messages.push_back(read_mo(j));
  if (root.has("calls"))
    for (const Json& j : root.items("calls")) out.calls.push_back(read_call(j));
  if (root.has("dlr"))
    for (const Json& j : root.items("dlr")) {
      Receipt receipt;
      receipt.carrier_id = j.text();
      receipt.state = ReceiptState::delivered;
      out.receipts.push_back(receipt);
    }
  if (root.has("odd"))
    for (const Json& j : root.items("odd")) out.unreadable.push_back(j.text());
  return out;
}

TextReading ScriptReader::read(std::string_view text) const {
  TextReading out;
  out.intake.language = "zh-Hans";
  out.intake.urgency = text.find("着火") != std::string_view::npos ? "danger_to_life" : "normal";
  out.intake.category = text.find("水管") != std::string_view::npos ? "WAT" : "OTH";
  out.intake.purpose = "request";
  out.intake.confidential = "none";
  if (text.find("退订") != std::string_view::npos) out.opt_out = "optout.test";
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t end = std::min(text.find_first_not_of("0123456789", i), text.size());
    if (end - i == 11)
      out.intake.spans.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(end), "MOBILE"});
    i = std::max(end, i + 1);
  }
  return out;
}

TempFolder::TempFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "huiyin_intake_XXXXXX").string();
  path = ::mkdtemp(name.data());
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}

Office::Office() : clock(from_ms(1'772'330'400'000)) {
  vault = Vault::open((folder.path / "key").string(), true).value();
  store = Store::open({"sqlite:" + (folder.path / "ledger.db").string(), 20'000, 2'000}).value();
  carrier_id = *store->write_now<std::int64_t>(
      [](Database& d) -> Result<std::int64_t> { return carrier_number(d, "main"); });
  db = store->reader().value();
  keeper = std::make_unique<Keeper>(*store, vault, clock, Keeper::Options{}, [this] {
    if (desk_) desk_->poke();
  });
}

Office::~Office() {
  desk_.reset();
}

Desk::Options Office::desk_options() {
  Desk::Options options{TimeZone::load("Asia/Shanghai").value()};
  options.look_every = Millis(5);
  return options;
}

Desk& Office::open_desk(Desk::Options options) {
  desk_.reset();
  desk_ =
      std::make_unique<Desk>(loop, *store, vault, clock, options, std::make_shared<ScriptReader>(), takers);
  desk_->add("main", &carrier, carrier_id);
  if (before_start) before_start(*desk_);
  const auto started = desk_->start();
  EXPECT_TRUE(started.has_value());
  return *desk_;
}

bool Office::run_until(const std::function<bool()>& done) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  bool was = false;
  const Loop::TimerId timer = loop.every(Millis(2), [&] {
    was = done();
    if (was || std::chrono::steady_clock::now() > until) loop.stop();
  });
  loop.run();
  loop.cancel(timer);
  return was;
}

void Office::keep(const std::string& bytes, const std::string& kind) {
  bool done = false;
  const auto then = [&](const Result<Kept>& kept) {
    EXPECT_TRUE(kept.has_value());
    done = true;
  };
  if (kind == "push")
    keeper->keep_pushed(carrier_id, kind, bytes, loop, then);
  else
    keeper->keep_pulled({carrier_id, kind, ""}, kind, bytes, loop, then);
  ASSERT_TRUE(run_until([&] { return done; }));
}

bool Office::all_read() {
  return run_until([&] { return count("SELECT count(*) FROM raw_inbound WHERE state = 0") == 0; });
}

std::int64_t Office::count(const std::string& sql) {
  return db->integer(sql).value_or(0);
}

std::string Office::text(const std::string& sql) {
  return db->text(sql).value_or("");
}

std::vector<Event> Office::events(const std::string& type) {
  std::vector<Event> out;
  read_events(*db, 0, 100'000, [&](const Event& e) {
    if (e.type == type) out.push_back(e);
  });
  return out;
}

std::string Office::everything_in_the_ledger() {
  std::ostringstream out;
  for (const auto& file : std::filesystem::directory_iterator(folder.path)) {
    std::ifstream in(file.path(), std::ios::binary);
    out << in.rdbuf();
  }
  return out.str();
}

std::string mo(const std::string& from, const std::string& text, std::int64_t at,
               const std::string& extension, const std::string& id) {
  JsonWriter w;
  w.object().field("from", from).field("text", text).field("at", at).field("ext", extension).field("id", id);
  return w.end().take();
}

std::string payload(const std::vector<std::string>& mos) {
  std::string out = R"({"mo":[)";
  for (std::size_t i = 0; i < mos.size(); ++i) out.append(i == 0 ? "" : ",").append(mos[i]);
  return out + "]}";
}

}  // namespace huiyin::test
