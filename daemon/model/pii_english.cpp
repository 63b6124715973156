// English names: two capitalised words after a cue, before a number, or with a usual first name. Read in the
// original letters, for capitals are the sign.
#include <unordered_set>

#include <re2/re2.h>

#include "daemon/base/bad_input.h"
#include "daemon/model/pii_parts.h"

namespace huiyin::pii {
namespace {

constexpr const char* kWord = "[A-Z][a-z]+(?:['\\-][A-Z][a-z]+)*";

std::string either(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : "|") + RE2::QuoteMeta(word);
  return "(?:" + out + ')';
}

std::unique_ptr<const RE2> compiled(const std::string& regex) {
  RE2::Options o;
  o.set_log_errors(false);
  auto re = std::make_unique<const RE2>(regex, o);
  if (!re->ok()) throw BadInput("names.english", re->error());
  return re;
}

std::unordered_set<std::string> set_of(const std::vector<std::string>& words) {
  return {words.begin(), words.end()};
}

}  // namespace

struct EnglishNames::Impl {
  std::unordered_set<std::string> first, not_names;
  std::unique_ptr<const RE2> cued, surname, titled, before_number, closing, pair;

  bool is_name(std::string_view words) const {
    for (const std::string_view word : split(words, ' '))
      if (not_names.contains(to_lower_ascii(word))) return false;
    return !words.empty();
  }

  // Group 1 of every match that is no other word; the next search begins after the match's first word, so
  // that "Hello Jane Doe" is found in the second try.
  template <typename Wanted>
  static void each(const RE2& re, std::string_view text, const char* type, std::vector<PiiSpan>* out,
                   Wanted wanted) {
    const re2::StringPiece piece(text.data(), text.size());
    re2::StringPiece groups[2];
    std::size_t at = 0;
    while (at < text.size() && re.Match(piece, at, text.size(), RE2::UNANCHORED, groups, 2)) {
      const auto begin = static_cast<std::size_t>(groups[1].data() - text.data());
      const std::string_view name(groups[1].data(), groups[1].size());
      const bool taken = wanted(name);
      if (taken)
        out->push_back(
            {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(begin + name.size()), type});
      at = std::max(at + 1, taken ? begin + name.size() : begin + name.find(' ') % (name.size() + 1));
    }
  }
};

EnglishNames::EnglishNames(const Toml& s) {
  auto impl = std::make_unique<Impl>();
  const std::string word = kWord;
  const std::string name = word + " " + word + "(?: " + word + ")?";
  impl->first = set_of(s.at("first").texts());
  impl->not_names = set_of(s.at("not_names").texts());
  impl->cued = compiled("\\b(?i:" + either(s.at("cues").texts()) + ")[ :,]{1,2}(" + name + ')');
  impl->surname =
      compiled("\\b(?i:" + either(s.at("surname_cues").texts()) + ")(?: is)?[ :]{1,2}(" + word + ')');
  impl->titled = compiled("\\b((?i:" + either(s.at("titles").texts()) + ")\\.? " + word + ")\\b");
  impl->before_number =
      compiled("\\b(" + word + " " + word +
               "),? {0,2}(?:on |at |tel:? ?|phone:? ?|mobile:? ?)?[+(]{0,2}\\d[\\d() \\-]{6}");
  impl->closing = compiled("[.!?,] (" + word + " " + word + ")\\.?\\s*$");
  impl->pair = compiled("\\b(" + word + " " + word + ")\\b");
  impl_ = std::move(impl);
}
EnglishNames::EnglishNames(EnglishNames&&) noexcept = default;
EnglishNames::~EnglishNames() = default;

void EnglishNames::find(const Text& text, std::vector<PiiSpan>* out) const {
  const std::string_view s = text.original;
  const auto name = [this](std::string_view words) { return impl_->is_name(words); };
  Impl::each(*impl_->cued, s, "NAME", out, name);
  Impl::each(*impl_->surname, s, "NAME", out, name);
  Impl::each(*impl_->before_number, s, "NAME", out, name);
  Impl::each(*impl_->closing, s, "NAME", out, name);
  Impl::each(*impl_->pair, s, "NAME", out, [this](std::string_view words) {
    return impl_->is_name(words) && impl_->first.contains(to_lower_ascii(words.substr(0, words.find(' '))));
  });
  Impl::each(*impl_->titled, s, "PERSON_REF", out,
             [this](std::string_view words) { return impl_->is_name(words.substr(words.rfind(' ') + 1)); });
}

}  // namespace huiyin::pii
