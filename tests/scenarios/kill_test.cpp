// kill -9 at any moment and a restart on the same data: nothing lost, nothing twice.

#include "tests/scenarios/story.h"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>

namespace tandem::sandbox {
namespace {

// What people wrote, each with a token that is found nowhere else.
struct Planted {
  std::vector<std::string> notes{};
  std::vector<std::string> comments{};
};

void Burst(Story& story, std::int64_t ticket, int round, Planted& planted) {
  for (int i = 0; i < 3; ++i) {
    const std::string token = std::to_string(round) + "x" + std::to_string(i);
    planted.notes.push_back("note" + token + "end");
    story.desk().AgentAddsPrivateNote(ticket, "<div>" + planted.notes.back() + "</div>");
    planted.comments.push_back("comment" + token + "end");
    story.hub().Comments(story.issue, planted.comments.back());
  }
}

void ExpectEachOnce(Story& story, std::int64_t ticket, const Planted& planted) {
  for (const std::string& note : planted.notes)
    EXPECT_EQ(story.CommentsWith(story.issue, note), 1) << note;
  for (const std::string& comment : planted.comments)
    EXPECT_EQ(story.NotesWith(ticket, comment), 1) << comment;
}

// The embedded redis-server: the gateway's only child.
pid_t RedisOf(pid_t gateway) {
  pid_t child = 0;
  for (const auto& task :
       std::filesystem::directory_iterator("/proc/" + std::to_string(gateway) + "/task")) {
    std::ifstream children(task.path() / "children");
    if (pid_t id = 0; children >> id) child = id;
  }
  return child;
}

TEST(Kill, AtAnyWriteOfABurstNothingIsLostOrDoubled) {
  Story story;
  const auto ticket = story.LinkedTicket();
  Planted planted;
  for (int round = 1; round <= 8; ++round) {
    const auto before = story.Writes();
    Burst(story, ticket, round, planted);
    // Each round dies after another write of its burst, at whatever step it is then.
    ASSERT_TRUE(
        story.Soon([&] { return story.Writes() >= before + static_cast<std::size_t>(round % 6); }));
    story.gateway().Kill();
    ASSERT_TRUE(story.gateway().Start());
  }
  ASSERT_TRUE(story.Quiet(std::chrono::seconds(60)));
  ExpectEachOnce(story, ticket, planted);
  EXPECT_EQ(story.Issues(), 1);
  EXPECT_EQ(story.NotesWith(ticket, "is linked to"), 1);
}

TEST(Kill, WhileIssuesAreCreatedEachTicketGetsOne) {
  Story story;
  NewTicket tagged;
  tagged.tags = {"github"};
  for (int round = 1; round <= 6; ++round) {
    const auto before = story.Writes();
    story.desk().CustomerCreatesTicket(tagged);
    ASSERT_TRUE(
        story.Soon([&] { return story.Writes() > before + static_cast<std::size_t>(round % 2); }));
    story.gateway().Kill();
    ASSERT_TRUE(story.gateway().Start());
  }
  ASSERT_TRUE(story.Quiet(std::chrono::seconds(60)));
  EXPECT_EQ(story.Issues(), 6);
  for (const DeskTicket& ticket : story.desk().Tickets())
    EXPECT_EQ(story.NotesWith(ticket.id, "is linked to"), 1);
}

TEST(Kill, ACleanStopInMidWorkEndsWithinTenSecondsAndTheRestIsDoneAfterwards) {
  Story story;
  const auto ticket = story.LinkedTicket();
  Planted planted;
  const auto before = story.Writes();
  Burst(story, ticket, 1, planted);
  ASSERT_TRUE(story.Soon([&] { return story.Writes() > before; }));
  const auto started = std::chrono::steady_clock::now();
  EXPECT_EQ(story.gateway().Stop(), 0);
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(10));
  ASSERT_TRUE(story.gateway().Start());
  ASSERT_TRUE(story.Quiet(std::chrono::seconds(30)));
  ExpectEachOnce(story, ticket, planted);
}

TEST(Kill, RedisIsStartedAgainAndKeepsWhatItAcknowledged) {
  Story story;
  const auto ticket = story.LinkedTicket();
  Planted planted;
  for (int round = 1; round <= 3; ++round) {
    const pid_t redis = RedisOf(story.gateway().id());
    ASSERT_GT(redis, 0);
    Burst(story, ticket, round, planted);
    ASSERT_EQ(kill(redis, SIGKILL), 0);
    ASSERT_TRUE(story.Soon([&] {
      const pid_t next = RedisOf(story.gateway().id());
      return next > 0 && next != redis &&
             story.gateway().Get("/health/ready").find("\"down\"") == std::string::npos;
    }));
  }
  // A webhook that was answered 503 is lost for good: the next one of the link brings everything.
  story.desk().AgentAddsPrivateNote(ticket, "<div>the last</div>");
  story.hub().Comments(story.issue, "the very last");
  ASSERT_TRUE(story.Quiet(std::chrono::seconds(60)));
  ExpectEachOnce(story, ticket, planted);
}

}  // namespace
}  // namespace tandem::sandbox
