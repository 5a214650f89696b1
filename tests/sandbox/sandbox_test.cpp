#include "tests/sandbox/calling.h"

#include <array>
#include <atomic>

namespace tandem::sandbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

TEST(SandboxLog, RecordsEveryCallAndEveryWrite) {
  Sandbox sandbox;
  auto api = GithubApi(sandbox);
  const std::string repository = "/repos/acme/infrastructure";
  api.Get(repository);
  api.Send("POST", repository + "/issues", R"({"title":"a","labels":["bug"]})");
  api.Send("DELETE", repository + "/issues/1/labels/bug");
  api.Send("DELETE", repository + "/issues/1/labels/bug");
  const auto writes = sandbox.Log().Writes();
  ASSERT_EQ(writes.size(), 3U);
  EXPECT_EQ(writes[0].method, "POST");
  EXPECT_EQ(writes[0].path, repository + "/issues");
  EXPECT_EQ(writes[0].body, R"({"title":"a","labels":["bug"]})");
  EXPECT_EQ(writes[0].status, 201);
  EXPECT_TRUE(writes[0].applied);
  EXPECT_FALSE(writes[2].applied);
  EXPECT_EQ(writes[2].status, 404);
  EXPECT_EQ(sandbox.Log().Calls().size(), 4U);
  const auto count = [&](const char* method, const char* shape) {
    return sandbox.Log().Count(Service::kGithub, method, shape);
  };
  EXPECT_EQ(count("GET", "/repos/{repo}"), 1U);
  EXPECT_EQ(count("DELETE", "/repos/{repo}/issues/{n}/labels/{name}"), 2U);
  EXPECT_EQ(count("", ""), 4U);
  EXPECT_EQ(sandbox.Log().Count(Service::kFreshdesk, "", ""), 0U);
}

TEST(SandboxLog, KnowsWhenItIsQuiet) {
  Receiver receiver;
  Sandbox sandbox;
  sandbox.DeliverTo(receiver.Url());
  WebhookFaults faults;
  faults.delay = seconds(30);
  sandbox.Set(faults);
  EXPECT_TRUE(sandbox.WaitForQuiet(milliseconds(30), seconds(5)));
  sandbox.Github().OpensIssue();
  EXPECT_FALSE(sandbox.WaitForQuiet(milliseconds(0), milliseconds(50))) << "a webhook waits";
}

TEST(SandboxLog, IsNotQuietWhileACallIsUnderWay) {
  Sandbox sandbox;
  Fault fault;
  fault.service = Service::kGithub;
  fault.kind = FaultKind::kHangBefore;
  fault.delay = std::chrono::hours(1);
  sandbox.Failing().Add(fault);
  auto api = GithubApi(sandbox);
  api.SetReadTimeout(milliseconds(20));
  EXPECT_EQ(api.Get("/user").status, 0);
  EXPECT_FALSE(sandbox.WaitForQuiet(milliseconds(1), milliseconds(50)));
}

TEST(SandboxServer, StopsAtOnceWhateverHangs) {
  const auto start = steady_clock::now();
  {
    Sandbox sandbox;
    Fault fault;
    fault.service = Service::kGithub;
    fault.kind = FaultKind::kHangBefore;
    fault.delay = std::chrono::hours(1);
    sandbox.Failing().Add(fault);
    auto idle = FreshdeskApi(sandbox);
    idle.Get("/agents/me");
    auto hanging = GithubApi(sandbox);
    hanging.SetReadTimeout(milliseconds(20));
    hanging.Get("/user");
  }
  EXPECT_LT(steady_clock::now() - start, seconds(2));
}

TEST(SandboxServer, ServesManyAtOnce) {
  Sandbox sandbox;
  std::atomic<int> good{0};
  std::array<std::thread, 32> callers;
  for (auto& caller : callers)
    caller = std::thread([&] {
      auto api = GithubApi(sandbox);
      for (int n = 0; n < 10; ++n)
        if (api.Send("POST", "/repos/acme/infrastructure/issues", R"({"title":"a"})").status == 201)
          ++good;
    });
  for (auto& caller : callers) caller.join();
  EXPECT_EQ(good, 320);
  EXPECT_EQ(sandbox.Github().Repository().issues.size(), 320U);
}

TEST(SandboxServer, RunsBesideAnother) {
  const Sandbox one;
  const Sandbox two;
  EXPECT_NE(one.FreshdeskUrl(), two.FreshdeskUrl());
  EXPECT_NE(one.GithubUrl(), one.FreshdeskUrl());
}

TEST(SandboxClock, ReadsAndWritesTimesAsTheServicesDo) {
  const auto moment = FromIso("2026-01-31T12:00:00Z");
  ASSERT_TRUE(moment);
  EXPECT_EQ(ToIso(*moment), "2026-01-31T12:00:00Z");
  EXPECT_EQ(FromIso("2026-01-31T14:00:00.123+02:00"), moment);
  for (const char* bad : {"", "2026-01-31", "2026-01-31T12:00:00", "2026-13-31T12:00:00Z", "now"})
    EXPECT_FALSE(FromIso(bad)) << bad;
}

}  // namespace
}  // namespace tandem::sandbox
