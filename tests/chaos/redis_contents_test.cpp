// A store that holds less than what was written: wiped, or cut. For other people's data under our
// names see foreign_data_test.cpp.

#include "tests/chaos/own_redis.h"
#include "tests/chaos/talk.h"

#include <filesystem>

namespace tandem::sandbox {
namespace {

using std::chrono::seconds;

bool Noticed(const Story& story, int losses) {
  return const_cast<Story&>(story)
             .gateway()
             .Get("/metrics")
             .find("\ntandem_store_losses_total " + std::to_string(losses) + "\n") !=
         std::string::npos;
}

// Tags are put on the tickets anew by nobody: their status notes tell where they belong.
TEST(RedisWiped, DoublesNothingAndDeliveriesGoOn) {
  OwnRedis stage;
  Talk talk(stage.story, 2);
  talk.Say("before it was wiped");
  EXPECT_TRUE(talk.Arrives());
  EXPECT_TRUE(stage.story.Quiet());
  // The gateway has counted up, or there is nothing that it could miss.
  EXPECT_TRUE(Story::Soon([&] { return stage.Ask({"EXISTS", "tandem:witness"}).Integer() == 1; }));
  EXPECT_TRUE(Story::Soon([&] { return stage.Ask({"HLEN", "tandem:witness"}).Integer() == 2; }));
  stage.Ask({"FLUSHALL"});
  talk.Say("after it was wiped");
  EXPECT_TRUE(talk.Arrives());
  EXPECT_TRUE(Story::Soon([&] { return Noticed(stage.story, 1); }));
  EXPECT_TRUE(LogHas(stage.story.gateway(), "Redis forgot what it had acknowledged"));
  EXPECT_TRUE(stage.story.Quiet(seconds(40)));
  talk.ExpectEachOnce();
}

// The newest file of the AOF that is not the base.
std::filesystem::path IncrementalFile(const RedisProcess& redis) {
  std::filesystem::path found;
  for (const auto& file : std::filesystem::directory_iterator(redis.directory() / "appendonlydir"))
    if (file.path().string().ends_with(".incr.aof")) found = file.path();
  return found;
}

// Half a command at the end is what a power cut leaves; here whole ones are gone as well,
// deliveries among them that were taken.
TEST(RedisWhoseFileLostItsTail, IsNoticedAndWhatWasTakenIsFoundAgain) {
  OwnRedis stage;
  Talk talk(stage.story, 1);
  EXPECT_TRUE(Story::Soon([&] { return stage.Ask({"HLEN", "tandem:witness"}).Integer() == 2; }));
  const auto file = IncrementalFile(stage.redis);
  const auto kept = std::filesystem::file_size(file);
  const auto count = stage.Ask({"HGETALL", "tandem:witness"}).Items();
  talk.Say("what is cut off");
  EXPECT_TRUE(talk.Arrives());
  // At least one more count of the gateway is in what goes.
  EXPECT_TRUE(Story::Soon([&] {
    const auto now = stage.Ask({"HGETALL", "tandem:witness"}).Items();
    return now.size() == count.size() &&
           now[1].Text() + now[3].Text() != count[1].Text() + count[3].Text();
  }));
  EXPECT_TRUE(stage.story.Quiet());
  stage.redis.Kill();
  std::filesystem::resize_file(file, kept - 5);
  stage.redis.Start();
  talk.Say("after the cut");
  EXPECT_TRUE(talk.Arrives());
  EXPECT_TRUE(Story::Soon([&] { return Noticed(stage.story, 1); }));
  EXPECT_TRUE(stage.story.Quiet(seconds(40)));
  talk.ExpectEachOnce();
}

}  // namespace
}  // namespace tandem::sandbox
