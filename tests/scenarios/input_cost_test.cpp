// What broken bodies cost the running gateway: little time, and no memory that it keeps.

#include "tests/scenarios/broken_bodies.h"
#include "tests/scenarios/knocking.h"
#include "tests/scenarios/process_costs.h"

namespace tandem::sandbox {
namespace {

using std::chrono::milliseconds;

constexpr int kTimes = 20;

void SendOften(Story& story, const std::string& body) {
  for (int i = 0; i < kTimes; ++i) ASSERT_EQ(Hook(story, Signed("issues", body), body), 400);
}

// 50 ms is what an answer may take. A clock would also count what the machine does besides, so the
// processor's time of the whole process is asked, over enough requests that its steps do not count.
TEST(ABodyThatIsNoObject, TakesLessThanFiftyMillisecondsOfTheProcessor) {
  if (!CostsCount()) GTEST_SKIP() << "these are the sanitizer's costs";
  Story story;
  for (const BrokenBody& body : BrokenBodies()) {
    SCOPED_TRACE(body.what);
    const auto before = ProcessorTime(story.gateway().id());
    SendOften(story, body.text);
    EXPECT_LT(ProcessorTime(story.gateway().id()) - before, kTimes * milliseconds(50));
  }
  EXPECT_TRUE(Alive(story));
}

TEST(ABodyThatIsNoObject, LeavesNoMemoryBehind) {
  if (!CostsCount()) GTEST_SKIP() << "these are the sanitizer's costs";
  Story story;
  // What one good webhook sets up is no growth; all that strangers leave is.
  ASSERT_EQ(Hook(story, Signed("star", "{}"), "{}"), 200);
  const std::size_t before = ResidentBytes(story.gateway().id());
  ASSERT_GT(before, 1'000'000U);
  for (int round = 0; round < 4; ++round) {
    for (const BrokenBody& body : BrokenBodies()) SendOften(story, body.text);
  }
  // Sixteen threads that answer, and keep the largest of these bodies each, would have more.
  EXPECT_LT(ResidentBytes(story.gateway().id()), before + 24'000'000);
  EXPECT_TRUE(Alive(story));
}

}  // namespace
}  // namespace tandem::sandbox
