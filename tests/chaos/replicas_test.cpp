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
  before.reserve(all.size());
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

// Calls of a listing that began since the first one that is not answered yet, but for that one;
// nothing when all are answered.
std::optional<int> PollsBesideAHangingOne(const Journal& log, Service service,
                                          const std::string& listing) {
  std::optional<int> beside;
  for (const CallSeen& call : log.Calls()) {
    if (call.service != service || call.method != "GET" || call.shape != listing) continue;
    if (beside) {
      ++*beside;
    } else if (call.status == 0) {
      beside = 0;
    }
  }
  return beside;
}

// A listing that is polled, and another one that goes on meanwhile.
struct Polled {
  std::string name{};
  Service service = Service::kFreshdesk;
  std::string path{};
  std::string shape{};
  Service other = Service::kGithub;
  std::string other_shape{};
};

void PrintTo(const Polled& polled, std::ostream* out) {
  *out << polled.name;
}

const std::string kIssues = "/repos/{repo}/issues";
const std::string kComments = "/repos/{repo}/issues/comments";

class AReplicaThatDiesInAPoll : public testing::TestWithParam<Polled> {};

TEST_P(AReplicaThatDiesInAPoll, HandsItOverWithin15Seconds) {
  const Polled& polled = GetParam();
  Replicas replicas([](Json& configuration) { configuration.Set("catch_up", "1500ms"); });
  Talk talk(replicas.story, 1);
  Story& story = replicas.story;
  RunningGateway& first = story.gateway();
  RunningGateway& second = replicas.Add();
  story.world().DeliverTo(second.url());
  // The second sleeps until a poll of the first hangs.
  kill(second.id(), SIGSTOP);
  story.world().Failing().Add(
      Slow(polled.service, "GET", polled.path, FaultKind::kSlow, seconds(9)));
  ASSERT_TRUE(Story::Soon([&] { return story.world().Failing().Left() == 0; }, kHandOver));
  kill(second.id(), SIGCONT);
  // It polls another listing meanwhile, and not this one.
  const auto before = replicas.Calls(polled.other, "GET", polled.other_shape);
  EXPECT_TRUE(Story::Soon(
      [&] { return replicas.Calls(polled.other, "GET", polled.other_shape) > before; }));
  EXPECT_EQ(PollsBesideAHangingOne(story.world().Log(), polled.service, polled.shape), 0);
  const auto polls = replicas.Calls(polled.service, "GET", polled.shape);
  first.Kill();
  EXPECT_TRUE(Story::Soon(
      [&] { return replicas.Calls(polled.service, "GET", polled.shape) > polls; }, kHandOver));
}

INSTANTIATE_TEST_SUITE_P(Of, AReplicaThatDiesInAPoll,
                         testing::Values(Polled{"tickets", Service::kFreshdesk, "/tickets$",
                                                "/tickets", Service::kGithub, kComments},
                                         Polled{"issues", Service::kGithub, "/issues$", kIssues,
                                                Service::kFreshdesk, "/tickets"},
                                         Polled{"comments", Service::kGithub, "/issues/comments$",
                                                kComments, Service::kFreshdesk, "/tickets"}),
                         [](const auto& of) { return of.param.name; });

// When a comparison of this ticket's link began to read.
std::vector<Moment> Comparisons(const Journal& log, std::int64_t ticket) {
  std::vector<Moment> began;
  const std::string path = "/tickets/" + std::to_string(ticket);
  for (const CallSeen& call : log.Calls())
    if (call.method == "GET" && call.path.ends_with(path)) began.push_back(call.at);
  return began;
}

bool IsComparedMoreThan(Story& story, std::int64_t ticket, std::size_t times) {
  return Story::Soon([&] { return Comparisons(story.world().Log(), ticket).size() > times; },
                     kHandOver);
}

constexpr milliseconds kDriftCheck{1'000};

void CompareOften(Json& configuration) {
  configuration.Set("drift_check", std::to_string(kDriftCheck.count()) + "ms");
}

// Both could: each of them has a clock and all that is needed. The store says whose turn it is.
TEST(ReplicasThatCheckForDrift, CompareALinkAsOftenAsOneOfThemWould) {
  Replicas replicas(CompareOften);
  Story& story = replicas.story;
  replicas.Add();
  const auto ticket = story.LinkedTicket();
  const auto before = Comparisons(story.world().Log(), ticket).size();
  ASSERT_TRUE(IsComparedMoreThan(story, ticket, before + 7));
  const auto began = Comparisons(story.world().Log(), ticket);
  for (std::size_t i = before + 1; i < began.size(); ++i)
    EXPECT_GE(began[i] - began[i - 1], kDriftCheck - milliseconds(50)) << i;
}

TEST(ReplicasThatCheckForDrift, HandACheckOverWithin15Seconds) {
  Replicas replicas(CompareOften);
  Story& story = replicas.story;
  RunningGateway& first = story.gateway();
  const auto held = story.LinkedTicket();
  const auto other = story.LinkedTicket();
  RunningGateway& second = replicas.Add();
  story.world().DeliverTo(second.url());
  // The second sleeps until a check of the first hangs.
  kill(second.id(), SIGSTOP);
  story.world().Failing().Add(Slow(Service::kFreshdesk, "GET", "/" + std::to_string(held) + "$",
                                   FaultKind::kSlow, seconds(9)));
  ASSERT_TRUE(Story::Soon([&] { return story.world().Failing().Left() == 0; }, kHandOver));
  kill(second.id(), SIGCONT);
  const auto held_before = Comparisons(story.world().Log(), held).size();
  // They compare the other link meanwhile, and not this one.
  const auto other_before = Comparisons(story.world().Log(), other).size();
  ASSERT_TRUE(IsComparedMoreThan(story, other, other_before + 2));
  EXPECT_EQ(Comparisons(story.world().Log(), held).size(), held_before);
  first.Kill();
  EXPECT_TRUE(IsComparedMoreThan(story, held, held_before));
  EXPECT_TRUE(IsComparedMoreThan(story, other, Comparisons(story.world().Log(), other).size() + 1));
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
