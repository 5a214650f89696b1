#include "gateway/api_gate.h"

#include "gateway/json.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <gmock/gmock.h>
#include <string>

namespace tandem {
namespace {

using testing::HasSubstr;

struct Door {
  explicit Door(const std::string& token, const std::vector<std::string>& proxies = {}) {
    ApiGateSettings settings;
    settings.token = Secret(token);
    settings.trusted_proxies = *AddressRanges::Read(proxies);
    settings.now = [this] { return now; };
    settings.report = [this](std::string_view, std::string_view) { ++reports; };
    gate.emplace(std::move(settings));
    handler = gate->Behind([this](const ServerRequest&, std::string_view segment) {
      ++entered;
      return ServerResponse{200, {}, std::string(segment)};
    });
  }
  ServerResponse Knock(const ServerHeaders& headers) {
    ServerRequest request;
    request.headers = headers;
    request.remote_address = "192.0.2.7";
    return handler(request, "segment");
  }
  ServerResponse KnockWith(const std::string& authorization) {
    return Knock({{"Authorization", authorization}});
  }

  std::chrono::steady_clock::time_point now{};
  int reports = 0;
  int entered = 0;
  std::optional<ApiGate> gate{};
  Router::Handler handler{};
};

std::string HeaderOf(const ServerResponse& response, const std::string& name) {
  for (const auto& [key, value] : response.headers) {
    if (EqualNoCase(key, name)) return value;
  }
  return {};
}

TEST(ApiGate, LetsInWhoBringsTheTokenAndNobodyElse) {
  Door door("the token");
  EXPECT_EQ(door.KnockWith("Bearer the token").status, 200);
  EXPECT_EQ(door.KnockWith("bearer the token").body, "segment");
  const int entered = door.entered;
  for (const char* wrong :
       {"", "Bearer", "Bearer ", "Bearer the toke", "Bearer the token ", "Bearer  the token",
        "Bearer The token", "the token", "Basic the token", "Basic dGhlIHRva2VuOnRoZSB0b2tlbg=="}) {
    const ServerResponse response = door.KnockWith(wrong);
    EXPECT_EQ(response.status, 401) << wrong;
    EXPECT_THAT(HeaderOf(response, "WWW-Authenticate"), HasSubstr("Bearer"));
    EXPECT_THAT(response.body, HasSubstr("admin_token"));
  }
  EXPECT_EQ(door.Knock({}).status, 401);
  EXPECT_EQ(
      door.Knock({{"Authorization", "Bearer the token"}, {"Authorization", "Bearer the token"}})
          .status,
      401);
  EXPECT_EQ(door.entered, entered);
  EXPECT_EQ(door.reports, 12);
}

TEST(ApiGate, AllowsNoOtherSiteToReadAndNoCacheToKeep) {
  Door door("t");
  for (const char* authorization : {"Bearer t", "Bearer x"}) {
    const ServerResponse response =
        door.Knock({{"Authorization", authorization}, {"Origin", "https://evil.example"}});
    for (const auto& [name, value] : response.headers)
      EXPECT_FALSE(name.starts_with("Access-Control")) << name;
  }
  EXPECT_EQ(HeaderOf(door.KnockWith("Bearer t"), "Cache-Control"), "no-store");
}

TEST(ApiGate, SlowsDownWhoGuessesAndNeverWhoKnows) {
  Door door("t");
  for (int i = 0; i < 20; ++i) EXPECT_EQ(door.KnockWith("Bearer x").status, 401);
  const ServerResponse slowed = door.KnockWith("Bearer x");
  EXPECT_EQ(slowed.status, 429);
  EXPECT_EQ(HeaderOf(slowed, "Retry-After"), "1");
  EXPECT_EQ(door.KnockWith("Bearer t").status, 200);
  door.now += std::chrono::seconds(1);
  EXPECT_EQ(door.KnockWith("Bearer x").status, 401);
  Door behind_proxy("t", {"192.0.2.0/24"});
  for (int i = 0; i < 100; ++i) EXPECT_EQ(behind_proxy.KnockWith("Bearer x").status, 401);
}

TEST(ApiGate, IsOffWithoutATokenAndSaysWhichSettingOpensIt) {
  Door door("");
  for (const char* authorization : {"Bearer ", "Bearer", "", "Bearer x"}) {
    const ServerResponse response = door.KnockWith(authorization);
    EXPECT_EQ(response.status, 404);
    EXPECT_THAT(response.body, HasSubstr("admin_token"));
  }
  EXPECT_EQ(door.entered, 0);
}

}  // namespace
}  // namespace tandem
