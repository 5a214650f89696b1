#include "gateway/log.h"

#include "gateway/log_text.h"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <array>
#include <cmath>
#include <utility>

namespace tandem {
namespace {

struct LevelName {
  std::string_view name{};
  spdlog::level::level_enum level = spdlog::level::info;
};

// In the order of LogLevel.
constexpr std::array<LevelName, 5> kLevels{{{"trace", spdlog::level::trace},
                                            {"debug", spdlog::level::debug},
                                            {"info", spdlog::level::info},
                                            {"warn", spdlog::level::warn},
                                            {"error", spdlog::level::err}}};

const LevelName& Named(LogLevel level) {
  return kLevels.at(static_cast<std::size_t>(level));
}

std::string TextLine(LogLevel level, std::string_view message, LogFields fields) {
  std::string line(Named(level).name);
  line += " " + EscapedForLog(message);
  for (const LogField& field : fields) {
    line += " " + EscapedForLog(field.name()) + "=" + WordForLog(field.value());
  }
  return line;
}

// Without the brace and the time that spdlog's pattern puts before.
std::string JsonLine(LogLevel level, std::string_view message, LogFields fields) {
  std::string line = R"("level":")" + std::string(Named(level).name) + R"(","message":")" +
                     EscapedForLog(message) + "\"";
  for (const LogField& field : fields) {
    const std::string_view quote = field.is_bare() ? "" : "\"";
    line.append(",\"").append(EscapedForLog(field.name())).append("\":");
    line.append(quote).append(EscapedForLog(field.value())).append(quote);
  }
  return line + "}";
}

}  // namespace

class Log::Writer {
 public:
  Writer(const LogConfig& config, std::FILE* out) : logger_("tandem", std::make_shared<Sink>(out)) {
    const std::string time = "%Y-%m-%dT%H:%M:%S.%eZ";
    const std::string pattern = config.json ? R"({"at":")" + time + R"(",%v)" : time + " %v";
    logger_.set_pattern(pattern, spdlog::pattern_time_type::utc);
    for (const LevelName& level : kLevels) {
      if (level.name == config.level) logger_.set_level(level.level);
    }
  }

  bool IsOn(LogLevel level) const { return logger_.should_log(Named(level).level); }
  void Write(LogLevel level, const std::string& line) {
    logger_.log(Named(level).level, spdlog::string_view_t(line));
  }

 private:
  // Takes a lock for each line and flushes it.
  using Sink = spdlog::sinks::stdout_sink_base<spdlog::details::console_mutex>;
  spdlog::logger logger_;
};

std::string LogField::Shown(double value) {
  // JSON has no words for these.
  return std::isfinite(value) ? std::to_string(value) : "null";
}

Log::Log(const LogConfig& config, std::FILE* out)
    : json_(config.json), writer_(std::make_unique<Writer>(config, out)) {}

Log::~Log() = default;

bool Log::IsOn(LogLevel level) const {
  return writer_->IsOn(level);
}

void Log::Write(LogLevel level, std::string_view message, LogFields fields) const {
  if (!IsOn(level)) return;
  writer_->Write(level,
                 json_ ? JsonLine(level, message, fields) : TextLine(level, message, fields));
}

void Log::Error(std::string_view message, LogFields fields) const {
  Write(LogLevel::kError, message, fields);
}
void Log::Warn(std::string_view message, LogFields fields) const {
  Write(LogLevel::kWarn, message, fields);
}
void Log::Info(std::string_view message, LogFields fields) const {
  Write(LogLevel::kInfo, message, fields);
}
void Log::Debug(std::string_view message, LogFields fields) const {
  Write(LogLevel::kDebug, message, fields);
}
void Log::Trace(std::string_view message, LogFields fields) const {
  Write(LogLevel::kTrace, message, fields);
}

}  // namespace tandem
