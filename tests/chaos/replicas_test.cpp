// Several gateways on one Redis, with no coordination but the store's: the work is shared, and
// whoever dies or sleeps is replaced soon and writes nothing stale.

#include "tests/chaos/replicas.h"

#include "tests/chaos/talk.h"
#include "tests/gateway/program.h"

#include <algorithm>
#include <csignal>

namespace tandem::sandbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// What a killed gateway had in hand is worked on by another within that time.
constexpr seconds kHandOver{15};
constexpr const char* kNotes = "/comments$";

Fault Slow(Service service, const std::string& method, const std::string& path, FaultKind kind,
           milliseconds delay) {
  Fault fault;
  fault.service = service;
  fault.method = method;
  fault.path = path;
  fault.kind = kind;
  fault.delay = delay;
  return fault;
}

class ReplicasOnOneRedis : public testing::TestWithParam<int> {};

TEST_P(ReplicasOnOneRedis, ShareTheWorkAndDoEachThingOnce) {
  Replicas replicas;
  std::vector<RunningGateway*> all{&replicas.story.gateway()};
  while (static_cast<int>(all.size()) < GetParam()) all.push_back(&replicas.Add());
  Talk talk(replicas.story, 6);
  std::vector<int> before;
  for (const auto* gateway : all) before.push_back(CallsMade(*gateway));
  for (int round = 0; round < 3; ++round) {
    // Deliveries by turns, as a load balancer brings them.
    replicas.story.world().DeliverTo(all[static_cast<std::size_t>(round) % all.size()]->url());
    talk.Say("in round " + std::to_string(round));
    EXPECT_TRUE(talk.Arrives());
  }
  for (const auto* gateway : all) EXPECT_TRUE(replicas.Quiet(*gateway));
  talk.ExpectEachOnce();
  for (std::size_t i = 0; i < all.size(); ++i)
    EXPECT_GT(CallsMade(*all[i]), before[i]) << "gateway " << i << " had its share";
}

INSTANTIATE_TEST_SUITE_P(Gateways, ReplicasOnOneRedis, testing::Values(2, 3));

TEST(AReplicaThatDies, HandsOverWhatItHadInHandWithin15Seconds) {
  Replicas replicas;
  Talk talk(replicas.story, 1);
  RunningGateway& first = replicas.story.gateway();
  // It dies in a write that it holds both leases for: the link's, and the writer's.
  replicas.story.world().Failing().Add(
      Slow(Service::kGithub, "POST", kNotes, FaultKind::kHangBefore, seconds(5)));
  const auto writes = replicas.story.Writes();
  talk.Say("before it died");
  ASSERT_TRUE(Story::Soon([&] { return replicas.story.Writes() > writes; }));
  RunningGateway& second = replicas.Add();
  replicas.story.world().DeliverTo(second.url());
  first.Kill();
  EXPECT_TRUE(talk.Arrives(kHandOver));
  EXPECT_TRUE(replicas.Quiet(second));
  talk.ExpectEachOnce(Talk::Answers::kNotWhileKilled);
}

// Calls of the tickets' listing that began since the first one that is not answered yet, but for
// that one; nothing when all are answered.
std::optional<int> PollsBesideAHangingOne(const Journal& log) {
  std::optional<int> beside;
  for (const CallSeen& call : log.Calls()) {
    if (call.service != Service::kFreshdesk || call.method != "GET" || call.shape != "/tickets")
      continue;
    if (beside) {
      ++*beside;
    } else if (call.status == 0) {
      beside = 0;
    }
  }
  return beside;
}

TEST(AReplicaThatDies, HandsOverTheCatchUpPollWithin15Seconds) {
  Replicas replicas([](Json& configuration) { configuration.Set("catch_up", "1500ms"); });
  Talk talk(replicas.story, 1);
  Story& story = replicas.story;
  RunningGateway& first = story.gateway();
  RunningGateway& second = replicas.Add();
  story.world().DeliverTo(second.url());
  // The second sleeps until a poll of the first hangs.
  kill(second.id(), SIGSTOP);
  story.world().Failing().Add(
      Slow(Service::kFreshdesk, "GET", "/tickets$", FaultKind::kSlow, seconds(9)));
  ASSERT_TRUE(Story::Soon([&] { return story.world().Failing().Left() == 0; }, kHandOver));
  kill(second.id(), SIGCONT);
  // It polls another listing meanwhile, and not this one.
  const std::string comments = "/repos/{repo}/issues/comments";
  const auto before = replicas.Calls(Service::kGithub, "GET", comments);
  EXPECT_TRUE(
      Story::Soon([&] { return replicas.Calls(Service::kGithub, "GET", comments) > before; }));
  EXPECT_EQ(PollsBesideAHangingOne(story.world().Log()), 0);
  const auto polls = replicas.Calls(Service::kFreshdesk, "GET", "/tickets");
  first.Kill();
  EXPECT_TRUE(Story::Soon(
      [&] { return replicas.Calls(Service::kFreshdesk, "GET", "/tickets") > polls; }, kHandOver));
}

// Frozen in the midst of reading: what it has read is stale when it wakes.
TEST(AReplicaThatSleepsPastItsLease, WritesNothingOfWhatItHadRead) {
  Replicas replicas;
  Talk talk(replicas.story, 1);
  RunningGateway& first = replicas.story.gateway();
  replicas.story.world().Failing().Add(
      Slow(Service::kGithub, "GET", kNotes, FaultKind::kSlow, seconds(1)));
  talk.Say("before it fell asleep");
  ASSERT_TRUE(Story::Soon([&] { return replicas.story.world().Failing().Left() == 0; }));
  kill(first.id(), SIGSTOP);
  RunningGateway& second = replicas.Add();
  replicas.story.world().DeliverTo(second.url());
  EXPECT_TRUE(talk.Arrives(seconds(25)));
  // What it read is out of date now in every way.
  replicas.story.hub().AddsLabel(talk.issue(0), "bug");
  talk.Say("while it slept");
  EXPECT_TRUE(talk.Arrives());
  EXPECT_TRUE(Story::Soon([&] {
    const auto tags = replicas.story.desk().Ticket(talk.ticket(0)).tags;
    return std::count(tags.begin(), tags.end(), "bug") == 1;
  }));
  EXPECT_TRUE(replicas.Quiet(second));
  const auto writes = replicas.story.Writes();
  kill(first.id(), SIGCONT);
  EXPECT_TRUE(Story::Soon([&] { return LogHas(first, "is lost"); }));
  EXPECT_TRUE(replicas.Quiet(first));
  EXPECT_EQ(replicas.story.Writes(), writes);
  talk.ExpectEachOnce(Talk::Answers::kNotWhileKilled);
}

// Frozen in the midst of a write that was carried out: the other one finds it and goes on.
TEST(AReplicaThatSleepsPastItsLease, IsNotDoubledByWhoeverGoesOn) {
  Replicas replicas;
  Talk talk(replicas.story, 2);
  RunningGateway& first = replicas.story.gateway();
  replicas.story.world().Failing().Add(
      Slow(Service::kGithub, "POST", kNotes, FaultKind::kSlow, milliseconds(500)));
  talk.Say("before it fell asleep");
  ASSERT_TRUE(Story::Soon([&] { return replicas.story.world().Failing().Left() == 0; }));
  kill(first.id(), SIGSTOP);
  RunningGateway& second = replicas.Add();
  replicas.story.world().DeliverTo(second.url());
  EXPECT_TRUE(talk.Arrives(seconds(25)));
  EXPECT_TRUE(replicas.Quiet(second));
  const auto writes = replicas.story.Writes();
  kill(first.id(), SIGCONT);
  EXPECT_TRUE(Story::Soon([&] { return LogHas(first, "is lost"); }));
  EXPECT_TRUE(replicas.Quiet(first));
  EXPECT_EQ(replicas.story.Writes(), writes);
  talk.Say("after it woke");
  EXPECT_TRUE(talk.Arrives());
  talk.ExpectEachOnce(Talk::Answers::kNotWhileKilled);
}

// The one that is asked reads for all; both take their share of what it finds.
TEST(ReplicasWhoseRedisIsWiped, AreRebuiltByOneOfThem) {
  Replicas replicas([](Json& configuration) {
    configuration.Set("admin_token", "for-tests-0123456789abcdef0123456789abcdef");
  });
  RunningGateway& first = replicas.story.gateway();
  RunningGateway& second = replicas.Add();
  Talk talk(replicas.story, 5);
  talk.Say("before it was wiped");
  EXPECT_TRUE(talk.Arrives());
  EXPECT_TRUE(replicas.Quiet(first) && replicas.Quiet(second));
  replicas.stage.Ask({"FLUSHALL"});
  const auto writes = replicas.story.Writes();
  const Ended rebuilt = RunTandem({"rebuild", "--config", second.config_path()});
  EXPECT_EQ(rebuilt.exit, 0) << rebuilt.out << rebuilt.error;
  EXPECT_NE(rebuilt.out.find("5 links with 5 tickets"), std::string::npos) << rebuilt.out;
  EXPECT_TRUE(replicas.Quiet(first) && replicas.Quiet(second));
  const Ended synced = RunTandem({"sync", "--all", "--config", first.config_path()});
  EXPECT_EQ(synced.exit, 0) << synced.out << synced.error;
  EXPECT_TRUE(replicas.Quiet(first) && replicas.Quiet(second));
  for (const Write& write : replicas.story.WritesSince(writes))
    ADD_FAILURE() << write.method << " " << write.path << " " << write.body;
  talk.Say("after it was rebuilt");
  EXPECT_TRUE(talk.Arrives());
  talk.ExpectEachOnce();
}

}  // namespace
}  // namespace tandem::sandbox
