// What the machine does to a gateway: stops it in mid-work, moves its clock, gives it few
// descriptors, starts a second one on the same folder.

#include "tests/chaos/run/made_twice.h"
#include "tests/free_port.h"
#include "tests/gateway/program.h"
#include "tests/gateway/raw_client.h"
#include "tests/places.h"
#include "tests/sanitizer.h"
#include "tests/scenarios/story.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <utility>

namespace tandem::sandbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

std::string Div(const std::string& text) {
  return "<div>" + text + "</div>";
}

void Persist(Story& story) {
  const std::vector<milliseconds> waits(60, milliseconds(100));
  story.world().FreshdeskWebhooks().RetryAfter(waits);
  story.world().GithubWebhooks().RetryAfter(waits);
}

// A note and a comment that say `when`.
void Say(Story& story, std::int64_t ticket, const std::string& when) {
  story.desk().AgentAddsPrivateNote(ticket, Div("Note " + when + "."));
  story.hub().Comments(story.issue, "Comment " + when + ".");
}

void ExpectSaidOnce(Story& story, std::int64_t ticket, const std::string& when) {
  EXPECT_TRUE(story.Soon(
      [&] {
        return story.CommentsWith(story.issue, "Note " + when + ".") > 0 &&
               story.NotesWith(ticket, "Comment " + when + ".") > 0;
      },
      seconds(20)))
      << when;
  EXPECT_TRUE(story.Quiet());
  EXPECT_EQ(story.CommentsWith(story.issue, "Note " + when + "."), 1);
  EXPECT_EQ(story.NotesWith(ticket, "Comment " + when + "."), 1);
  EXPECT_THAT(chaos::MadeTwice(story.world().Log()), ::testing::IsEmpty());
}

TEST(ATerminatedGateway, EndsWithinTenSecondsThoughAServiceHangsAndLosesNothing) {
  Story story;
  Persist(story);
  const auto ticket = story.LinkedTicket();
  for (const Service service : {Service::kFreshdesk, Service::kGithub}) {
    Fault hang;
    hang.service = service;
    hang.method = "POST";
    hang.kind = service == Service::kGithub ? FaultKind::kHangAfter : FaultKind::kHangBefore;
    hang.delay = seconds(20);
    story.world().Failing().Add(hang);
  }
  const auto writes = story.Writes();
  Say(story, ticket, "while it hangs");
  ASSERT_TRUE(story.Soon([&] { return story.Writes() > writes; }));
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(story.gateway().Stop(), 0);
  EXPECT_LT(std::chrono::steady_clock::now() - began, seconds(10));
  story.world().Failing().Clear();
  ASSERT_TRUE(story.gateway().Start());
  EXPECT_TRUE(story.Soon(
      [&] { return story.CommentsWith(story.issue, "Note while it hangs.") == 1; }, seconds(20)));
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Comment while it hangs.") == 1; },
                         seconds(40)));
  EXPECT_THAT(chaos::MadeTwice(story.world().Log()), ::testing::IsEmpty());
}

// Of the gateway and of its Redis, whose TIME is the queue's clock: see clock/moved_clock.cpp.
class AMovedClock : public ::testing::Test {
 protected:
  void SetUp() override {
    story.emplace();
    Persist(*story);
    ticket = story->LinkedTicket();
    EXPECT_EQ(story->gateway().Stop(), 0);
  }
  void Move(const std::string& by) { std::ofstream(Moved()) << by << "\n"; }
  bool Start() {
    return story->gateway().Start(
        {{std::string("LD_PRELOAD=") + TANDEM_MOVED_CLOCK, "LD_MOVED_CLOCK=" + Moved(),
          "ASAN_OPTIONS=verify_asan_link_order=0"},
         0});
  }
  // The issue cannot be read a few times, so that its link waits for another try.
  void RefuseReads() {
    Fault refused;
    refused.service = Service::kGithub;
    refused.method = "GET";
    refused.path = "/issues/";
    refused.status = 503;
    refused.times = 4;
    story->world().Failing().Add(refused);
  }

  std::optional<Story> story{};
  std::int64_t ticket = 0;

 private:
  std::string Moved() { return story->gateway().folder() + "/moved"; }
};

TEST_F(AMovedClock, AnHourForwardLosesNothing) {
  Move("0");
  ASSERT_TRUE(Start());
  Say(*story, ticket, "before");
  ExpectSaidOnce(*story, ticket, "before");
  RefuseReads();
  Say(*story, ticket, "meanwhile");
  ASSERT_TRUE(story->Soon([&] { return story->world().Failing().Left() == 0; }));
  Move("3600");
  ExpectSaidOnce(*story, ticket, "meanwhile");
  Say(*story, ticket, "afterwards");
  ExpectSaidOnce(*story, ticket, "afterwards");
}

TEST_F(AMovedClock, AnHourBackMakesNothingWaitForAnHour) {
  Move("3600");
  ASSERT_TRUE(Start());
  Say(*story, ticket, "before");
  ExpectSaidOnce(*story, ticket, "before");
  RefuseReads();
  Say(*story, ticket, "meanwhile");
  ASSERT_TRUE(story->Soon([&] { return story->world().Failing().Left() == 0; }));
  Move("0");
  ExpectSaidOnce(*story, ticket, "meanwhile");
  Say(*story, ticket, "afterwards");
  ExpectSaidOnce(*story, ticket, "afterwards");
}

// The store was begun while the clock was fast.
TEST_F(AMovedClock, PutRightAfterTheStoreWasBegunSwallowsNoCommandAndHoldsNothingUp) {
  std::filesystem::remove_all(story->gateway().folder() + "/data");
  Move("3600");
  ASSERT_TRUE(Start());
  const auto young = story->LinkedTicket();
  ASSERT_TRUE(story->Quiet());
  Move("0");
  Say(*story, young, "afterwards");
  ExpectSaidOnce(*story, young, "afterwards");
  story->desk().AgentAddsPrivateNote(young, "<div>/sync</div>");
  EXPECT_TRUE(story->Soon([&] { return story->NotesWith(young, "Synced.") == 1; }, seconds(20)));
}

// What was sent in what is the future now would be waited for until then.
TEST_F(AMovedClock, AnHourBackDoesNotMakeAWriteOfUnknownOutcomeWaitForAnHour) {
  Move("3600");
  ASSERT_TRUE(Start());
  Say(*story, ticket, "before");
  ExpectSaidOnce(*story, ticket, "before");
  Fault lost;
  lost.service = Service::kGithub;
  lost.method = "POST";
  lost.path = "/comments$";
  lost.kind = FaultKind::kResetBefore;
  story->world().Failing().Add(lost);
  Say(*story, ticket, "meanwhile");
  ASSERT_TRUE(story->Soon([&] { return story->world().Failing().Left() == 0; }));
  Move("0");
  ExpectSaidOnce(*story, ticket, "meanwhile");
}

// Looked for an hour too early, it is not there yet and is made again; then the first one comes
// through after all. Nobody can tell before it is seen: the second one is taken away.
TEST_F(AMovedClock, AnHourForwardLeavesAWriteOfUnknownOutcomeThereOnce) {
  Move("0");
  ASSERT_TRUE(Start());
  Say(*story, ticket, "before");
  ExpectSaidOnce(*story, ticket, "before");
  for (const auto& [service, path] :
       {std::pair{Service::kGithub, "/comments$"}, std::pair{Service::kFreshdesk, "/notes$"}}) {
    Fault late;
    late.service = service;
    late.method = "POST";
    late.path = path;
    late.kind = FaultKind::kLate;
    late.delay = seconds(4);
    story->world().Failing().Add(late);
  }
  const auto writes = story->Writes();
  Say(*story, ticket, "meanwhile");
  ASSERT_TRUE(story->Soon([&] { return story->world().Failing().Left() == 0; }));
  Move("3600");
  const auto posts = [&] {
    const auto all = story->WritesSince(writes);
    return std::count_if(all.begin(), all.end(), [](const Write& write) {
      return write.method == "POST" && write.body.find(" meanwhile.") != std::string::npos;
    });
  };
  // Each is sent again at once, and both times it takes effect.
  ASSERT_TRUE(story->Soon([&] { return posts() == 4; }));
  Move("0");
  EXPECT_TRUE(story->Soon([&] { return chaos::MadeTwice(story->world().Log()).size() == 2; }));
  Say(*story, ticket, "afterwards");
  const auto count = [&](const std::string& when) {
    return std::pair(story->CommentsWith(story->issue, "Note " + when + "."),
                     story->NotesWith(ticket, "Comment " + when + "."));
  };
  for (const char* when : {"before", "meanwhile", "afterwards"}) {
    EXPECT_TRUE(story->Soon([&] { return count(when) == std::pair(1, 1); }, seconds(20))) << when;
  }
  EXPECT_TRUE(story->Quiet());
  EXPECT_EQ(count("meanwhile"), std::pair(1, 1));
}

TEST(AGatewayWith64Descriptors, DoesItsWorkAndOutlivesMoreConnectionsThanItCanHold) {
  if (kSanitized)
    GTEST_SKIP() << "the sanitizer needs descriptors itself, and takes any object for another "
                    "without";
  Story story;
  Persist(story);
  const auto ticket = story.LinkedTicket();
  EXPECT_EQ(story.gateway().Stop(), 0);
  ASSERT_TRUE(story.gateway().Start({{}, 64}));
  const std::string url = story.gateway().url();
  const int port = std::stoi(url.substr(url.rfind(':') + 1));
  {
    std::vector<std::unique_ptr<tandem::testing::RawClient>> idle;
    constexpr std::size_t kCrowd = 100;
    idle.reserve(kCrowd);
    while (idle.size() < kCrowd) idle.push_back(std::make_unique<tandem::testing::RawClient>(port));
    Say(story, ticket, "in the crowd");
  }
  ExpectSaidOnce(story, ticket, "in the crowd");
  Say(story, ticket, "afterwards");
  ExpectSaidOnce(story, ticket, "afterwards");
  EXPECT_EQ(story.gateway().Stop(), 0);
}

TEST(ASecondGatewayOnOneFolder, RefusesToStartAndLeavesTheFirstAlone) {
  Story story;
  const auto ticket = story.LinkedTicket();
  std::ifstream file(story.gateway().config_path());
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  auto configuration = Json::Parse(text);
  ASSERT_TRUE(configuration.ok());
  configuration->Set("listen", "127.0.0.1:" + std::to_string(FreePort()));
  const std::string second = story.gateway().folder() + "/second.json";
  std::ofstream(second) << configuration->Dump();
  const Ended ended = RunTandem({"serve", "--config", second});
  EXPECT_EQ(ended.exit, 1);
  EXPECT_NE((ended.out + ended.error).find("/data"), std::string::npos) << ended.out << ended.error;
  Say(story, ticket, "after the mistake");
  ExpectSaidOnce(story, ticket, "after the mistake");
}

}  // namespace
}  // namespace tandem::sandbox
