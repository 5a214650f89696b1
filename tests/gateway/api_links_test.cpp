#include "tests/gateway/api_bench.h"

#include <algorithm>
#include <gmock/gmock.h>

namespace tandem {
namespace {

using testing::HasSubstr;

const Key kLane = KeyOf(IssueId{456});

TEST(ApiLinks, AreShownInTheShapeThatIsPromised) {
  ApiBench bench;
  EXPECT_EQ(bench.Ask("GET", "/api/links").body, R"({"links":[]})");
  bench.MakeLink(123);
  EXPECT_EQ(bench.Ask("GET", "/api/links").body,
            R"({"links":[{"issue":{"repository":"acme/infrastructure","number":5,)"
            R"("url":"https://github.com/acme/infrastructure/issues/5","state":"open"},)"
            R"("tickets":[{"id":123,"url":"https://acme.freshdesk.com/a/tickets/123",)"
            R"("status":"Open"}],"state":"in_step","last_synced":"2026-01-31T12:00:00Z",)"
            R"("reason":null}]})");
}

TEST(ApiLinks, SayNothingOfWhatWasNeverSeen) {
  ApiBench bench;
  bench.Got("/api/links");  // so that the index is complete, and only joining can add to it
  const auto outcome =
      bench.store.Join(bench.LeaseOf(KeyOf(TicketId{9})), TicketId{9}, FilledLink().issue, {});
  ASSERT_TRUE(outcome.ok());
  const Json link = bench.Got("/api/links")["links"].Items().at(0);
  EXPECT_TRUE(link["issue"]["state"].IsNull());
  EXPECT_TRUE(link["last_synced"].IsNull());
  EXPECT_TRUE(link["tickets"].Items().at(0)["status"].IsNull());
  EXPECT_EQ(link["state"], Json("pending"));
}

TEST(ApiLinks, NameAStatusThatFreshdeskNeverNamedByItsNumber) {
  ApiBench bench;
  Link before = bench.MakeLink(123);
  Link after = before;
  after.tickets[TicketId{123}].status = 17;
  const Lease lease = bench.LeaseOf(kLane);
  ASSERT_TRUE(bench.store.Save(lease, before, after, {}).ok());
  const Json link = bench.Got("/api/links/123");
  EXPECT_EQ(link["tickets"].Items().at(0)["status"], Json("status 17"));
}

TEST(ApiLinks, TellHowTheirWorkStands) {
  ApiBench bench;
  bench.MakeLink(123);
  const auto state = [&] { return bench.Got("/api/links/123")["state"].StringOr(""); };
  const auto reason = [&] { return bench.Got("/api/links/123")["reason"]; };
  EXPECT_EQ(state(), "in_step");
  bench.Accept(Hint(KeyOf(TicketId{123})));
  EXPECT_EQ(state(), "pending");
  Lease lease = bench.Take().lease;
  EXPECT_EQ(state(), "pending") << "it is being worked on";
  ASSERT_TRUE(bench.queue.Release(lease, Again{1h}).ok());
  EXPECT_EQ(state(), "pending") << "it waits";
  bench.Accept(Hint(kLane, "d2"));
  ASSERT_TRUE(bench.queue.Release(bench.Take().lease, Failed{1h, "no answer"}).ok());
  EXPECT_EQ(state(), "held");
  EXPECT_EQ(reason(), Json("no answer"));
  bench.Accept(Hint(kLane, "d3"));
  EXPECT_EQ(state(), "pending") << "it is tried at once";
  ASSERT_TRUE(bench.queue.Release(bench.Take().lease, Park{1h, "refused"}).ok());
  EXPECT_EQ(state(), "parked");
  EXPECT_EQ(reason(), Json("refused"));
  bench.Accept(Hint(kLane, "d4"));
  lease = bench.Take().lease;
  ASSERT_TRUE(bench.queue.Release(lease, Rest{1h}).ok());
  EXPECT_EQ(state(), "in_step") << "a later look is no dirt";
  EXPECT_TRUE(reason().IsNull());
}

TEST(ApiLinks, AreFoundThoughTheyAreOlderThanTheIndex) {
  ApiBench bench;
  bench.MakeLink(123);
  bench.MakeLink(124, {IssueId{457}, RepositoryId{789}, "acme/infrastructure", 6});
  ASSERT_TRUE(bench.pool.Command({"DEL", "tandem:links"}).ok());
  std::vector<std::string> others{"MSET"};
  for (int i = 0; i < 3'000; ++i)  // more than one page of the search
    others.insert(others.end(), {"other:" + std::to_string(i), "x"});
  ASSERT_TRUE(bench.pool.Command(others).ok());
  EXPECT_EQ(bench.Got("/api/links")["links"].Items().size(), 2U);
  // From now on the index is believed.
  ASSERT_TRUE(bench.pool.Command({"SREM", "tandem:links", "456"}).ok());
  EXPECT_EQ(bench.Got("/api/links")["links"].Items().size(), 1U);
  // A save brings a link back into it.
  const Link link = **bench.store.ReadLink(IssueId{456});
  ASSERT_TRUE(bench.store.Save(bench.LeaseOf(kLane), link, link, {}).ok());
  EXPECT_EQ(bench.Got("/api/links")["links"].Items().size(), 2U);
}

TEST(ApiLinks, AreInOrderAndMany) {
  ApiBench bench;
  for (int i = 0; i < 110; ++i)
    bench.MakeLink(1'000 + i, {IssueId{2'000 + (i * 37) % 110}, RepositoryId{789},
                               i % 2 == 0 ? "acme/a" : "acme/b", i + 1});
  const auto links = bench.Got("/api/links")["links"].Items();
  ASSERT_EQ(links.size(), 110U);
  EXPECT_TRUE(std::is_sorted(links.begin(), links.end(), [](const Json& a, const Json& b) {
    const auto key = [](const Json& link) {
      return std::pair(link["issue"]["repository"].StringOr(""),
                       link["issue"]["number"].Integer().value_or(0));
    };
    return key(a) < key(b);
  }));
}

TEST(ApiLinks, LeaveOutWhatIsDamagedAndWhatHasNoTicketAnyMore) {
  ApiBench bench;
  const Link before = bench.MakeLink(123);
  bench.MakeLink(124, {IssueId{457}, RepositoryId{789}, "acme/infrastructure", 6});
  ASSERT_TRUE(bench.pool.Command({"HSET", "tandem:link:457", "core", "x"}).ok());
  EXPECT_EQ(bench.Got("/api/links")["links"].Items().size(), 1U);
  Link after = before;
  after.tickets.clear();
  ASSERT_TRUE(bench.store.Save(bench.LeaseOf(kLane), before, after, {}).ok());
  EXPECT_EQ(bench.Got("/api/links")["links"].Items().size(), 0U);
  EXPECT_EQ(bench.Ask("GET", "/api/links/123").status, 404);
}

TEST(ApiLinks, ShowOneWithItsOwnActivityNewestFirst) {
  ApiBench bench;
  bench.MakeLink(123);
  bench.MakeLink(124, {IssueId{457}, RepositoryId{789}, "acme/infrastructure", 6});
  ASSERT_TRUE(bench.store.Record({{"d9", "issue:456", "decided", "the newest"}}).ok());
  const Json link = bench.Got("/api/links/123");
  EXPECT_EQ(link["issue"]["number"], Json(5));
  const auto& activity = link["activity"].Items();
  ASSERT_GE(activity.size(), 3U);
  EXPECT_EQ(activity.front()["detail"], Json("the newest"));
  EXPECT_EQ(activity.front()["delivery"], Json("d9"));
  EXPECT_EQ(activity.back()["link"], Json("ticket:123")) << "from before it was linked";
  for (const Json& entry : activity)
    EXPECT_THAT(entry["link"].StringOr(""), testing::AnyOf("issue:456", "ticket:123"));
}

TEST(ApiLinks, AnswerWithACleanErrorWhatTheyCannotShow) {
  ApiBench bench;
  EXPECT_EQ(bench.Ask("GET", "/api/links/123").status, 404);
  EXPECT_EQ(DetailOf(bench.Ask("GET", "/api/links/123")), "ticket 123 is not linked");
  for (const char* segment : {"0", "-1", "abc", "1.5", "%31", "9007199254740993", "+1", ""}) {
    EXPECT_EQ(bench.Ask("GET", std::string("/api/links/") + segment).status, 400) << segment;
  }
  const ServerResponse wrong = bench.Ask("PUT", "/api/links");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.headers.back().second, "GET, HEAD, POST");
  bench.server.Kill();
  const ServerResponse away = bench.Ask("GET", "/api/links");
  EXPECT_EQ(away.status, 503);
  EXPECT_EQ(away.headers.front().first, "Retry-After");
}

TEST(ApiActivity, IsTheNewestFirstAndAsMuchAsIsAskedFor) {
  ApiBench bench;
  std::vector<Activity> many(300, {"d", "issue:1", "did", {}});
  int n = 0;
  for (Activity& each : many) each.detail = std::to_string(n++);
  ASSERT_TRUE(bench.store.Record(many).ok());
  const auto usual = bench.Got("/api/activity")["activity"].Items();
  ASSERT_EQ(usual.size(), 200U);
  EXPECT_EQ(usual.front()["detail"], Json("299"));
  EXPECT_EQ(usual.front()["what"], Json("did"));
  EXPECT_THAT(usual.front()["at"].StringOr(""), testing::ContainsRegex("^20..-..-..T..:..:..Z$"));
  EXPECT_EQ(bench.Got("/api/activity?limit=1")["activity"].Items().size(), 1U);
  EXPECT_EQ(bench.Got("/api/activity?limit=10000")["activity"].Items().size(), 300U);
  for (const char* query : {"limit=0", "limit=10001", "limit=", "limit=-1", "limit=x", "x=1"}) {
    EXPECT_EQ(bench.Ask("GET", std::string("/api/activity?") + query).status, 400) << query;
  }
}

TEST(ApiActivity, IsValidJsonWhateverBytesItHolds) {
  ApiBench bench;
  const std::string bytes = std::string("\"\\\x01\xff\xc3(\xed\xa0\x80", 9) + '\0' + "\xc3\xa4";
  ASSERT_TRUE(bench.store.Record({{bytes, bytes, bytes, bytes}}).ok());
  const Json entry = bench.Got("/api/activity")["activity"].Items().at(0);
  EXPECT_THAT(entry["detail"].StringOr(""), HasSubstr("\xef\xbf\xbd"));
  EXPECT_THAT(entry["detail"].StringOr(""), HasSubstr("\xc3\xa4"));
}

}  // namespace
}  // namespace tandem
