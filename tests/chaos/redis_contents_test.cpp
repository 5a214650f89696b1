// A store that holds something else than what was written: wiped, cut, or with other people's data
// under our names.

#include "tests/chaos/own_redis.h"
#include "tests/chaos/talk.h"

#include <algorithm>
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

struct Foreign {
  const char* name = nullptr;
  std::vector<std::string> put{};  // in place of what was there
  const char* key = nullptr;
  const char* said = nullptr;  // in the log; nothing: it is overcome without a word
};

void PrintTo(const Foreign& foreign, std::ostream* out) {
  *out << foreign.name;
}

class ForeignDataInRedis : public testing::TestWithParam<Foreign> {};

// While it is there: no crash, and what cannot be taken is refused; once it is gone, all arrives.
TEST_P(ForeignDataInRedis, StopsNothingForGood) {
  const Foreign& foreign = GetParam();
  OwnRedis stage;
  Talk talk(stage.story, 2);
  const auto fill = [&](std::string word) {
    const auto at = word.find("{issue}");
    if (at != std::string::npos)
      word.replace(at, 7, std::to_string(stage.story.hub().Issue(talk.issue(0)).id));
    return word;
  };
  const std::string key = fill(foreign.key);
  const bool there = stage.Ask({"EXISTS", key}).Integer() == 1;
  if (there) stage.Ask({"RENAME", key, "ours"});
  std::vector<std::string> words;
  for (const auto& word : foreign.put) words.push_back(fill(word));
  stage.Ask(words);
  talk.Say("beside foreign data");
  if (foreign.said != nullptr) {
    EXPECT_TRUE(Story::Soon([&] { return LogHas(stage.story.gateway(), foreign.said); }));
  }
  EXPECT_TRUE(stage.story.gateway().IsRunning());
  stage.Ask({"DEL", key});
  if (there) stage.Ask({"RENAME", "ours", key});
  talk.Say("after it was taken away");
  EXPECT_TRUE(talk.Arrives());
  EXPECT_TRUE(stage.story.Quiet(seconds(40)));
  talk.ExpectEachOnce();
}

INSTANTIATE_TEST_SUITE_P(
    Names, ForeignDataInRedis,
    testing::Values(
        Foreign{"DueIsAText", {"SET", "tandem:due", "x"}, "tandem:due", "WRONGTYPE"},
        Foreign{"LeasesIsAList", {"RPUSH", "tandem:leases", "x"}, "tandem:leases", "WRONGTYPE"},
        Foreign{"FenceIsNoNumber", {"SET", "tandem:fence", "abc"}, "tandem:fence", nullptr},
        Foreign{"ActivityIsAText", {"SET", "tandem:activity", "x"}, "tandem:activity", "WRONGTYPE"},
        Foreign{"DeliveriesIsAHash",
                {"HSET", "tandem:deliveries", "a", "b"},
                "tandem:deliveries",
                "WRONGTYPE"},
        Foreign{"WitnessIsAText", {"SET", "tandem:witness", "x"}, "tandem:witness", nullptr},
        Foreign{"ALinkIsAText",
                {"SET", "tandem:link:{issue}", "x"},
                "tandem:link:{issue}",
                "WRONGTYPE"},
        Foreign{"ALinkIsGarbage",
                {"HSET", "tandem:link:{issue}", "core", "{]"},
                "tandem:link:{issue}",
                "tandem:link:"},
        Foreign{"ATicketIsGarbage",
                {"HSET", "tandem:ticket:1", "issue", "no id"},
                "tandem:ticket:1",
                "field issue is damaged"},
        Foreign{"TheWriterIsAList",
                {"RPUSH", "tandem:writer:github", "x"},
                "tandem:writer:github",
                "WRONGTYPE"},
        Foreign{"TheLinksAreNoIds", {"SADD", "tandem:links", "x", "*"}, "tandem:links", nullptr}),
    [](const auto& each) { return std::string(each.param.name); });

}  // namespace
}  // namespace tandem::sandbox
