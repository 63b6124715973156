// What call-backs say about ratings by SMS, unit by unit. Internal to the folder.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "daemon/base/json.h"
#include "daemon/store/voice.h"

namespace huiyin {

struct Votes {
  std::map<std::string, std::int64_t> labels;
  std::int64_t n() const;
  std::int64_t positive() const;
  bool uniform() const { return labels.size() == 1; }
};
struct UnitComparison {
  std::string unit;
  Votes sms, voice, silent;  // voice: of those who had rated by SMS; silent: of those who had not
  std::int64_t alike = 0;    // by voice as by SMS when they were drawn
  std::vector<std::string> alarms;
};

std::vector<UnitComparison> compare_by_unit(Database& db, const VoiceSample& sample);
void write_comparison(JsonWriter& w, const std::vector<UnitComparison>& units);

}  // namespace huiyin
