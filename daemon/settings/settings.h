// Settings: everything an office can set, typed, checked and with its derived values already computed. Plain
// data: made by load_settings() (load.h) from the one table in settings_table.cpp, then only read. What each
// member means, its range and its default stand in the table; `huiyinctl config explain KEY` shows them.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "adapters/registry.h"
#include "daemon/base/clock.h"
#include "daemon/base/log.h"
#include "daemon/base/secret.h"
#include "daemon/model/civil_time.h"
#include "daemon/model/purpose.h"

namespace huiyin {

// One account at one carrier: [carrier.<name>] of the file.
struct CarrierAccount {
  std::string name;                   // "main": [a-z0-9_-], unique
  const CarrierKind* kind = nullptr;  // never null after loading; static storage
  CarrierSettings values;             // checked against kind->settings, defaults filled in
  std::vector<Purpose> purposes;      // what it may send; all when the file does not say
  bool enabled = true;                // false: neither sends nor pulls, but its receipts are still understood
  std::int64_t window = 0;            // concurrent submits; 0: outbound.window
  std::int64_t submits_per_second = 0;    // 0: the capability's
  std::int64_t inquiries_per_second = 0;  // 0: the capability's
  Secret hook_secret;                     // last part of /hooks/<name>/<secret>; empty: pushes are refused
  bool may_send(Purpose p) const;
};

// Paths are absolute here, whatever the file said: relative ones lie under state.dir, ipc:// names under
// state.run_dir.
struct Settings {
  struct Office {
    std::string name, signature;  // signature without 【】
    std::string time_zone;        // IANA name that TimeZone::load knows
    std::string region;           // ISO 3166: of numbers without a country code
  } office;
  struct State {
    std::string dir, run_dir;
  } state;
  struct Store {
    std::string path;
    std::int64_t queue = 0;  // bound of the store thread's mailbox
  } store;
  struct Vault {
    std::string key_file, next_key_file;  // next: empty where key_file can be written
    std::string recovery_key;             // hexadecimal; empty: none
    std::int64_t data_key_days = 90;      // 0: only when asked for
    Millis settle{};
  } vault;
  struct Clock {
    std::string virtual_file;  // empty: the system clock
  } clock;
  struct Log {
    LogLevel level = LogLevel::info;
    LogFormat format = LogFormat::plain;
    std::string file;  // empty: stderr
  } log;
  struct Rules {
    std::string dir;  // empty: the shipped rule data only
  } rules;
  struct Outbound {
    std::int64_t window = 0;   // concurrent submits an account
    std::int64_t batches = 0;  // durable intents waiting for a free place in the window, batches an account
    Millis reconcile_grace{}, receipt_wait{};
    Millis retry_first{}, retry_max{};
    std::int64_t max_tries = 0;
    DayWindow window_publicity, window_follow_up, window_case_reply, window_statutory_notice, window_staff;
    const DayWindow& window_of(Purpose p) const;
    std::string days_publicity, days_follow_up, days_case_reply, days_statutory_notice, days_staff;
    const std::string& days_of(Purpose p) const;  // "every", "not_quiet" or "work"
    std::string calendar;                         // region: "cn"
  } outbound;
  struct Intake {
    Millis duplicate_window{};
    Millis part_wait{};               // for the missing parts of a long MO
    std::int64_t doubtful_below = 0;  // percent
    bool receipt = true;
    std::string receipt_template, receipt_code, status_code;
    std::int64_t receipts_per_day = 0, queries_per_day = 0;
    std::int64_t storm = 0;  // messages of one number an hour
  } intake;
  struct Danger {
    bool answer = true;
    std::string help_text, help_code, page_text, page_code;
    Millis page_again{};
    std::int64_t pages_per_level = 0;
  } danger;
  struct Reprisal {
    std::string text, code;
    Millis again{};
    std::int64_t times = 0;
  } reprisal;
  struct Access {
    std::string role;
    Millis longest{};
    std::int64_t alarm_above = 0;  // records one person looks at in a day
    std::string discipline_units;  // separated by commas
  } access;
  struct Followup {
    Millis delay{}, remind_after{}, stop_after{};
    std::string survey_template, reminder_template, clarify_template, which_template, dissatisfied_template;
  } followup;
  struct Alarm {
    Millis after{};  // an edge broken for so long
  } alarm;
  struct Campaign {
    std::int64_t max_lines = 0;
    std::int64_t approve_above = 0;  // recipients
    bool ramp = true;
    Millis start_grace{};
  } campaign;
  struct Consent {
    bool confirm = false;  // an opt-out by text, once
    std::string confirmation_text, confirmation_template;
  } consent;
  struct Bus {
    std::string stream, service;                // endpoints, ipc://
    std::string remote_stream, remote_service;  // tcp://; both or neither
    std::string key_file;                       // of the CURVE key of those
    Millis retention{}, hold{};                 // of journal events; how much longer for those who lag
    Millis heartbeat{};
  } bus;
  struct Api {
    bool enabled = true;
    std::string address;
    std::int64_t port = 0;      // 0: any free one
    std::int64_t max_body = 0;  // bytes
    std::string token_file;
  } api;
  struct Hooks {
    bool enabled = false;    // serve /hooks/<account>/<secret>
    std::string public_url;  // without a trailing slash; empty: not known
    std::int64_t max_body = 0;
  } hooks;
  struct Webhook {
    std::int64_t tries = 0;
    Millis first_pause{}, longest_pause{}, timeout{};
  } webhook;
  struct Open311 {
    bool enabled = false, descriptions = false;
  } open311;
  struct Shutdown {
    Millis drain{};
  } shutdown;

  std::vector<CarrierAccount> carriers;                        // in the order of the file
  const CarrierAccount* carrier(std::string_view name) const;  // null when there is none
};

}  // namespace huiyin
