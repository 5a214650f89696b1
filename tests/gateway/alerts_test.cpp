// The room of the alerts, with a real Redis and a webhook on loopback.

#include "gateway/alerts.h"

#include "tests/gateway/scripted_server.h"
#include "tests/gateway/store_bench.h"

#include <gmock/gmock.h>

namespace tandem {
namespace {

using testing::HasSubstr;

constexpr AlertPace kPace{0ms, 0ms, 0ms};

// One gateway as the alerts see it.
struct Room {
  Room(StoreBench& bench, const std::string& address, const std::string& name,
       AlertPace pace = kPace)
      : alerts({Secret(address),
                "acme.freshdesk.com",
                pace,
                10ms,
                AlertState(bench.pool, name),
                bench.queue,
                services,
                metrics,
                log,
                {20s, 20s, std::size_t{64} * 1024},
                60s,
                300ms}) {}
  LogConfig quiet{"error", false};
  Log log{quiet};
  Metrics metrics{};
  ServiceStates services{};
  Alerts alerts;

  bool HasMetric(const std::string& line) {
    return metrics.Text().find("\n" + line + "\n") != std::string::npos;
  }
};

void ParkIssue(StoreBench& bench, const std::string& reason) {
  const Lease lease = bench.LeaseOf(KeyOf(IssueId{5}));
  EXPECT_TRUE(bench.queue.Release(lease, Park{1h, reason}).ok());
}

const std::string kTaken = AnswerText(200, "ok");

TEST(Alerts, TellEachCauseOnceOverAllGatewaysAndOverARestart) {
  StoreBench bench;
  ScriptedServer slack({Answering({kTaken}), Answering({kTaken})});
  ParkIssue(bench, "the issue is locked <here>");
  Room first(bench, slack.Url() + "/services/secret", "first");
  Room second(bench, slack.Url() + "/services/secret", "second");
  for (int i = 0; i < 3; ++i) {
    first.alerts.Look();
    second.alerts.Look();
  }
  Room restarted(bench, slack.Url() + "/services/secret", "first, started again");
  restarted.alerts.Look();
  ASSERT_EQ(slack.requests().size(), 1U);
  EXPECT_EQ(slack.Path(0), "POST /services/secret");
  EXPECT_THAT(slack.Body(0), HasSubstr("issue:5 is parked since"));
  EXPECT_THAT(slack.Body(0), HasSubstr("the issue is locked &lt;here&gt;"));
  bench.Accept(Hint(KeyOf(IssueId{5}), "d2"));
  EXPECT_TRUE(bench.Finish(bench.Take().lease));
  for (int i = 0; i < 3; ++i) {
    second.alerts.Look();
    restarted.alerts.Look();
  }
  ASSERT_EQ(slack.requests().size(), 2U);
  EXPECT_THAT(slack.Body(1), HasSubstr("issue:5 is not parked any more"));
}

TEST(Alerts, SayOnceThatTheirOwnRecordCannotBeRead) {
  StoreBench bench;
  Room room(bench, "http://127.0.0.1:1", "one");
  ASSERT_TRUE(bench.pool.Command({"SET", "tandem:alerts", "another's"}).ok());
  testing::internal::CaptureStderr();
  for (int i = 0; i < 3; ++i) room.alerts.Look();
  const std::string said = testing::internal::GetCapturedStderr();
  const auto first = said.find("no alert can be told");
  ASSERT_NE(first, std::string::npos) << said;
  EXPECT_THAT(said, HasSubstr("WRONGTYPE"));
  EXPECT_EQ(said.find("no alert can be told", first + 1), std::string::npos) << said;
}

TEST(Alerts, ThatCannotBePostedAreTriedAgainLaterAndHoldNothingUp) {
  StoreBench bench;
  ScriptedServer slack({Answering({AnswerText(500, "no")}), Answering({kTaken})});
  ParkIssue(bench, "refused");
  Room room(bench, slack.Url() + "/hook", "one");
  room.alerts.Look();
  room.alerts.Look();
  EXPECT_EQ(slack.requests().size(), 1U) << "not at once";
  EXPECT_TRUE(room.HasMetric(R"(tandem_alerts_total{outcome="failed"} 1)"));
  EXPECT_EQ(bench.queue.Stats()->parked, 1) << "the alert itself is not parked";
  EXPECT_EQ(bench.queue.Stats()->depth, 1);
  const auto end = std::chrono::steady_clock::now() + 20s;
  while (slack.requests().size() < 2 && std::chrono::steady_clock::now() < end) room.alerts.Look();
  EXPECT_THAT(slack.Body(1), HasSubstr("issue:5"));
  EXPECT_TRUE(room.HasMetric(R"(tandem_alerts_total{outcome="done"} 1)"));
}

TEST(Alerts, FollowNoRedirectAndReadNoEndlessAnswer) {
  StoreBench bench;
  ScriptedServer elsewhere({Answering({kTaken})});
  ScriptedServer slack(
      {Answering({AnswerText(302, "", {"Location: " + elsewhere.Url() + "/hook"})}),
       [](Peer& peer) {
         (void)peer.ReadRequest();
         peer.Send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
         while (peer.Send(std::string(65'536, 'x'))) {
         }
       },
       Answering({kTaken})});
  ParkIssue(bench, "refused");
  Room room(bench, slack.Url() + "/hook", "one");
  const auto end = std::chrono::steady_clock::now() + 20s;
  while (!room.HasMetric(R"(tandem_alerts_total{outcome="done"} 1)") &&
         std::chrono::steady_clock::now() < end)
    room.alerts.Look();
  EXPECT_TRUE(room.HasMetric(R"(tandem_alerts_total{outcome="failed"} 2)"));
  EXPECT_TRUE(elsewhere.requests().empty());
}

TEST(Alerts, OfARefusedCredentialStandUntilThatGatewayIsLetInAgain) {
  StoreBench bench;
  ScriptedServer slack({Answering({kTaken}), Answering({kTaken})});
  Room refused(bench, slack.Url() + "/hook", "refused");
  Room well(bench, slack.Url() + "/hook", "well");
  refused.services.SawStatus(Service::kGithub, 401);
  well.services.SawStatus(Service::kGithub, 200);
  for (int i = 0; i < 3; ++i) {
    refused.alerts.Look();
    well.alerts.Look();
  }
  ASSERT_EQ(slack.requests().size(), 1U);
  EXPECT_THAT(slack.Body(0), HasSubstr("GitHub has refused our credential"));
  EXPECT_THAT(slack.Body(0), HasSubstr("github.token"));
  // Neither silence nor an overloaded service says that the credential is good.
  refused.services.SawStatus(Service::kGithub, 0);
  refused.services.SawStatus(Service::kGithub, 503);
  refused.alerts.Look();
  Room fresh(bench, slack.Url() + "/hook", "started a moment ago");
  fresh.alerts.Look();
  EXPECT_EQ(slack.requests().size(), 1U);
  refused.services.SawStatus(Service::kGithub, 404);
  refused.alerts.Look();
  ASSERT_EQ(slack.requests().size(), 2U);
  EXPECT_THAT(slack.Body(1), HasSubstr("GitHub takes our credential again"));
}

TEST(Alerts, WithoutAnAddressKeepTheMetricsAndPostNothing) {
  StoreBench bench;
  AlertState state(bench.pool, "another");
  for (const char* found : {"freshdesk|ticket:1|1000", "github:1001|5|1000", "github:1002|6|1000"})
    ASSERT_TRUE(state.Suspect(found).ok());
  Room room(bench, "", "one");
  room.alerts.Look();
  EXPECT_TRUE(room.HasMetric(R"(tandem_unannounced_changes{source="freshdesk"} 1)"));
  EXPECT_TRUE(room.HasMetric(R"(tandem_unannounced_changes{source="github"} 2)"));
  EXPECT_EQ(bench.pool.Command({"EXISTS", "tandem:alerts"})->Integer(), 0);
}

TEST(Alerts, AreToldByTheThreadThatStartStarts) {
  StoreBench bench;
  ScriptedServer slack({Answering({kTaken})});
  Room room(bench, slack.Url() + "/hook", "one");
  room.alerts.Start();
  ParkIssue(bench, "refused");
  const auto end = std::chrono::steady_clock::now() + 20s;
  while (slack.requests().empty() && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(5ms);
  room.alerts.Stop();
  EXPECT_EQ(slack.requests().size(), 1U);
}

TEST(Alerts, ThatSomebodyElseIsTellingWait) {
  StoreBench bench;
  ScriptedServer slack({Answering({kTaken})});
  ParkIssue(bench, "refused");
  ASSERT_TRUE(bench.store.TakeWriter("alerts", "another gateway", 60s).ok());
  Room room(bench, slack.Url() + "/hook", "one");
  room.alerts.Look();
  EXPECT_TRUE(slack.requests().empty());
  ASSERT_TRUE(bench.store.GiveWriterBack("alerts", "another gateway").ok());
  room.alerts.Look();
  EXPECT_EQ(slack.requests().size(), 1U);
}

TEST(AlertState, IsNotWrittenByOneWhoseTurnIsOver) {
  StoreBench bench;
  AlertState state(bench.pool, "frozen");
  ASSERT_TRUE(*state.TakeTurn(60s));
  ASSERT_TRUE(bench.store.GiveWriterBack("alerts", "frozen").ok());
  ASSERT_TRUE(*bench.store.TakeWriter("alerts", "another", 60s));
  EXPECT_TRUE(IsLost(state.Save({}, {{"queue", Time(1s), Time(1s), false}})));
  EXPECT_TRUE(state.Read({}, 0ms)->told.empty());
}

TEST(AlertState, ComesBackAsItWasSaved) {
  StoreBench bench;
  AlertState state(bench.pool, "one");
  ASSERT_TRUE(*state.TakeTurn(60s));
  const std::vector<Told> told{{"parked:issue:5", Time(7s), Time(9s), true},
                               {"queue", Time(5s), Time(5s), false}};
  ASSERT_TRUE(state.Save({}, told).ok());
  EXPECT_EQ(state.Read({}, 0ms)->told, told);
  ASSERT_TRUE(state.Save(told, {told[1]}).ok());
  EXPECT_EQ(state.Read({}, 0ms)->told, std::vector<Told>{told[1]});
}

}  // namespace
}  // namespace tandem
