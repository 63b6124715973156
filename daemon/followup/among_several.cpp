#include "daemon/followup/among_several.h"

#include <algorithm>
#include <array>

#include "daemon/followup/attribution.h"
#include "daemon/followup/case_names.h"
#include "daemon/followup/questions.h"
#include "daemon/model/segments.h"

namespace huiyin {
namespace {

constexpr std::array<std::string_view, 3> kForAHuman = {"danger_to_life", "wrong_number", "callback_request"};

class AmongSeveral {
 public:
  AmongSeveral(Database& db, const FollowupRules& rules, const PersonReply& reply,
               const ReplyReading& reading, std::vector<Followup> open, TimePoint now)
      : db_(db),
        rules_(rules),
        reply_(reply),
        reading_(reading),
        open_(std::move(open)),
        questions_(db, rules, now) {}

  Taken run() {
    if (reading_.label == ReplyLabel::new_complaint || !for_a_human(reading_).empty()) return Taken::no;
    if (questions_.quiet(reply_.person_id)) return Taken::no;
    const bool asked_all =
        std::all_of(open_.begin(), open_.end(), [](const Followup& f) { return f.clarified > 0; });
    const auto text = asked_all ? std::nullopt : content();
    if (!asked_all && !text) return Taken::no;
    keep();
    if (asked_all)
      hand_over();
    else
      ask(*text);
    questions_.finish();
    return has_new_matter(reading_) ? Taken::yes_and_new_matter : Taken::yes;
  }

 private:
  const SurveyForm& form() const { return rules_.form(open_.back()); }

  // Nothing: one scale must serve all, their names must differ, and it must fit one part. Where the carrier
  // takes templates only, this one must have been approved.
  std::optional<Content> content() const {
    std::string tails;
    for (const Followup& f : open_) {
      const auto same = [&](const Followup& other) { return other.tail == f.tail; };
      if (!can_be_named(f.tail) || std::count_if(open_.begin(), open_.end(), same) > 1) return std::nullopt;
      if (rules_.form(f).reading.codes != form().reading.codes) return std::nullopt;
      tails.append(tails.empty() ? "" : "、").append(f.tail);
    }
    const Wording& w = form().which;
    if (w.text.empty() || (w.template_code.empty() && !form().question.template_code.empty()))
      return std::nullopt;
    Content c = fill_wording(w, tails, rules_.signature, "tails");
    if (count_segments_ucs2(c.text).parts > 1) return std::nullopt;
    return c;
  }

  void keep() {
    for (const Followup& f : open_)
      add_answer(db_, {f.id, reply_.at, std::string(name_of(ReplyLabel::unclear)), names_json(reading_.also),
                       names_json(reading_.why), std::string(confidence::kOneOfSeveral), reply_.text_sealed});
  }

  void ask(const Content& text) {
    const Followup* asked_of = nullptr;
    for (Followup& f : open_) {
      if (f.clarified > 0) continue;
      f.clarified = 1;
      if (!save_followup(db_, f, FollowupState::asked)) continue;
      asked_of = &f;
      questions_.tell("followup.clarifying", f, [&](JsonWriter& w) { tell_reading(w); });
    }
    if (asked_of != nullptr) questions_.send_about_several(*asked_of, text);
  }

  void hand_over() {
    for (Followup& f : open_)
      questions_.end(&f, FollowupState::unclear, "not_attributed", [&](JsonWriter& w) { tell_reading(w); });
  }

  void tell_reading(JsonWriter& w) const {
    write_reading(w, reading_, confidence::kOneOfSeveral, reply_.at);
    w.field("questions", static_cast<std::int64_t>(open_.size()));
  }

  Database& db_;
  const FollowupRules& rules_;
  const PersonReply& reply_;
  const ReplyReading& reading_;
  std::vector<Followup> open_;
  Questions questions_;
};

void names_field(JsonWriter& w, std::string_view name, const std::vector<std::string>& names) {
  w.key(name).array();
  for (const std::string& n : names) w.value(n);
  w.end();
}

}  // namespace

Taken ask_which(Database& db, const FollowupRules& rules, const PersonReply& reply,
                const ReplyReading& reading, std::vector<Followup> open, TimePoint now) {
  return AmongSeveral(db, rules, reply, reading, std::move(open), now).run();
}

std::string_view for_a_human(const ReplyReading& reading) {
  for (const std::string_view why : kForAHuman)
    if (reading.has(why)) return why;
  return {};
}

bool has_new_matter(const ReplyReading& r) {
  return r.label == ReplyLabel::new_complaint || r.has("new_complaint") || r.has("danger_to_life");
}

std::string names_json(const std::vector<std::string>& names) {
  JsonWriter w;
  w.array();
  for (const std::string& n : names) w.value(n);
  w.end();
  return w.take();
}

void write_reading(JsonWriter& w, const ReplyReading& reading, std::string_view how_sure, TimePoint at) {
  w.field("confidence", how_sure).field("answered_at", to_rfc3339(at));
  names_field(w, "also", reading.also);
  names_field(w, "why", reading.why);
}

}  // namespace huiyin
