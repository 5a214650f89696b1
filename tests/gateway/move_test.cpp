// How a link goes along with its issue into another repository.
#include "tests/gateway/store_bench.h"

namespace tandem {
namespace {

const TicketId kTicket{123};
const TicketId kSecond{124};
const IssueRef kOld{IssueId{456}, RepositoryId{789}, "acme/infrastructure", 5};
const IssueRef kNew{IssueId{956}, RepositoryId{790}, "acme/elsewhere", 1};
const Key kOldKey = KeyOf(kOld.id);
const Key kNewKey = KeyOf(kNew.id);

struct MoveBench : StoreBench {
  MoveBench() {
    lease = LeaseOf(kOldKey);
    for (const TicketId ticket : {kTicket, kSecond}) {
      const auto joined = store.Join(lease, ticket, kOld, {false, true, "", "github", {}, {}});
      EXPECT_TRUE(joined.ok() && std::holds_alternative<Joined>(*joined));
      lease = std::get<Joined>(*joined).lease;
    }
    before = **store.ReadLink(kOld.id);
    before.copies[{OperationKind::kCopyNote, 41, kOld.id.value, 0}] = {80, "hash", kTicket};
    EXPECT_TRUE(store.Save(lease, **store.ReadLink(kOld.id), before, {}).ok());
    after = before;
    after.issue = kNew;
    after.rule = "elsewhere";
    after.copies = {{{OperationKind::kCopyNote, 41, kNew.id.value, 0}, {180, "hash", kTicket}}};
  }
  JoinOutcome Move(const Lease& under) {
    auto outcome = store.Move(under, before, after, {{"d", kOldKey.text, "did", "moved"}});
    EXPECT_TRUE(outcome.ok()) << outcome.error().message;
    return outcome.ok() ? *outcome : JoinOutcome(Busy{});
  }
  Lease MustMove() {
    const JoinOutcome outcome = Move(lease);
    EXPECT_TRUE(std::holds_alternative<Joined>(outcome));
    const auto* joined = std::get_if<Joined>(&outcome);
    return joined != nullptr ? joined->lease : Lease{};
  }

  Lease lease{};
  Link before{};
  Link after{};
};

TEST(Move, PutsTheNewLinkInThePlaceOfTheOldOne) {
  MoveBench bench;
  const auto expiry = bench.Score("leases", kOldKey);
  const Lease lease = bench.MustMove();
  EXPECT_EQ(lease.lane, kNewKey);
  EXPECT_EQ(bench.Score("leases", kNewKey), expiry);
  EXPECT_TRUE(IsLost(bench.queue.Renew(bench.lease, 60s))) << "the old lease is over";
  EXPECT_EQ(**bench.store.ReadLink(kNew.id), bench.after);
  EXPECT_FALSE(*bench.store.ReadLink(kOld.id));
  EXPECT_EQ(bench.store.ReadTicket(kTicket)->issue, kNew.id);
  EXPECT_EQ(bench.store.ReadTicket(kSecond)->issue, kNew.id);
  EXPECT_EQ(bench.store.ReadTicket(kTicket)->links_before, 1) << "it is the same link";
  EXPECT_EQ(*bench.store.ListIssues(), std::vector<IssueId>{kNew.id});
  EXPECT_EQ(*bench.store.LinksOf(kNew.repository_id), std::vector<IssueId>{kNew.id});
  EXPECT_EQ(bench.store.ReadActivity(1)->front().activity.detail, "moved");
  EXPECT_TRUE(bench.store.Save(lease, bench.after, bench.after, {}).ok());
}

TEST(Move, LetsLateEventsOfTheOldIssueComeToTheNewLane) {
  MoveBench bench;
  ASSERT_TRUE(bench.Finish(bench.MustMove()));
  for (const Key& key : {kOldKey, Key{"place:789:5"}, Key{"place:790:1"}, KeyOf(kSecond)}) {
    bench.Accept(Hint(key, ""));
    const Work work = bench.Take();
    EXPECT_EQ(work.lease.lane, kNewKey) << key.text;
    ASSERT_TRUE(bench.Finish(work.lease));
    EXPECT_FALSE(bench.TryTake());
  }
  EXPECT_GT(bench.pool.Command({"TTL", "tandem:moved:456"})->Integer(), 399 * 24 * 3600);
}

TEST(Move, FollowsAnIssueThatMovesOnAndBack) {
  MoveBench bench;
  const Lease lease = bench.MustMove();
  Link on = bench.after;
  on.issue = {IssueId{1956}, RepositoryId{791}, "acme/third", 2};
  const auto outcome = bench.store.Move(lease, bench.after, on, {});
  ASSERT_TRUE(outcome.ok() && std::holds_alternative<Joined>(*outcome));
  EXPECT_TRUE(bench.Accept(Hint(kOldKey)) == Accepted::kNew);
  const Lease third = std::get<Joined>(*outcome).lease;
  ASSERT_TRUE(bench.Finish(third));
  const Lease again = bench.Take().lease;
  EXPECT_EQ(again.lane, KeyOf(on.issue.id));
  const auto back = bench.store.Move(again, on, bench.before, {});
  ASSERT_TRUE(back.ok() && std::holds_alternative<Joined>(*back));
  ASSERT_TRUE(bench.Finish(std::get<Joined>(*back).lease));
  bench.Accept(Hint(KeyOf(on.issue.id)));
  EXPECT_EQ(bench.Take().lease.lane, kOldKey);
}

TEST(Move, BringsTheHintsOfBothIntoTheNewLane) {
  for (const Key& key : {kOldKey, kNewKey}) {
    MoveBench bench;
    bench.Accept(Hint(key, "hint"));
    const Lease lease = bench.MustMove();
    EXPECT_FALSE(bench.TryTake()) << "the caller has the lane";
    ASSERT_TRUE(bench.Finish(lease));
    const Work next = bench.Take();
    EXPECT_EQ(next.lease.lane, kNewKey);
    EXPECT_EQ(next.delivery, "hint");
    ASSERT_TRUE(bench.Finish(next.lease));
    EXPECT_FALSE(bench.TryTake());
  }
}

TEST(Move, IsBusyWhileTheNewLaneIsLeased) {
  MoveBench bench;
  const Lease other = bench.LeaseOf(kNewKey);
  const auto digest = bench.Digest();
  EXPECT_TRUE(std::holds_alternative<Busy>(bench.Move(bench.lease)));
  EXPECT_EQ(bench.Digest(), digest) << "nothing was written";
  ASSERT_TRUE(bench.Expire(other));
  bench.MustMove();
  EXPECT_TRUE(IsLost(bench.queue.Renew(other, 60s))) << "its former holder is fenced";
}

TEST(Move, IsRefusedWhenTheNewIssueIsLinkedAndNotWhenItOnceWas) {
  MoveBench bench;
  Lease other = bench.LeaseOf(kNewKey);
  const auto joined = bench.store.Join(other, TicketId{125}, kNew, {});
  ASSERT_TRUE(joined.ok());
  other = std::get<Joined>(*joined).lease;
  EXPECT_TRUE(std::holds_alternative<Refused>(bench.Move(bench.lease)));
  EXPECT_EQ(**bench.store.ReadLink(kOld.id), bench.before);
  const Link live = **bench.store.ReadLink(kNew.id);
  Link ended = live;
  ended.tickets.clear();
  const Operation answered{OperationKind::kAnswerComment, 5, kNew.id.value, 0};
  ended.copies[answered] = {6, {}, {}};
  ASSERT_TRUE(bench.store.Save(other, live, ended, {}).ok());
  ASSERT_TRUE(bench.Finish(other));
  bench.MustMove();
  EXPECT_TRUE((*bench.store.ReadLink(kNew.id))->copies.contains(answered));
  EXPECT_EQ((*bench.store.ReadLink(kNew.id))->tickets, bench.after.tickets);
  EXPECT_EQ(bench.pool.Command({"TTL", "tandem:link:956"})->Integer(), -1);
}

TEST(Move, WantsTheLeaseOfTheOldIssue) {
  MoveBench bench;
  const Lease stranger = bench.LeaseOf(kNewKey);
  const auto foreign = bench.store.Move(stranger, bench.before, bench.after, {});
  ASSERT_FALSE(foreign.ok());
  EXPECT_EQ(foreign.error().remedy, Remedy::kInvalid);
  const auto stale = bench.store.Move({kOldKey, 1}, bench.before, bench.after, {});
  ASSERT_FALSE(stale.ok());
  EXPECT_EQ(stale.error().remedy, Remedy::kConflict);
  EXPECT_EQ(**bench.store.ReadLink(kOld.id), bench.before);
}

}  // namespace
}  // namespace tandem
