#include "adapters/signed_http/platform_check.h"

#include <algorithm>

namespace huiyin {
namespace {

// Every place has something that fills it, and no sum needs itself.
class PlatformChecker {
 public:
  PlatformChecker(const Platform& platform, const Toml& root) : platform_(platform), root_(root) {}

  void run() {
    std::size_t i = 0;
    for (const PlatformSum& sum : platform_.sums) {
      const std::string where = root_.at("sum").items()[i++].where();
      check_text(sum.of, where, true);
      if (sum.key) check_text(*sum.key, where, true);
      if (reaches(sum, sum.name, 0)) throw BadInput(where, "the sum " + sum.name + " needs itself");
    }
    check_request(platform_.submit, root_.at("submit").where());
    if (platform_.pull_receipts)
      check_request(platform_.pull_receipts->request, root_.at("pull").at("receipts").where());
    if (platform_.pull_replies)
      check_request(platform_.pull_replies->request, root_.at("pull").at("replies").where());
  }

 private:
  const PlatformSum* sum_of(const std::string& name) const {
    for (const PlatformSum& sum : platform_.sums)
      if (sum.name == name) return &sum;
    return nullptr;
  }

  void check_text(const FilledText& text, const std::string& where, bool body_known) const {
    for (const std::string& place : text.places()) {
      if (!platform_places().contains(place) && sum_of(place) == nullptr)
        throw BadInput(where, "uses {" + place + "}, which is neither a sum nor one of " + all_places());
      if (!body_known && needs_body(place, 0))
        throw BadInput(where, "{" + place + "} needs the body that it stands in");
    }
  }

  void check_request(const PlatformRequest& request, const std::string& where) const {
    for (const PlatformField& f : request.fields) check_text(f.value, where, false);
    for (const PlatformField& f : request.query) check_text(f.value, where, true);
    for (const PlatformField& f : request.headers) check_text(f.value, where, true);
  }

  bool needs_body(const std::string& place, int depth) const {
    if (place == "body") return true;
    const PlatformSum* sum = sum_of(place);
    if (sum == nullptr || depth > 20) return false;
    std::vector<std::string> places = sum->of.places();
    if (sum->key) std::ranges::copy(sum->key->places(), std::back_inserter(places));
    return std::ranges::any_of(places, [&](const std::string& p) { return needs_body(p, depth + 1); });
  }

  bool reaches(const PlatformSum& from, const std::string& name, std::size_t depth) const {
    if (depth > platform_.sums.size()) return true;
    std::vector<std::string> places = from.of.places();
    if (from.key) std::ranges::copy(from.key->places(), std::back_inserter(places));
    return std::ranges::any_of(places, [&](const std::string& p) {
      const PlatformSum* next = sum_of(p);
      return next != nullptr && (p == name || reaches(*next, name, depth + 1));
    });
  }

  static std::string all_places() {
    std::string out;
    for (const std::string& place : platform_places()) out += (out.empty() ? "" : ", ") + place;
    return out;
  }

  const Platform& platform_;
  const Toml& root_;
};

}  // namespace

const std::set<std::string, std::less<>>& platform_places() {
  static const std::set<std::string, std::less<>> kPlaces = {
      "user",      "secret",       "code",          "service",   "sign",  // the account's settings
      "number",    "numbers",      "text",          "bare_text", "signature",
      "template",  "params",       "params_object",              // the message's
      "batch_key", "batch_number", "extension",     "push_url",  // ours
      "unix_s",    "unix_ms",      "beijing",       "utc",       "utc_digits",
      "utc_date",  "nonce",        "uuid",  // the moment's
      "body",      "path"};                 // the request's
  return kPlaces;
}

void check_platform(const Platform& platform, const Toml& root) {
  PlatformChecker(platform, root).run();
}

}  // namespace huiyin
