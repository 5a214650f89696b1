// Listings of several pages whose entries move while they are read.

#include "gateway/directory.h"
#include "gateway/snapshot.h"
#include "mappers/beginning.h"
#include "tests/simulator/process.h"

#include <gtest/gtest.h>

#include <chrono>

namespace tandem::simulator {
namespace {

using namespace std::chrono_literals;

class Listing : public testing::Test {
 protected:
  Listing() : world_(Weather(std::vector<Fault>{}), {}) {
    world_.short_pages = true;
    life_.may_send = [](LeaseGuard::Call) -> Status { return Done{}; };
  }

  std::int64_t Open(GithubUserId author, const std::string& markdown) {
    Issue issue;
    issue.author = author;
    issue.markdown = markdown;
    world_.Pass(2s);
    return world_.hub.Open(issue, kRepositoryName, world_.now()).issue.ref.number;
  }

  World world_;
  Stage stage_{0, {}};
  Life life_{};
  SimulatedFreshdesk freshdesk_{world_, life_};
  SimulatedGithub github_{world_, life_};
  SimulatedStore store_{world_, life_};
  Directory directory_{[this] { return world_.monotonic(); }};
  Snapshot snapshot_{freshdesk_, github_, store_, directory_, stage_.keys};
};

TEST_F(Listing, ShowsOurIssueThoughAnotherMovesToItsEndBetweenTwoPages) {
  const Operation operation = CreationOf(TicketId{101}, kRepository, 0);
  const std::int64_t others = Open(kEngineer, "theirs");
  const std::int64_t ours = Open(kOurAccount, "x" + MarkerComment(stage_.keys.Sign(operation)));
  world_.Pass(2s);
  // Its first page is read 120 ms from now, after our account; its second 80 ms later.
  world_.At(world_.now() + 160ms,
            [&] { world_.hub.Find(others)->issue.updated_at = InSeconds(world_.now()); });
  const auto found =
      snapshot_.FindIssues(kRepositoryName, kRepository, World::kBegin - 1min, operation);
  ASSERT_TRUE(found.ok());
  ASSERT_EQ(found->size(), 1U);
  EXPECT_EQ(found->front().ref.number, ours);
}

}  // namespace
}  // namespace tandem::simulator
