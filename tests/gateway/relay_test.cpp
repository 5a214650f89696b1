#include "gateway/relay.h"

#include <gtest/gtest.h>

#include <future>
#include <stdexcept>

namespace tandem {
namespace {

Line Says(int status) {
  return {[status](const ServerRequest&) { return ServerResponse{status, {}, {}}; }, {}};
}

TEST(Relay, LetsTheFirstRequestsWaitUntilSomebodyServes) {
  Relay relay(std::chrono::hours(1));
  auto answer = std::async(std::launch::async, [&] { return relay.Answer({}).status; });
  const Line line = Says(202);
  relay.Connect(line);
  EXPECT_EQ(answer.get(), 202);
}

TEST(Relay, AsksToComeAgainWhenNobodyServesForLong) {
  Relay relay(std::chrono::milliseconds(1));
  EXPECT_EQ(relay.Answer({}).status, 503);
  EXPECT_FALSE(relay.IsProxy("127.0.0.1"));
}

TEST(Relay, LeavesWhatWasBegunToThePredecessorAndGivesTheRestToTheSuccessor) {
  std::promise<void> begun;
  std::promise<void> go_on;
  const Line first{[&](const ServerRequest&) {
                     begun.set_value();
                     go_on.get_future().wait();
                     return ServerResponse{201, {}, {}};
                   },
                   {}};
  const Line second = Says(202);
  Relay relay;
  relay.Connect(first);
  auto answer = std::async(std::launch::async, [&] { return relay.Answer({}).status; });
  begun.get_future().wait();
  relay.Connect(second);
  EXPECT_EQ(relay.Answer({}).status, 202);
  EXPECT_FALSE(relay.IsUnused(first));
  EXPECT_FALSE(relay.IsUnused(second));
  go_on.set_value();
  EXPECT_EQ(answer.get(), 201);
  EXPECT_TRUE(relay.IsUnused(first));
}

TEST(Relay, LetsGoOfALineWhoseHandlerThrew) {
  const Line first{
      [](const ServerRequest&) -> ServerResponse { throw std::runtime_error("broken"); }, {}};
  const Line second = Says(200);
  Relay relay;
  relay.Connect(first);
  EXPECT_THROW(relay.Answer({}), std::runtime_error);
  EXPECT_FALSE(relay.IsUnused(first)) << "it is connected";
  relay.Connect(second);
  EXPECT_TRUE(relay.IsUnused(first));
}

TEST(Relay, TakesTheProxiesOfWhoServes) {
  Line first = Says(200);
  first.proxies = *AddressRanges::Read({"10.0.0.0/8"});
  const Line second = Says(200);
  Relay relay;
  relay.Connect(first);
  EXPECT_TRUE(relay.IsProxy("10.1.2.3"));
  relay.Connect(second);
  EXPECT_FALSE(relay.IsProxy("10.1.2.3"));
}

}  // namespace
}  // namespace tandem
