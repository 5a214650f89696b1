// What anybody may read of a running gateway, on a real Redis.
#include "gateway/vital_signs.h"

#include "gateway/parked_advice.h"
#include "gateway/redis_brake.h"
#include "gateway/retry.h"
#include "tests/gateway/api_bench.h"

#include <array>
#include <gmock/gmock.h>

namespace tandem {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// As no time and no other number that is told can look.
constexpr std::int64_t kTicket = 420'000'000'000'017;
constexpr std::int64_t kIssue = 430'000'000'000'018;
constexpr const char* kRepository = "acme/private-plans";
constexpr const char* kServicesWords = "ask mallory@evil.example";

struct Vitals : ApiBench {
  Json Ready() {
    const auto json = Json::Parse(ReadyAnswer(HealthOf(vitals, Serving::kRunning)).body);
    EXPECT_TRUE(json.ok());
    return json.ok() ? *json : Json();
  }
  std::vector<Json> Groups() { return Ready()["checks"]["queue"]["parked_by_kind"].Items(); }
  std::string Text() { return MetricsTextOf(vitals); }
  // As a worker parks it after this error.
  void ParkAfter(const Key& lane, const Error& error) {
    const Lease lease = LeaseOf(lane);
    RetryConfig retry;
    Work work;
    work.lease = lease;
    work.attempts = 1;  // for longer than `give_up`
    ASSERT_TRUE(queue.Release(lease, AfterError(error, work, Time(retry.give_up), retry)).ok());
  }

  Metrics metrics{};
  ServiceStates services{};
  Budget freshdesk{Service::kFreshdesk, 0.8};
  Budget github{Service::kGithub, 0.8};
  VitalParts vitals{queue, pool, services, freshdesk, github, metrics};
};

void PutTheBrakeOn(Vitals& bench) {
  RedisBrake brake(bench.pool);
  for (std::int64_t issue = 1; issue <= 4; ++issue) {
    const Lease lease = bench.LeaseOf(KeyOf(IssueId{issue}));
    ASSERT_TRUE(
        brake.Vanishes(lease, IssueId{issue}, Vanishing::kIssue, Brake::Look::kOnce, 1h).ok());
    ASSERT_TRUE(bench.Finish(lease));
  }
}

TEST(VitalSigns, KeepIdsNamesAndStrangersWordsForThoseWhoHaveTheToken) {
  Vitals bench;
  const std::string ticket = std::to_string(kTicket);
  const std::string answer = "POST /repos/" + std::string(kRepository) +
                             "/issues/5/comments: GitHub answered 403, it asks for " +
                             kServicesWords;
  bench.ParkAfter(KeyOf(TicketId{kTicket}), {Remedy::kUnauthorized, answer, {}});
  bench.ParkAfter(KeyOf(IssueId{kIssue}), {Remedy::kInvalid, answer, {}});
  bench.ParkAfter(KeyOf(RepositoryId{kIssue}, kTicket), {Remedy::kUnavailable, answer, {}});
  bench.ParkAfter({std::string("poll:issues:") + kRepository}, {Remedy::kNotFound, answer, {}});
  bench.ParkAfter({std::string(kRepository) + ticket}, {Remedy::kConflict, answer, {}});
  ASSERT_TRUE(
      bench.queue.ParkDelivery({ticket, "freshdesk", kServicesWords, 3, "00", {kServicesWords}})
          .ok());
  PutTheBrakeOn(bench);
  // Foreign data where a cause's name belongs, and the brake's reason.
  ASSERT_TRUE(bench.pool.Command({"HSET", "tandem:lane:ticket:" + ticket, "cause", answer}).ok());
  ASSERT_TRUE(bench.pool.Command({"HSET", "tandem:lane:brake", "reason", answer}).ok());
  const std::string api = bench.Ask("GET", "/api/parked").body;
  const std::string ready = bench.Ready().Dump();
  const std::string metrics = bench.Text();
  EXPECT_EQ(bench.Groups().size(), 7U) << ready;
  for (const std::string& secret :
       {ticket, std::to_string(kIssue), std::string(kRepository), std::string("private-plans"),
        std::string("mallory"), std::string("answered 403"), std::string("/repos/")}) {
    EXPECT_THAT(ready, Not(HasSubstr(secret)));
    EXPECT_THAT(metrics, Not(HasSubstr(secret)));
    EXPECT_THAT(api, HasSubstr(secret)) << "with the token it is told";
  }
}

TEST(VitalSigns, TellWhatIsParkedByKindWithWhyAndWhatToDo) {
  struct Row {
    Key lane;
    Error error;
    const char* kind;
    const char* why;
    const char* what;
  };
  Rule rule;
  const auto rows = std::to_array<Row>({
      {KeyOf(IssueId{5}), {Remedy::kUnauthorized, "x", {}}, "link", "right", "github.token"},
      {KeyOf(TicketId{5}), {Remedy::kInvalid, "x", {}}, "ticket", "not allow", "names"},
      {KeyOf(RepositoryId{5}, 1), {Remedy::kNotFound, "x", {}}, "issue", "not there", "see it"},
      {KeyOf(RepositoryId{5}), {Remedy::kUnavailable, "x", {}}, "repository", "answer", "network"},
      {{"poll:freshdesk"}, {Remedy::kUnknownOutcome, "x", {}}, "poll", "not known", "network"},
      {{"rebuild"}, {Remedy::kConflict, "x", {}}, "rebuild", "changes", "what changes it"},
      {KeyOf(TicketId{6}),
       {Remedy::kInvalid, WhyCreationsAreHeld(rule), {}},
       "ticket",
       "as many issues",
       "rules[].create_limit"},
      {KeyOf(TicketId{7}),
       {Remedy::kInvalid, WhyCreationHasNoRule("github"), {}},
       "ticket",
       "switched off",
       "rules[].enabled"},
  });
  for (const Row& row : rows) {
    Vitals bench;
    bench.ParkAfter(row.lane, row.error);
    const auto groups = bench.Groups();
    ASSERT_EQ(groups.size(), 1U) << row.why;
    EXPECT_EQ(groups[0]["kind"], Json(row.kind));
    EXPECT_EQ(groups[0]["count"], Json(1));
    const std::string reason = groups[0]["reason"].StringOr("");
    const std::string what = groups[0]["what_to_do"].StringOr("");
    EXPECT_THAT(reason, HasSubstr(row.why));
    EXPECT_THAT(what, AllOf(HasSubstr(row.what), testing::EndsWith("see \"tandem parked\"")));
    EXPECT_THAT(bench.Text(), HasSubstr("tandem_parked_by_kind{kind=\"" + std::string(row.kind) +
                                        "\",reason=\"" + reason + "\"} 1\n"));
  }
}

TEST(VitalSigns, CountAllThatIsParkedInFewGroupsSinceTheOldestOfIt) {
  Vitals bench;
  const auto rows =
      std::to_array<std::pair<Remedy, int>>({{Remedy::kUnauthorized, 7}, {Remedy::kNotFound, 5}});
  std::int64_t id = 100;
  for (const auto& [remedy, count] : rows) {
    for (int i = 0; i < count; ++i, ++id) {
      bench.ParkAfter(KeyOf(IssueId{id}), {remedy, "reason " + std::to_string(id), {}});
      ASSERT_TRUE(bench.pool
                      .Command({"ZADD", "tandem:parked", std::to_string(id * 60'000),
                                "issue:" + std::to_string(id)})
                      .ok());
    }
  }
  const auto groups = bench.Groups();
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0]["count"], Json(7));
  EXPECT_EQ(groups[0]["since"], Json("1970-01-01T01:40:00Z"));
  EXPECT_EQ(groups[1]["count"], Json(5));
  EXPECT_EQ(groups[1]["since"], Json("1970-01-01T01:47:00Z"));
  EXPECT_THAT(bench.Text(), HasSubstr("see \\\"tandem parked\\\"\"} 6000\n"));
}

// A failure of what is parked has a reason of its own, and that is the one that is told.
TEST(VitalSigns, TellTheCauseOfTheLastFailureAndNoOlderOne) {
  Vitals bench;
  const Key lane = KeyOf(IssueId{5});
  bench.ParkAfter(lane, {Remedy::kUnauthorized, "x", {}});
  const Lease lease = bench.LeaseOf(lane);
  const Outcome failed = AfterError({Remedy::kUnavailable, "y", {}}, Work{}, Time{}, RetryConfig{});
  ASSERT_TRUE(std::holds_alternative<Failed>(failed));
  ASSERT_TRUE(bench.queue.Release(lease, failed).ok());
  ASSERT_EQ(bench.Groups().size(), 1U);
  EXPECT_THAT(bench.Groups()[0]["reason"].StringOr(""), HasSubstr("does not answer"));
}

// As an older version does it.
TEST(VitalSigns, PointToTheCommandWhereNoCauseIsKept) {
  Vitals bench;
  const Lease lease = bench.LeaseOf(KeyOf(IssueId{5}));
  ASSERT_TRUE(bench.queue.Release(lease, Park{1h, "refused"}).ok());
  ASSERT_TRUE(bench.pool.Command({"HDEL", "tandem:lane:issue:5", "cause"}).ok());
  ASSERT_EQ(bench.Groups().size(), 1U);
  EXPECT_EQ(bench.Groups()[0]["what_to_do"], Json("see \"tandem parked\""));
}

TEST(VitalSigns, SayNothingOfWhatIsParkedWhenNothingIs) {
  Vitals bench;
  bench.ParkAfter(KeyOf(IssueId{5}), {Remedy::kInvalid, "x", {}});
  EXPECT_THAT(bench.Text(), HasSubstr("tandem_parked_since_seconds{"));
  ASSERT_TRUE(bench.Finish(bench.LeaseOf(KeyOf(IssueId{5}))));
  EXPECT_THAT(bench.Text(), AllOf(Not(HasSubstr("tandem_parked_since_seconds{")),
                                  Not(HasSubstr("tandem_parked_by_kind{"))));
  EXPECT_TRUE(bench.Ready()["checks"]["queue"]["parked_by_kind"].IsNull());
}

// What is parked of a ticket goes along with it into its link's lane.
TEST(VitalSigns, KeepTheCauseWhenATicketJoinsALink) {
  Vitals bench;
  const Key ticket = KeyOf(TicketId{5});
  bench.ParkAfter(ticket, {Remedy::kNotFound, "x", {}});
  const Lease lease = bench.LeaseOf(ticket);
  ASSERT_TRUE(bench.store.Join(lease, TicketId{5}, FilledLink().issue, {}).ok());
  ASSERT_EQ(bench.Groups().size(), 1U);
  EXPECT_EQ(bench.Groups()[0]["kind"], Json("link"));
  EXPECT_THAT(bench.Groups()[0]["reason"].StringOr(""), HasSubstr("not there"));
}

TEST(VitalSigns, TellInOwnWordsThatReplicasDoNotConfirm) {
  Vitals bench;
  RedisConfig config = bench.server.config();
  config.replicas = 1;
  RedisPool pool(config);
  RedisQueue queue(pool, 0ms);
  ASSERT_TRUE(bench.pool.Command({"ACL", "SETUSER", "default", "-wait"}).ok());
  const auto accepted = queue.Accept(Hint(KeyOf(IssueId{5})));
  ASSERT_FALSE(accepted.ok());
  ASSERT_THAT(pool.Unconfirmed(), HasSubstr("permission")) << "Redis' own words";
  const VitalParts parts{queue, pool, bench.services, bench.freshdesk, bench.github, bench.metrics};
  const std::string body = ReadyAnswer(HealthOf(parts, Serving::kRunning)).body;
  EXPECT_THAT(body, AllOf(HasSubstr("redis_replicas"), Not(HasSubstr("permission"))));
}

}  // namespace
}  // namespace tandem
