// The catalogue: everything huiyinctl says, in English and Chinese. Static data, any thread.
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>

namespace huiyin {

enum class Language { english, chinese };

// --lang, else LC_ALL, LC_MESSAGES, LANG (the first that is not empty): "zh…" is Chinese, all else English.
Language choose_language(std::string_view flag, std::string_view lc_all, std::string_view lc_messages,
                         std::string_view lang);

enum class Msg {
  // where the daemon is
  no_endpoints,
  bad_endpoints,
  no_api,
  no_token_file,
  empty_token_file,
  api_needs_token_file,
  bad_api_url,
  // talking to it
  cannot_reach,
  answer_lost,
  odd_answer,
  refused,
  hint_token,
  hint_busy,
  hint_version,
  // command line and files
  usage,
  try_help,
  unexpected,
  not_utf8,
  not_a_number,
  no_duration,
  cannot_read,
  one_of,
  not_together,
  // campaigns
  campaign_created,
  campaign_started,
  campaign_ready,
  campaign_moved,
  importing,
  import_counts,
  list_mapping,
  list_outside,
  bad_lines_head,
  bad_lines_more,
  watch_ended,
  watch_sent,
  watch_retry,
  plan_decided,
  plan_changed,
  approval_voided,
  complaints_now,
  hours_set,
  hours_cleared,
  stopped_all,
  stop_unanswered,
  thawed,
  // cases
  case_told,
  case_told_before,
  case_reopened,
  case_failed_line,
  cases_done,
  csv_no_column,
  csv_unknown_column,
  csv_double_column,
  csv_empty,
  csv_bad_quote,
  csv_fields,
  // what happened
  uncertain_total,
  uncertain_decided,
  file_written,
  consent_set,
  consent_same,
  cost_stated,
  template_created,
  template_variant,
  template_moved,
  template_withdrawn,
  name_and_value,
  // the rest
  message_sent,
  nothing_here,
  more_follow,
  review_stood,
  review_changed,
  transcript_asked,
  transcript_corrected,
  dead_requeued,
  dead_discarded,
  dead_fixed,
  dead_exported,
  duty_set,
  bad_level,
  file_line,
  danger_taken,
  danger_taken_before,
  deadline_extended,
  intake_moved,
  intake_assigned,
  contact_changed,
  access_open,
  access_waits,
  access_state,
  audit_good,
  audit_bad,
  handover_of,
  verify_good,
  verify_bad,
  bus_silent,
  bus_gap,
  bus_no_answer,
  tail_again,
  key_added,
  key_rotated,
  key_revoked,
  key_server,
  key_file,
  file_exists,
  bad_client_file,
  client_no_endpoint,
  at_needs_client,
  webhook_added,
  webhook_updated,
  webhook_rotated,
  webhook_paused,
  webhook_resumed,
  webhook_replayed,
  webhook_removed,
  bus_gap_of_type,
  clock_now,
  clock_moved,
  count_,
};

// The message with %1, %2 … replaced. Arguments are never read as a format.
std::string tell(Language language, Msg message, std::initializer_list<std::string_view> arguments = {});

// A word that the daemon says (a state, a label, a heading) in the reader's language; itself when unknown.
std::string word(Language language, std::string_view english);

}  // namespace huiyin
