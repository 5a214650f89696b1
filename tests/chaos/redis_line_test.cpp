// What can happen on the way to the store, by TCP through a proxy of ours: it is cut one way, slow,
// or brings its bytes one by one.

#include "tests/chaos/own_redis.h"
#include "tests/chaos/talk.h"
#include "tests/chaos/tcp_proxy.h"

namespace tandem::sandbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct Line {
  int redis_port = FreePort();
  RedisProcess redis{{"--port", std::to_string(redis_port), "--bind", "127.0.0.1"}};
  TcpProxy proxy{redis_port};
  Story story{[this](Json& configuration) {
    UseRedis(configuration, "redis://127.0.0.1:" + std::to_string(proxy.port()));
  }};

  void ExpectAllIsWell(Talk& talk) {
    EXPECT_TRUE(talk.Arrives());
    EXPECT_TRUE(story.Quiet());
    talk.ExpectEachOnce();
  }
};

// The store does what it is asked, and nobody hears of it.
TEST(TheLineToRedis, MayLoseTheAnswersAndNothingIsLostOrDoubled) {
  Line line;
  Talk talk(line.story, 2);
  for (int round = 0; round < 2; ++round) {
    const auto writes = line.story.Writes();
    talk.Say("before the line was cut");
    EXPECT_TRUE(Story::Soon([&] { return line.story.Writes() > writes; }));
    line.proxy.HoldAnswers(true);
    const int refused = talk.Refused();
    talk.Say("while no answer comes");
    EXPECT_TRUE(Story::Soon([&] { return talk.Refused() > refused; }));
    line.proxy.CloseAll();
    line.proxy.HoldAnswers(false);
  }
  line.ExpectAllIsWell(talk);
}

// What was held up arrives late, when the gateway has long given up.
TEST(TheLineToRedis, MayBringQuestionsLateAndNothingIsDoubled) {
  Line line;
  Talk talk(line.story, 2);
  const auto writes = line.story.Writes();
  talk.Say("before the line was cut");
  EXPECT_TRUE(Story::Soon([&] { return line.story.Writes() > writes; }));
  line.proxy.HoldQuestions(true);
  talk.Say("while no question goes through");
  EXPECT_TRUE(Story::Soon([&] { return talk.Refused() > 0; }));
  line.proxy.HoldQuestions(false);
  line.ExpectAllIsWell(talk);
}

TEST(TheLineToRedis, MayBringItsBytesOneByOne) {
  Line line;
  Talk talk(line.story, 1);
  line.proxy.Drip(true);
  talk.Say("byte by byte");
  line.ExpectAllIsWell(talk);
}

TEST(TheLineToRedis, MayBeSlowAndBreakAgainAndAgain) {
  Line line;
  Talk talk(line.story, 1);
  line.proxy.Delay(milliseconds(2));
  for (int i = 0; i < 10; ++i) {
    const auto calls = line.story.world().Log().Calls().size();
    talk.Say("before break " + std::to_string(i));
    EXPECT_TRUE(Story::Soon([&] { return line.story.world().Log().Calls().size() > calls + 1; }));
    line.proxy.CloseAll();
  }
  line.ExpectAllIsWell(talk);
}

}  // namespace
}  // namespace tandem::sandbox
