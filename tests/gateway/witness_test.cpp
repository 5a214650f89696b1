#include "gateway/witness.h"

#include "gateway/redis_store.h"
#include "tests/free_port.h"
#include "tests/gateway/store_bench.h"

#include <algorithm>
#include <vector>

namespace tandem {
namespace {

const std::vector<Key> kPolls{{"poll:freshdesk"}, {"poll:issues:a/b"}};

struct Gateway {
  Gateway(RedisPool& pool, const std::string& name)
      : witness(pool, {name, kPolls, [this](const StoreLoss& loss) { losses.push_back(loss); },
                       [this](const std::string& why) { blind.push_back(why); }}) {}
  bool Look() {
    const Status looked = witness.Look();
    EXPECT_TRUE(looked.ok()) << looked.error().message;
    return looked.ok();
  }

  std::vector<StoreLoss> losses{};
  std::vector<std::string> blind{};
  Witness witness;
};

// What a store holds at some moment, to be put back later.
class Backup {
 public:
  explicit Backup(StoreBench& bench) : bench_(bench) {
    const auto keys = bench.pool.Command({"KEYS", "*"});
    for (const auto& key : keys->Items()) {
      const auto left = bench.pool.Command({"PTTL", key.Text()})->Integer();
      dumps_.push_back({key.Text(), std::to_string(std::max<std::int64_t>(left, 0)),
                        bench.pool.Command({"DUMP", key.Text()})->Text()});
    }
  }
  void PutBack() {
    ASSERT_TRUE(bench_.pool.Command({"FLUSHALL"}).ok());
    for (const auto& [key, left, dump] : dumps_)
      ASSERT_TRUE(bench_.pool.Command({"RESTORE", key, left, dump}).ok()) << key;
  }

 private:
  StoreBench& bench_;
  struct Kept {
    std::string key{};
    std::string left{};  // to live, ms; 0: for ever
    std::string dump{};
  };
  std::vector<Kept> dumps_{};
};

struct Bench : StoreBench {
  Gateway gateway{pool, "one"};
  // A link as far as the queue knows one.
  void Link(const std::string& issue) {
    EXPECT_TRUE(pool.Command({"SADD", "tandem:links", issue}).ok());
    EXPECT_TRUE(pool.Command({"HSET", "tandem:link:" + issue, "core", "{}"}).ok());
  }
  void SaveMark(Time at) {
    const Lease lease = LeaseOf(kPolls[0]);
    EXPECT_TRUE(store.SaveHighWater(lease, kPolls[0].text, {at, {"ticket:1@x"}}).ok());
    EXPECT_TRUE(Finish(lease));
  }
  HighWater Mark() { return store.ReadHighWater(kPolls[0].text)->value_or(HighWater{}); }
};

TEST(Witness, NoticesNothingInAStoreThatKeepsWhatItAcknowledged) {
  Bench bench;
  bench.Link("7");
  for (int i = 0; i < 3; ++i) bench.gateway.Look();
  bench.server.Restart();
  EXPECT_TRUE(bench.gateway.Look());
  EXPECT_TRUE(bench.gateway.losses.empty());
  EXPECT_FALSE(bench.DueIn({"issue:7"}));
}

TEST(Witness, ComparesEverythingWhenABackupIsPutBack) {
  Bench bench;
  bench.Link("7");
  bench.Link("8");
  ASSERT_TRUE(bench.pool.Command({"EXPIRE", "tandem:link:8", "1000"}).ok()) << "an ended link";
  bench.gateway.Look();
  Backup backup(bench);
  bench.gateway.Look();
  backup.PutBack();
  bench.gateway.Look();
  ASSERT_EQ(bench.gateway.losses.size(), 1U);
  EXPECT_TRUE(bench.gateway.losses[0].certain);
  EXPECT_EQ(bench.gateway.losses[0].links, 1);
  EXPECT_TRUE(bench.DueIn({"issue:7"}));
  EXPECT_FALSE(bench.DueIn({"issue:8"}));
  const auto activity = bench.store.ReadActivity(1);
  ASSERT_EQ(activity->size(), 1U);
  EXPECT_EQ((*activity)[0].activity.what, "noticed");
  bench.gateway.Look();
  EXPECT_EQ(bench.gateway.losses.size(), 1U) << "once";
}

TEST(Witness, LetsTheStoreBeBornWhenAGatewayStarts) {
  Bench bench;
  bench.gateway.Look();
  EXPECT_EQ(bench.pool.Command({"EXISTS", "tandem:born"})->Integer(), 1);
}

TEST(Witness, KeepsWhenALossWasNoticed) {
  Bench bench;
  const StoreAge young = *bench.store.Age();
  EXPECT_EQ(young.whole_since, young.born);
  Backup backup(bench);
  bench.gateway.Look();
  backup.PutBack();
  const Time before = *bench.store.Now();
  bench.gateway.Look();
  const StoreAge now = *bench.store.Age();
  EXPECT_EQ(now.born, young.born);
  EXPECT_GE(now.whole_since, before);
  bench.gateway.Look();
  EXPECT_EQ(bench.store.Age()->whole_since, now.whole_since);
}

TEST(Witness, KeepsALossAlsoWhereNothingWasThereBeforeTheStore) {
  Bench bench;
  ASSERT_TRUE(bench.store.Begin(RedisStore::Before::kNothing).ok());
  Backup backup(bench);
  bench.gateway.Look();
  backup.PutBack();
  const Time before = *bench.store.Now();
  bench.gateway.Look();
  EXPECT_GE(bench.store.Age()->whole_since, before);
}

TEST(Witness, SendsThePollsBackToBeforeTheLoss) {
  Bench bench;
  bench.gateway.Look();
  const Time before = *bench.store.Now();
  bench.SaveMark(before + 1h);
  bench.gateway.Look();
  Backup backup(bench);
  bench.gateway.Look();
  backup.PutBack();
  bench.gateway.Look();
  EXPECT_LE(bench.Mark().updated_at, before);
  EXPECT_GT(bench.Mark().updated_at, before - 1h);
  EXPECT_TRUE(bench.Mark().seen.empty());
  for (const Key& poll : kPolls) EXPECT_LE(*bench.DueIn(poll), 0);
}

TEST(Witness, LeavesAMarkThatIsOlderStill) {
  Bench bench;
  bench.gateway.Look();
  const Time old = *bench.store.Now() - 48h;
  bench.SaveMark(old);
  Backup backup(bench);
  bench.gateway.Look();
  backup.PutBack();
  bench.gateway.Look();
  EXPECT_EQ(bench.Mark().updated_at, old);
  EXPECT_TRUE(bench.Mark().seen.empty());
}

TEST(Witness, FencesAPollThatIsGoingOn) {
  Bench bench;
  bench.gateway.Look();
  Backup backup(bench);
  bench.gateway.Look();
  backup.PutBack();
  const Lease lease = bench.LeaseOf(kPolls[0]);
  bench.gateway.Look();
  EXPECT_TRUE(IsLost(bench.store.SaveHighWater(lease, kPolls[0].text, {*bench.store.Now(), {}})));
}

TEST(Witness, NoticesAWipedStoreAndSchedulesItsPollsAgain) {
  Bench bench;
  bench.gateway.Look();
  const Time began = *bench.store.Now();
  ASSERT_TRUE(bench.pool.Command({"FLUSHALL"}).ok());
  bench.gateway.Look();
  ASSERT_EQ(bench.gateway.losses.size(), 1U);
  EXPECT_EQ(bench.gateway.losses[0].links, 0);
  EXPECT_LE(bench.Mark().updated_at, began) << "and not only from the wipe on";
  EXPECT_LE(*bench.DueIn(kPolls[1]), 0);
}

TEST(Witness, SchedulesPollsThatGotLostAndLeavesThoseThatWait) {
  Bench bench;
  ASSERT_TRUE(bench.queue.Schedule({kPolls[0]}, 1h).ok());
  bench.gateway.Look();
  EXPECT_GT(*bench.DueIn(kPolls[0]), 1'000'000);
  EXPECT_LE(*bench.DueIn(kPolls[1]), 0);
}

TEST(Witness, SeesToALossOnceThoughSeveralGatewaysNoticeIt) {
  Bench bench;
  bench.Link("7");
  Gateway other(bench.pool, "two");
  bench.gateway.Look();
  other.Look();
  Backup backup(bench);
  bench.gateway.Look();
  other.Look();
  backup.PutBack();
  bench.gateway.Look();
  other.Look();
  ASSERT_EQ(bench.gateway.losses.size(), 1U);
  ASSERT_EQ(other.losses.size(), 1U);
  EXPECT_EQ(bench.gateway.losses[0].links, 1);
  EXPECT_EQ(other.losses[0].links, 0);
}

// Also by a gateway that was not there at the failover: the data tell.
TEST(Witness, NoticesAServerThatWasPromotedSince) {
  const int port = FreePort();
  const RedisProcess master(
      {"--port", std::to_string(port), "--bind", "127.0.0.1", "--repl-diskless-sync-delay", "0"});
  const RedisProcess replica({"--replicaof", "127.0.0.1", std::to_string(port)});
  RedisPool before(master.config());
  RedisPool after(replica.config());
  Gateway first(before, "one");
  first.Look();
  const auto end = std::chrono::steady_clock::now() + 20s;
  while (after.Command({"EXISTS", "tandem:witness"})->Integer() == 0)
    ASSERT_LT(std::chrono::steady_clock::now(), end) << "it did not reach the replica";
  ASSERT_TRUE(after.Command({"REPLICAOF", "NO", "ONE"}).ok());
  Gateway second(after, "two");
  second.Look();
  ASSERT_EQ(second.losses.size(), 1U);
  EXPECT_FALSE(second.losses[0].certain);
  second.Look();
  EXPECT_EQ(second.losses.size(), 1U);
}

TEST(Witness, SaysOnceThatItIsBlindWhereInfoIsNotPermittedAndCountsAllTheSame) {
  Bench bench;
  ASSERT_TRUE(bench.pool.Command({"ACL", "SETUSER", "default", "-info"}).ok());
  bench.gateway.Look();
  bench.gateway.Look();
  EXPECT_EQ(bench.gateway.blind.size(), 1U);
  ASSERT_TRUE(bench.pool.Command({"FLUSHALL"}).ok());
  bench.gateway.Look();
  EXPECT_EQ(bench.gateway.losses.size(), 1U);
}

// A failover takes the last tokens back: the next ones must be others all the same.
TEST(Queue, GivesNoTokenTwiceThoughTheStoreForgotTheLast) {
  StoreBench bench;
  const Key lane{"issue:1"};
  Backup backup(bench);
  const Lease forgotten = bench.LeaseOf(lane);
  backup.PutBack();
  const Lease given = bench.LeaseOf(lane);
  EXPECT_NE(given.token, forgotten.token);
  EXPECT_TRUE(IsLost(bench.queue.Renew(forgotten, 1s)));
}

}  // namespace
}  // namespace tandem
