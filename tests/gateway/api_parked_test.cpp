#include "gateway/parked_advice.h"
#include "gateway/redis_brake.h"
#include "gateway/url.h"
#include "mappers/beginning.h"
#include "mappers/loops.h"
#include "tests/gateway/api_bench.h"

#include <array>
#include <gmock/gmock.h>

namespace tandem {
namespace {

using testing::HasSubstr;

const Key kLane = KeyOf(IssueId{456});

// A lane that is parked, and due in an hour.
void ParkLane(ApiBench& bench, const Key& lane) {
  bench.Accept(Hint(lane, ""));
  ASSERT_TRUE(bench.queue.Release(bench.Take().lease, Park{1h, "refused"}).ok());
}

TEST(ApiParked, IsShownInTheShapeThatIsPromised) {
  ApiBench bench;
  EXPECT_EQ(bench.Ask("GET", "/api/parked").body, R"({"parked":[]})");
  ParkLane(bench, kLane);
  ASSERT_TRUE(
      bench.queue.ParkDelivery({"d7", "freshdesk", "no ticket id in it", 3, "00", {"a"}}).ok());
  const auto parked = bench.Got("/api/parked")["parked"].Items();
  ASSERT_EQ(parked.size(), 2U);
  EXPECT_EQ(parked[0]["key"], Json("issue:456"));
  EXPECT_EQ(parked[0]["reason"], Json("refused"));
  EXPECT_EQ(parked[0]["attempts"], Json(1));
  EXPECT_THAT(parked[0]["since"].StringOr(""), testing::ContainsRegex("^20..-..-..T..:..:..Z$"));
  EXPECT_THAT(parked[0]["what_to_do"].StringOr(""),
              testing::EndsWith("tandem parked retry issue:456"));
  EXPECT_EQ(parked[0].Members().size(), 5U);
  EXPECT_EQ(parked[1]["key"], Json("delivery:d7"));
  EXPECT_THAT(parked[1]["what_to_do"].StringOr(""),
              testing::EndsWith("tandem parked drop delivery:d7"));
}

// The reason says that it is not mended by the next event: neither may the advice.
TEST(ApiParked, SaysWhatToDoAboutWhatOnlyAPersonCanDecide) {
  Link link;
  link.issue.repository = "acme/app";
  link.rule = "github";
  Rule off;
  off.tag = "github";
  off.repository = "acme/app";
  off.enabled = false;
  Rule other = off;
  other.tag = "other";
  other.enabled = true;
  const auto rows = std::to_array<std::pair<std::string, std::vector<const char*>>>({
      {std::string("more than 30 writes; ") + kHowALoopGoesOn,
       {"automation", "tandem parked retry issue:456"}},
      {WhyCreationsAreHeld(other), {"rules[].create_limit", "tandem parked retry issue:456"}},
      {WhyNoRule(link, {off, other}),
       {"rules[].enabled", "tandem unlink", "parked retry issue:456"}},
      {WhyCreationHasNoRule("github"), {"rules[].enabled", "tandem parked drop issue:456"}},
  });
  ApiBench bench;
  for (const auto& [reason, said] : rows) {
    bench.Accept(Hint(kLane, ""));
    ASSERT_TRUE(bench.queue.Release(bench.Take().lease, Park{0ms, reason}).ok());
    const std::string what =
        bench.Got("/api/parked")["parked"].Items()[0]["what_to_do"].StringOr("");
    for (const char* words : said) EXPECT_THAT(what, HasSubstr(words)) << reason;
    EXPECT_THAT(what, testing::Not(HasSubstr("next event"))) << reason;
  }
}

TEST(ApiParked, IsDueNowWhenItIsRetried) {
  ApiBench bench;
  for (const std::string& key : {kLane.text, PercentEncode(kLane.text)}) {
    ParkLane(bench, kLane);
    EXPECT_FALSE(bench.TryTake());
    const ServerResponse response = bench.Ask("POST", "/api/parked/" + key + "/retry");
    EXPECT_EQ(response.status, 202);
    const Work work = bench.Take();
    EXPECT_EQ(work.lease.lane, kLane);
    EXPECT_EQ(Json(work.delivery), (*Json::Parse(response.body))["delivery"]);
    ASSERT_TRUE(bench.Finish(work.lease));
    EXPECT_EQ(bench.Ask("POST", "/api/parked/" + key + "/retry").status, 404);
  }
  EXPECT_EQ(bench.rings, 2);
}

TEST(ApiParked, IsTriedOnceMoreWhenItIsRetriedWhileItIsWorkedOn) {
  ApiBench bench;
  ParkLane(bench, kLane);
  bench.Accept(Hint(kLane, "d2"));
  const Work work = bench.Take();
  EXPECT_EQ(bench.Ask("POST", "/api/parked/issue:456/retry").status, 202);
  ASSERT_TRUE(bench.queue.Release(work.lease, Park{1h, "still refused"}).ok());
  EXPECT_TRUE(bench.TryTake());
}

TEST(ApiParked, LetsTheRetriedTicketPastItsRulesLimitAndNoOther) {
  ApiBench bench;
  // Whose lease it is counted under does not matter here.
  const Lease lease = bench.LeaseOf(KeyOf(TicketId{9}));
  const auto count = [&](std::int64_t ticket) {
    return *bench.store.CountCreation(lease, "github", TicketId{ticket}, 1);
  };
  ASSERT_TRUE(count(1));
  ParkLane(bench, KeyOf(TicketId{2}));
  ASSERT_FALSE(count(2));
  EXPECT_EQ(bench.Ask("POST", "/api/parked/ticket:2/retry").status, 202);
  EXPECT_TRUE(count(2));
  EXPECT_FALSE(count(3));
  EXPECT_GT(bench.pool.Command({"PTTL", "tandem:let_go_on:2"})->Integer(), 0);
}

TEST(ApiParked, NamesTheBrakeWhichCanBeLetGoAndNotDropped) {
  ApiBench bench;
  RedisBrake brake(bench.pool);
  for (std::int64_t issue = 1; issue <= 4; ++issue) {
    const Lease lease = bench.LeaseOf(KeyOf(IssueId{issue}));
    ASSERT_TRUE(
        brake.Vanishes(lease, IssueId{issue}, Vanishing::kIssue, Brake::Look::kOnce, 1h).ok());
  }
  const auto parked = bench.Got("/api/parked")["parked"].Items();
  ASSERT_EQ(parked.size(), 1U);
  EXPECT_EQ(parked[0]["key"], Json("brake"));
  EXPECT_THAT(parked[0]["what_to_do"].StringOr(""),
              testing::AllOf(HasSubstr("github.token and freshdesk.api_key"),
                             testing::EndsWith("tandem parked retry brake"),
                             testing::Not(HasSubstr("next event"))));
  EXPECT_EQ(bench.Ask("DELETE", "/api/parked/brake").status, 409);
  EXPECT_EQ(bench.Ask("POST", "/api/parked/brake/retry").status, 202);
  EXPECT_EQ(bench.Ask("POST", "/api/parked/brake/retry").status, 404);
}

TEST(ApiParked, IsForgottenWithItsDirtWhenItIsDropped) {
  ApiBench bench;
  ParkLane(bench, kLane);
  const ServerResponse response = bench.Ask("DELETE", "/api/parked/issue%3A456");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, R"({"dropped":"issue:456"})");
  EXPECT_EQ(bench.queue.Stats()->depth, 0);
  EXPECT_EQ(bench.queue.Stats()->parked, 0);
  EXPECT_FALSE(bench.DueIn(kLane));
  EXPECT_EQ(bench.pool.Command({"EXISTS", "tandem:lane:issue:456"})->Integer(), 0);
  EXPECT_EQ(bench.store.ReadActivity(1)->front().activity.what, "dropped");
  EXPECT_EQ(bench.Ask("DELETE", "/api/parked/issue:456").status, 404);
  bench.Accept(Hint(kLane, "d2"));
  EXPECT_EQ(bench.Take().attempts, 0) << "the next change begins anew";
}

TEST(ApiParked, IsComparedAgainLikeEveryLinkWhenItIsDropped) {
  ApiBench bench;
  bench.MakeLink(123);
  ParkLane(bench, kLane);
  EXPECT_EQ(bench.Ask("DELETE", "/api/parked/issue:456").status, 200);
  const auto due = bench.DueIn(kLane);
  ASSERT_TRUE(due.has_value()) << "its drift check has ended";
  EXPECT_GT(*due, std::chrono::milliseconds(5h).count());
  EXPECT_LE(*due, std::chrono::milliseconds(6h).count());
  EXPECT_EQ(bench.queue.Stats()->parked, 0);
}

TEST(ApiParked, TakesTheRequestsOfItsTicketsAlongWhenItIsDropped) {
  ApiBench bench;
  bench.MakeLink(123);
  ASSERT_TRUE(bench.store.SaveRequest({RequestKind::kUnlink, TicketId{123}, {}, 0, "d"}).ok());
  ASSERT_TRUE(bench.queue.Release(bench.Take().lease, Park{1h, "refused"}).ok());
  ASSERT_TRUE(bench.store.SaveRequest({RequestKind::kLink, TicketId{7}, "a/b", 1, "d"}).ok());
  ASSERT_TRUE(bench.queue.Release(bench.Take().lease, Park{1h, "refused"}).ok());
  EXPECT_EQ(bench.Ask("DELETE", "/api/parked/issue:456").status, 200);
  EXPECT_TRUE(bench.store.ReadRequests({TicketId{123}})->empty());
  EXPECT_EQ(bench.store.ReadRequests({TicketId{7}})->size(), 1U) << "another's";
  EXPECT_EQ(bench.Ask("DELETE", "/api/parked/ticket:7").status, 200);
  EXPECT_TRUE(bench.store.ReadRequests({TicketId{7}})->empty());
}

TEST(ApiParked, IsNotDroppedUnderTheHandsOfItsWorkerUnlessHeIsGone) {
  ApiBench bench;
  ParkLane(bench, kLane);
  bench.Accept(Hint(kLane, "d2"));
  const Lease lease = bench.Take().lease;
  EXPECT_EQ(bench.Ask("DELETE", "/api/parked/issue:456").status, 409);
  EXPECT_TRUE(bench.queue.Renew(lease, 60s).ok());
  ASSERT_TRUE(bench.Expire(lease));
  EXPECT_EQ(bench.Ask("DELETE", "/api/parked/issue:456").status, 200);
  EXPECT_TRUE(IsLost(bench.queue.Release(lease, Finished{})));
  EXPECT_FALSE(bench.TryTake());
}

TEST(ApiParked, KnowsDeliveriesAndPollsFromLanes) {
  ApiBench bench;
  ASSERT_TRUE(bench.queue.ParkDelivery({"d7", "freshdesk", "no id", 3, "00", {}}).ok());
  const ServerResponse retried = bench.Ask("POST", "/api/parked/delivery:d7/retry");
  EXPECT_EQ(retried.status, 409);
  EXPECT_THAT(DetailOf(retried), HasSubstr("drop it"));
  EXPECT_EQ(bench.Ask("DELETE", "/api/parked/delivery:d7").status, 200);
  EXPECT_EQ(bench.queue.Stats()->parked, 0);
  EXPECT_EQ(bench.pool.Command({"EXISTS", "tandem:parked_delivery:d7"})->Integer(), 0);
  EXPECT_EQ(bench.Ask("DELETE", "/api/parked/delivery:d7").status, 404);

  ParkLane(bench, Key{"poll:freshdesk"});
  EXPECT_EQ(bench.Ask("DELETE", "/api/parked/poll:freshdesk").status, 409);
  EXPECT_TRUE(bench.DueIn(Key{"poll:freshdesk"})) << "it goes on";
  EXPECT_EQ(bench.Ask("POST", "/api/parked/poll:freshdesk/retry").status, 202);
  EXPECT_EQ(bench.Take().lease.lane.text, "poll:freshdesk");
}

TEST(ApiParked, AnswersWithACleanErrorAKeyThatIsNone) {
  ApiBench bench;
  const auto digest = bench.Digest();
  for (const char* key : {"%", "%4", "%zz", "a%"}) {
    EXPECT_EQ(bench.Ask("DELETE", std::string("/api/parked/") + key).status, 400) << key;
    EXPECT_EQ(bench.Ask("POST", std::string("/api/parked/") + key + "/retry").status, 400) << key;
  }
  for (const char* key : {"issue:1", "x", "%FF%00", "delivery:", ""}) {
    EXPECT_EQ(bench.Ask("DELETE", std::string("/api/parked/") + key).status, 404) << key;
  }
  EXPECT_EQ(bench.Digest(), digest);
  EXPECT_EQ(bench.Ask("GET", "/api/parked/issue:1/retry").status, 405);
}

}  // namespace
}  // namespace tandem
