// Kills and stops at any moment: nothing is lost, nothing comes twice.

#include "tests/scenarios/story.h"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace tandem::sandbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct Planted {
  std::int64_t ticket = 0;
  std::int64_t issue = 0;
  std::vector<std::string> notes{};     // to be found among the issue's comments
  std::vector<std::string> comments{};  // to be found among the ticket's notes
};

// One note and one comment more on each, with a text that occurs nowhere else.
void Plant(Story& story, std::vector<Planted>& all, const std::string& when) {
  for (Planted& it : all) {
    const std::string name = when + " on " + std::to_string(it.ticket) + ".";
    it.notes.push_back("Note " + name);
    it.comments.push_back("Comment " + name);
    story.desk().AgentAddsPrivateNote(it.ticket, "<div>" + it.notes.back() + "</div>");
    story.hub().Comments(it.issue, it.comments.back());
  }
}

bool Arrived(Story& story, const std::vector<Planted>& all) {
  for (const Planted& it : all) {
    for (const auto& text : it.notes)
      if (story.CommentsWith(it.issue, text) == 0) return false;
    for (const auto& text : it.comments)
      if (story.NotesWith(it.ticket, text) == 0) return false;
  }
  return true;
}

void ExpectEachOnce(Story& story, const std::vector<Planted>& all) {
  for (const Planted& it : all) {
    for (const auto& text : it.notes) EXPECT_EQ(story.CommentsWith(it.issue, text), 1) << text;
    for (const auto& text : it.comments) EXPECT_EQ(story.NotesWith(it.ticket, text), 1) << text;
  }
}

std::vector<Planted> TwoLinks(Story& story) {
  std::vector<Planted> all;
  for (int i = 0; i < 2; ++i) {
    const auto ticket = story.LinkedTicket();
    all.push_back({ticket, story.issue, {}, {}});
  }
  return all;
}

// Both services send again what was not taken, as a person's "Redeliver" or a catch-up would.
void Persist(Story& story) {
  const std::vector<milliseconds> waits(40, milliseconds(100));
  story.world().FreshdeskWebhooks().RetryAfter(waits);
  story.world().GithubWebhooks().RetryAfter(waits);
}

TEST(AKilledGateway, LosesNothingAndDoesNothingTwice) {
  Story story;
  Persist(story);
  auto all = TwoLinks(story);
  constexpr int kKills = 8;
  for (int kill = 0; kill < kKills; ++kill) {
    const auto before = story.Writes();
    const auto calls = story.world().Log().Calls().size();
    Plant(story, all, "before kill " + std::to_string(kill));
    if (kill == 2) story.hub().AddsLabel(all[0].issue, "bug");
    if (kill == 5) story.desk().AgentAddsTag(all[1].ticket, "outage");
    // Each time a little further on: in the midst of reading, then after the first writes.
    const auto far = static_cast<std::size_t>(kill);
    EXPECT_TRUE(story.Soon([&] {
      return far < 3 ? story.world().Log().Calls().size() > calls + 2 * far
                     : story.Writes() > before + (far - 3) / 2;
    }));
    story.gateway().Kill();
    ASSERT_TRUE(story.gateway().Start());
  }
  EXPECT_TRUE(story.Soon([&] { return Arrived(story, all); }, seconds(40)));
  EXPECT_TRUE(story.Quiet());
  EXPECT_EQ(story.Issues(), 2);
  ExpectEachOnce(story, all);
  const auto labels = story.hub().Issue(all[1].issue).labels;
  EXPECT_EQ(std::count(labels.begin(), labels.end(), "impact: outage"), 1);
  const auto tags = story.desk().Ticket(all[0].ticket).tags;
  EXPECT_EQ(std::count(tags.begin(), tags.end(), "bug"), 1);
  const auto writes = story.Writes();
  EXPECT_TRUE(story.world().WaitForQuiet(milliseconds(700), seconds(5)));
  EXPECT_EQ(story.Writes(), writes);
}

// The moments around a create, each hit by holding its answer back.
TEST(AKilledGateway, CreatesOneIssueThoughTheAnswerNeverCame) {
  Story story;
  Persist(story);
  for (int i = 0; i < 3; ++i) {
    Fault fault;
    fault.service = Service::kGithub;
    fault.method = "POST";
    fault.path = "/issues$";
    fault.kind = i == 1 ? FaultKind::kHangBefore : FaultKind::kHangAfter;
    fault.delay = milliseconds(600);
    story.world().Failing().Add(fault);
    const auto before = story.Writes();
    NewTicket ticket;
    ticket.tags = {"github"};
    const auto id = story.desk().CustomerCreatesTicket(ticket);
    ASSERT_TRUE(story.Soon([&] {
      for (const Write& write : story.WritesSince(before))
        if (write.applied || i == 1) return true;
      return false;
    }));
    story.gateway().Kill();
    ASSERT_TRUE(story.gateway().Start());
    EXPECT_TRUE(story.Soon([&] { return story.NotesWith(id, "acme/infrastructure#") == 1; }));
    EXPECT_EQ(story.Issues(), i + 1);
  }
  EXPECT_TRUE(story.Quiet());
  EXPECT_EQ(story.Issues(), 3);
}

TEST(AStoppedGateway, EndsInTimeWithWorkInHandAndGoesOnAfterwards) {
  Story story;
  Persist(story);
  auto all = TwoLinks(story);
  const auto before = story.Writes();
  for (int i = 0; i < 5; ++i) Plant(story, all, "round " + std::to_string(i));
  EXPECT_TRUE(story.Soon([&] { return story.Writes() > before + 1; }));
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(story.gateway().Stop(), 0);
  EXPECT_LT(std::chrono::steady_clock::now() - began, seconds(10));
  ASSERT_TRUE(story.gateway().Start());
  EXPECT_TRUE(story.Soon([&] { return Arrived(story, all); }));
  EXPECT_TRUE(story.Quiet());
  ExpectEachOnce(story, all);
}

// The first child of any of the process's threads; 0 when there is none.
pid_t ChildOf(pid_t process) {
  std::error_code fault;
  const std::string tasks = "/proc/" + std::to_string(process) + "/task";
  for (const auto& task : std::filesystem::directory_iterator(tasks, fault)) {
    pid_t child = 0;
    if (std::ifstream(task.path() / "children") >> child) return child;
  }
  return 0;
}

TEST(AKilledRedis, IsStartedAgainAndNothingIsLost) {
  Story story;
  Persist(story);
  auto all = TwoLinks(story);
  pid_t last = 0;
  for (int kill = 0; kill < 2; ++kill) {
    ASSERT_TRUE(story.Soon([&] {
      const pid_t child = ChildOf(story.gateway().id());
      return child > 0 && child != last;
    }));
    const auto before = story.Writes();
    Plant(story, all, "before its end " + std::to_string(kill));
    EXPECT_TRUE(story.Soon([&] { return story.Writes() > before; }));
    last = ChildOf(story.gateway().id());
    ASSERT_GT(last, 0);
    ::kill(last, SIGKILL);
    Plant(story, all, "after its end " + std::to_string(kill));
    EXPECT_TRUE(story.Soon([&] { return Arrived(story, all); }, seconds(30)));
  }
  EXPECT_TRUE(story.Quiet());
  ExpectEachOnce(story, all);
  EXPECT_NE(story.gateway().Get("/metrics").find("\ntandem_redis_restarts_total 2\n"),
            std::string::npos);
}

}  // namespace
}  // namespace tandem::sandbox
