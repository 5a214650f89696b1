#include "gateway/rebuild_store.h"

#include "tests/gateway/store_bench.h"

namespace tandem {
namespace {

struct RebuildBench : StoreBench {
  RebuildStore rebuilds{pool};
  Rebuild Ask(const std::string& delivery) {
    const auto asked = rebuilds.Ask(delivery, Time(5ms));
    EXPECT_TRUE(asked.ok()) << asked.error().message;
    return asked.ok() ? *asked : Rebuild{};
  }
  std::set<TicketId> ToLookAt() {
    const auto tickets = rebuilds.ToLookAt(100);
    EXPECT_TRUE(tickets.ok());
    return {tickets->begin(), tickets->end()};
  }
};

TEST(RebuildStore, BeginsOneAndMakesItsLaneDue) {
  RebuildBench bench;
  EXPECT_EQ(*bench.rebuilds.Read(), std::nullopt);
  EXPECT_EQ(bench.Ask("first").delivery, "first");
  const Work work = bench.Take();
  EXPECT_EQ(work.lease.lane, RebuildStore::Lane());
  EXPECT_EQ(work.delivery, "first");
}

TEST(RebuildStore, JoinsTheOneThatGoesOn) {
  RebuildBench bench;
  bench.Ask("first");
  EXPECT_EQ(bench.Ask("second").delivery, "first");
}

TEST(RebuildStore, KeepsHowFarItHasCome) {
  RebuildBench bench;
  Rebuild rebuild = bench.Ask("first");
  const Lease lease = bench.Take().lease;
  rebuild = {"first",   RebuildPhase::kTickets,
             "acme/a",  Time(7ms),
             "/next",   3,
             10,        11,
             12,        Time(5ms),
             Time(6ms), Time(8ms),
             {1, 2, 3}};
  const std::map<TicketId, Found> found{{TicketId{1}, {Verdict::kStuck, "acme/a#5: it is stuck"}},
                                        {TicketId{2}, {Verdict::kNothing, ""}}};
  ASSERT_TRUE(bench.rebuilds.Save(lease, rebuild, {{2}, {3}}, found).ok());
  EXPECT_EQ(*bench.rebuilds.Read(), rebuild);
  EXPECT_EQ(*bench.rebuilds.ReadFound(), found);
  EXPECT_EQ(bench.ToLookAt(), std::set<TicketId>{TicketId{3}});
  EXPECT_EQ(*bench.rebuilds.CountToLookAt(), 1);
}

TEST(RebuildStore, DoesNotAskForATicketThatWasLookedAt) {
  RebuildBench bench;
  const Rebuild rebuild = bench.Ask("first");
  const Lease lease = bench.Take().lease;
  ASSERT_TRUE(bench.rebuilds.Save(lease, rebuild, {{1}, {2}}, {}).ok());
  ASSERT_TRUE(bench.rebuilds.Save(lease, rebuild, {}, {{TicketId{1}, {}}}).ok());
  ASSERT_TRUE(bench.rebuilds.Save(lease, rebuild, {{1}, {2}}, {}).ok());
  EXPECT_EQ(bench.ToLookAt(), std::set<TicketId>{TicketId{2}});
}

TEST(RebuildStore, RecordsNothingUnderALeaseThatIsLost) {
  RebuildBench bench;
  Rebuild rebuild = bench.Ask("first");
  const Lease lease = bench.Take().lease;
  ASSERT_TRUE(bench.Expire(lease));
  ASSERT_TRUE(bench.TryTake()) << "another gateway goes on";
  rebuild.phase = RebuildPhase::kDone;
  EXPECT_TRUE(IsLost(bench.rebuilds.Save(lease, rebuild, {{1}}, {})));
  EXPECT_EQ(bench.ToLookAt(), std::set<TicketId>{});
  EXPECT_EQ((*bench.rebuilds.Read())->phase, RebuildPhase::kIssues);
}

TEST(RebuildStore, BeginsAnewAfterOneIsDone) {
  RebuildBench bench;
  Rebuild rebuild = bench.Ask("first");
  const Lease lease = bench.Take().lease;
  rebuild.phase = RebuildPhase::kDone;
  ASSERT_TRUE(bench.rebuilds.Save(lease, rebuild, {}, {{TicketId{1}, {}}}).ok());
  ASSERT_TRUE(bench.Finish(lease));
  EXPECT_EQ(bench.Ask("second").delivery, "second");
  EXPECT_TRUE(bench.rebuilds.ReadFound()->empty());
}

TEST(RebuildStore, SaysWhatInItIsDamaged) {
  RebuildBench bench;
  ASSERT_TRUE(bench.pool.Command({"SET", "tandem:rebuild", "{}"}).ok());
  const auto read = bench.rebuilds.Read();
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().remedy, Remedy::kInvalid);
}

TEST(Join, CountsTheLinksThatTheTicketsNotesTell) {
  StoreBench bench;
  const Lease lease = bench.LeaseOf(KeyOf(TicketId{123}));
  const IssueRef issue{IssueId{456}, RepositoryId{789}, "acme/infrastructure", 5};
  Entry entry;
  entry.links_before = 3;
  const auto joined = bench.store.Join(lease, TicketId{123}, issue, entry);
  ASSERT_TRUE(joined.ok());
  ASSERT_TRUE(std::holds_alternative<Joined>(*joined));
  const auto link = bench.store.ReadLink(issue.id);
  ASSERT_TRUE(link.ok() && *link);
  EXPECT_EQ((*link)->tickets.at(TicketId{123}).links_before, 3);
  EXPECT_EQ(bench.store.ReadTicket(TicketId{123})->links_before, 4);
}

}  // namespace
}  // namespace tandem
