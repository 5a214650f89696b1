// What the store knows of the services: visibility, high-water marks, the writer, the clock.
#include "tests/gateway/store_bench.h"

namespace tandem {
namespace {

TEST(StoreServices, GiveTheTimeOfRedis) {
  StoreBench bench;
  const auto here = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const auto there = bench.store.Now();
  ASSERT_TRUE(there.ok());
  EXPECT_GE(*there, here);
  EXPECT_LE(*there, here + 10s);
}

TEST(StoreServices, KnowNothingOfARepositoryThatWasNeverRead) {
  StoreBench bench;
  const auto read = bench.store.ReadVisibility(RepositoryId{1});
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->visibility, Visibility::kUnknown);
  EXPECT_EQ(read->epoch, 0);
}

TEST(StoreServices, TellHowOldAVisibilityIs) {
  StoreBench bench;
  const RepositoryId repository{1};
  ASSERT_TRUE(bench.store.SaveVisibility(repository, "a/b", Visibility::kPublic, 0).ok());
  EXPECT_LT(bench.store.ReadVisibility(repository)->age, 10s);
  const auto read_at = std::to_string(bench.NowMs() - 60'000);
  ASSERT_TRUE(bench.pool.Command({"HSET", "tandem:repository:1", "read_at", read_at}).ok());
  EXPECT_GE(bench.store.ReadVisibility(repository)->age, 60s);
  ASSERT_TRUE(bench.store.SaveVisibility(repository, "a/b", Visibility::kUnknown, 0).ok());
  EXPECT_EQ(bench.store.ReadVisibility(repository)->visibility, Visibility::kUnknown);
}

TEST(StoreServices, GiveAHighWaterMarkBackAsItWasSaved) {
  StoreBench bench;
  const Lease lease = bench.LeaseOf({"poll:github"});
  EXPECT_FALSE(*bench.store.ReadHighWater("github"));
  const HighWater mark{Time(1'700'000'000'123ms), {"5@1700000000123", "6@\""}};
  ASSERT_TRUE(bench.store.SaveHighWater(lease, "github", mark).ok());
  const auto read = bench.store.ReadHighWater("github");
  ASSERT_TRUE(read.ok() && *read);
  EXPECT_EQ((*read)->updated_at, mark.updated_at);
  EXPECT_EQ((*read)->seen, mark.seen);
  EXPECT_FALSE(*bench.store.ReadHighWater("freshdesk"));
}

TEST(StoreServices, LetOneWriterAtATimeHaveAService) {
  StoreBench bench;
  EXPECT_TRUE(*bench.store.TakeWriter("github", "one", 60s));
  EXPECT_FALSE(*bench.store.TakeWriter("github", "two", 60s));
  EXPECT_TRUE(*bench.store.TakeWriter("freshdesk", "two", 60s)) << "each service has its own";
  ASSERT_TRUE(bench.store.GiveWriterBack("github", "two").ok());
  EXPECT_FALSE(*bench.store.TakeWriter("github", "two", 60s)) << "only the owner gives it back";
  ASSERT_TRUE(bench.store.GiveWriterBack("github", "one").ok());
  EXPECT_TRUE(*bench.store.TakeWriter("github", "two", 60s));
}

TEST(StoreServices, LetTheWriterStayLonger) {
  StoreBench bench;
  EXPECT_TRUE(*bench.store.TakeWriter("github", "one", 1s));
  EXPECT_TRUE(*bench.store.TakeWriter("github", "one", 60s));
  EXPECT_GT(bench.pool.Command({"PTTL", "tandem:writer:github"})->Integer(), 30'000);
}

TEST(StoreServices, LetAnotherWriteWhenTheWriterIsGone) {
  StoreBench bench;
  EXPECT_TRUE(*bench.store.TakeWriter("github", "one", 20ms));
  const auto deadline = std::chrono::steady_clock::now() + 10s;
  bool taken = false;
  while (!taken && std::chrono::steady_clock::now() < deadline) {
    taken = *bench.store.TakeWriter("github", "two", 60s);
  }
  EXPECT_TRUE(taken);
}

}  // namespace
}  // namespace tandem
