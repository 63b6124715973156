#include "daemon/model/intake_score.h"

#include <algorithm>
#include <cstdio>

#include "daemon/base/json.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

constexpr const char* kDanger = "danger_to_life";

bool has_right_category(const LabelledMessage& m, const std::string& code) {
  return code == m.category || std::find(m.also.begin(), m.also.end(), code) != m.also.end();
}

std::string shown(const ScoreShare& s) {
  char out[48];
  std::snprintf(out, sizeof out, "%.3f (%d/%d)", s.value(), s.right, s.of);
  return out;
}

void write(JsonWriter& w, std::string_view name, const ScoreShare& s) {
  w.key(name).object().field("right", s.right).field("of", s.of).key("share");
  if (s.of == 0)
    w.null();
  else
    w.value(s.value());
  w.end();
}

void write_all(JsonWriter& w, std::string_view name, const std::map<std::string, ScoreShare>& all) {
  w.key(name).object();
  for (const auto& [key, share] : all) write(w, key, share);
  w.end();
}

class Scorer {
 public:
  explicit Scorer(const IntakeRules& rules) : rules_(rules) {}

  void add(const LabelledMessage& m) {
    const IntakeReading r = rules_.read(m.text);
    const bool right = has_right_category(m, r.category);
    bool offered = right;
    for (const std::string& code : r.alternatives) offered = offered || has_right_category(m, code);
    count(&s_.category, right, m, "category", m.category, r.category);
    s_.category_or_offered.count(offered);
    count(&s_.urgency, r.urgency == m.urgency, m, "urgency", m.urgency, r.urgency);
    count(&s_.purpose, r.purpose == m.purpose, m, "purpose", m.purpose, r.purpose);
    count(&s_.confidential, r.confidential == m.confidential, m, "confidential", m.confidential,
          r.confidential);
    const bool is = m.urgency == kDanger, said = r.urgency == kDanger;
    if (is) s_.danger_recall.count(said);
    if (said) s_.danger_precision.count(is);
    add_rules(r, right);
    add_spans(m, r);
  }

  IntakeScores take() { return std::move(s_); }

 private:
  void count(ScoreShare* share, bool right, const LabelledMessage& m, const char* what,
             const std::string& wanted, const std::string& got) {
    share->count(right);
    if (!right)
      s_.misses.push_back(m.id + ' ' + what + ": wanted " + wanted + ", got " + got + " | " + m.text);
  }

  // "category URB 4.1 urb.building: 电梯"
  void add_rules(const IntakeReading& r, bool right) {
    const std::string begin = "category " + r.category + ' ';
    for (const std::string& why : r.why) {
      if (!starts_with(why, begin)) continue;
      const auto words = split(why, ' ');
      if (words.size() > 3 && words[3].ends_with(':'))
        s_.rules[std::string(words[3].substr(0, words[3].size() - 1))].count(right);
    }
  }

  void add_spans(const LabelledMessage& m, const IntakeReading& r) {
    const auto has = [](const std::vector<PiiSpan>& all, const PiiSpan& s) {
      return std::find(all.begin(), all.end(), s) != all.end();
    };
    for (const PiiSpan& s : m.spans) {
      s_.pii_recall[s.type].count(has(r.spans, s));
      if (!has(r.spans, s)) tell(m, "missed", s);
    }
    for (const PiiSpan& s : r.spans) {
      s_.pii_precision.count(has(m.spans, s));
      if (!has(m.spans, s)) tell(m, "wrong", s);
    }
  }

  void tell(const LabelledMessage& m, const char* what, const PiiSpan& s) {
    const std::string found =
        s.begin <= s.end && s.end <= m.text.size() ? m.text.substr(s.begin, s.end - s.begin) : "";
    s_.misses.push_back(m.id + " pii: " + what + ' ' + s.type + " \"" + found + "\" | " + m.text);
  }

  const IntakeRules& rules_;
  IntakeScores s_;
};

}  // namespace

ScoreShare IntakeScores::recall_of(const std::vector<std::string>& types) const {
  ScoreShare sum;
  for (const std::string& type : types)
    if (const auto found = pii_recall.find(type); found != pii_recall.end()) {
      sum.right += found->second.right;
      sum.of += found->second.of;
    }
  return sum;
}

std::string IntakeScores::text() const {
  std::string out = "category " + shown(category) + ", or offered " + shown(category_or_offered) +
                    "\nurgency " + shown(urgency) + "; danger recall " + shown(danger_recall) +
                    " precision " + shown(danger_precision) + "\npurpose " + shown(purpose) +
                    "; confidential " + shown(confidential) + "\nPII precision " + shown(pii_precision) +
                    "; recall";
  for (const auto& [type, share] : pii_recall) out += ' ' + type + ' ' + shown(share);
  return out;
}

std::string IntakeScores::json() const {
  JsonWriter w;
  w.object().field("messages", category.of);
  write(w, "category", category);
  write(w, "category_or_offered", category_or_offered);
  write(w, "urgency", urgency);
  write(w, "danger_recall", danger_recall);
  write(w, "danger_precision", danger_precision);
  write(w, "purpose", purpose);
  write(w, "confidential", confidential);
  write(w, "pii_precision", pii_precision);
  write_all(w, "pii_recall", pii_recall);
  write_all(w, "rules", rules);
  return w.end().take();
}

IntakeScores score(const IntakeRules& rules, const std::vector<LabelledMessage>& messages) {
  Scorer scorer(rules);
  for (const LabelledMessage& m : messages) scorer.add(m);
  return scorer.take();
}

}  // namespace huiyin
