#include "tests/unit/model/intake_corpus.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <stdexcept>

#include "daemon/base/json.h"
#include "daemon/base/text.h"

namespace huiyin::testing {
namespace {

std::vector<PiiSpan> read_spans(const std::string& json) {
  std::vector<PiiSpan> out;
  for (const Json& s : Json::parse(json).items()) {
    const auto parts = s.items();
    out.push_back({static_cast<std::uint32_t>(parts.at(0).integer()),
                   static_cast<std::uint32_t>(parts.at(1).integer()), parts.at(2).text()});
  }
  return out;
}

bool has_right_category(const LabelledMessage& m, const std::string& code) {
  return code == m.category || std::find(m.also.begin(), m.also.end(), code) != m.also.end();
}

class Scorer {
 public:
  explicit Scorer(const IntakeRules& rules)
      : rules_(rules), show_(std::getenv("HUIYIN_SHOW_MISSES") != nullptr) {}

  void add(const LabelledMessage& m) {
    const IntakeReading r = rules_.read(m.text);
    bool offered = has_right_category(m, r.category);
    count(&s_.category, offered, m, r, "category", m.category, r.category);
    for (const std::string& code : r.alternatives) offered = offered || has_right_category(m, code);
    s_.category_or_offered.of += 1;
    s_.category_or_offered.right += offered;
    count(&s_.urgency, r.urgency == m.urgency, m, r, "urgency", m.urgency, r.urgency);
    count(&s_.purpose, r.purpose == m.purpose, m, r, nullptr, m.purpose, r.purpose);
    count(&s_.confidential, r.confidential == m.confidential, m, r, "confidential", m.confidential,
          r.confidential);
    const bool is = m.urgency == "danger_to_life", said = r.urgency == "danger_to_life";
    s_.danger_recall.of += is;
    s_.danger_recall.right += is && said;
    s_.danger_precision.of += said;
    s_.danger_precision.right += is && said;
    add_spans(m, r);
  }

  IntakeScores take() {
    s_.text = "category " + show(s_.category) + ", or offered " + show(s_.category_or_offered) +
              "\nurgency " + show(s_.urgency) + "; danger recall " + show(s_.danger_recall) + " precision " +
              show(s_.danger_precision) + "\npurpose " + show(s_.purpose) + "; confidential " +
              show(s_.confidential) + "\nPII precision " + show(s_.pii_precision) + "; recall";
    for (const auto& [type, rate] : s_.pii_recall) s_.text += ' ' + type + ' ' + show(rate);
    return std::move(s_);
  }

 private:
  void count(Rate* rate, bool right, const LabelledMessage& m, const IntakeReading& r, const char* what,
             const std::string& wanted, const std::string& got) {
    ++rate->of;
    rate->right += right;
    if (right || !show_ || !what) return;
    std::cout << m.id << ' ' << what << ": wanted " << wanted << ", got " << got << " | " << m.text << '\n';
    for (const std::string& why : r.why)
      if (why.starts_with(what) || (why.starts_with("alternative") && what[0] == 'c' && what[1] == 'a'))
        std::cout << "      " << why << '\n';
  }

  void add_spans(const LabelledMessage& m, const IntakeReading& r) {
    for (const PiiSpan& s : m.spans) {
      const bool found = std::find(r.spans.begin(), r.spans.end(), s) != r.spans.end();
      s_.pii_recall[s.type].of += 1;
      s_.pii_recall[s.type].right += found;
      if (!found) tell(m, "missed", s);
    }
    for (const PiiSpan& s : r.spans) {
      const bool right = std::find(m.spans.begin(), m.spans.end(), s) != m.spans.end();
      s_.pii_precision.of += 1;
      s_.pii_precision.right += right;
      if (!right) tell(m, "wrong", s);
    }
  }

  void tell(const LabelledMessage& m, const char* what, const PiiSpan& s) const {
    if (show_)
      std::cout << m.id << " pii " << what << ' ' << s.type << " \""
                << m.text.substr(s.begin, s.end - s.begin) << "\" | " << m.text << '\n';
  }

  static std::string show(const Rate& r) {
    char out[48];
    std::snprintf(out, sizeof out, "%.3f (%d/%d)", r.value(), r.right, r.of);
    return out;
  }

  const IntakeRules& rules_;
  const bool show_;
  IntakeScores s_;
};

}  // namespace

std::vector<LabelledMessage> read_messages(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot read " + path);
  std::vector<LabelledMessage> out;
  std::map<std::string, std::size_t> column;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    const auto cells = split(line, '\t');
    if (column.empty()) {
      for (std::size_t i = 0; i < cells.size(); ++i) column[std::string(cells[i])] = i;
      continue;
    }
    const auto cell = [&](const char* name) {
      if (!column.contains(name) || column.at(name) >= cells.size())
        throw std::runtime_error(path + ':' + std::to_string(number) + ": no " + name);
      return std::string(cells[column.at(name)]);
    };
    LabelledMessage m{cell("id"),
                      cell("text"),
                      cell("category"),
                      cell("urgency"),
                      cell("purpose"),
                      cell("confidential"),
                      {},
                      {}};
    const std::string alternatives = cell("alt_categories");
    for (const std::string_view code : split(alternatives, ','))
      if (!trim(code).empty()) m.also.emplace_back(trim(code));
    m.spans = read_spans(cell("pii_bytes"));
    out.push_back(std::move(m));
  }
  return out;
}

Rate IntakeScores::recall_of(const std::vector<std::string>& types) const {
  Rate sum;
  for (const std::string& type : types)
    if (const auto found = pii_recall.find(type); found != pii_recall.end()) {
      sum.right += found->second.right;
      sum.of += found->second.of;
    }
  return sum;
}

IntakeScores score(const IntakeRules& rules, const std::vector<LabelledMessage>& messages) {
  Scorer scorer(rules);
  for (const LabelledMessage& m : messages) scorer.add(m);
  return scorer.take();
}

}  // namespace huiyin::testing
