// A campaign told to the end: what reached people, what did not and why in plain words, who replied, who
// opted out, what became an intake record; by town. Figures only: no person stands in it. A reader's own
// thread: a large campaign takes seconds.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "daemon/model/failure_reasons.h"
#include "daemon/model/message_state.h"
#include "daemon/store/campaigns.h"

namespace huiyin {

// A reply counts for the campaign when its text was the last of ours that had left to the person before, and
// it came within this time of it.
inline constexpr std::chrono::hours kReplyWindow{7 * 24};
// Towns with fewer recipients are told together: figures of few tell of persons.
inline constexpr std::int64_t kFewestOfTown = 5;

struct OutreachCounts {
  std::map<MessageState, std::int64_t> states;
  std::int64_t replied = 0, opted_out = 0, intake = 0;  // persons; persons; records
  std::int64_t audience() const;
  std::int64_t of(MessageState s) const;
  std::int64_t failed() const;  // undelivered, expired, rejected
  std::int64_t unsent() const;  // suppressed, cancelled, missed
  std::int64_t open() const;    // queued, submitting, accepted, uncertain
};

struct FailureCount {
  const FailureReason* reason = nullptr;
  std::int64_t n = 0;
  bool left = false;                          // it had left: failed; else it was never sent
  std::map<std::string, std::int64_t> codes;  // as the carriers told them
};

struct CampaignFigures {
  Campaign campaign;
  TimePoint as_of{};
  OutreachCounts total;
  std::map<std::string, OutreachCounts> towns;  // "" : no town is known; "…": small ones together
  std::vector<FailureCount> reasons;            // the most frequent first
  std::map<TimePoint, std::int64_t> taken;      // by hour: what carriers took
};

// Nothing when there is no such campaign. `reasons` must outlive the figures.
std::optional<CampaignFigures> campaign_figures(Database& db, std::int64_t id, const FailureReasons& reasons,
                                                TimePoint now);

enum class ReportLanguage { en, zh };
std::string campaign_report_json(const CampaignFigures& f);
std::string campaign_report_csv(const CampaignFigures& f, ReportLanguage language);
Result<std::string> campaign_report_xlsx(const CampaignFigures& f, ReportLanguage language);
// {title, series:[{name, points:[{x, y}]}]} of four charts: ends, reasons, towns, by hour.
std::string campaign_report_chart(const CampaignFigures& f);

}  // namespace huiyin
