// What the follow-up half goes by: plain data that the daemon fills in from the settings and the rule data.
#pragma once
#include <memory>
#include <string>

#include "daemon/followup/texts.h"
#include "daemon/model/civil_time.h"
#include "daemon/people/vault.h"

namespace huiyin {

struct FollowupRules {
  Millis delay{24 * 3'600'000};             // from the written answer to the question
  Millis remind_after{3 * 24 * 3'600'000};  // from the question
  Millis stop_after{7 * 24 * 3'600'000};    // from the question
  Millis look_every{12 * 3'600'000};        // whether an asked question was delivered
  TimeZone zone;
  DayWindow window;           // questions and reminders leave inside it
  std::string region = "CN";  // of numbers without a country code
  std::string signature;      // without 【】
  FollowupTexts texts;
  std::shared_ptr<const Vault> vault;
};

}  // namespace huiyin
