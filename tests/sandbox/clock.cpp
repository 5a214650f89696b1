#include "tests/sandbox/clock.h"

#include <array>
#include <cstdio>
#include <ctime>

namespace tandem::sandbox {

using std::chrono::milliseconds;

Moment Clock::Now() {
  const auto system =
      std::chrono::floor<milliseconds>(std::chrono::system_clock::now()).time_since_epoch();
  const std::int64_t now = system.count() + ahead_;
  std::int64_t last = last_;
  while (last < now && !last_.compare_exchange_weak(last, now)) {
  }
  return Moment(milliseconds(std::max(last, now)));
}

void Clock::Advance(milliseconds by) {
  ahead_ += by.count();
}

std::string ToIso(Moment moment) {
  const std::time_t seconds =
      std::chrono::floor<std::chrono::seconds>(moment.time_since_epoch()).count();
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, sizeof "2026-01-31T12:00:00Z"> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

namespace {

// "Z" or "+02:00", after an optional fraction; the offset in minutes.
std::optional<int> ReadOffset(std::string_view rest) {
  if (!rest.empty() && rest.front() == '.') {
    const auto end = rest.find_first_not_of("0123456789", 1);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end);
  }
  if (rest == "Z" || rest == "z") return 0;
  int hours = 0;
  int minutes = 0;
  char sign = 0;
  if (std::sscanf(std::string(rest).c_str(), "%c%2d:%2d", &sign, &hours, &minutes) != 3)  // NOLINT
    return std::nullopt;
  if (sign != '+' && sign != '-') return std::nullopt;
  return (hours * 60 + minutes) * (sign == '-' ? -1 : 1);
}

}  // namespace

std::optional<Moment> FromIso(std::string_view text) {
  constexpr std::size_t kWithoutZone = 19;
  if (text.size() <= kWithoutZone) return std::nullopt;
  std::tm parts{};
  const std::string date(text.substr(0, kWithoutZone));
  const char* end = strptime(date.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  const auto offset = ReadOffset(text.substr(kWithoutZone));
  if (!offset) return std::nullopt;
  return Moment(std::chrono::seconds(timegm(&parts)) - std::chrono::minutes(*offset));
}

}  // namespace tandem::sandbox
