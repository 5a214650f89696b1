// kill -9 at each named moment, while each kind of operation is under way, as the moment is passed
// for the first and for the second time: after the restart everything has happened once.
// `./dev test` plays the kinds that the table names; TANDEM_MATRIX=full, all of them.

#include "gateway/kill_point.h"
#include "tests/chaos/operations.h"
#include "tests/chaos/run/made_twice.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>

namespace tandem::sandbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

enum class How {
  kAsIs,
  kPolled,   // no webhook comes: the poll finds it
  kRefused,  // the first writes are refused as invalid, so that the lane is parked
};

struct Row {
  KillPoint point{};
  How how = How::kAsIs;
  std::vector<const char*> kinds{};  // two that pass the moment twice
  std::vector<const char*> never{};  // do not pass it

  bool NeverPassedBy(std::string_view kind) const {
    return std::any_of(never.begin(), never.end(), [&](const char* each) { return kind == each; });
  }
};

// Where each moment is surely passed. What is reached from `tandem rebuild` is played where that is
// tested.
const std::vector<Row> kRows{
    {KillPoint::kAfterAccept, How::kAsIs, {"note", "issue that names a ticket"}},
    {KillPoint::kAfterBody, How::kAsIs, {"comment", "tag"}},
    {KillPoint::kAfterSignature, How::kAsIs, {"label", "command to unlink"}},
    {KillPoint::kBeforeIntake, How::kAsIs, {"tag for an issue", "edited comment"}},
    {KillPoint::kAfterIntake, How::kAsIs, {"ticket's end", "command to link"}},
    {KillPoint::kAfterClaim, How::kAsIs, {"command for an issue", "deleted comment"}},
    {KillPoint::kAfterFreshdeskRead, How::kAsIs, {"deleted note", "withdrawal"}},
    {KillPoint::kAfterGithubRead, How::kAsIs, {"edited note", "issue's end"}},
    {KillPoint::kAfterPlan, How::kAsIs, {"command to unlink on the issue", "command to sync"}},
    {KillPoint::kBeforeMemory, How::kAsIs, {"reopened issue", "removed tag"}},
    {KillPoint::kAfterMemory, How::kAsIs, {"reopened ticket", "priority"}},
    {KillPoint::kAfterIntent, How::kAsIs, {"label of a priority", "comment"}},
    {KillPoint::kAfterSending, How::kAsIs, {"command for an issue", "note made private"}},
    {KillPoint::kBeforeRecord, How::kAsIs, {"removed label", "ticket's end"}},
    {KillPoint::kAfterRecord, How::kAsIs, {"command to link", "comment made private"}},
    {KillPoint::kBetweenActions,
     How::kAsIs,
     {"note", "comment"},
     {"tag for an issue", "withdrawal"}},
    {KillPoint::kBeforeRelease, How::kAsIs, {"command to sync on the issue", "edited comment"}},
    {KillPoint::kWhileParking, How::kRefused, {"note", "tag"}},
    {KillPoint::kWithinPage, How::kPolled, {"note", "issue's end"}},
    {KillPoint::kBeforeHighWater, How::kPolled, {"comment", "ticket's end"}},
};

bool PlaysAll() {
  const char* const matrix = std::getenv("TANDEM_MATRIX");  // NOLINT(concurrency-mt-unsafe)
  return matrix != nullptr && std::string_view(matrix) == "full";
}

std::string NameOf(KillPoint point) {
  const auto named = std::find_if(kKillPoints.begin(), kKillPoints.end(),
                                  [&](const NamedKillPoint& each) { return each.point == point; });
  return std::string(named->name);
}

class KillMatrix : public ::testing::TestWithParam<Row> {
 protected:
  KillMatrix()
      : story_([](Json& configuration) {
          Json rule = configuration["rules"].Items()[0];
          rule.Set("create_limit", 0);
          rule.Set("priority",
                   Json(Json::Object{{"Urgent", "priority: urgent"}, {"High", "priority: high"}}));
          configuration.Set("rules", Json(Json::Array{rule}));
        }) {
    // What a dead gateway did not take is sent again, as a person's "Redeliver" would.
    const std::vector<milliseconds> waits(60, milliseconds(100));
    story_.world().FreshdeskWebhooks().RetryAfter(waits);
    story_.world().GithubWebhooks().RetryAfter(waits);
  }

  // Whether it was killed there.
  bool Play(const std::string& kind, int pass) {
    const auto operation = MakeOperation(kind);
    operation->Prepare(story_);
    EXPECT_TRUE(Rests());
    story_.gateway().Kill();
    if (GetParam().how == How::kPolled) Poll("200ms");
    const std::string armed = story_.gateway().folder() + "/armed";
    const std::string order = NameOf(GetParam().point) + ":" + std::to_string(pass);
    EXPECT_TRUE(
        story_.gateway().Start({{"TANDEM_CRASH=" + order, "TANDEM_CRASH_WHEN=" + armed}, 0}));
    EXPECT_TRUE(story_.Soon([&] { return story_.gateway().IsIdle(); }));
    if (GetParam().how == How::kRefused) RefuseWrites();
    if (GetParam().how == How::kPolled) LoseWebhooks(true);
    std::ofstream(armed) << "";
    operation->Act(story_);
    const auto ended = story_.gateway().WaitForEnd(PlaysAll() ? seconds(3) : seconds(15));
    std::filesystem::remove(armed);
    if (!ended) story_.gateway().Kill();
    EXPECT_TRUE(story_.gateway().Start());
    if (GetParam().how == How::kRefused) Nudge(*operation);
    EXPECT_TRUE(story_.Soon([&] { return operation->Arrived(story_); }, seconds(40)));
    if (GetParam().how == How::kPolled) StopPolling();
    EXPECT_TRUE(Rests());
    operation->ExpectOnce(story_);
    EXPECT_THAT(chaos::MadeTwice(story_.world().Log()), ::testing::IsEmpty());
    return ended == SIGKILL;
  }

 private:
  // Nothing is left to do and nothing is written any more.
  bool Rests() {
    constexpr milliseconds kRest{700};  // longer than what waits for a second look
    std::size_t writes = story_.world().Log().CountWrites();
    auto since = std::chrono::steady_clock::now();
    return Story::Soon(
        [&] {
          const auto now = story_.world().Log().CountWrites();
          if (now != writes || !story_.gateway().IsIdle()) since = std::chrono::steady_clock::now();
          writes = now;
          return std::chrono::steady_clock::now() - since >= kRest;
        },
        seconds(40));
  }
  // From the next start on.
  void Poll(const std::string& each) {
    std::ifstream file(story_.gateway().config_path());
    const std::string text((std::istreambuf_iterator<char>(file)),
                           std::istreambuf_iterator<char>());
    auto configuration = Json::Parse(text);
    ASSERT_TRUE(configuration.ok());
    configuration->Set("catch_up", each);
    std::ofstream(story_.gateway().config_path()) << configuration->Dump();
  }
  // What the poll has found is worked on, and is always found anew while it polls.
  void StopPolling() {
    LoseWebhooks(false);
    EXPECT_EQ(story_.gateway().Stop(), 0);
    Poll("1h");
    EXPECT_TRUE(story_.gateway().Start());
  }
  void LoseWebhooks(bool lose) {
    WebhookFaults faults;
    faults.lose_everything = lose;
    story_.world().Set(faults);
  }
  void RefuseWrites() {
    for (const Service service : {Service::kFreshdesk, Service::kGithub}) {
      Fault fault;
      fault.service = service;
      fault.method = "WRITE";
      fault.status = 422;
      fault.times = 2;
      story_.world().Failing().Add(fault);
    }
  }
  // What is parked is tried again at any new event.
  void Nudge(const Operation& operation) {
    story_.world().Failing().Clear();
    for (const auto ticket : operation.tickets()) story_.desk().AgentAddsTag(ticket, "nudge");
  }

  Story story_;
};

TEST_P(KillMatrix, EverythingHappensOnce) {
#ifndef TANDEM_CHAOS
  GTEST_SKIP() << "this build has no kill points: see TANDEM_CHAOS in CMakeLists.txt";
#endif
  const Row& row = GetParam();
  if (!PlaysAll()) {
    for (std::size_t i = 0; i < row.kinds.size(); ++i) {
      const int pass = static_cast<int>(i) + 1;
      SCOPED_TRACE(std::string(row.kinds[i]) + ", pass " + std::to_string(pass));
      EXPECT_TRUE(Play(row.kinds[i], pass)) << "the moment did not come";
      if (HasFailure()) return;
    }
    return;
  }
  std::string without_death;
  for (const char* const kind : kOperations) {
    for (const int pass : {1, 2}) {
      const std::string name = std::string(kind) + ", pass " + std::to_string(pass);
      SCOPED_TRACE(name);
      const bool killed = Play(kind, pass);
      if (!killed) without_death += "; " + name;
      // What comes twice may be worked on at once, so the second pass may not come.
      if (pass == 1) {
        EXPECT_EQ(killed, !row.NeverPassedBy(kind));
      }
      if (HasFailure()) return;
    }
  }
  std::cout << NameOf(row.point) << ": played, but not passed" << without_death << std::endl;
}

INSTANTIATE_TEST_SUITE_P(At, KillMatrix, testing::ValuesIn(kRows), [](const auto& row) {
  std::string name = NameOf(row.param.point);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(TheKillMatrix, HasARowForEachNamedMomentButThatOfTheRebuild) {
  for (const NamedKillPoint& each : kKillPoints) {
    const auto rows = std::count_if(kRows.begin(), kRows.end(),
                                    [&](const Row& row) { return row.point == each.point; });
    EXPECT_EQ(rows, each.point == KillPoint::kWithinRebuild ? 0 : 1) << each.name;
  }
}

TEST(TheKillMatrix, PlaysEachKindOfOperation) {
  for (const char* const kind : kOperations) {
    const bool played = std::any_of(kRows.begin(), kRows.end(), [&](const Row& row) {
      return std::any_of(row.kinds.begin(), row.kinds.end(),
                         [&](const char* each) { return std::string_view(each) == kind; });
    });
    EXPECT_TRUE(played) << kind;
    EXPECT_NE(MakeOperation(kind), nullptr) << kind;
  }
}

}  // namespace
}  // namespace tandem::sandbox
