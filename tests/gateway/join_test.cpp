// How a ticket and an issue become one link.
#include "tests/gateway/store_bench.h"

#include <thread>

namespace tandem {
namespace {

const TicketId kTicket{123};
const IssueRef kIssue{IssueId{456}, RepositoryId{789}, "acme/infrastructure", 5};
const IssueRef kOther{IssueId{457}, RepositoryId{789}, "acme/infrastructure", 6};
const Key kTicketKey = KeyOf(kTicket);
const Key kIssueKey = KeyOf(kIssue.id);

struct JoinBench : StoreBench {
  JoinOutcome Join(const Lease& lease, TicketId ticket = kTicket, const IssueRef& issue = kIssue,
                   const Entry& entry = {}) {
    auto outcome = store.Join(lease, ticket, issue, entry);
    EXPECT_TRUE(outcome.ok()) << outcome.error().message;
    return outcome.ok() ? *outcome : JoinOutcome(Busy{});
  }
  Lease MustJoin(const Lease& lease, TicketId ticket = kTicket, const IssueRef& issue = kIssue,
                 const Entry& entry = {}) {
    const JoinOutcome outcome = Join(lease, ticket, issue, entry);
    EXPECT_TRUE(std::holds_alternative<Joined>(outcome));
    const auto* joined = std::get_if<Joined>(&outcome);
    return joined != nullptr ? joined->lease : Lease{};
  }
  Link MustRead(IssueId issue) {
    const auto link = store.ReadLink(issue);
    EXPECT_TRUE(link.ok() && *link);
    return link.ok() && *link ? **link : Link{};
  }
};

TEST(Join, MakesOneLinkOfATicketAndAnIssue) {
  JoinBench bench;
  const Lease before = bench.LeaseOf(kTicketKey);
  Entry entry;
  entry.born_from = true;
  entry.with_history = false;
  entry.linked_by = "alice";
  entry.rule = "github";
  entry.labels = {"support", "bug"};
  entry.commands_until = {Time(1'700'000'000'000ms), 77};
  const Lease lease = bench.MustJoin(before, kTicket, kIssue, entry);
  EXPECT_EQ(lease.lane, kIssueKey);
  EXPECT_GT(lease.token, before.token);
  EXPECT_TRUE(IsLost(bench.queue.Renew(before, 60s))) << "the old lease is over";
  EXPECT_TRUE(bench.queue.Renew(lease, 60s).ok());
  const Link link = bench.MustRead(kIssue.id);
  EXPECT_EQ(link.issue, kIssue);
  EXPECT_EQ(link.rule, "github");
  TicketSide side;
  side.fresh = true;
  side.born_from = true;
  side.with_history = false;
  side.linked_by = "alice";
  side.labels_sent = {"support", "bug"};
  side.commands_until = entry.commands_until;
  EXPECT_EQ(link.tickets, (std::map<TicketId, TicketSide>{{kTicket, side}}));
  EXPECT_EQ(bench.store.ReadTicket(kTicket)->issue, kIssue.id);
  EXPECT_EQ(bench.pool.Command({"EXISTS", "tandem:lane:ticket:123"})->Integer(), 0);
  EXPECT_EQ(bench.queue.Stats()->depth, 1);
}

TEST(Join, MakesBothKeysOneLane) {
  JoinBench bench;
  const Lease lease = bench.MustJoin(bench.LeaseOf(kTicketKey));
  bench.Accept(Hint(kTicketKey, "t"));
  bench.Accept(Hint(kIssueKey, "i"));
  EXPECT_FALSE(bench.TryTake());
  EXPECT_EQ(bench.queue.Stats()->depth, 1);
  ASSERT_TRUE(bench.Finish(lease));
  const Work work = bench.Take();
  EXPECT_EQ(work.lease.lane, kIssueKey);
  EXPECT_EQ(work.delivery, "i");
  ASSERT_TRUE(bench.Finish(work.lease));
  EXPECT_FALSE(bench.TryTake());
}

TEST(Join, BringsTheHintsOfBothIntoTheLinksLane) {
  for (const bool from_ticket : {true, false}) {
    JoinBench bench;
    const Key& mine = from_ticket ? kTicketKey : kIssueKey;
    const Key& theirs = from_ticket ? kIssueKey : kTicketKey;
    bench.Accept(Hint(mine, "mine"));
    const Work work = bench.Take();
    bench.Accept(Hint(theirs, "theirs"));
    const auto since = bench.Score("since", theirs);
    const Lease lease = bench.MustJoin(work.lease);
    EXPECT_EQ(lease.lane, kIssueKey);
    EXPECT_FALSE(bench.TryTake()) << "the caller has the lane";
    ASSERT_TRUE(bench.Finish(lease));
    const Work next = bench.Take();
    EXPECT_EQ(next.lease.lane, kIssueKey);
    EXPECT_EQ(next.delivery, "theirs") << "the caller had not read what that told";
    EXPECT_EQ(next.since.time_since_epoch().count(), since);
    ASSERT_TRUE(bench.Finish(next.lease));
    EXPECT_FALSE(bench.TryTake());
    EXPECT_EQ(bench.queue.Stats()->depth, 0);
  }
}

TEST(Join, KeepsWhatCameWhileTheCallerHadItsLane) {
  JoinBench bench;
  const Lease before = bench.LeaseOf(kTicketKey);
  ASSERT_TRUE(bench.patient.Accept(Hint(kTicketKey, "later")).ok());
  const Lease lease = bench.MustJoin(before);
  ASSERT_TRUE(bench.Finish(lease));
  ASSERT_TRUE(bench.DueIn(kIssueKey));
  EXPECT_GT(*bench.DueIn(kIssueKey), 0) << "at its own time";
  EXPECT_LE(*bench.DueIn(kIssueKey), 10'000);
}

TEST(Join, KeepsFailuresAndParkingOfTheLaneThatEnds) {
  JoinBench bench;
  ASSERT_TRUE(bench.queue.Release(bench.LeaseOf(kTicketKey), Park{0ms, "refused"}).ok());
  const Work work = bench.Take();
  const Lease lease = bench.MustJoin(work.lease);
  ASSERT_EQ(bench.queue.ReadParked(kAllParked)->size(), 1U);
  EXPECT_EQ(bench.queue.ReadParked(kAllParked)->front().key, kIssueKey);
  ASSERT_TRUE(bench.queue.Release(lease, Again{0ms}).ok());
  const Work next = bench.Take();
  EXPECT_EQ(next.attempts, 1);
  EXPECT_EQ(next.failing_since, work.failing_since);
  EXPECT_EQ(next.since, work.since);
  ASSERT_TRUE(bench.Finish(next.lease));
  EXPECT_TRUE(bench.queue.ReadParked(kAllParked)->empty());
}

TEST(Join, IsBusyWhileTheOtherLaneIsLeasedAndJoinsAfterwards) {
  JoinBench bench;
  const Lease ticket = bench.LeaseOf(kTicketKey);
  const Lease issue = bench.LeaseOf(kIssueKey);
  const auto digest = bench.Digest();
  EXPECT_TRUE(std::holds_alternative<Busy>(bench.Join(ticket)));
  EXPECT_EQ(bench.Digest(), digest) << "nothing was written";
  ASSERT_TRUE(bench.Finish(issue));
  bench.MustJoin(ticket);
}

TEST(Join, LetsOneOfTwoCrosswiseCallersThroughWhenTheOtherGivesWay) {
  JoinBench bench;
  const Lease ticket = bench.LeaseOf(kTicketKey);
  const Lease issue = bench.LeaseOf(kIssueKey);
  EXPECT_TRUE(std::holds_alternative<Busy>(bench.Join(ticket)));
  EXPECT_TRUE(std::holds_alternative<Busy>(bench.Join(issue)));
  ASSERT_TRUE(bench.queue.Release(ticket, Again{1h}).ok());
  const Lease lease = bench.MustJoin(issue);
  ASSERT_TRUE(bench.Finish(lease));
  const Work work = bench.TryTake().value_or(Work{});
  EXPECT_EQ(work.lease.lane, Key{}) << "the wait of the ticket's lane was taken over";
  EXPECT_GT(*bench.DueIn(kIssueKey), 3'500'000);
}

TEST(Join, TakesAnAbandonedLaneAndFencesItsFormerHolder) {
  JoinBench bench;
  const Lease ticket = bench.LeaseOf(kTicketKey);
  const Lease issue = bench.LeaseOf(kIssueKey);
  ASSERT_TRUE(bench.Expire(issue));
  const Lease lease = bench.MustJoin(ticket);
  EXPECT_TRUE(IsLost(bench.queue.Renew(issue, 60s)));
  ASSERT_TRUE(bench.Finish(lease));
  EXPECT_EQ(bench.Take().lease.lane, kIssueKey) << "the abandoned work is done again";
}

TEST(Join, GivesTheLeaseTheTimeThatTheOldOneHadLeft) {
  JoinBench bench;
  const Lease ticket = bench.LeaseOf(kTicketKey);
  const auto expiry = bench.Score("leases", kTicketKey);
  bench.MustJoin(ticket);
  EXPECT_EQ(bench.Score("leases", kIssueKey), expiry);
}

TEST(Join, IsRefusedForATicketOfAnotherLink) {
  JoinBench bench;
  ASSERT_TRUE(bench.Finish(bench.MustJoin(bench.LeaseOf(kTicketKey))));
  const Lease other = bench.LeaseOf(KeyOf(kOther.id));
  const auto digest = bench.Digest();
  const JoinOutcome outcome = bench.Join(other, kTicket, kOther);
  ASSERT_TRUE(std::holds_alternative<Refused>(outcome));
  EXPECT_EQ(std::get<Refused>(outcome).linked_to, kIssue.id);
  EXPECT_EQ(bench.Digest(), digest) << "nothing was written";
}

TEST(Join, IsRefusedWhileACreationReservesTheTicketExceptForItsOwnLane) {
  JoinBench bench;
  const Lease ticket = bench.LeaseOf(kTicketKey);
  TicketRecord record;
  record.creation = Creation{"github", {}, {"support"}, kIssue};
  ASSERT_TRUE(bench.store.Save(ticket, kTicket, record, {}).ok());
  const Lease issue = bench.LeaseOf(kIssueKey);
  const JoinOutcome outcome = bench.Join(issue);
  ASSERT_TRUE(std::holds_alternative<Refused>(outcome));
  EXPECT_EQ(std::get<Refused>(outcome).linked_to, IssueId{});
  ASSERT_TRUE(bench.Finish(issue));
  bench.MustJoin(ticket);
  EXPECT_FALSE(bench.store.ReadTicket(kTicket)->creation) << "it is fulfilled";
}

TEST(Join, IsDoneWhenTheTicketIsInTheLinkAlready) {
  JoinBench bench;
  const Lease first = bench.MustJoin(bench.LeaseOf(kTicketKey));
  const Link link = bench.MustRead(kIssue.id);
  const Lease second = bench.MustJoin(first);
  EXPECT_EQ(second.lane, kIssueKey);
  EXPECT_TRUE(IsLost(bench.queue.Renew(first, 60s)));
  EXPECT_EQ(bench.MustRead(kIssue.id), link);
  EXPECT_EQ(bench.store.ReadTicket(kTicket)->links_before, 1);
}

TEST(Join, LetsSeveralTicketsIntoOneLink) {
  JoinBench bench;
  Lease lease =
      bench.MustJoin(bench.LeaseOf(kTicketKey), kTicket, kIssue, {false, true, "", "one", {}});
  lease = bench.MustJoin(lease, TicketId{124}, kIssue, {false, true, "bob", "two", {}});
  ASSERT_TRUE(bench.Finish(lease));
  ASSERT_TRUE(bench.Finish(bench.MustJoin(bench.LeaseOf(KeyOf(TicketId{125})), TicketId{125})));
  const Link link = bench.MustRead(kIssue.id);
  EXPECT_EQ(link.tickets.size(), 3U);
  EXPECT_EQ(link.rule, "one") << "the first says it";
  EXPECT_EQ(link.tickets.at(TicketId{124}).linked_by, "bob");
}

TEST(Join, CountsHowOftenATicketWasLinkedBefore) {
  JoinBench bench;
  Lease lease = bench.MustJoin(bench.LeaseOf(kTicketKey));
  EXPECT_EQ(bench.MustRead(kIssue.id).tickets.at(kTicket).links_before, 0);
  Link before = bench.MustRead(kIssue.id);
  Link after = before;
  after.tickets.clear();
  ASSERT_TRUE(bench.store.Save(lease, before, after, {}).ok());
  ASSERT_TRUE(bench.Finish(lease));
  EXPECT_EQ(bench.store.ReadTicket(kTicket)->issue, std::nullopt) << "it is free again";
  bench.MustJoin(bench.LeaseOf(kTicketKey), kTicket, kOther);
  EXPECT_EQ(bench.MustRead(kOther.id).tickets.at(kTicket).links_before, 1);
  EXPECT_EQ(bench.store.ReadTicket(kTicket)->links_before, 2);
}

TEST(Join, WantsTheLeaseOfOneOfTheTwo) {
  JoinBench bench;
  const Lease stranger = bench.LeaseOf(KeyOf(kOther.id));
  const auto foreign = bench.store.Join(stranger, kTicket, kIssue, {});
  ASSERT_FALSE(foreign.ok());
  EXPECT_EQ(foreign.error().remedy, Remedy::kInvalid);
  const auto stale = bench.store.Join({kTicketKey, 99}, kTicket, kIssue, {});
  ASSERT_FALSE(stale.ok());
  EXPECT_EQ(stale.error().remedy, Remedy::kConflict);
  EXPECT_FALSE(*bench.store.ReadLink(kIssue.id));
}

// Joins the ticket and the issue of the same number, whichever of the two comes, and gives way when
// the other is busy.
void JoinWhatComes(Queue& queue, Store& store) {
  const auto deadline = std::chrono::steady_clock::now() + 30s;
  while (queue.Stats()->depth > 0 && std::chrono::steady_clock::now() < deadline) {
    const auto taken = queue.Take(60s);
    ASSERT_TRUE(taken.ok());
    const auto* work = std::get_if<Work>(&*taken);
    if (work == nullptr) continue;
    const std::string& text = work->lease.lane.text;
    const auto number = std::stoll(text.substr(text.find(':') + 1));
    const auto outcome = store.Join(work->lease, TicketId{number},
                                    {IssueId{number}, RepositoryId{1}, "a/b", number}, {});
    ASSERT_TRUE(outcome.ok()) << outcome.error().message;
    const auto* joined = std::get_if<Joined>(&*outcome);
    const Status released = joined != nullptr ? queue.Release(joined->lease, Finished{})
                                              : queue.Release(work->lease, Again{1ms});
    ASSERT_TRUE(released.ok()) << released.error().message;
  }
}

TEST(Join, EndsWellWhenBothSidesTryAtOnce) {
  JoinBench bench;
  constexpr int kLinks = 30;
  for (int i = 1; i <= kLinks; ++i) {
    bench.Accept(Hint(KeyOf(TicketId{i}), "t" + std::to_string(i)));
    bench.Accept(Hint(KeyOf(IssueId{i}), "i" + std::to_string(i)));
  }
  std::thread other([&] { JoinWhatComes(bench.queue, bench.store); });
  JoinWhatComes(bench.queue, bench.store);
  other.join();
  EXPECT_EQ(bench.queue.Stats()->depth, 0);
  for (int i = 1; i <= kLinks; ++i) {
    EXPECT_EQ(bench.MustRead(IssueId{i}).tickets.size(), 1U);
    EXPECT_EQ(bench.store.ReadTicket(TicketId{i})->links_before, 1) << "joined once";
  }
}

TEST(LinksOf, AreThoseOfTheRepositoryThatStillHaveTickets) {
  JoinBench bench;
  const IssueRef elsewhere{IssueId{458}, RepositoryId{78}, "acme/tools", 5};
  const IssueRef ended{IssueId{459}, kIssue.repository_id, "acme/infrastructure", 7};
  bench.MustJoin(bench.LeaseOf(kTicketKey));
  bench.MustJoin(bench.LeaseOf(KeyOf(TicketId{124})), TicketId{124}, kOther);
  bench.MustJoin(bench.LeaseOf(KeyOf(TicketId{125})), TicketId{125}, elsewhere);
  const Lease lease = bench.MustJoin(bench.LeaseOf(KeyOf(TicketId{126})), TicketId{126}, ended);
  const Link before = bench.MustRead(ended.id);
  Link after = before;
  after.tickets.clear();
  ASSERT_TRUE(bench.store.Save(lease, before, after, {}).ok());
  const auto issues = bench.store.LinksOf(kIssue.repository_id);
  ASSERT_TRUE(issues.ok());
  EXPECT_EQ(*issues, (std::vector<IssueId>{kIssue.id, kOther.id}));
  EXPECT_TRUE(bench.store.LinksOf(RepositoryId{1})->empty());
}

}  // namespace
}  // namespace tandem
