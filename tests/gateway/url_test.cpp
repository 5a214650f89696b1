#include "gateway/url.h"

#include <gtest/gtest.h>

#include <array>

namespace tandem {
namespace {

TEST(Url, IsSplitIntoItsParts) {
  EXPECT_EQ(ParseUrl("https://API.github.com"), (Url{"https", "api.github.com", 443, ""}));
  EXPECT_EQ(ParseUrl("HTTP://a:8080/x?y#z"), (Url{"http", "a", 8080, "/x?y"}));
  EXPECT_EQ(ParseUrl("http://[::1]:81"), (Url{"http", "::1", 81, ""}));
  EXPECT_EQ(ParseUrl("http://a?b"), (Url{"http", "a", 80, "/?b"}));
  for (const char* text :
       {"", "a", "ftp://a", "https://", "https://a@b", "http://a:b@c/", "http://a:0",
        "http://a:65536", "http://a:", "http://a:1x", "http://[::1", "http://[::1]x"}) {
    EXPECT_EQ(ParseUrl(text), std::nullopt) << text;
  }
}

TEST(Url, GivesTheHostHeader) {
  EXPECT_EQ(HostAndPort({"https", "a", 443, ""}), "a");
  EXPECT_EQ(HostAndPort({"http", "a", 443, ""}), "a:443");
  EXPECT_EQ(HostAndPort({"http", "::1", 80, ""}), "[::1]");
}

TEST(Url, LeadsOnOnlyWithinTheBase) {
  const Url base{"https", "ghe.example", 443, "/api/v3/"};
  const auto rows = std::to_array<std::pair<const char*, std::optional<std::string>>>({
      {"https://ghe.example/api/v3/repos?page=2", "/repos?page=2"},
      {"https://GHE.example:443/api/v3/repos#x", "/repos"},
      {"/api/v3/repos", "/repos"},
      {"http://ghe.example/api/v3/repos", std::nullopt},
      {"https://ghe.example:444/api/v3/repos", std::nullopt},
      {"https://ghe.example.evil/api/v3/repos", std::nullopt},
      {"https://ghe.example@evil/api/v3/repos", std::nullopt},
      {"https://ghe.example/login", std::nullopt},
      {"https://ghe.example/api/v3evil", std::nullopt},
      {"//evil/api/v3/repos", std::nullopt},
      {"repos", std::nullopt},
      {"", std::nullopt},
      {"/api/v3/a b", std::nullopt},
      {"/api/v3/a\r\nX: y", std::nullopt},
  });
  for (const auto& [link, path] : rows) EXPECT_EQ(PathWithin(base, link), path) << link;
  EXPECT_EQ(PathWithin({"http", "a", 80, ""}, "http://a/x"), "/x");
}

TEST(Url, FindsTheNextPageInALinkHeader) {
  EXPECT_EQ(NextLink("<https://a/1>; rel=\"prev\", <https://a/3>; rel=\"next\""), "https://a/3");
  EXPECT_EQ(NextLink("<https://a/3>;rel=next"), "https://a/3");
  EXPECT_EQ(NextLink("<https://a/3?x=1,2>; REL=\"next\", <https://a/9>; rel=\"last\""),
            "https://a/3?x=1,2");
  for (const char* header : {"", "<https://a/9>; rel=\"last\"", "<https://a/3", "next",
                             "<https://a/3>; rel=\"nextish\""}) {
    EXPECT_EQ(NextLink(header), std::nullopt) << header;
  }
}

TEST(Url, EncodesAllButTheUnreserved) {
  EXPECT_EQ(PercentEncode("impact: outage/50%"), "impact%3A%20outage%2F50%25");
  EXPECT_EQ(PercentEncode("a-b._~Z9"), "a-b._~Z9");
  EXPECT_EQ(PercentEncode("\xC3\xBC"), "%C3%BC");
}

TEST(Url, DecodesWhatItHasEncodedAndRefusesWhatIsCut) {
  EXPECT_EQ(PercentDecode("issue%3a456"), "issue:456");
  EXPECT_EQ(PercentDecode(PercentEncode("impact: outage/50%\xC3\xBC")),
            "impact: outage/50%\xC3\xBC");
  EXPECT_EQ(PercentDecode("a+b:c"), "a+b:c");
  for (const char* text : {"%", "%4", "a%", "%zz", "%-1", "% 1", "%4g"})
    EXPECT_EQ(PercentDecode(text), std::nullopt) << text;
}

}  // namespace
}  // namespace tandem
