#include "gateway/config_values.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <utility>

namespace tandem {
namespace {

using namespace std::chrono_literals;

struct DurationRow {
  std::string text{};
  std::optional<std::chrono::milliseconds> expected{};
};

TEST(Duration, IsDigitsAndAUnit) {
  const auto rows = std::to_array<DurationRow>({{"250ms", 250ms},
                                                {"5s", 5s},
                                                {"5m", 5min},
                                                {"24h", 24h},
                                                {"0005s", 5s},
                                                {"1000ms", 1s},
                                                {"", std::nullopt},
                                                {"5", std::nullopt},
                                                {"ms", std::nullopt},
                                                {"5 m", std::nullopt},
                                                {"-5m", std::nullopt},
                                                {"+5m", std::nullopt},
                                                {"1.5h", std::nullopt},
                                                {"5M", std::nullopt},
                                                {"1h30m", std::nullopt},
                                                {"5m ", std::nullopt},
                                                {"0ms", std::nullopt},
                                                {"25h", std::nullopt},
                                                {"999999999999999999999999h", std::nullopt},
                                                {"9223372036854775807h", std::nullopt}});
  for (const auto& [text, expected] : rows) {
    const auto parsed = ParseDuration(text, 1ms, 24h);
    EXPECT_EQ(parsed.ok(), expected.has_value()) << text;
    if (parsed.ok() && expected) {
      EXPECT_EQ(*parsed, *expected) << text;
    }
  }
}

TEST(Duration, IsShownInItsLargestUnit) {
  const auto rows =
      std::to_array<std::pair<std::chrono::milliseconds, std::string>>({{250ms, "250ms"},
                                                                        {1500ms, "1500ms"},
                                                                        {90s, "90s"},
                                                                        {10min, "10m"},
                                                                        {24h, "24h"},
                                                                        {0ms, "0ms"}});
  for (const auto& [duration, expected] : rows) EXPECT_EQ(ShowDuration(duration), expected);
}

TEST(Size, IsDigitsAndABinaryUnitWithinTheLimits) {
  EXPECT_EQ(*ParseSize("64KiB"), 65'536U);
  EXPECT_EQ(*ParseSize("65536B"), 65'536U);
  EXPECT_EQ(*ParseSize("25MiB"), 26'214'400U);
  for (const char* text :
       {"", "2", "2MB", "2mib", "2 MiB", "63KiB", "26MiB", "99999999999999999999MiB"}) {
    EXPECT_FALSE(ParseSize(text).ok()) << text;
  }
}

struct AddressRow {
  std::string text{};
  std::optional<Address> expected{};
};

TEST(ListenAddress, IsHostAndPort) {
  const auto rows = std::to_array<AddressRow>({{"0.0.0.0:8080", Address{"0.0.0.0", 8080}},
                                               {"[::]:80", Address{"::", 80}},
                                               {"[FE80::1]:80", Address{"fe80::1", 80}},
                                               {"LocalHost:0", Address{"localhost", 0}},
                                               {"redis_db:65535", Address{"redis_db", 65535}},
                                               {"", std::nullopt},
                                               {":80", std::nullopt},
                                               {"host", std::nullopt},
                                               {"host:", std::nullopt},
                                               {"host:65536", std::nullopt},
                                               {"host:-1", std::nullopt},
                                               {"host:+1", std::nullopt},
                                               {"host: 1", std::nullopt},
                                               {"host:1x", std::nullopt},
                                               {"ho st:1", std::nullopt},
                                               {"::1:80", std::nullopt},
                                               {"[::1]", std::nullopt},
                                               {"[::1]80", std::nullopt},
                                               {"[::1:80", std::nullopt},
                                               {"[127.0.0.1]:80", std::nullopt},
                                               {"[]:80", std::nullopt},
                                               {std::string("a\0b:80", 6), std::nullopt}});
  for (const auto& [text, expected] : rows) {
    const auto parsed = ParseAddress(text, PortZero::kAllowed);
    EXPECT_EQ(parsed.ok() ? std::optional(*parsed) : std::nullopt, expected) << text;
  }
  EXPECT_FALSE(ParseAddress("host:0", PortZero::kRefused).ok());
}

TEST(ProxyRange, IsAnAddressOrCidr) {
  for (const char* text : {"10.0.0.0/8", "10.1.2.3", "0.0.0.0/0", "::1", "fd00::/128"}) {
    EXPECT_TRUE(ParseRange(text).ok()) << text;
  }
  for (const char* text : {"", "10.0.0/8", "10.0.0.0/33", "10.0.0.0/", "::/129", "host", "[::1]",
                           "010.0.0.1", "10.0.0.0/8/8", "10.0.0.0/+8"}) {
    EXPECT_FALSE(ParseRange(text).ok()) << text;
  }
}

TEST(RedisAddress, NamesServerUserPasswordAndDatabase) {
  const auto rows = std::to_array<std::pair<std::string, RedisConfig>>(
      {{"redis://h", {RedisTcp{"h", 6379, false}, "", Secret(), 0}},
       {"redis://h:1/", {RedisTcp{"h", 1, false}, "", Secret(), 0}},
       {"redis://h/7", {RedisTcp{"h", 6379, false}, "", Secret(), 7}},
       {"REDISS://[::1]:2/0", {RedisTcp{"::1", 2, true}, "", Secret(), 0}},
       {"redis://u:p@h", {RedisTcp{"h", 6379, false}, "u", Secret("p"), 0}},
       {"redis://:a%40b%3Ac@h", {RedisTcp{"h", 6379, false}, "", Secret("a@b:c"), 0}},
       {"redis://u:p:q@r@h", {RedisTcp{"h", 6379, false}, "u", Secret("p:q@r"), 0}},
       {"unix:///run/redis.sock", {RedisUnix{"/run/redis.sock"}, "", Secret(), 0}}});
  for (const auto& [text, expected] : rows) {
    const auto parsed = ParseRedis(text);
    ASSERT_TRUE(parsed.ok()) << text;
    EXPECT_TRUE(*parsed == expected) << text;
  }
}

TEST(RedisAddress, IsRefusedWhenItIsNotWhole) {
  for (const char* text : {"",
                           "h:6379",
                           "redis:h",
                           "redis://",
                           "redis://h:0",
                           "redis://h:x",
                           "redis://h/x",
                           "redis://h/-1",
                           "redis://h/1/2",
                           "redis://p@h",
                           "redis://u:@h",
                           "redis://u:%4@h",
                           "redis://u:%zz@h",
                           "redis://u:%",
                           "redis://h?db=1",
                           "redis://h#1",
                           "unix://",
                           "unix:///",
                           "unix://run/x",
                           "unix:///x?db=1",
                           "http://h"}) {
    EXPECT_FALSE(ParseRedis(text).ok()) << text;
  }
}

struct UrlRow {
  std::string text{};
  std::string expected{};  // empty: refused
};

TEST(ServiceUrl, IsHttpsOrHttpOnLoopbackAndNothingElse) {
  const auto rows =
      std::to_array<UrlRow>({{"https://acme.freshdesk.com", "https://acme.freshdesk.com"},
                             {"HTTPS://Acme.Freshdesk.com///", "https://acme.freshdesk.com"},
                             {"https://h:8443/api/v3/", "https://h:8443/api/v3"},
                             {"http://127.0.0.1:8080", "http://127.0.0.1:8080"},
                             {"http://127.255.0.9", "http://127.255.0.9"},
                             {"http://[::1]:1", "http://[::1]:1"},
                             {"http://localhost", "http://localhost"},
                             {"http://localhost.acme.org", ""},
                             {"http://127.0.0.1.acme.org", ""},
                             {"http://127.1", ""},
                             {"http://128.0.0.1", ""},
                             {"http://0.0.0.0", ""},
                             {"http://[::ffff:127.0.0.1]", ""},
                             {"http://127.0.0.1@acme.org", ""},
                             {"https://u@h", ""},
                             {"https://@h", ""},
                             {"https://h?q", ""},
                             {"https://h#f", ""},
                             {"https://h/a b", ""},
                             {"https://h\r\nX: y", ""},
                             {"https://h\\@x", ""},
                             {"https:///path", ""},
                             {"https://:80", ""},
                             {"https://h:0", ""},
                             {"https://h:", ""},
                             {"//h", ""},
                             {"h", ""},
                             {"", ""}});
  for (const auto& [text, expected] : rows) {
    const auto parsed = ParseServiceUrl(text, UrlPath::kAllowed);
    EXPECT_EQ(parsed.ok() ? *parsed : "", expected) << text;
  }
  EXPECT_FALSE(ParseServiceUrl("https://h/x", UrlPath::kRefused).ok());
  EXPECT_EQ(ParseAlertUrl("https://h/x?key=1")->Reveal(), "https://h/x?key=1");
}

TEST(Repository, IsOwnerAndName) {
  for (const char* text : {"a/b", "acme-1/infra.structure_x", "acme_corp/.github"}) {
    EXPECT_TRUE(ParseRepository(text).ok()) << text;
  }
  for (const char* text :
       {"", "a", "/", "a/", "/b", "a/b/c", "a b/c", "a/..", "a/.", "a.b/c", "a/b\n"}) {
    EXPECT_FALSE(ParseRepository(text).ok()) << text;
  }
}

TEST(Tag, IsCountedInCharacters) {
  std::string umlauts;
  for (int i = 0; i < 32; ++i) umlauts += "ü";
  EXPECT_TRUE(ParseTag(umlauts).ok());
  EXPECT_FALSE(ParseTag(umlauts + "x").ok());
  for (const char* text : {"", " a", "a ", "a,b", "a\tb"})
    EXPECT_FALSE(ParseTag(text).ok()) << text;
}

}  // namespace
}  // namespace tandem
