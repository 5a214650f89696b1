#include "gateway/time_text.h"

#include <gtest/gtest.h>

#include <array>

namespace tandem {
namespace {

using namespace std::chrono_literals;
using namespace std::chrono;

constexpr Time kNoon = sys_days(2026y / January / 31) + 12h;

TEST(TimeText, ReadsWhatTheServicesWrite) {
  const auto rows = std::to_array<std::pair<const char*, std::optional<Time>>>({
      {"2026-01-31T12:00:00Z", kNoon},
      {"2026-01-31T12:00:00+00:00", kNoon},
      {"2026-01-31T14:30:00+02:30", kNoon},
      {"2026-01-31T14:30:00+0230", kNoon},
      {"2026-01-30T23:00:00-13:00", kNoon},
      {"2026-01-31t12:00:00z", kNoon},
      {"2026-01-31T12:00:00.5Z", kNoon + 500ms},
      {"2026-01-31T12:00:00.123456789Z", kNoon + 123ms},
      {"2024-02-29T00:00:00Z", Time(sys_days(2024y / February / 29))},
      {"1969-12-31T23:59:59Z", Time(-1s)},
      {"2026-02-29T00:00:00Z", std::nullopt},
      {"2026-13-01T00:00:00Z", std::nullopt},
      {"2026-01-31T24:00:00Z", std::nullopt},
      {"2026-01-31T12:00:00", std::nullopt},
      {"2026-01-31T12:00Z", std::nullopt},
      {"2026-01-31T12:00:00Zx", std::nullopt},
      {"2026-01-31", std::nullopt},
      {"+026-01-31T12:00:00Z", std::nullopt},
      {"", std::nullopt},
      {"null", std::nullopt},
  });
  for (const auto& [text, time] : rows) EXPECT_EQ(ParseTime(text), time) << text;
}

TEST(TimeText, WritesToTheSecondRoundedDown) {
  EXPECT_EQ(FormatTime(kNoon), "2026-01-31T12:00:00Z");
  EXPECT_EQ(FormatTime(kNoon + 999ms), "2026-01-31T12:00:00Z");
  EXPECT_EQ(FormatTime(Time(-1ms)), "1969-12-31T23:59:59Z");
  EXPECT_EQ(ParseTime(FormatTime(kNoon)), kNoon);
}

TEST(TimeText, ReadsTheDatesOfHttp) {
  EXPECT_EQ(ParseHttpDate("Sat, 31 Jan 2026 12:00:00 GMT"), kNoon);
  for (const char* text :
       {"Sat, 31 Jan 2026 12:00:00 CET", "Sat, 32 Jan 2026 12:00:00 GMT",
        "31 Jan 2026 12:00:00 GMT", "Sat, 31 Foo 2026 12:00:00 GMT", "", "120"}) {
    EXPECT_EQ(ParseHttpDate(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace tandem
