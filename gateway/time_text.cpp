#include "gateway/time_text.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>

namespace tandem {
namespace {

// Takes pieces off the front of a text; once one does not fit, everything after it fails too.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  int Digits(std::size_t count) {
    if (rest_.size() < count) return Fail();
    int value = 0;
    for (const char digit : rest_.substr(0, count)) {
      if (digit < '0' || digit > '9') return Fail();
      value = value * 10 + (digit - '0');
    }
    rest_.remove_prefix(count);
    return value;
  }
  bool Skip(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  void Expect(std::string_view text) {
    if (!Skip(text)) Fail();
  }
  bool AtDigit() const { return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; }
  bool good() const { return good_; }
  bool finished() const { return good_ && rest_.empty(); }

 private:
  int Fail() {
    good_ = false;
    return 0;
  }
  std::string_view rest_;
  bool good_ = true;
};

struct Clock {
  int hour = 0;
  int minute = 0;
  int second = 0;
};

Clock ScanClock(Scanner& scanner) {
  Clock clock;
  clock.hour = scanner.Digits(2);
  scanner.Expect(":");
  clock.minute = scanner.Digits(2);
  scanner.Expect(":");
  clock.second = scanner.Digits(2);
  return clock;
}

std::optional<Time> Compose(std::chrono::year_month_day date, const Clock& clock) {
  // A leap second (60) is read as the second after it.
  if (!date.ok() || clock.hour > 23 || clock.minute > 59 || clock.second > 60) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(clock.hour) +
         std::chrono::minutes(clock.minute) + std::chrono::seconds(clock.second);
}

std::chrono::milliseconds ScanFraction(Scanner& scanner) {
  int value = 0;
  for (int scale = 100; scanner.AtDigit(); scale /= 10) value += scanner.Digits(1) * scale;
  return std::chrono::milliseconds(value);
}

std::chrono::minutes ScanOffset(Scanner& scanner) {
  if (scanner.Skip("Z") || scanner.Skip("z")) return std::chrono::minutes(0);
  const bool west = scanner.Skip("-");
  if (!west) scanner.Expect("+");
  const int hours = scanner.Digits(2);
  scanner.Skip(":");
  const std::chrono::minutes offset(hours * 60 + scanner.Digits(2));
  return west ? -offset : offset;
}

std::chrono::year_month_day Date(int year, unsigned month, int day) {
  return {std::chrono::year(year), std::chrono::month(month),
          std::chrono::day(static_cast<unsigned>(day))};
}

}  // namespace

std::optional<Time> ParseTime(std::string_view text) {
  Scanner scanner(text);
  const int year = scanner.Digits(4);
  scanner.Expect("-");
  const int month = scanner.Digits(2);
  scanner.Expect("-");
  const int day = scanner.Digits(2);
  if (!scanner.Skip("t") && !scanner.Skip(" ")) scanner.Expect("T");
  const Clock clock = ScanClock(scanner);
  const auto fraction = scanner.Skip(".") ? ScanFraction(scanner) : std::chrono::milliseconds(0);
  const auto offset = ScanOffset(scanner);
  if (!scanner.finished()) return std::nullopt;
  const auto time = Compose(Date(year, static_cast<unsigned>(month), day), clock);
  return time ? std::optional(*time + fraction - offset) : std::nullopt;
}

std::string FormatTime(Time time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const auto days = std::chrono::floor<std::chrono::days>(seconds);
  const std::chrono::year_month_day date(days);
  const std::chrono::hh_mm_ss clock(seconds - days);
  std::array<char, 64> text{};
  const int length = std::snprintf(
      text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
      static_cast<int>(clock.seconds().count()));
  return {text.data(), static_cast<std::size_t>(length)};
}

std::optional<Time> ParseHttpDate(std::string_view text) {
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto comma = text.find(", ");
  if (comma != 3) return std::nullopt;
  Scanner scanner(text.substr(comma + 2));
  const int day = scanner.Digits(2);
  scanner.Expect(" ");
  const auto* month = std::find_if(kMonths.begin(), kMonths.end(),
                                   [&](std::string_view name) { return scanner.Skip(name); });
  if (month == kMonths.end()) return std::nullopt;
  scanner.Expect(" ");
  const int year = scanner.Digits(4);
  scanner.Expect(" ");
  const Clock clock = ScanClock(scanner);
  scanner.Expect(" GMT");
  if (!scanner.finished()) return std::nullopt;
  return Compose(Date(year, static_cast<unsigned>(month - kMonths.begin()) + 1, day), clock);
}

}  // namespace tandem
