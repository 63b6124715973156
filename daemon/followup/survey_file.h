// Reads one survey of surveys.toml and checks it. Internal to the folder; throws BadInput with line and
// column.
#pragma once
#include <string_view>

#include "daemon/base/toml.h"
#include "daemon/followup/surveys.h"

namespace huiyin {

class SurveyFile {
 public:
  SurveyFile(std::string_view signature, const SurveyTimes& defaults)
      : signature_(signature), defaults_(defaults) {}
  SurveyForm survey(const Toml& s) const;
  OfficeTexts office_texts(const Toml& t) const;

 private:
  Wording wording(const Toml& s, std::string_view key) const;
  // The same, and it must name every code.
  Wording asking(const Toml& s, std::string_view key, std::size_t codes) const;
  void check_length(const Toml& text, std::string_view sent) const;
  SurveyTimes times(const Toml& s) const;

  const std::string_view signature_;
  const SurveyTimes& defaults_;
};

}  // namespace huiyin
