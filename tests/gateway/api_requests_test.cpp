#include "gateway/issue_name.h"
#include "tests/gateway/api_bench.h"

#include <gmock/gmock.h>

namespace tandem {
namespace {

using testing::HasSubstr;

std::vector<Request> Kept(ApiBench& bench, std::int64_t ticket) {
  const auto requests = bench.store.ReadRequests({TicketId{ticket}, TicketId{999}});
  EXPECT_TRUE(requests.ok());
  return requests.ok() ? *requests : std::vector<Request>();
}

TEST(ApiRequests, ToLinkAreKeptAndTheirLaneIsDueNow) {
  ApiBench bench;
  const ServerResponse response =
      bench.Ask("POST", "/api/links", R"({"ticket":7,"issue":"Acme/Infrastructure#12"})");
  EXPECT_EQ(response.status, 202);
  const auto kept = Kept(bench, 7);
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0], (Request{RequestKind::kLink, TicketId{7}, "acme/infrastructure", 12,
                              kept[0].delivery}));
  EXPECT_EQ(response.body, R"({"delivery":")" + kept[0].delivery + R"("})");
  const Work work = bench.Take();
  EXPECT_EQ(work.lease.lane.text, "ticket:7");
  EXPECT_EQ(work.delivery, kept[0].delivery);
  EXPECT_EQ(bench.rings, 1);
  EXPECT_EQ(bench.store.ReadActivity(1)->front().activity.detail,
            "api link acme/infrastructure#12");
}

TEST(ApiRequests, AreRefusedWhenTheyCannotBeUnderstood) {
  ApiBench bench;
  const auto digest = bench.Digest();
  for (const char* body :
       {"", "{", "[]", "null", R"({"ticket":7})", R"({"issue":"acme/infrastructure#1"})",
        R"({"ticket":"7","issue":"acme/infrastructure#1"})",
        R"({"ticket":0,"issue":"acme/infrastructure#1"})",
        R"({"ticket":7.5,"issue":"acme/infrastructure#1"})", R"({"ticket":7,"issue":1})",
        R"({"ticket":7,"issue":"acme/infrastructure"})", R"({"ticket":7,"issue":"#1"})",
        R"({"ticket":7,"issue":"acme/infrastructure#0"})",
        R"({"ticket":7,"issue":"acme/infrastructure#-1"})",
        R"({"ticket":7,"issue":"acme/infra structure#1"})",
        R"({"ticket":7,"issue":"https://github.com/acme/infrastructure/pull/1"})",
        R"({"ticket":7,"issue":"https://evil.example/acme/infrastructure/issues/1"})"}) {
    const ServerResponse response = bench.Ask("POST", "/api/links", body);
    EXPECT_EQ(response.status, 400) << body;
    EXPECT_FALSE(DetailOf(response).empty());
  }
  const std::string good = R"({"ticket":7,"issue":"acme/infrastructure#1"})";
  EXPECT_EQ(bench.Ask("POST", "/api/links", good, {}).status, 415);
  EXPECT_EQ(bench.Ask("POST", "/api/links", good, {{"Content-Type", "text/plain"}}).status, 415);
  EXPECT_EQ(bench.Digest(), digest);
  EXPECT_EQ(
      bench.Ask("POST", "/api/links", good, {{"Content-Type", "Application/JSON; charset=utf-8"}})
          .status,
      202);
}

TEST(ApiRequests, AreTakenForRepositoriesOfEnabledRulesOnly) {
  ApiBench bench;
  for (const char* repository : {"acme/other", "acme/off"}) {
    const ServerResponse response = bench.Ask(
        "POST", "/api/links", R"({"ticket":7,"issue":")" + std::string(repository) + R"(#1"})");
    EXPECT_EQ(response.status, 400);
    EXPECT_THAT(DetailOf(response), HasSubstr("can be linked: acme/infrastructure"));
  }
}

TEST(ApiRequests, AreRefusedForATicketThatIsLinkedElsewhere) {
  ApiBench bench;
  bench.MakeLink(123);
  const ServerResponse elsewhere =
      bench.Ask("POST", "/api/links", R"({"ticket":123,"issue":"acme/infrastructure#6"})");
  EXPECT_EQ(elsewhere.status, 409);
  EXPECT_EQ(DetailOf(elsewhere), "ticket 123 is linked to acme/infrastructure#5 already");
  EXPECT_TRUE(Kept(bench, 123).empty());
  EXPECT_EQ(bench
                .Ask("POST", "/api/links",
                     R"({"ticket":123,"issue":"https://github.com/acme/infrastructure/issues/5"})")
                .status,
            202);
  EXPECT_EQ(bench.Take().lease.lane.text, "issue:456");
}

TEST(ApiRequests, ToEndAndToWithdrawNeedALink) {
  ApiBench bench;
  EXPECT_EQ(bench.Ask("DELETE", "/api/links/123").status, 404);
  EXPECT_EQ(bench.Ask("POST", "/api/withdraw/123").status, 404);
  EXPECT_EQ(bench.Ask("DELETE", "/api/links/x").status, 400);
  bench.MakeLink(123);
  EXPECT_EQ(bench.Ask("POST", "/api/withdraw/123").status, 202);
  EXPECT_EQ(Kept(bench, 123).at(0).kind, RequestKind::kWithdraw);
  EXPECT_EQ(bench.Ask("DELETE", "/api/links/123").status, 202);
  ASSERT_EQ(Kept(bench, 123).size(), 1U);
  EXPECT_EQ(Kept(bench, 123).at(0).kind, RequestKind::kUnlink) << "the last word holds";
  EXPECT_EQ(bench.Take().lease.lane.text, "issue:456");
}

TEST(KeptRequests, StayUntilTheHolderOfTheLaneHasCarriedThemOut) {
  ApiBench bench;
  const Request first{RequestKind::kLink, TicketId{7}, "acme/infrastructure", 1, "d1"};
  ASSERT_TRUE(bench.store.SaveRequest(first).ok());
  const Lease lease = bench.Take().lease;
  EXPECT_EQ(Kept(bench, 7), std::vector<Request>{first});
  Request second = first;
  second.delivery = "d2";
  ASSERT_TRUE(bench.store.SaveRequest(second).ok());
  ASSERT_TRUE(bench.store.FinishRequest(lease, first).ok());
  EXPECT_EQ(Kept(bench, 7), std::vector<Request>{second}) << "another one came meanwhile";
  ASSERT_TRUE(bench.Expire(lease));
  const Lease next = bench.Take().lease;
  EXPECT_TRUE(IsLost(bench.store.FinishRequest(lease, second)));
  EXPECT_FALSE(bench.store.FinishRequest(bench.LeaseOf(KeyOf(TicketId{8})), second).ok());
  EXPECT_EQ(Kept(bench, 7).size(), 1U);
  ASSERT_TRUE(bench.store.FinishRequest(next, second).ok());
  EXPECT_TRUE(Kept(bench, 7).empty());
}

TEST(KeptRequests, ThatAreDamagedAreNamed) {
  ApiBench bench;
  for (const char* text : {"x", "{}", R"({"kind":"marry","number":1})", R"({"kind":"link"})"}) {
    ASSERT_TRUE(bench.pool.Command({"SET", "tandem:request:7", text}).ok());
    const auto read = bench.store.ReadRequests({TicketId{7}});
    ASSERT_FALSE(read.ok()) << text;
    EXPECT_THAT(read.error().message, HasSubstr("tandem:request:7"));
  }
}

TEST(IssueName, IsOwnerNameAndNumberOrTheAddress) {
  const std::string web = "https://github.com";
  EXPECT_EQ(ReadIssueName("a/b#12", web), (IssueUrl{"a/b", 12}));
  EXPECT_EQ(ReadIssueName("https://github.com/a/b/issues/12#issuecomment-1", web),
            (IssueUrl{"a/b", 12}));
  for (const char* text :
       {"", "#", "a#1", "a/b#", "a/b#x", "a/b#1x", "a/b#1 ", "a/b/c#1", "a/b#99999999999999999999",
        "https://github.example/a/b/issues/12", "../..#1"}) {
    EXPECT_EQ(ReadIssueName(text, web), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace tandem
