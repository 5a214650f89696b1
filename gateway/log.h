// The log: one structured line for each event, whatever text is in it. Thread-safe.
#pragma once

#include "gateway/config.h"

#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tandem {

enum class LogLevel { kTrace, kDebug, kInfo, kWarn, kError };

// A name and a value of an event: {"delivery", id}. A Secret is no value, so that it cannot get
// here by mistake.
class LogField {
 public:
  LogField(std::string_view name, std::string_view value) : name_(name), value_(value) {}
  LogField(std::string_view name, std::string value) : name_(name), value_(std::move(value)) {}
  LogField(std::string_view name, const char* value) : name_(name), value_(value) {}
  LogField(std::string_view name, bool value)
      : name_(name), value_(value ? "true" : "false"), is_bare_(true) {}
  template <class Number>
  requires(std::is_arithmetic_v<Number> && !std::is_same_v<Number, bool>)
      LogField(std::string_view name, Number value)
      : name_(name), value_(Shown(value)), is_bare_(true) {}

  const std::string& name() const { return name_; }
  const std::string& value() const { return value_; }
  bool is_bare() const { return is_bare_; }  // in JSON without quotes: a number, true, false

 private:
  static std::string Shown(double value);
  template <class Integer>
  requires(std::is_integral_v<Integer>) static std::string Shown(Integer value) {
    return std::to_string(value);
  }

  std::string name_;
  std::string value_;
  bool is_bare_ = false;
};

using LogFields = std::initializer_list<LogField>;

class Log {
 public:
  // Writes to `out`, which stays the caller's and must outlive this. Lines are whole and flushed:
  //   2026-01-31T12:00:00.123Z info linked delivery=... link=issue:5
  //   {"at":"2026-01-31T12:00:00.123Z","level":"info","message":"linked","delivery":"..."}
  explicit Log(const LogConfig& config, std::FILE* out = stderr);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  // Error: a person must act. Warn: the program will. Info: nobody. What a stranger can trigger is
  // logged at debug. Never a body, a secret or a person's address.
  void Error(std::string_view message, LogFields fields = {}) const;
  void Warn(std::string_view message, LogFields fields = {}) const;
  void Info(std::string_view message, LogFields fields = {}) const;
  void Debug(std::string_view message, LogFields fields = {}) const;
  void Trace(std::string_view message, LogFields fields = {}) const;
  // Whether a line of that level is written, for what is costly to put together.
  bool IsOn(LogLevel level) const;

 private:
  class Writer;
  void Write(LogLevel level, std::string_view message, LogFields fields) const;

  bool json_;
  std::unique_ptr<Writer> writer_;
};

}  // namespace tandem
