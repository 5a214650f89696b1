#include "tests/gateway/api_bench.h"

#include <gmock/gmock.h>

namespace tandem {
namespace {

using testing::HasSubstr;

const Key kLane = KeyOf(IssueId{456});

TEST(ApiSync, MarksTheTicketsLaneAsDueNow) {
  ApiBench bench;
  bench.MakeLink(123);
  const ServerResponse response = bench.Ask("POST", "/api/sync/123");
  EXPECT_EQ(response.status, 202);
  const Work work = bench.Take();
  EXPECT_EQ(work.lease.lane, kLane);
  EXPECT_EQ(response.body, R"({"delivery":")" + work.delivery + R"("})");
  EXPECT_EQ(bench.rings, 1);
  EXPECT_EQ(bench.store.ReadActivity(1)->front().activity.detail, "api sync");
  EXPECT_EQ(bench.Ask("POST", "/api/sync/77").status, 202) << "one that is not linked as well";
  EXPECT_EQ(bench.Take().lease.lane.text, "ticket:77");
}

TEST(ApiSync, MarksTheLaneOfEachLinkOnce) {
  ApiBench bench;
  for (int i = 0; i < 3; ++i) {
    const IssueRef issue{IssueId{2'000 + i}, RepositoryId{789}, "acme/infrastructure", i + 1};
    bench.MakeLink(1'000 + i, issue);
    bench.MakeLink(1'100 + i, issue);
  }
  const auto answer = Json::Parse(bench.Ask("POST", "/api/sync").body);
  EXPECT_EQ((*answer)["links"], Json(3));
  EXPECT_EQ(bench.queue.Stats()->depth, 3);
  EXPECT_EQ(Json(bench.Take().delivery), (*answer)["delivery"]);
  EXPECT_EQ(bench.rings, 1);
}

TEST(ApiSync, MarksMoreLanesThanOneScriptTakes) {
  ApiBench bench;
  std::vector<Key> lanes;
  for (int i = 1; i <= 1'201; ++i) lanes.push_back(KeyOf(IssueId{i}));
  ASSERT_TRUE(bench.queue.MarkLanes("d1", "api sync of all", lanes).ok());
  EXPECT_EQ(bench.queue.Stats()->depth, 1'201);
  ASSERT_TRUE(bench.queue.MarkLanes("d2", "api sync of all", {}).ok());
  EXPECT_EQ(bench.queue.Stats()->depth, 1'201);
}

TEST(ApiSync, OnlyPlansWhenItIsToldTo) {
  ApiBench bench;
  bench.MakeLink(123);
  bench.MakeLink(124, {IssueId{457}, RepositoryId{789}, "acme/infrastructure", 6});
  PreviewedAction action;
  action.action = "add_comment";
  action.target = "acme/infrastructure#5";
  action.text = "words";
  bench.previewed = Previewed{{action}, std::nullopt, {"a wait"}};
  bench.Got("/api/links");  // the index is made once
  const auto digest = bench.Digest();
  const std::string plan =
      R"("actions":[{"action":"add_comment","target":"acme/infrastructure#5","text":"words",)"
      R"("redacted":[],"redacted_counts":{}}],"nothing_because":null,"waits":["a wait"]})";
  EXPECT_EQ(bench.Ask("POST", "/api/sync/123?dry_run=1").body, "{" + plan);
  EXPECT_EQ(bench.Ask("GET", "/api/preview/123").body, "{" + plan);
  const ServerResponse all = bench.Ask("POST", "/api/sync?dry_run=1");
  EXPECT_EQ(all.status, 200);
  EXPECT_THAT(all.body, HasSubstr(R"("tickets":[123],)" + plan));
  EXPECT_EQ((*Json::Parse(all.body))["links"].Items().size(), 2U);
  EXPECT_EQ(bench.previews.size(), 4U);
  EXPECT_EQ(bench.Digest(), digest);
  EXPECT_EQ(bench.rings, 0);
  bench.previewed = Error{Remedy::kUnavailable, "GitHub is away", {}};
  EXPECT_THAT(bench.Ask("POST", "/api/sync?dry_run=1").body,
              HasSubstr(R"("actions":[],"nothing_because":"GitHub is away")"));
}

TEST(ApiSync, GivesPlanningUpWhenTheGatewayIsStopping) {
  ApiBench bench;
  for (int i = 0; i < 5; ++i)
    bench.MakeLink(1'000 + i, {IssueId{2'000 + i}, RepositoryId{789}, "acme/infrastructure", i});
  bench.stops_after = 2;
  const ServerResponse response = bench.Ask("POST", "/api/sync?dry_run=1");
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(DetailOf(response), "Tandem is stopping");
  EXPECT_EQ(bench.previews.size(), 2U);
}

TEST(ApiSync, DoesNothingWhenItIsUnclearWhetherItShallOnlyPlan) {
  ApiBench bench;
  bench.MakeLink(123);
  const auto digest = bench.Digest();
  for (const char* query : {"dry_run", "dry_run=", "dry_run=true", "dry_run=1&x=1", "dryrun=1"}) {
    EXPECT_EQ(bench.Ask("POST", std::string("/api/sync?") + query).status, 400) << query;
    EXPECT_EQ(bench.Ask("POST", std::string("/api/sync/123?") + query).status, 400) << query;
  }
  EXPECT_EQ(bench.Ask("POST", "/api/sync/x").status, 400);
  EXPECT_EQ(bench.Digest(), digest);
  EXPECT_EQ(bench.Ask("POST", "/api/sync/123?dry_run=0").status, 202);
}

TEST(ApiSync, TellsHowTheWorkOnATicketStands) {
  ApiBench bench;
  const auto state = [&] { return bench.Got("/api/sync/77")["state"]; };
  EXPECT_EQ(state(), Json("in_step"));
  bench.Ask("POST", "/api/sync/77");
  EXPECT_EQ(state(), Json("pending"));
  ASSERT_TRUE(bench.queue.Release(bench.Take().lease, Failed{1h, "no answer"}).ok());
  EXPECT_EQ(state(), Json("held"));
  EXPECT_EQ(bench.Got("/api/sync/77")["reason"], Json("no answer"));
  bench.Ask("POST", "/api/sync/77");
  EXPECT_EQ(state(), Json("pending")) << "it is tried at once";
  ASSERT_TRUE(bench.Finish(bench.Take().lease));
  EXPECT_EQ(state(), Json("in_step"));
  EXPECT_EQ(bench.Got("/api/sync/77")["activity"].Items().size(), 2U);
}

TEST(ApiPreview, AnswersEachErrorByWhatIsToBeDone) {
  ApiBench bench;
  const std::vector<std::pair<Remedy, int>> rows{
      {Remedy::kNotFound, 404}, {Remedy::kConflict, 409},       {Remedy::kUnavailable, 503},
      {Remedy::kInvalid, 502},  {Remedy::kUnknownOutcome, 503}, {Remedy::kUnauthorized, 502}};
  for (const auto& [remedy, status] : rows) {
    bench.previewed = Error{remedy, "why", {}};
    const ServerResponse response = bench.Ask("GET", "/api/preview/1");
    EXPECT_EQ(response.status, status);
    EXPECT_EQ(DetailOf(response), "why");
  }
  EXPECT_EQ(bench.Ask("GET", "/api/preview/x").status, 400);
}

}  // namespace
}  // namespace tandem
