#include "daemon/base/log.h"

#include <atomic>
#include <charconv>
#include <memory>

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "daemon/base/clock.h"
#include "daemon/base/json.h"

namespace huiyin {
namespace {

struct Log {
  LogFormat format = LogFormat::plain;
  std::shared_ptr<spdlog::logger> logger;
};

std::shared_ptr<spdlog::logger> make_logger(const std::string& file) {
  spdlog::sink_ptr sink;
  if (file.empty()) {
    sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  } else {
    sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(file);
  }
  auto logger = std::make_shared<spdlog::logger>("huiyin", std::move(sink));
  logger->set_pattern("%v");
  logger->set_level(spdlog::level::trace);  // the level is checked here, before a record is built
  logger->flush_on(spdlog::level::warn);
  return logger;
}

Log& the_log() {
  static Log log{LogFormat::plain, make_logger({})};
  return log;
}

std::atomic<LogLevel> threshold{LogLevel::info};

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warn:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

std::string_view name_of(LogLevel level) {
  static constexpr std::string_view kNames[] = {"debug", "info", "warn", "error"};
  return kNames[static_cast<std::size_t>(level)];
}

// One record stays one line, whatever a peer put into the text.
void append_plain(std::string* out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  for (const char c : text) {
    const auto b = static_cast<unsigned char>(c);
    if (b >= 0x20 && b != 0x7f) {
      *out += c;
    } else {
      *out += {'\\', 'x', kHex[b >> 4], kHex[b & 15]};
    }
  }
}

std::string plain_value(const LogField& field) {
  if (const auto* text = std::get_if<std::string>(&field.value)) return *text;
  if (const auto* flag = std::get_if<bool>(&field.value)) return *flag ? "true" : "false";
  if (const auto* whole = std::get_if<std::int64_t>(&field.value)) return std::to_string(*whole);
  char buf[32];
  return {buf, std::to_chars(buf, buf + sizeof buf, std::get<double>(field.value)).ptr};
}

std::string plain_line(LogLevel level, std::string_view event, std::string_view text,
                       std::initializer_list<LogField> fields) {
  std::string out = to_rfc3339(SystemClock().now());
  out.append(" ").append(name_of(level)).append(" ");
  append_plain(&out, mask_for_log(event));
  out += ": ";
  append_plain(&out, mask_for_log(text));
  for (const LogField& field : fields) {
    out.append(" ").append(field.name).append("=");
    append_plain(&out, mask_for_log(plain_value(field)));
  }
  return out;
}

void json_value(JsonWriter* out, const LogField& field) {
  const std::string plain = plain_value(field);
  const std::string masked = mask_for_log(plain);
  if (std::holds_alternative<std::string>(field.value) || masked != plain) {
    out->value(masked);
  } else {
    std::visit([out](const auto& v) { out->value(v); }, field.value);
  }
}

std::string json_line(LogLevel level, std::string_view event, std::string_view text,
                      std::initializer_list<LogField> fields) {
  JsonWriter out;
  out.object().field("time", to_rfc3339(SystemClock().now())).field("level", name_of(level));
  out.field("event", mask_for_log(event)).field("text", mask_for_log(text));
  for (const LogField& field : fields) {
    out.key(field.name);
    json_value(&out, field);
  }
  return out.end().take();
}

}  // namespace

void start_log(LogFormat format, LogLevel level, const std::string& file) {
  the_log() = Log{format, make_logger(file)};
  threshold = level;
}

void set_log_level(LogLevel level) {
  threshold = level;
}

void flush_log() {
  the_log().logger->flush();
}

void log(LogLevel level, std::string_view event, std::string_view text,
         std::initializer_list<LogField> fields) {
  if (level < threshold.load(std::memory_order_relaxed)) return;
  const Log& to = the_log();
  const auto line = to.format == LogFormat::json ? json_line : plain_line;
  const std::string record = line(level, event, text, fields);
  to.logger->log(to_spdlog(level), spdlog::string_view_t(record.data(), record.size()));
}

}  // namespace huiyin
