// Logging facade over spdlog (private to log.cpp). JSON or plain lines on stderr or a file; journald picks
// them up. Every record has an event code ("carrier.pull.failed"): stable, listed in docs, for alarms. Never
// log a phone number, a name, a message text or a secret: values are masked by the caller (mask_phone), and
// log.cpp masks any run that still looks like a mobile or an ID number as a second fence.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace huiyin {

enum class LogLevel { debug, info, warn, error };

struct LogField {
  std::string_view name;
  std::variant<std::int64_t, double, bool, std::string> value;
  LogField(std::string_view n, std::int64_t v) : name(n), value(v) {}
  LogField(std::string_view n, int v) : name(n), value(static_cast<std::int64_t>(v)) {}
  LogField(std::string_view n, std::size_t v) : name(n), value(static_cast<std::int64_t>(v)) {}
  LogField(std::string_view n, double v) : name(n), value(v) {}
  LogField(std::string_view n, bool v) : name(n), value(v) {}
  LogField(std::string_view n, std::string_view v) : name(n), value(std::string(v)) {}
  LogField(std::string_view n, const std::string& v) : name(n), value(v) {}
  LogField(std::string_view n, const char* v) : name(n), value(std::string(v)) {}
};

enum class LogFormat { plain, json };
// Once at start, before threads. file: empty for stderr. Level may change later, any thread.
void start_log(LogFormat format, LogLevel level, const std::string& file = {});
void set_log_level(LogLevel level);
void flush_log();

// Any thread. text is written as it is (never a format string).
void log(LogLevel level, std::string_view event, std::string_view text,
         std::initializer_list<LogField> fields = {});
inline void log_debug(std::string_view e, std::string_view t, std::initializer_list<LogField> f = {}) {
  log(LogLevel::debug, e, t, f);
}
inline void log_info(std::string_view e, std::string_view t, std::initializer_list<LogField> f = {}) {
  log(LogLevel::info, e, t, f);
}
inline void log_warn(std::string_view e, std::string_view t, std::initializer_list<LogField> f = {}) {
  log(LogLevel::warn, e, t, f);
}
inline void log_error(std::string_view e, std::string_view t, std::initializer_list<LogField> f = {}) {
  log(LogLevel::error, e, t, f);
}

// Replaces what looks like a mobile or an ID number by asterisks. Exposed for the tests.
std::string mask_for_log(std::string_view text);

}  // namespace huiyin
