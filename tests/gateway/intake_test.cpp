// What the queue does with a delivery.
#include "tests/gateway/store_bench.h"

#include <algorithm>

namespace tandem {
namespace {

const Key kTicket = KeyOf(TicketId{123});
const IssueRef kIssue{IssueId{456}, RepositoryId{789}, "acme/infrastructure", 5};

Delivery OnlyIfLinked(std::string id) {
  Delivery delivery = Hint(kTicket, std::move(id));
  delivery.only_if_linked = true;
  return delivery;
}

void Join(StoreBench& bench) {
  const auto joined = bench.store.Join(bench.LeaseOf(kTicket), TicketId{123}, kIssue, Entry{});
  ASSERT_TRUE(joined.ok() && std::holds_alternative<Joined>(*joined));
  ASSERT_TRUE(bench.Finish(std::get<Joined>(*joined).lease));
}

// Fills the set of ids within Redis: `count` of them, all of the same age.
void Remember(StoreBench& bench, int count, std::chrono::milliseconds age) {
  const auto at = std::to_string(bench.NowMs() - age.count());
  const RedisScript fill(
      "fill",
      "for i = tonumber(ARGV[1]), tonumber(ARGV[2]) do "
      "redis.call('ZADD', 'tandem:deliveries', ARGV[3], 'old' .. ARGV[3] .. i) end");
  constexpr int kAtOnce = 10'000;  // a script that runs for long is taken for a Redis that is away
  for (int from = 1; from <= count; from += kAtOnce) {
    const int to = std::min(count, from + kAtOnce - 1);
    ASSERT_TRUE(bench.pool.Run(fill, {}, {std::to_string(from), std::to_string(to), at}).ok());
  }
}

std::int64_t Remembered(StoreBench& bench) {
  return bench.pool.Command({"ZCARD", "tandem:deliveries"})->Integer();
}

TEST(Intake, AnswersADuplicateAndMarksItsKeyAllTheSame) {
  StoreBench bench;
  EXPECT_EQ(bench.Accept(Hint(kTicket, "same")), Accepted::kNew);
  ASSERT_TRUE(bench.Finish(bench.Take().lease));
  EXPECT_EQ(bench.Accept(Hint(kTicket, "same")), Accepted::kDuplicate);
  EXPECT_EQ(bench.Take().delivery, "same");
  EXPECT_EQ(Remembered(bench), 1);
}

TEST(Intake, TakesADeliveryWithoutAnIdForNew) {
  StoreBench bench;
  EXPECT_EQ(bench.Accept(Hint(kTicket, "")), Accepted::kNew);
  EXPECT_EQ(bench.Accept(Hint(kTicket, "")), Accepted::kNew);
  EXPECT_EQ(Remembered(bench), 0);
  EXPECT_EQ(bench.Take().delivery, "");
}

TEST(Intake, DoesNotLookAtAnUnlinkedTicketThatThePayloadSaysIsOfNoInterest) {
  StoreBench bench;
  EXPECT_EQ(bench.Accept(OnlyIfLinked("d1")), Accepted::kOfNoInterest);
  EXPECT_EQ(bench.queue.Stats()->depth, 0);
  EXPECT_FALSE(bench.TryTake());
  EXPECT_TRUE(bench.store.ReadActivity(10)->empty());
  EXPECT_EQ(bench.Accept(Hint(kTicket, "d1")), Accepted::kDuplicate) << "the id is remembered";
}

TEST(Intake, LooksAtALinkedTicketWhateverThePayloadSays) {
  StoreBench bench;
  Join(bench);
  EXPECT_EQ(bench.Accept(OnlyIfLinked("d1")), Accepted::kNew);
  EXPECT_EQ(bench.Take().lease.lane, KeyOf(kIssue.id)) << "in its link's lane";
}

TEST(Intake, LooksAtALinkedIssueWhateverThePayloadSays) {
  StoreBench bench;
  Delivery delivery = Hint(KeyOf(kIssue.id), "d1");
  delivery.only_if_linked = true;
  EXPECT_EQ(bench.Accept(delivery), Accepted::kOfNoInterest);
  Join(bench);
  delivery.id = "d2";
  EXPECT_EQ(bench.Accept(delivery), Accepted::kNew);
}

TEST(Intake, LooksAtATicketThatIsBeingWorkedOnOrHasACreation) {
  StoreBench bench;
  const Lease lease = bench.LeaseOf(kTicket);
  EXPECT_EQ(bench.Accept(OnlyIfLinked("d1")), Accepted::kNew) << "it may be linked at this moment";
  ASSERT_TRUE(bench.Finish(lease));
  const Lease again = bench.Take().lease;
  TicketRecord record;
  record.creation = Creation{};
  ASSERT_TRUE(bench.store.Save(again, TicketId{123}, record, {}).ok());
  ASSERT_TRUE(bench.Finish(again));
  EXPECT_EQ(bench.Accept(OnlyIfLinked("d2")), Accepted::kNew);
}

TEST(Intake, ForgetsIdsAfterThreeDaysAFewAtATime) {
  StoreBench bench;
  Remember(bench, 25, 3 * 24h + 1s);
  Remember(bench, 5, 3 * 24h - 1min);
  bench.Accept(Hint(kTicket, "a"));
  EXPECT_EQ(Remembered(bench), 30 - 10 + 1);
  bench.Accept(Hint(kTicket, "b"));
  bench.Accept(Hint(kTicket, "c"));
  EXPECT_EQ(Remembered(bench), 5 + 3);
}

TEST(Intake, RemembersNoMoreThanTwoHundredThousandIds) {
  StoreBench bench;
  Remember(bench, 200'000, 1h);
  for (int i = 0; i < 20; ++i) bench.Accept(Hint(kTicket, "d" + std::to_string(i)));
  EXPECT_EQ(Remembered(bench), 200'000);
  EXPECT_EQ(bench.Accept(Hint(kTicket, "d0")), Accepted::kDuplicate) << "the oldest ones go first";
}

TEST(Intake, MakesTheVisibilityUnknownFromThatMoment) {
  StoreBench bench;
  const RepositoryId repository{789};
  ASSERT_TRUE(
      bench.store.SaveVisibility(repository, "acme/infrastructure", Visibility::kPrivate, 0).ok());
  EXPECT_EQ(bench.store.ReadVisibility(repository)->visibility, Visibility::kPrivate);
  Delivery delivery = Hint(KeyOf(repository), "publicized");
  delivery.visibility_lost = repository;
  bench.Accept(delivery);
  const auto read = bench.store.ReadVisibility(repository);
  EXPECT_EQ(read->visibility, Visibility::kUnknown);
  EXPECT_EQ(read->epoch, 1);
  EXPECT_TRUE(IsLost(
      bench.store.SaveVisibility(repository, "acme/infrastructure", Visibility::kPrivate, 0)))
      << "what was read before the event does not count";
  EXPECT_EQ(bench.store.ReadVisibility(repository)->visibility, Visibility::kUnknown);
  EXPECT_TRUE(bench.store.SaveVisibility(repository, "acme/infra", Visibility::kPublic, 1).ok());
  EXPECT_EQ(bench.store.ReadVisibility(repository)->visibility, Visibility::kPublic);
  EXPECT_EQ(**bench.queue.RepositoryName(repository), "acme/infra");
}

TEST(Intake, WritesWhatItAcceptedIntoTheActivity) {
  StoreBench bench;
  bench.Accept(Hint(kTicket, "d1"));
  bench.Accept(Hint(kTicket, "d1"));
  const auto activity = bench.store.ReadActivity(10);
  ASSERT_EQ(activity->size(), 2U);
  const PastActivity& first = activity->back();
  EXPECT_EQ(first.activity.delivery, "d1");
  EXPECT_EQ(first.activity.link, "ticket:123");
  EXPECT_EQ(first.activity.what, "accepted");
  EXPECT_EQ(first.activity.detail, "github issues.edited");
  EXPECT_EQ(activity->front().activity.detail, "github issues.edited, seen before");
  EXPECT_GT(first.at, Time{});
  EXPECT_LE(first.at, *bench.store.Now());
}

TEST(Intake, StoresForeignTextAsItIs) {
  StoreBench bench;
  const std::string text = "x\r\n\"]] .. redis.call('FLUSHALL') .. [[*?{}\x01\xff";
  Delivery delivery = Hint(kTicket, text);
  delivery.event = text;
  bench.Accept(delivery);
  EXPECT_EQ(bench.Accept(delivery), Accepted::kDuplicate);
  EXPECT_EQ(bench.Take().delivery, text);
}

TEST(Intake, KeepsWhatCanBeSaidOfAnUnreadableDelivery) {
  StoreBench bench;
  const UnreadableDelivery unreadable{"d1", "freshdesk", "no ticket in it", 17, "abc", {"subject"}};
  ASSERT_TRUE(bench.queue.ParkDelivery(unreadable).ok());
  ASSERT_TRUE(bench.queue.ParkDelivery(unreadable).ok());
  const auto parked = bench.queue.ReadParked(kAllParked);
  ASSERT_EQ(parked->size(), 1U);
  EXPECT_EQ(parked->front().key.text, "delivery:d1");
  EXPECT_EQ(parked->front().reason, "no ticket in it");
  EXPECT_EQ(bench.queue.Stats()->parked, 1);
  EXPECT_EQ(bench.queue.Stats()->depth, 0);
  EXPECT_EQ(bench.store.ReadActivity(1)->front().activity.what, "parked");
  const auto left = bench.pool.Command({"PTTL", "tandem:parked_delivery:d1"})->Integer();
  EXPECT_GT(left, std::chrono::milliseconds(29 * 24h).count());
  EXPECT_LE(left, std::chrono::milliseconds(30 * 24h).count());
  const std::string said = bench.pool.Command({"GET", "tandem:parked_delivery:d1"})->Text();
  for (const char* part : {"freshdesk", "17", "abc", "subject"}) {
    EXPECT_NE(said.find(part), std::string::npos) << part;
  }
}

TEST(Intake, ForgetsUnreadableDeliveriesAfterThirtyDays) {
  StoreBench bench;
  const auto old = std::to_string(bench.NowMs() - std::chrono::milliseconds(30 * 24h + 1s).count());
  ASSERT_TRUE(bench.pool.Command({"ZADD", "tandem:parked_deliveries", old, "old"}).ok());
  EXPECT_EQ(bench.queue.Stats()->parked, 0);
  ASSERT_TRUE(bench.queue.ParkDelivery({"new", "freshdesk", "", 0, "", {}}).ok());
  EXPECT_EQ(bench.pool.Command({"ZCARD", "tandem:parked_deliveries"})->Integer(), 1);
}

TEST(Intake, KnowsARepositorysNameOnlyFromGithubsOwnAnswers) {
  StoreBench bench;
  EXPECT_FALSE(*bench.queue.RepositoryName(RepositoryId{1}));
  Delivery delivery = Hint(KeyOf(RepositoryId{1}));
  delivery.visibility_lost = RepositoryId{1};
  delivery.place = IssuePlace{RepositoryId{1}, "evil/name", 1};
  bench.Accept(delivery);
  EXPECT_FALSE(*bench.queue.RepositoryName(RepositoryId{1}));
}

}  // namespace
}  // namespace tandem
