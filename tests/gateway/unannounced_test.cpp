// Which changes count as found by the poll alone, although a webhook should have announced them.

#include "gateway/alert_state.h"
#include "tests/gateway/store_bench.h"

namespace tandem {
namespace {

const Key kTicket = KeyOf(TicketId{7});

struct PollBench : StoreBench {
  AlertState state{pool, "one"};
  Time now() { return *store.Now(); }
  // What the poll lists: a ticket that changed so long ago.
  void PollFinds(const Key& key, std::chrono::milliseconds ago = 0ms,
                 std::optional<IssuePlace> place = {}) {
    Delivery hint = Hint(key, "");
    hint.source = "catch_up";
    hint.place = std::move(place);
    hint.changed_at = now() - ago;
    Accept(hint);
  }
  void WebhookTells(const Key& key, std::optional<IssuePlace> place = {}) {
    Delivery hint = Hint(key, "");
    if (!place) hint.source = "freshdesk";
    hint.place = std::move(place);
    Accept(hint);
  }
  // A sync of what is due, that wrote something; it is in step afterwards.
  void SyncWrites() {
    const Work work = Take();
    if (!work.found.empty()) {
      EXPECT_TRUE(state.Suspect(work.found).ok());
    }
    EXPECT_TRUE(Finish(work.lease));
  }
  std::vector<Unannounced> Missed(std::chrono::milliseconds grace = 0ms) {
    return state.Read({}, grace)->facts.unannounced;
  }
};

TEST(Unannounced, IsAChangeThatOnlyThePollFoundAndThatLedToAWrite) {
  PollBench bench;
  bench.PollFinds(kTicket);
  EXPECT_TRUE(bench.Missed().empty()) << "nothing has come of it yet";
  bench.SyncWrites();
  ASSERT_EQ(bench.Missed().size(), 1U);
  EXPECT_EQ(bench.Missed()[0].repository, "");
  EXPECT_EQ(bench.Missed()[0].changes, 1);
  EXPECT_EQ(bench.Missed()[0].example, "ticket:7");
  EXPECT_EQ(bench.Missed()[0].last_webhook, Time{});
}

TEST(Unannounced, IsNoneWhileItsWebhookMayStillBeUnderWay) {
  PollBench bench;
  bench.PollFinds(kTicket);
  bench.SyncWrites();
  EXPECT_TRUE(bench.Missed(60s).empty());
  bench.WebhookTells(kTicket);
  EXPECT_TRUE(bench.Missed().empty()) << "it came late";
}

TEST(Unannounced, IsNoneWhoseWebhookCameBeforeThePollOrWhileItWasWorkedOn) {
  PollBench before;
  before.WebhookTells(kTicket);
  before.SyncWrites();
  before.PollFinds(kTicket);
  before.SyncWrites();
  EXPECT_TRUE(before.Missed().empty());
  PollBench meanwhile;
  meanwhile.PollFinds(kTicket);
  const Work work = meanwhile.Take();
  meanwhile.WebhookTells(kTicket);
  ASSERT_TRUE(meanwhile.state.Suspect(work.found).ok());
  EXPECT_TRUE(meanwhile.Missed().empty());
}

TEST(Unannounced, IsAgainOneThatChangedLongAfterItsLastWebhook) {
  PollBench bench;
  bench.WebhookTells(kTicket);
  bench.SyncWrites();
  ASSERT_TRUE(
      bench.pool.Command({"ZINCRBY", "tandem:announced", "-90000", "freshdesk|ticket:7"}).ok());
  bench.PollFinds(kTicket);
  bench.SyncWrites();
  EXPECT_EQ(bench.Missed().size(), 1U);
}

// What a sync writes that was due anyhow says nothing about the poll's find.
TEST(Unannounced, IsNoneThatThePollFoundWhileOtherWorkWaitedThere) {
  PollBench waiting;
  Delivery by_a_person = Hint(kTicket, "");
  by_a_person.source = "api";
  waiting.Accept(by_a_person);
  waiting.PollFinds(kTicket);
  EXPECT_EQ(waiting.Take().found, "");
  PollBench leased;
  const Lease lease = leased.LeaseOf(kTicket);
  leased.PollFinds(kTicket);
  EXPECT_TRUE(leased.Finish(lease));
  EXPECT_EQ(leased.Take().found, "");
}

TEST(Unannounced, IsNoneWithoutAWriteEvenIfALaterSyncWrites) {
  PollBench bench;
  bench.PollFinds(kTicket);
  const Work work = bench.Take();
  EXPECT_NE(work.found, "");
  EXPECT_TRUE(bench.queue.Release(work.lease, Rest{1h}).ok());
  bench.WebhookTells(kTicket);
  EXPECT_EQ(bench.Take().found, "");
}

TEST(Unannounced, StaysWithTheWorkThatFailsAndComesAgain) {
  PollBench bench;
  bench.PollFinds(kTicket);
  const Work work = bench.Take();
  EXPECT_TRUE(bench.queue.Release(work.lease, Failed{0ms, "away"}).ok());
  EXPECT_EQ(bench.Take().found, work.found);
}

TEST(Unannounced, KnowsAnIssueByItsPlaceWhicheverKeyTellsOfIt) {
  const IssuePlace place{RepositoryId{1001}, "acme/infrastructure", 5};
  PollBench bench;
  bench.WebhookTells(KeyOf(IssueId{9005}), place);
  bench.SyncWrites();
  bench.PollFinds(KeyOf(RepositoryId{1001}, 5), 0ms, place);
  EXPECT_EQ(bench.Take().found, "") << "a comment's poll, an issue's webhook";
  const IssuePlace other{RepositoryId{1001}, "acme/infrastructure", 6};
  bench.PollFinds(KeyOf(IssueId{9006}), 0ms, other);
  bench.SyncWrites();
  ASSERT_EQ(bench.Missed().size(), 1U);
  EXPECT_EQ(bench.Missed()[0].repository, "1001") << "its name is not known here";
  EXPECT_EQ(bench.Missed()[0].example, "1001#6");
  EXPECT_NE(bench.Missed()[0].last_webhook, Time{}) << "of another issue there";
}

TEST(Unannounced, IsForgottenAfterAnHour) {
  PollBench bench;
  bench.PollFinds(kTicket);
  bench.SyncWrites();
  ASSERT_TRUE(
      bench.pool.Command({"ZINCRBY", "tandem:unannounced", "-3600001", "freshdesk|ticket:7"}).ok());
  EXPECT_TRUE(bench.Missed().empty());
}

}  // namespace
}  // namespace tandem
