// Values that the services rewrite go to and fro no more than what they refuse for good.

#include "tests/scenarios/story.h"

#include <functional>
#include <string>
#include <vector>

namespace tandem::sandbox {
namespace {

TEST(Values, ThatTheServicesRewriteDoNotGoToAndFro) {
  Story story;
  story.hub().Configure([](GithubState& state) {
    FindRepository(state, kRepository)->labels = {"BUG", "Impact: Outage", "Support"};
  });
  NewTicket ticket;
  ticket.subject = "   A title with blanks around  ";
  ticket.tags = {"bug"};
  const auto id = story.LinkedTicket(ticket);
  EXPECT_EQ(story.Issues(), 1);
  story.desk().AgentAddsPrivateNote(
      id, "<div onclick=\"x()\">Ein <b>Wort</b><script>x()</script>&nbsp;&amp; mehr</div>");
  story.hub().Comments(story.issue, "**fett** <script>x()</script>\r\n\r\n- one\r\n- two\r\n");
  EXPECT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "Wort") == 1; }));
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(id, "fett") == 1; }));
  story.desk().AgentAddsTag(id, "outage");
  EXPECT_TRUE(story.Soon([&] {
    const auto labels = story.hub().Issue(story.issue).labels;
    return std::count(labels.begin(), labels.end(), "Impact: Outage") == 1 &&
           std::count(labels.begin(), labels.end(), "BUG") == 1;
  }));
  EXPECT_TRUE(story.Quiet());
  const auto writes = story.Writes();
  for (int i = 0; i < 3; ++i) {
    story.hub().Comments(story.issue, "/sync");
    ASSERT_TRUE(story.Quiet());
  }
  for (const Write& write : story.WritesSince(writes)) {
    EXPECT_EQ(write.method, "POST") << write.path << ": only the commands are answered";
    EXPECT_NE(write.path.find("/comments"), std::string::npos) << write.path;
  }
}

TEST(APoisonLink, IsParkedWhileTheOthersGoOnAndComesBackWithTheNextEvent) {
  Story story;
  std::vector<std::pair<std::int64_t, std::int64_t>> links;
  for (int i = 0; i < 6; ++i) {
    const auto ticket = story.LinkedTicket();
    links.emplace_back(ticket, story.issue);
  }
  const auto poisoned = links[2].first;
  const auto issue = links[2].second;
  Fault fault;
  fault.service = Service::kGithub;
  fault.method = "POST";
  fault.path = "/issues/" + std::to_string(issue) + "/comments$";
  fault.status = 422;
  fault.body = R"({"message":"Validation Failed","errors":[{"field":"body","code":"invalid"}]})";
  fault.times = 100'000;
  story.world().Failing().Add(fault);
  for (const auto& [ticket, number] : links)
    story.desk().AgentAddsPrivateNote(ticket, "<div>For everybody</div>");
  for (const auto& [ticket, number] : links) {
    if (ticket == poisoned) continue;
    EXPECT_TRUE(story.Soon(
        [&, number = number] { return story.CommentsWith(number, "For everybody") == 1; }));
  }
  EXPECT_TRUE(story.Soon([&] {
    return story.gateway().Get("/metrics").find("\ntandem_parked 1\n") != std::string::npos;
  }));
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(poisoned, "A person has to look") == 1; }));
  story.world().Failing().Clear();
  story.desk().AgentAddsTag(poisoned, "bug");
  EXPECT_TRUE(story.Soon([&] { return story.CommentsWith(issue, "For everybody") == 1; }));
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(poisoned, "Held up") == 0; }));
  EXPECT_TRUE(story.Quiet());
  EXPECT_EQ(story.CommentsWith(issue, "For everybody"), 1);
  EXPECT_NE(story.gateway().Get("/metrics").find("\ntandem_parked 0\n"), std::string::npos);
}

// Such an answer never says that nothing was done: each time it is looked for first.
TEST(APoisonLink, IsParkedWhenEachWriteToItEndsWithAFaultOfTheService) {
  Story story([](Json& configuration) {
    Json retry = configuration["retry"];
    retry.Set("for", "2s");
    configuration.Set("retry", retry);
  });
  const auto poisoned = story.LinkedTicket();
  const auto issue = story.issue;
  Fault fault;
  fault.service = Service::kGithub;
  fault.method = "POST";
  fault.path = "/issues/" + std::to_string(issue) + "/comments$";
  fault.status = 500;
  fault.times = 100'000;
  story.world().Failing().Add(fault);
  story.desk().AgentAddsPrivateNote(poisoned, "<div>For everybody</div>");
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(poisoned, "A person has to look") == 1; }));
  EXPECT_TRUE(story.Soon([&] {
    return story.gateway().Get("/metrics").find("\ntandem_parked 1\n") != std::string::npos;
  }));
  story.world().Failing().Clear();
  story.desk().AgentAddsTag(poisoned, "bug");
  EXPECT_TRUE(story.Soon([&] { return story.CommentsWith(issue, "For everybody") == 1; }));
  EXPECT_TRUE(story.Quiet());
  EXPECT_NE(story.gateway().Get("/metrics").find("\ntandem_parked 0\n"), std::string::npos);
}

}  // namespace
}  // namespace tandem::sandbox
