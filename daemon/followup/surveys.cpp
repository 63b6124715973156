#include "daemon/followup/surveys.h"

#include <algorithm>

#include "daemon/base/bad_input.h"
#include "daemon/base/bytes.h"
#include "daemon/base/json.h"
#include "daemon/base/text.h"
#include "daemon/base/toml.h"
#include "daemon/followup/survey_file.h"
#include "daemon/store/surveys.h"

namespace huiyin {

namespace {

Result<void> not_approved(const SurveyForm& f, std::string_view key, std::string_view setting) {
  return fail(Errc::bad_input,
              "survey " + f.name + " version " + f.version + " has " + std::string(key) +
                  " = true, but its text has no template: have it approved and set followup." +
                  std::string(setting),
              "surveys.toml");
}

}  // namespace

std::string SurveyForm::codes_json() const {
  JsonWriter w;
  w.object();
  for (const auto& [code, label] : reading.codes) w.field(std::to_string(code), name_of(label));
  return w.end().take();
}

Result<Surveys> Surveys::load(std::string_view toml, std::string file_name, std::string_view signature,
                              const SurveyTimes& defaults) {
  const auto file = Toml::parse(toml, std::move(file_name));
  if (!file) return tl::unexpected<Error>(file.error());
  try {
    Surveys out;
    const SurveyFile reader(signature, defaults);
    out.office_ = reader.office_texts(file->at("office_texts"));
    for (const std::string& sign : file->texts_or_empty("proxy_signs"))
      out.proxy_signs_.push_back(fold(sign).text);
    for (const std::string& word : file->texts_or_empty("case_words"))
      out.case_words_.push_back(fold(word).text);
    for (const Toml& s : file->at("survey").items()) {
      SurveyForm form = reader.survey(s);
      for (const SurveyForm& other : out.forms_)
        if (other.name == form.name && other.version == form.version)
          throw BadInput(s.where(), "there is a survey of this name and version already");
      out.forms_.push_back(std::move(form));
    }
    const Toml standard = file->at("default");
    out.default_ = standard.text();
    if (out.default_.empty() || out.newest(out.default_) == nullptr)
      throw BadInput(standard.where(), "default names no survey of this file");
    return out;
  } catch (const BadInput& e) {
    return fail(Errc::bad_input, e.what());
  }
}

const SurveyForm* Surveys::newest(std::string_view name) const {
  const std::string_view wanted = name.empty() ? std::string_view(default_) : name;
  const auto found =
      std::find_if(forms_.rbegin(), forms_.rend(), [&](const SurveyForm& f) { return f.name == wanted; });
  return found == forms_.rend() ? nullptr : &*found;
}

const SurveyForm& Surveys::of(std::string_view name, std::string_view version) const {
  for (const SurveyForm& f : forms_)
    if (f.name == name && f.version == version) return f;
  const SurveyForm* same = newest(name);
  return same != nullptr ? *same : *newest({});
}

Millis Surveys::longest_stop() const {
  Millis longest{0};
  for (const SurveyForm& f : forms_) longest = std::max(longest, f.times.stop_after);
  return longest;
}

bool Surveys::by_proxy(std::string_view reply) const {
  const std::string text = fold(reply).text;
  return std::any_of(proxy_signs_.begin(), proxy_signs_.end(),
                     [&](const std::string& sign) { return text.find(sign) != std::string::npos; });
}

Result<void> Surveys::set_templates(const WordingTemplates& codes) {
  const auto set = [](Wording& w, const std::string& code) {
    if (w.template_code.empty()) w.template_code = code;
  };
  for (SurveyForm& f : forms_) {
    set(f.question, codes.question);
    set(f.reminder, codes.reminder);
    set(f.clarify, codes.clarify);
    set(f.which, codes.which);
    set(f.dissatisfied, codes.dissatisfied);
    if (f.question.template_code.empty()) continue;
    if (f.acknowledge && f.dissatisfied.template_code.empty())
      return not_approved(f, "acknowledge_dissatisfied", "dissatisfied_template");
  }
  return {};
}

Result<void> keep_surveys(Database& db, const Surveys& surveys, TimePoint now) {
  for (const SurveyForm& f : surveys.all()) {
    const std::string kept = keep_survey_digest(db, f.name, f.version, f.digest, now);
    if (kept != f.digest)
      return fail(Errc::conflict,
                  "survey " + f.name + " version " + f.version +
                      " is not what it was: give it a new version and keep the old one beside it",
                  "surveys.toml");
  }
  for (const SurveyUse& use : surveys_in_use(db, now - surveys.longest_stop())) {
    const auto same = [&](const SurveyForm& f) { return f.name == use.name && f.version == use.version; };
    if (!std::any_of(surveys.all().begin(), surveys.all().end(), same))
      return fail(Errc::conflict,
                  std::to_string(use.questions) +
                      " questions that may still be answered were asked with survey " + use.name +
                      " version " + use.version + ", which is not in the file",
                  "surveys.toml");
  }
  return {};
}

std::string surveys_json(const Surveys& surveys) {
  JsonWriter w;
  w.object().key("items").array();
  for (const SurveyForm& f : surveys.all()) {
    w.object().field("name", f.name).field("version", f.version).field("digest", f.digest);
    w.field("newest", surveys.newest(f.name) == &f).field("default", surveys.newest({}) == &f);
    w.key("codes").raw(f.codes_json()).field("remind", f.remind);
    w.field("acknowledge_dissatisfied", f.acknowledge);
    w.field("delay_ms", std::int64_t{f.times.delay.count()});
    w.field("remind_after_ms", std::int64_t{f.times.remind_after.count()});
    w.field("stop_after_ms", std::int64_t{f.times.stop_after.count()}).field("hours", f.times.window.text());
    w.key("texts").object();
    for (const auto& [name, text] :
         {std::pair<std::string_view, std::string_view>{"question", f.question.text},
          {"reminder", f.reminder.text},
          {"clarify", f.clarify.text},
          {"which", f.which.text},
          {"dissatisfied", f.dissatisfied.text},
          {"opted_out", f.opted_out.text},
          {"review_rights", f.review_rights}})
      w.field(name, text);
    w.end().key("script").array();
    for (const std::string& line : f.script) w.value(line);
    w.end().end();
  }
  w.end().key("office_texts").object().field("receipt", surveys.office_texts().receipt);
  const OfficeTexts& office = surveys.office_texts();
  w.field("danger", office.danger).field("publicity", office.publicity);
  w.field("receipt_en", office.receipt_en).field("danger_en", office.danger_en);
  w.field("publicity_en", office.publicity_en);
  return w.end().end().take();
}

}  // namespace huiyin
