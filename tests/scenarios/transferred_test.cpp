// Issues that are transferred to another repository.

#include "tests/sandbox/github_json.h"
#include "tests/scenarios/story.h"

namespace tandem::sandbox {
namespace {

constexpr const char* kElsewhere = "acme/elsewhere";

TEST(Transferred, ToARepositoryWithoutARuleTheLinkEndsWithANote) {
  Story story;
  const auto ticket = story.LinkedTicket();
  story.hub().AddsRepository(kElsewhere);
  story.hub().TransfersIssue(story.issue, kElsewhere);
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Link ended") == 1; }));
  EXPECT_EQ(story.NotesWith(ticket, "was moved to acme/elsewhere#1"), 1);
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.Issues(), 1);
}

// Two repositories with a rule each; nothing is in the second one yet.
struct TwoRules {
  TwoRules()
      : story([](Json& configuration) {
          Json rules = configuration["rules"];
          Json rule;
          rules.Add(rule.Set("tag", "elsewhere").Set("repository", kElsewhere));
          configuration.Set("rules", rules);
        }) {
    story.hub().AddsRepository(kElsewhere);
  }
  int CommentsThere(std::int64_t number, const std::string& text) {
    int count = 0;
    for (const auto& comment : story.hub().CommentsOf(number, kElsewhere))
      count += comment.body.find(text) != std::string::npos ? 1 : 0;
    return count;
  }
  // No webhook tells of it.
  std::int64_t TransferUnheard(std::int64_t issue, const std::string& to, const std::string& from) {
    WebhookFaults faults;
    faults.lose_everything = true;
    story.world().Set(faults);
    const auto number = story.hub().TransfersIssue(issue, to, kEngineer, from);
    story.world().Set(WebhookFaults{});
    return number;
  }
  // Of what is written until all is quiet.
  bool AllWritesWereApplied(std::size_t from) {
    EXPECT_TRUE(story.Quiet());
    for (const Write& write : story.WritesSince(from)) {
      EXPECT_TRUE(write.applied) << write.path;
      if (!write.applied) return false;
    }
    return true;
  }
  Story story;
};

TEST(Transferred, ToARepositoryWithARuleTheLinkGoesAlong) {
  TwoRules two;
  Story& story = two.story;
  const auto ticket = story.LinkedTicket();
  story.desk().AgentAddsPrivateNote(ticket, "<div>Does it burn?</div>");
  story.hub().Comments(story.issue, "It burns");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "It burns") == 1; }));
  ASSERT_TRUE(story.Quiet());
  const auto before = story.Writes();
  const auto moved = story.hub().TransfersIssue(story.issue, kElsewhere);
  const std::string name = kElsewhere + std::string("#") + std::to_string(moved);
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, name) == 1; }))
      << "the status note names it";
  story.desk().AgentAddsPrivateNote(ticket, "<div>Still?</div>");
  story.hub().Comments(moved, "Not any more", kEngineer, kElsewhere);
  ASSERT_TRUE(story.Soon([&] {
    return two.CommentsThere(moved, "Still?") == 1 && story.NotesWith(ticket, "Not any more") == 1;
  }));
  // An event of the old issue that comes late.
  story.hub().Configure([&](GithubState& state) {
    auto* repository = FindRepository(state, kRepository);
    ASSERT_NE(repository, nullptr);
    Json payload = Json::Object{{"action", "edited"}};
    payload.Set("issue", IssueJson(state, *repository, repository->issues.at(story.issue)));
    state.fire(*repository, "issues", kEngineer, payload);
  });
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.NotesWith(ticket, "It burns"), 1);
  EXPECT_EQ(two.CommentsThere(moved, "Does it burn?"), 1);
  EXPECT_EQ(story.hub().CommentsOf(moved, kElsewhere).size(), 4U);
  EXPECT_EQ(story.NotesWith(ticket, "Link ended"), 0);
  story.hub().Closes(moved, "completed", kEngineer, kElsewhere);
  ASSERT_TRUE(story.Soon([&] { return story.desk().Ticket(ticket).status == 4; }));
  story.desk().AgentSetsStatus(ticket, 2);
  ASSERT_TRUE(story.Soon([&] { return story.hub().Issue(moved, kElsewhere).open; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.Issues(), 1);
  EXPECT_TRUE(two.AllWritesWereApplied(before));
}

// Where it was made it carries the marker of its own making, and nothing tells of its way back.
TEST(Transferred, BackWhereItWasMadeItIsNoSecondIssue) {
  TwoRules two;
  Story& story = two.story;
  const auto ticket = story.LinkedTicket();
  const auto there = story.hub().TransfersIssue(story.issue, kElsewhere);
  const std::string name = kElsewhere + std::string("#") + std::to_string(there);
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, name) == 1; }));
  ASSERT_TRUE(story.Quiet());
  const auto back = two.TransferUnheard(there, kRepository, kElsewhere);
  story.hub().Assigns(back, {kEngineer});
  const std::string here = kRepository + std::string("#") + std::to_string(back);
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, here) == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_TRUE(story.hub().Issue(back).open);
  EXPECT_EQ(story.CommentsWith(back, "It goes on in"), 0);
}

TEST(Transferred, AnIssueThatAskedForItsTicketDoesNotAskAgain) {
  TwoRules two;
  Story& story = two.story;
  const auto ticket = story.desk().CustomerCreatesTicket();
  NewIssue issue;
  story.issue = story.hub().OpensIssue(issue);
  story.hub().Comments(story.issue, "/ticket " + std::to_string(ticket));
  ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "is linked") == 1; }));
  ASSERT_TRUE(story.Quiet());
  const auto comments = story.hub().CommentsOf(story.issue).size();
  const auto moved = story.hub().TransfersIssue(story.issue, kElsewhere);
  const std::string name = kElsewhere + std::string("#") + std::to_string(moved);
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, name) > 0; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.hub().CommentsOf(moved, kElsewhere).size(), comments);
}

// A comment that was copied is not among those of the new issue: it was deleted.
TEST(Transferred, TheLinkGoesAlongWithoutACommentThatIsMissingThere) {
  TwoRules two;
  Story& story = two.story;
  const auto ticket = story.LinkedTicket();
  const auto lost = story.hub().Comments(story.issue, "It burns");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "It burns") == 1; }));
  ASSERT_TRUE(story.Quiet());
  const auto before = story.Writes();
  story.hub().Configure(
      [&](GithubState& state) { FindRepository(state, kRepository)->comments.erase(lost); });
  const auto moved = story.hub().TransfersIssue(story.issue, kElsewhere);
  story.hub().Comments(moved, "Not any more", kEngineer, kElsewhere);
  ASSERT_TRUE(story.Soon([&] {
    return story.NotesWith(ticket, "Not any more") == 1 && story.NotesWith(ticket, "It burns") == 0;
  }));
  const std::string name = kElsewhere + std::string("#") + std::to_string(moved);
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, name) == 2; }))
      << "the status note and the comment's";
  EXPECT_TRUE(two.AllWritesWereApplied(before));
}

// Somebody linked another ticket to the issue where it is now, before Tandem heard of the transfer.
TEST(Transferred, TheLinkIsHeldAndCanBeMovedByHandWhereTheIssueHasAnotherLink) {
  TwoRules two;
  Story& story = two.story;
  const auto ticket = story.LinkedTicket();
  const auto other = story.desk().CustomerCreatesTicket();
  ASSERT_TRUE(story.Quiet());
  const auto before = story.Writes();
  const auto moved = two.TransferUnheard(story.issue, kElsewhere, kRepository);
  const std::string name = kElsewhere + std::string("#") + std::to_string(moved);
  story.desk().AgentAddsPrivateNote(other, "<div>/issue " + name + "</div>");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(other, "This ticket is linked") == 1; }));
  story.desk().AgentAddsPrivateNote(ticket, "<div>What now?</div>");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "was transferred and is") == 1; }));
  story.desk().AgentAddsPrivateNote(ticket, "<div>/unlink</div>");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Link ended") == 1; }));
  story.desk().AgentAddsPrivateNote(ticket, "<div>/issue " + name + "</div>");
  ASSERT_TRUE(story.Soon([&] {
    const auto comments = story.hub().CommentsOf(moved, kElsewhere);
    return !comments.empty() && comments.back().body.find("What now?") != std::string::npos;
  }));
  EXPECT_EQ(story.NotesWith(ticket, "was transferred and is"), 1);
  EXPECT_TRUE(two.AllWritesWereApplied(before));
}

}  // namespace
}  // namespace tandem::sandbox
