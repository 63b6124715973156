#include "adapters/signed_http/platform.h"

#include <algorithm>
#include <array>

#include "adapters/signed_http/platform_check.h"

namespace huiyin {
namespace {

constexpr std::array<std::string_view, 5> kForms = {"none", "form", "json", "base64_json", "xml"};
constexpr std::array<std::string_view, 6> kClasses = {"stop", "refuse",    "refuse_number",
                                                      "wait", "opted_out", "unknown"};
constexpr std::string_view kWhole = "";  // the path of the root

template <std::size_t N>
std::string listed(const std::array<std::string_view, N>& names) {
  std::string out;
  for (const std::string_view name : names) out.append(out.empty() ? "" : ", ").append(name);
  return out;
}

template <typename Kind, std::size_t N>
Kind choose(const Toml& value, const std::array<std::string_view, N>& names) {
  const std::string text = value.text();
  for (std::size_t i = 0; i < N; ++i)
    if (names[i] == text) return static_cast<Kind>(i);
  throw BadInput(value.where(), value.key() + " is none of " + listed(names));
}

// Every key of a table must be one of these.
void only(const Toml& table, std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : table.members())
    if (std::find(known.begin(), known.end(), name) == known.end())
      throw BadInput(value.where(), "unknown key " + value.key());
}

std::int64_t between(const Toml& table, std::string_view key, std::int64_t otherwise, std::int64_t least,
                     std::int64_t most) {
  const auto found = table.find(key);
  const std::int64_t value = found ? found->integer() : otherwise;
  if (value < least || value > most)
    throw BadInput(found->where(),
                   found->key() + " must be " + std::to_string(least) + " to " + std::to_string(most));
  return value;
}

Charset read_charset(const Toml& table, Charset otherwise) {
  const auto found = table.find("charset");
  if (!found) return otherwise;
  const std::string name = found->text();
  if (name == "utf-8") return Charset::utf8;
  if (name == "gbk") return Charset::gbk;
  if (name == "gb18030") return Charset::gb18030;
  throw BadInput(found->where(), found->key() + " is none of utf-8, gbk, gb18030");
}

std::set<std::string, std::less<>> read_set(const Toml& table, std::string_view key) {
  std::set<std::string, std::less<>> out;
  for (std::string& text : table.texts_or_empty(key)) out.insert(std::move(text));
  return out;
}

// Fit for a header's or a query's name.
std::string read_name(const Toml& value) {
  std::string name = value.text();
  for (const char c : name)
    if (c <= 0x20 || c >= 0x7f || c == ':')
      throw BadInput(value.where(), "must be a name without blanks or colons");
  if (name.empty()) throw BadInput(value.where(), "must not be empty");
  return name;
}

// ["name", "value"] or ["name", "value", "number" | "json" | "omit_empty"]
PlatformField read_field(const Toml& item) {
  const std::vector<Toml> parts = item.items();
  if (parts.size() < 2 || parts.size() > 3)
    throw BadInput(item.where(), item.key() + " must be [\"name\", \"value\"] with at most one more word");
  PlatformField field{read_name(parts[0]), FilledText(parts[1].text(), parts[1].where())};
  if (parts.size() == 2) return field;
  const std::string word = parts[2].text();
  if (word == "number")
    field.as = PlatformField::As::number;
  else if (word == "json")
    field.as = PlatformField::As::json;
  else if (word == "omit_empty")
    field.omit_empty = true;
  else
    throw BadInput(parts[2].where(), parts[2].key() + " is none of number, json, omit_empty");
  return field;
}

std::vector<PlatformField> read_fields(const Toml& table, std::string_view key) {
  std::vector<PlatformField> out;
  if (const auto list = table.find(key))
    for (const Toml& item : list->items()) out.push_back(read_field(item));
  return out;
}

std::string default_type(BodyForm form, Charset charset) {
  if (form == BodyForm::form)
    return std::string("application/x-www-form-urlencoded") +
           (charset == Charset::utf8 ? "" : ";charset=gbk");
  if (form == BodyForm::xml) return "text/xml";
  return form == BodyForm::none ? "" : "application/json";
}

PlatformRequest read_request(const Toml& table, Charset charset) {
  only(table,
       {"method", "path", "body", "content_type", "root", "query", "headers", "fields", "destructive"});
  PlatformRequest request;
  request.method = table.text_or("method", "POST");
  if (request.method != "POST" && request.method != "GET")
    throw BadInput(table.at("method").where(), "method is neither POST nor GET");
  request.path = table.text("path");
  if (!starts_with(request.path, "/") || request.path.find_first_of("?# \r\n") != std::string::npos)
    throw BadInput(table.at("path").where(), "path must begin with / and have no blank, ? or #");
  request.body = table.has("body") ? choose<BodyForm>(table.at("body"), kForms) : BodyForm::json;
  if (request.method == "GET" && request.body != BodyForm::none)
    throw BadInput(table.where(), "a GET needs body = \"none\"; its fields go into query");
  request.content_type = table.text_or("content_type", default_type(request.body, charset));
  request.root = table.text_or("root", "");
  request.query = read_fields(table, "query");
  request.headers = read_fields(table, "headers");
  request.fields = read_fields(table, "fields");
  if (request.body == BodyForm::xml && request.root.empty())
    throw BadInput(table.where(), "an XML body needs root");
  if (request.body == BodyForm::none && !request.fields.empty())
    throw BadInput(table.at("fields").where(), "fields need a body");
  return request;
}

PlatformSum read_sum(const Toml& table, Charset charset) {
  only(table, {"name", "of", "key", "digest", "output", "charset"});
  PlatformSum sum;
  sum.name = table.text("name");
  if (sum.name.empty() || platform_places().contains(sum.name))
    throw BadInput(table.at("name").where(), "name is empty or means something already");
  sum.of = FilledText(table.text("of"), table.at("of").where());
  if (const auto key = table.find("key")) sum.key = FilledText(key->text(), key->where());
  const auto digest = digest_of(table.text("digest"));
  if (!digest) throw BadInput(table.at("digest").where(), "digest is none of md5, sha1, sha256, sha512, sm3");
  const auto form = digest_form_of(table.text_or("output", "hex"));
  if (!form) throw BadInput(table.at("output").where(), "output is none of hex, HEX, base64, raw");
  sum.digest = *digest;
  sum.form = *form;
  sum.charset = read_charset(table, charset);
  return sum;
}

PlatformAnswer read_answer(const Toml& table) {
  only(table, {"body", "code", "success", "id", "words", "otherwise", "wait_ms", "classes"});
  PlatformAnswer answer;
  if (table.has("body")) answer.body = choose<BodyForm>(table.at("body"), kForms);
  if (answer.body == BodyForm::none || answer.body == BodyForm::base64_json)
    throw BadInput(table.at("body").where(), "an answer is form, json or xml");
  answer.code = table.text("code");
  answer.id = table.text_or("id", kWhole);
  answer.words = table.text_or("words", kWhole);
  answer.success = read_set(table, "success");
  if (answer.success.empty())
    throw BadInput(table.where(), "answer.success lists no code: nothing would ever count as accepted");
  if (table.has("otherwise")) answer.otherwise = choose<CodeClass>(table.at("otherwise"), kClasses);
  answer.wait = Millis(between(table, "wait_ms", 10'000, 100, 86'400'000));
  if (const auto classes = table.find("classes"))
    for (const auto& [name, codes] : classes->members()) {
      const auto known = std::find(kClasses.begin(), kClasses.end(), name);
      if (known == kClasses.end())
        throw BadInput(codes.where(), "unknown key " + codes.key() + "; there are " + listed(kClasses));
      for (const std::string& code : codes.texts()) {
        if (answer.success.contains(code) ||
            !answer.classes.emplace(code, static_cast<CodeClass>(known - kClasses.begin())).second)
          throw BadInput(codes.where(), codes.key() + " has a code that stands elsewhere too");
      }
    }
  return answer;
}

PlatformItems read_items(const Toml& table, bool receipts) {
  if (receipts)
    only(table, {"body", "list", "has", "id", "number", "batch_key", "state", "words", "time", "delivered",
                 "expired", "enroute", "opted_out"});
  else
    only(table, {"body", "list", "has", "id", "number", "text", "to", "time"});
  PlatformItems items;
  if (table.has("body")) items.body = choose<BodyForm>(table.at("body"), kForms);
  if (items.body == BodyForm::none || items.body == BodyForm::base64_json)
    throw BadInput(table.at("body").where(), "items come as form, json or xml");
  items.list = table.text_or("list", kWhole);
  items.has = table.text("has");
  items.number = table.text("number");
  items.id = table.text_or("id", "");
  items.time = table.text_or("time", "");
  if (!receipts) {
    items.text = table.text("text");
    items.to = table.text_or("to", "");
    return items;
  }
  items.batch_key = table.text_or("batch_key", "");
  items.state = table.text("state");
  items.words = table.text_or("words", "");
  items.delivered = read_set(table, "delivered");
  items.expired = read_set(table, "expired");
  items.enroute = read_set(table, "enroute");
  items.opted_out = read_set(table, "opted_out");
  if (items.delivered.empty()) throw BadInput(table.where(), table.key() + ".delivered lists no state");
  if (items.id.empty() && items.batch_key.empty())
    throw BadInput(table.where(), table.key() + " needs id or batch_key, or no receipt finds its message");
  return items;
}

void read_pulls(const Toml& root, Platform* platform) {
  const auto pull = root.find("pull");
  if (!pull) return;
  only(*pull, {"receipts", "replies"});
  for (const auto& [name, table] : pull->members()) {
    PlatformPull read{read_request(table, platform->charset), table.boolean_or("destructive", true)};
    const bool receipts = name == "receipts";
    if (!(receipts ? platform->receipts : platform->replies))
      throw BadInput(table.where(), table.key() + " needs [" + name + "], which says how they are read");
    (receipts ? platform->pull_receipts : platform->pull_replies) = std::move(read);
  }
}

}  // namespace

Platform read_platform(std::string_view toml, const std::string& file_name) {
  const auto parsed = Toml::parse(toml, file_name);
  if (!parsed)
    throw BadInput(parsed.error().where.empty() ? file_name : parsed.error().where, parsed.error().what);
  const Toml& root = *parsed;
  only(root, {"title", "source", "unconfirmed", "charset", "needs", "limits", "sum", "submit", "answer",
              "receipts", "replies", "pull", "push"});
  Platform platform;
  platform.title = root.text("title");
  platform.source = root.text_or("source", "");
  platform.unconfirmed = root.texts_or_empty("unconfirmed");
  platform.charset = read_charset(root, Charset::utf8);
  platform.needs = root.texts_or_empty("needs");
  for (const std::string& name : platform.needs)
    if (name != "user" && name != "secret" && name != "code" && name != "service" && name != "sign")
      throw BadInput(root.at("needs").where(), "needs names none of user, secret, code, service, sign");
  if (const auto limits = root.find("limits")) {
    only(*limits, {"numbers", "secret_in_request"});
    platform.secret_in_request = limits->boolean_or("secret_in_request", false);
    const std::string numbers = limits->text_or("numbers", "domestic");
    if (numbers != "domestic" && numbers != "e164")
      throw BadInput(limits->at("numbers").where(), "numbers are domestic or e164");
    platform.e164 = numbers == "e164";
  }
  if (const auto sums = root.find("sum"))
    for (const Toml& table : sums->items()) platform.sums.push_back(read_sum(table, platform.charset));
  platform.submit = read_request(root.at("submit"), platform.charset);
  platform.answer = read_answer(root.at("answer"));
  if (const auto table = root.find("receipts")) platform.receipts = read_items(*table, true);
  if (const auto table = root.find("replies")) platform.replies = read_items(*table, false);
  read_pulls(root, &platform);
  if (const auto push = root.find("push")) {
    only(*push, {"acknowledgement", "content_type"});
    platform.acknowledgement = push->text_or("acknowledgement", "");
    platform.acknowledgement_type = push->text_or("content_type", "application/json");
  }
  check_platform(platform, root);
  return platform;
}

}  // namespace huiyin
