// What can happen to the store: meanwhile a delivery is taken or answered "come again", and
// afterwards everything arrives once.

#include "tests/chaos/own_redis.h"
#include "tests/chaos/talk.h"
#include "tests/scenarios/knocking.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sched.h>
#include <sys/mount.h>
#include <thread>

namespace tandem::sandbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// While the store refuses: 503 with Retry-After, also for the next of both services' webhooks, and
// the gateway says that it cannot take deliveries. `why`: in its log.
void ExpectRefusals(OwnRedis& stage, Talk& talk, const std::string& why) {
  const int before = talk.Refused();
  talk.Say("while the store is away (" + why + ")");
  EXPECT_TRUE(Story::Soon([&] { return talk.Refused() >= before + 4; }));
  const WebhookAnswer answer = PostFreshdesk(stage.story.gateway(), talk.ticket(0));
  EXPECT_EQ(answer.status, 503);
  EXPECT_FALSE(answer.retry_after.empty());
  EXPECT_TRUE(Story::Soon([&] { return LogHas(stage.story.gateway(), why); })) << why;
}

void ExpectAllIsWell(OwnRedis& stage, Talk& talk) {
  EXPECT_TRUE(talk.Arrives());
  EXPECT_TRUE(stage.story.Quiet());
  talk.ExpectEachOnce();
}

TEST(RedisRestarted, BySigkillInMidWorkLosesNothing) {
  OwnRedis stage;
  Talk talk(stage.story, 2);
  for (int kill = 0; kill < 3; ++kill) {
    const auto before = stage.story.Writes();
    talk.Say("before kill " + std::to_string(kill));
    const auto more = static_cast<std::size_t>(kill);
    EXPECT_TRUE(Story::Soon([&] { return stage.story.Writes() > before + more; }));
    stage.redis.Kill();
    ExpectRefusals(stage, talk, "no connection to Redis");
    stage.redis.Start();
  }
  ExpectAllIsWell(stage, talk);
}

TEST(RedisRestarted, AsPeopleDoItLosesNothing) {
  OwnRedis stage;
  Talk talk(stage.story, 2);
  for (int round = 0; round < 2; ++round) {
    talk.Say("before restart " + std::to_string(round));
    stage.redis.Stop();
    talk.Say("while it restarts " + std::to_string(round));
    stage.redis.Start();
  }
  ExpectAllIsWell(stage, talk);
}

// A frozen server takes after it wakes what the gateway gave up on.
TEST(RedisFrozen, IsGivenUpOnAndDoesNothingTwiceWhenItWakes) {
  OwnRedis stage;
  Talk talk(stage.story, 2);
  const auto before = stage.story.Writes();
  talk.Say("before it froze");
  EXPECT_TRUE(Story::Soon([&] { return stage.story.Writes() > before; }));
  stage.redis.Freeze();
  const auto awake = std::chrono::steady_clock::now() + seconds(30);
  ExpectRefusals(stage, talk, "no answer in time");
  std::this_thread::sleep_until(awake);  // longer than any lease
  stage.redis.Thaw();
  ExpectAllIsWell(stage, talk);
}

TEST(RedisLoading, RefusesUntilItHasLoaded) {
  OwnRedis stage({"--key-load-delay", "100", "--loading-process-events-interval-bytes", "1024"});
  Talk talk(stage.story, 1);
  stage.Ask({"EVAL", "for i = 1, 30000 do redis.call('SET', 'other:' .. i, i) end", "0"});
  stage.Ask({"CONFIG", "SET", "aof-use-rdb-preamble", "yes"});
  stage.Ask({"BGREWRITEAOF"});
  EXPECT_TRUE(Story::Soon([&] {
    return stage.Ask({"INFO", "persistence"}).Text().find("aof_rewrite_in_progress:0") !=
           std::string::npos;
  }));
  talk.Say("before it was killed");
  stage.redis.Kill();
  stage.redis.Launch();
  ExpectRefusals(stage, talk, "LOADING");
  ExpectAllIsWell(stage, talk);
}

TEST(RedisReadOnly, RefusesUntilItIsAMasterAgain) {
  OwnRedis stage;
  Talk talk(stage.story, 1);
  talk.Say("before it became a replica");
  stage.Ask({"REPLICAOF", "127.0.0.1", "1"});
  ExpectRefusals(stage, talk, "READONLY");
  stage.Ask({"REPLICAOF", "NO", "ONE"});
  ExpectAllIsWell(stage, talk);
}

// A successor cannot begin without its store; nobody has to send the signal again.
TEST(ASighup, WhileTheStoreIsAwayComesIntoForceOnceItAnswers) {
  OwnRedis stage;
  const auto hook = [&](const std::string& secret) {
    return Hook(stage.story, Signed("star", "{}", secret), "{}");
  };
  const Json configuration = ConfigurationOf(stage.story);
  stage.Ask({"REPLICAOF", "127.0.0.1", "1"});
  stage.story.gateway().Configure(WithGithubSecrets(configuration, {"next-secret"}).DumpPretty());
  ASSERT_TRUE(stage.story.gateway().Reload());
  EXPECT_TRUE(LogHas(stage.story.gateway(), "is read again once Redis answers"));
  EXPECT_EQ(hook("next-secret"), 401) << "the one before stays in force";
  stage.Ask({"REPLICAOF", "NO", "ONE"});
  EXPECT_TRUE(Story::Soon([&] { return hook("next-secret") == 200; }));
  EXPECT_EQ(hook("github-secret"), 401);
  EXPECT_NE(
      stage.story.gateway().Get("/metrics").find("\ntandem_config_last_reload_successful 1\n"),
      std::string::npos);
}

TEST(RedisWithoutMemory, RefusesUntilThereIsSome) {
  OwnRedis stage;
  Talk talk(stage.story, 1);
  talk.Say("before the memory was full");
  stage.Ask({"CONFIG", "SET", "maxmemory", "1"});
  ExpectRefusals(stage, talk, "OOM");
  stage.Ask({"CONFIG", "SET", "maxmemory", "0"});
  ExpectAllIsWell(stage, talk);
}

// The memory goes while it reads, so that the plan cannot be kept any more, and between the plan
// and the write, where a write of tags reads its ticket once more.
TEST(RedisWithoutMemory, LetsNoWriteOutWhoseIntentItCannotKeep) {
  OwnRedis stage;
  Story& story = stage.story;
  Talk talk(story, 2);
  const auto slow = [&](std::size_t link, const std::string& what, int skip) {
    Fault fault;
    fault.service = Service::kFreshdesk;
    fault.method = "GET";
    fault.path = "/tickets/" + std::to_string(talk.ticket(link)) + what;
    fault.kind = FaultKind::kSlow;
    fault.delay = seconds(3);
    fault.skip = skip;
    story.world().Failing().Add(fault);
  };
  slow(0, "/conversations$", 0);
  slow(1, "$", 1);
  const auto before = story.Writes();
  story.desk().AgentAddsPrivateNote(talk.ticket(0), "<div>without memory</div>");
  story.hub().AddsLabel(talk.issue(1), "bug");
  ASSERT_TRUE(Story::Soon([&] { return story.world().Failing().Left() == 0; }));
  ASSERT_EQ(story.Writes(), before);
  stage.Ask({"CONFIG", "SET", "maxmemory", "1"});
  // Both calls have been answered, and what comes of them has come.
  EXPECT_TRUE(Story::Soon([&] { return story.world().Log().QuietFor() > milliseconds(1'500); }));
  EXPECT_TRUE(LogHas(story.gateway(), "OOM"));
  for (const Write& write : story.WritesSince(before))
    ADD_FAILURE() << write.method << " " << write.path << " " << write.body;
  stage.Ask({"CONFIG", "SET", "maxmemory", "0"});
  EXPECT_TRUE(
      Story::Soon([&] { return story.CommentsWith(talk.issue(0), "without memory") == 1; }));
  EXPECT_TRUE(Story::Soon([&] {
    const auto tags = story.desk().Ticket(talk.ticket(1)).tags;
    return std::count(tags.begin(), tags.end(), "bug") == 1;
  }));
  EXPECT_TRUE(story.Quiet());
  EXPECT_EQ(story.CommentsWith(talk.issue(0), "without memory"), 1);
}

// A small file system over a directory, seen by this thread and its children alone; gone with it.
class SmallDisk {
 public:
  explicit SmallDisk(std::filesystem::path at) : at_(std::move(at)) {
    mounted_ = unshare(CLONE_NEWNS) == 0 &&
               mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
               mount("tmpfs", at_.c_str(), "tmpfs", 0, "size=3m") == 0;
  }
  ~SmallDisk() {
    if (mounted_) umount2(at_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  bool mounted() const { return mounted_; }
  void Fill() {
    std::ofstream file(at_ / "others", std::ios::binary);
    const std::string block(4096, 'x');
    while (file.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
    }
  }
  void Clear() { std::filesystem::remove(at_ / "others"); }

 private:
  std::filesystem::path at_;
  bool mounted_ = false;
};

// With "appendfsync always" it ends rather than acknowledge what is not on the disk.
TEST(RedisWithAFullDisk, LosesNothingOfWhatWasTaken) {
  RedisProcess redis;
  redis.Kill();
  SmallDisk disk(redis.directory());
  if (!disk.mounted()) GTEST_SKIP() << "a file system of one's own needs the right to mount";
  redis.Start();
  Story story([&](Json& configuration) { UseRedis(configuration, redis); });
  Talk talk(story, 1);
  disk.Fill();
  for (int i = 0; i < 3; ++i) talk.Say("while the disk is full " + std::to_string(i));
  EXPECT_TRUE(Story::Soon([&] { return talk.Refused() > 0; }));
  EXPECT_TRUE(
      Story::Soon([&] { return PostFreshdesk(story.gateway(), talk.ticket(0)).status == 503; }));
  disk.Clear();
  redis.Restart();
  EXPECT_TRUE(talk.Arrives());
  EXPECT_TRUE(story.Quiet());
  talk.ExpectEachOnce();
}

TEST(RedisThatRefusesUs, RefusesUntilItsPasswordIsOursAgain) {
  OwnRedis stage;
  Talk talk(stage.story, 1);
  talk.Say("before the password changed");
  stage.Ask({"CONFIG", "SET", "requirepass", "another"});
  RedisConfig signed_in = stage.redis.config();
  signed_in.password = Secret("another");
  RedisPool admin(signed_in);
  ASSERT_TRUE(admin.Command({"CLIENT", "KILL", "TYPE", "normal"}).ok());
  ExpectRefusals(stage, talk, "NOAUTH");
  EXPECT_TRUE(LogHas(stage.story.gateway(), "look at the setting \\\"redis\\\"") ||
              LogHas(stage.story.gateway(), "look at the setting \"redis\""));
  ASSERT_TRUE(admin.Command({"CONFIG", "SET", "requirepass", ""}).ok());
  ExpectAllIsWell(stage, talk);
}

TEST(RedisThatRefusesUs, RefusesWhileItsRulesForbidScripts) {
  OwnRedis stage;
  Talk talk(stage.story, 1);
  talk.Say("before the rules changed");
  stage.Ask({"ACL", "SETUSER", "default", "-evalsha", "-eval"});
  ExpectRefusals(stage, talk, "NOPERM");
  stage.Ask({"ACL", "SETUSER", "default", "+evalsha", "+eval"});
  ExpectAllIsWell(stage, talk);
}

}  // namespace
}  // namespace tandem::sandbox
