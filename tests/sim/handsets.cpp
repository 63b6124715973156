#include "tests/sim/handsets.h"

#include <algorithm>
#include <array>

#include "daemon/base/text.h"
#include "tests/sim/random.h"

namespace huiyin::sim {
namespace {

constexpr std::array<std::string_view, 8> kFailures = {"MK:0012", "MI:0013", "MK:0001", "MI:0024",
                                                       "CB:0010", "MN:0001", "EXPIRED", "UNDELIV"};

struct Shares {
  double answer = 0, opt_out = 0, new_matter = 0;
};

Shares shares_of(const HandsetModel& model, Kind kind) {
  switch (kind) {
    case Kind::survey:
      return {model.answers, model.opts_out, model.new_matter};
    case Kind::reminder:
      return {model.answers / 2, model.opts_out, 0};
    case Kind::clarification:
      return {std::min(1.0, model.answers * 2), 0, 0};
    case Kind::publicity:
      return {0, model.opts_out / 10, 0};
    default:
      return {};
  }
}

std::optional<Saying> say(const Shares& shares, const Corpus& corpus, Random* random) {
  const auto any = [&](const std::vector<Saying>& from) { return from[random->below(from.size())]; };
  double dice = random->unit();
  if (dice < shares.answer) return any(corpus.answers);
  dice -= shares.answer;
  if (dice < shares.opt_out) return any(corpus.opt_outs);
  dice -= shares.opt_out;
  if (dice < shares.new_matter) return any(corpus.new_matters);
  return std::nullopt;
}

}  // namespace

Result<void> HandsetModel::check() const {
  const std::pair<const char*, double> shares[] = {{"failed", failed},     {"silent", silent},
                                                   {"doubled", doubled},   {"answers", answers},
                                                   {"opts_out", opts_out}, {"new_matter", new_matter}};
  for (const auto& [name, value] : shares) {
    if (!(value >= 0 && value <= 1)) return fail(Errc::bad_input, "is not between 0 and 1", name);
  }
  if (failed + silent > 1) return fail(Errc::bad_input, "failed and silent together exceed 1", "failed");
  if (receipt_min_ms < 0 || receipt_max_ms < receipt_min_ms) {
    return fail(Errc::bad_input, "is negative or more than receipt_max_ms", "receipt_min_ms");
  }
  if (reply_min_ms < 0 || reply_max_ms < reply_min_ms) {
    return fail(Errc::bad_input, "is negative or more than reply_max_ms", "reply_min_ms");
  }
  return {};
}

HandsetPlan plan(const HandsetModel& model, const Corpus& corpus, std::string_view number, Kind kind,
                 int nth) {
  HandsetPlan out;
  Random phone(model.seed, number);
  const double dice = phone.unit();
  out.fate = dice < model.failed                  ? Fate::failed
             : dice < model.failed + model.silent ? Fate::silent
                                                  : Fate::delivered;
  out.status =
      out.fate == Fate::failed ? kFailures[phone.below(kFailures.size())] : std::string_view("DELIVRD");

  Random owner(model.seed ^ phone.next(), std::string(name_of(kind)) + "#" + std::to_string(nth));
  out.receipt_ms = owner.between(model.receipt_min_ms, model.receipt_max_ms);
  out.doubled = owner.unit() < model.doubled;
  if (out.fate != Fate::failed) {
    if (auto saying = say(shares_of(model, kind), corpus, &owner)) {
      out.reply = PlannedReply{*std::move(saying), owner.between(model.reply_min_ms, model.reply_max_ms)};
    }
  }
  return out;
}

bool is_blacklist_word(std::string_view text) {
  const std::string word = to_lower_ascii(trim(text));
  for (const char* known : {"t", "td", "n", "r", "退订"}) {
    if (word == known) return true;
  }
  return false;
}

}  // namespace huiyin::sim
