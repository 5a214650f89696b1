#include "gateway/store.h"

#include "tests/gateway/filled_link.h"
#include "tests/gateway/store_bench.h"

#include <functional>

namespace tandem {
namespace {

const TicketId kTicket{123};
const IssueId kIssue{456};

Activity Did(const std::string& detail) {
  return {"d1", "issue:456", "did", detail};
}

TEST(Store, GivesALinkBackAsItWasSaved) {
  StoreBench bench;
  const Lease lease = bench.LeaseOf(KeyOf(kIssue));
  EXPECT_FALSE(*bench.store.ReadLink(kIssue));
  ASSERT_TRUE(bench.store.Save(lease, {}, FilledLink(), {}).ok());
  const auto link = bench.store.ReadLink(kIssue);
  ASSERT_TRUE(link.ok() && *link) << link.error().message;
  EXPECT_EQ(**link, FilledLink());
}

TEST(Store, WritesOnlyTheFieldsThatDiffer) {
  StoreBench bench;
  const Lease lease = bench.LeaseOf(KeyOf(kIssue));
  ASSERT_TRUE(bench.store.Save(lease, {}, FilledLink(), {}).ok());
  Link after = FilledLink();
  after.copies.erase(after.copies.begin());
  after.copies[{OperationKind::kCopyNote, 5, 456, 0}] = {80, "new"};
  // What a save without a change of its own would overwrite.
  ASSERT_TRUE(bench.pool.Command({"HSET", "tandem:link:456", "core", "untouched"}).ok());
  ASSERT_TRUE(bench.store.Save(lease, FilledLink(), after, {}).ok());
  EXPECT_EQ(bench.pool.Command({"HGET", "tandem:link:456", "core"})->Text(), "untouched");
  EXPECT_EQ(bench.pool.Command({"HLEN", "tandem:link:456"})->Integer(), 4);
  Link changed = after;
  changed.write_reason = "completed";
  ASSERT_TRUE(bench.store.Save(lease, after, changed, {}).ok());
  EXPECT_EQ(**bench.store.ReadLink(kIssue), changed);
}

TEST(Store, AppendsTheActivityWithTheRecord) {
  StoreBench bench;
  const Lease lease = bench.LeaseOf(KeyOf(kIssue));
  ASSERT_TRUE(bench.store.Save(lease, {}, FilledLink(), {Did("one"), Did("two")}).ok());
  ASSERT_TRUE(bench.store.Record({Did("three")}).ok());
  ASSERT_TRUE(bench.store.Record({}).ok());
  const auto activity = bench.store.ReadActivity(2);
  ASSERT_EQ(activity->size(), 2U);
  EXPECT_EQ(activity->at(0).activity.detail, "three");
  EXPECT_EQ(activity->at(1).activity.detail, "two");
  EXPECT_EQ(activity->at(1).activity.delivery, "d1");
  EXPECT_EQ(activity->at(1).activity.link, "issue:456");
  EXPECT_EQ(activity->at(1).activity.what, "did");
  EXPECT_EQ(bench.store.ReadActivity(100)->size(), 4U);
  EXPECT_TRUE(bench.store.ReadActivity(0)->empty());
}

TEST(Store, CapsTheActivity) {
  StoreBench bench;
  const std::vector<Activity> many(3'000, Did("x"));
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(bench.store.Record(many).ok());
  const auto length = bench.pool.Command({"XLEN", "tandem:activity"})->Integer();
  EXPECT_GE(length, 10'000);
  EXPECT_LT(length, 11'000);
}

TEST(Store, TakesAJoinedTicketIntoTheCoreWithTheNextSave) {
  StoreBench bench;
  const auto outcome =
      bench.store.Join(bench.LeaseOf(KeyOf(kIssue)), kTicket, FilledLink().issue, {});
  ASSERT_TRUE(outcome.ok());
  const Lease lease = std::get<Joined>(*outcome).lease;
  const Link before = **bench.store.ReadLink(kIssue);
  ASSERT_TRUE(before.tickets.at(kTicket).fresh);
  Link after = before;
  after.copies[{OperationKind::kCopyNote, 5, 456, 0}] = {80, "new"};
  ASSERT_TRUE(bench.store.Save(lease, before, after, {}).ok());
  EXPECT_EQ(**bench.store.ReadLink(kIssue), after) << "still to be planned for";
  Link planned = after;
  planned.tickets.at(kTicket).fresh = false;
  ASSERT_TRUE(bench.store.Save(lease, after, planned, {}).ok());
  EXPECT_EQ(**bench.store.ReadLink(kIssue), planned);
  EXPECT_EQ(bench.pool.Command({"HEXISTS", "tandem:link:456", "joined:123"})->Integer(), 0);
}

TEST(Store, KeepsATicketThatJoinedAfterTheLinkWasRead) {
  StoreBench bench;
  auto outcome = bench.store.Join(bench.LeaseOf(KeyOf(kIssue)), kTicket, FilledLink().issue, {});
  const Link before = **bench.store.ReadLink(kIssue);
  outcome = bench.store.Join(std::get<Joined>(*outcome).lease, TicketId{124}, before.issue, {});
  Link after = before;
  after.tickets.at(kTicket).fresh = false;
  ASSERT_TRUE(bench.store.Save(std::get<Joined>(*outcome).lease, before, after, {}).ok());
  EXPECT_EQ((*bench.store.ReadLink(kIssue))->tickets.size(), 2U);
}

TEST(Store, LetsGoOfATicketThatLeftUnlessItIsElsewhereByNow) {
  StoreBench bench;
  const auto outcome =
      bench.store.Join(bench.LeaseOf(KeyOf(kIssue)), kTicket, FilledLink().issue, {});
  const Lease lease = std::get<Joined>(*outcome).lease;
  const Link before = **bench.store.ReadLink(kIssue);
  Link after = before;
  after.tickets.clear();
  ASSERT_TRUE(bench.store.Save(lease, before, after, {}).ok());
  EXPECT_FALSE(bench.store.ReadTicket(kTicket)->issue);
  EXPECT_EQ(bench.store.ReadTicket(kTicket)->links_before, 1) << "it was linked";
  EXPECT_EQ(bench.Take().lease.lane, KeyOf(kTicket)) << "what came for it meanwhile is not lost";
  ASSERT_TRUE(bench.pool.Command({"HSET", "tandem:ticket:123", "issue", "999"}).ok());
  ASSERT_TRUE(bench.store.Save(lease, before, after, {}).ok());
  EXPECT_EQ(bench.store.ReadTicket(kTicket)->issue, IssueId{999});
}

TEST(Store, KeepsTheEndOfALinkFor400Days) {
  StoreBench bench;
  const Lease lease = bench.LeaseOf(KeyOf(FilledLink().issue.id));
  Link link = FilledLink();
  ASSERT_TRUE(bench.store.Save(lease, {}, link, {}).ok());
  ASSERT_TRUE(bench.pool.Command({"HSET", "tandem:ticket:123", "issue", "456"}).ok());
  const auto seconds_left = [&](const char* key) {
    return bench.pool.Command({"TTL", key})->Integer();
  };
  EXPECT_EQ(seconds_left("tandem:link:456"), -1);
  Link ended = link;
  ended.tickets.clear();
  ASSERT_TRUE(bench.store.Save(lease, link, ended, {}).ok());
  constexpr std::int64_t kDay = 24L * 3600;
  EXPECT_GT(seconds_left("tandem:link:456"), 399 * kDay);
  EXPECT_GT(seconds_left("tandem:ticket:123"), 399 * kDay);
  const auto record = bench.store.ReadTicket(TicketId{123});
  EXPECT_FALSE(record->issue);
  EXPECT_EQ(record->commands_until, link.tickets.at(TicketId{123}).commands_until);
  ASSERT_TRUE(bench.store.Save(lease, ended, link, {}).ok());
  EXPECT_EQ(seconds_left("tandem:link:456"), -1);
}

TEST(Store, IsBornOnce) {
  StoreBench bench;
  const auto age = bench.store.Age();
  ASSERT_TRUE(age.ok());
  EXPECT_LE(age->born, *bench.store.Now());
  EXPECT_EQ(age->whole_since, age->born);
  EXPECT_EQ(bench.store.Age()->born, age->born);
}

TEST(Store, IsWholeFromTheFirstWhereNothingCanHaveBeenMadeBeforeItsBirth) {
  StoreBench bench;
  ASSERT_TRUE(bench.store.Begin(RedisStore::Before::kNothing).ok());
  EXPECT_EQ(bench.store.Age()->whole_since, Time{});
  EXPECT_GT(bench.store.Age()->born, Time{});
}

// As after a store that was lost, while the markers' key was not.
TEST(Store, IsNotWholeFromTheFirstWhereThatIsNotKnownOrItIsOlder) {
  StoreBench bench;
  ASSERT_TRUE(bench.store.Begin(RedisStore::Before::kUnknown).ok());
  ASSERT_TRUE(bench.store.Begin(RedisStore::Before::kNothing).ok());
  EXPECT_EQ(bench.store.Age()->whole_since, bench.store.Age()->born);
}

TEST(Store, GivesWhatIsKnownOfATicketBackAsItWasSaved) {
  StoreBench bench;
  const Lease lease = bench.LeaseOf(KeyOf(kTicket));
  EXPECT_EQ(*bench.store.ReadTicket(kTicket), TicketRecord{});
  TicketRecord record;
  record.creation = Creation{"github", {Time(7ms)}, {"support"}, FilledLink().issue};
  record.links_before = 3;
  record.commands_until = {Time(8ms), 9007199254740993};
  record.answering = AnswerSent{{OperationKind::kAnswerNote, 9, 123, 0}, {Time(9ms), "hash"}};
  record.held_hash = "what it says";
  record.missing_since = Time(10ms);
  ASSERT_TRUE(bench.store.Save(lease, kTicket, record, {Did("reserved")}).ok());
  EXPECT_EQ(*bench.store.ReadTicket(kTicket), record);
  EXPECT_EQ(bench.store.ReadActivity(1)->front().activity.detail, "reserved");
  ASSERT_TRUE(bench.store.Save(lease, kTicket, {}, {}).ok());
  EXPECT_EQ(*bench.store.ReadTicket(kTicket), TicketRecord{});
  EXPECT_EQ(bench.pool.Command({"EXISTS", "tandem:ticket:123"})->Integer(), 0);
}

TEST(Store, RefusesToLinkATicketOtherwiseThanByJoining) {
  StoreBench bench;
  const Lease lease = bench.LeaseOf(KeyOf(kTicket));
  TicketRecord record;
  record.issue = kIssue;
  const Status status = bench.store.Save(lease, kTicket, record, {});
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().remedy, Remedy::kInvalid);
  const auto outcome = bench.store.Join(lease, kTicket, FilledLink().issue, {});
  record.links_before = 1;
  EXPECT_TRUE(bench.store.Save(std::get<Joined>(*outcome).lease, kTicket, record, {}).ok());
}

TEST(Store, RefusesALeaseThatIsOfAnotherLane) {
  StoreBench bench;
  const Lease lease = bench.LeaseOf(KeyOf(IssueId{1}));
  EXPECT_EQ(bench.store.Save(lease, {}, FilledLink(), {}).error().remedy, Remedy::kInvalid);
  EXPECT_EQ(bench.store.Save(lease, kTicket, TicketRecord{}, {}).error().remedy, Remedy::kInvalid);
}

TEST(Store, RecordsNothingUnderALeaseThatIsLost) {
  StoreBench bench;
  const Lease issue = bench.LeaseOf(KeyOf(kIssue));
  const Lease ticket = bench.LeaseOf(KeyOf(kTicket));
  ASSERT_TRUE(bench.store.Save(issue, {}, FilledLink(), {}).ok());
  ASSERT_TRUE(bench.Expire(issue));
  ASSERT_TRUE(bench.Expire(ticket));
  bench.Take();
  bench.Take();
  TicketRecord record;
  record.links_before = 5;
  Link after = FilledLink();
  after.rule = "another";
  const std::vector<std::pair<std::string, std::function<Status()>>> table{
      {"link", [&] { return bench.store.Save(issue, FilledLink(), after, {Did("x")}); }},
      {"ticket", [&] { return bench.store.Save(ticket, kTicket, record, {Did("x")}); }},
      {"high water", [&] { return bench.store.SaveHighWater(issue, "github", {}); }},
      {"join",
       [&]() -> Status {
         TRY(bench.store.Join(ticket, kTicket, after.issue, {}));
         return Done{};
       }},
      {"renew", [&] { return bench.queue.Renew(issue, 60s); }},
      {"finished", [&] { return bench.queue.Release(issue, Finished{}); }},
      {"again", [&] { return bench.queue.Release(issue, Again{}); }},
      {"failed", [&] { return bench.queue.Release(issue, Failed{}); }},
      {"park", [&] { return bench.queue.Release(issue, Park{}); }}};
  const auto digest = bench.Digest();
  for (const auto& [name, act] : table) {
    EXPECT_TRUE(IsLost(act())) << name;
    EXPECT_EQ(bench.Digest(), digest) << name << " wrote something";
  }
}

TEST(Store, SaysWhichNameInRedisIsDamaged) {
  StoreBench bench;
  const std::vector<std::vector<std::string>> damages{
      {"HSET", "tandem:link:456", "core", "not json"},
      {"HSET", "tandem:link:456", "core", R"({"issue":{"id":457}})"},
      {"SET", "tandem:link:456", "a text"},
      {"HSET", "tandem:ticket:123", "issue", "x"},
      {"HSET", "tandem:ticket:123", "creation", "{"},
      {"HSET", "tandem:ticket:123", "links_before", "many"},
      {"RPUSH", "tandem:ticket:123", "a list"},
      {"HSET", "tandem:high_water:github", "seen", "[]"},
      {"HSET", "tandem:high_water:github", "updated_at", "1", "seen", "{}"},
      {"SET", "tandem:repository:9", "a text"}};
  for (const auto& damage : damages) {
    ASSERT_TRUE(bench.pool.Command({"FLUSHALL"}).ok());
    ASSERT_TRUE(bench.pool.Command(damage).ok());
    std::optional<Error> found;
    const auto note = [&](const auto& result) {
      if (!result.ok()) found = result.error();
    };
    note(bench.store.ReadLink(kIssue));
    note(bench.store.ReadTicket(kTicket));
    note(bench.store.ReadHighWater("github"));
    note(bench.queue.RepositoryName(RepositoryId{9}));
    ASSERT_TRUE(found) << damage.at(1) << " " << damage.back();
    EXPECT_EQ(found->remedy, Remedy::kInvalid);
    EXPECT_NE(found->message.find(damage.at(1)), std::string::npos) << found->message;
  }
}

}  // namespace
}  // namespace tandem
