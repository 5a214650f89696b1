// Links that engineers make, several tickets on one issue, and what is not linked.

#include "tests/scenarios/story.h"

namespace tandem::sandbox {
namespace {

constexpr int kResolved = 4;

std::string TicketUrl(Story& story, std::int64_t ticket) {
  return story.world().FreshdeskUrl() + "/a/tickets/" + std::to_string(ticket);
}

NewIssue Naming(Story& story, std::int64_t ticket) {
  NewIssue issue;
  issue.body = "From " + TicketUrl(story, ticket) + ".";
  issue.labels = {"support"};
  return issue;
}

// Nothing can have been copied before the very first start: nobody waits for what might have been.
TEST(Linking, BringsOverAtOnceWhatWasWrittenBeforeTheFirstStart) {
  Story story([](Json& configuration) {
    Json retry = configuration["retry"];
    configuration.Set("retry", retry.Set("look_after", "10m"));
  });
  const auto ticket = story.desk().CustomerCreatesTicket();
  story.desk().AgentAddsPrivateNote(ticket, "<div>An older note</div>");
  story.desk().Configure([&](FreshdeskState& state) {
    DeskTicket& found = *FindTicket(state, ticket);
    found.created -= std::chrono::hours(1);
    found.entries.front().created -= std::chrono::hours(1);
  });
  story.desk().AgentAddsTag(ticket, "github");
  EXPECT_TRUE(story.Soon([&] { return story.Issues() == 1; }));
  EXPECT_TRUE(story.Soon([&] { return story.CommentsWith(1, "An older note") == 1; }));
}

TEST(Linking, ALabelledIssueThatNamesATicketIsLinkedToIt) {
  Story story;
  const auto ticket = story.desk().CustomerCreatesTicket();
  story.desk().AgentAddsPrivateNote(ticket, "<div>an older note</div>");
  const auto issue = story.hub().OpensIssue(Naming(story, ticket));
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "is linked to") == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.Issues(), 1);
  EXPECT_EQ(story.desk().Ticket(ticket).tags, std::vector<std::string>{"github"});
  EXPECT_EQ(story.NotesWith(ticket, "<b>erin</b>"), 1);
  EXPECT_EQ(story.CommentsWith(issue, "an older note"), 0);
  story.desk().AgentAddsPrivateNote(ticket, "<div>a newer note</div>");
  ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(issue, "a newer note") == 1; }));
  ASSERT_TRUE(story.Quiet());
}

TEST(Linking, AStrangersIssueLinksNothing) {
  Story story;
  const auto ticket = story.desk().CustomerCreatesTicket();
  NewIssue issue = Naming(story, ticket);
  issue.author = kStranger;
  story.hub().OpensIssue(issue);
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.Writes(), 0U);
}

TEST(Linking, AnIssueWithoutTheLabelLinksNothingUntilItGetsIt) {
  Story story;
  const auto ticket = story.desk().CustomerCreatesTicket();
  NewIssue naming = Naming(story, ticket);
  naming.labels.clear();
  const auto issue = story.hub().OpensIssue(naming);
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.Writes(), 0U);
  story.hub().AddsLabel(issue, "support");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "is linked to") == 1; }));
  ASSERT_TRUE(story.Quiet());
}

TEST(Linking, ABodyEditedSoThatItNamesATicketLinksIt) {
  Story story;
  story.LinkedTicket();
  const auto second = story.desk().CustomerCreatesTicket();
  NewIssue plain;
  plain.labels = {"support"};
  const auto issue = story.hub().OpensIssue(plain);
  ASSERT_TRUE(story.Quiet());
  story.hub().EditsIssue(issue, std::nullopt, "See " + TicketUrl(story, second));
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(second, "is linked to") == 1; }));
  ASSERT_TRUE(story.Quiet());
}

TEST(Linking, ATicketThatIsLinkedElsewhereIsRefused) {
  Story story;
  const auto ticket = story.LinkedTicket();
  const auto before = story.Writes();
  const auto issue = story.hub().OpensIssue(Naming(story, ticket));
  ASSERT_TRUE(story.Soon(
      [&] { return story.CommentsWith(issue, "is linked to another issue already") == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.WritesSince(before).size(), 1U);
  story.hub().Comments(issue, "And now?");
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.WritesSince(before).size(), 1U);  // told once
}

TEST(Linking, APullRequestIsNeverLinked) {
  Story story;
  const auto ticket = story.desk().CustomerCreatesTicket();
  story.hub().OpensPullRequest(Naming(story, ticket));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.Writes(), 0U);
}

TEST(Linking, SeveralTicketsShareAnIssueWhichIsClosedWhenAllAreDone) {
  Story story;
  const auto first = story.desk().CustomerCreatesTicket();
  const auto second = story.desk().CustomerCreatesTicket();
  NewIssue naming = Naming(story, first);
  naming.body += " and " + TicketUrl(story, second);
  const auto issue = story.hub().OpensIssue(naming);
  ASSERT_TRUE(story.Soon([&] {
    return story.NotesWith(first, "is linked to") == 1 &&
           story.NotesWith(second, "is linked to") == 1;
  }));
  story.hub().Comments(issue, "for both");
  ASSERT_TRUE(story.Soon([&] {
    return story.NotesWith(first, "for both") == 1 && story.NotesWith(second, "for both") == 1;
  }));
  story.desk().AgentAddsPrivateNote(first, "<div>only from the first</div>");
  ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(issue, "only from the first") == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.NotesWith(second, "only from the first"), 0);

  story.desk().AgentSetsStatus(first, kResolved);
  ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(issue, "Still open:") == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_TRUE(story.hub().Issue(issue).open);
  story.desk().AgentSetsStatus(second, kResolved);
  ASSERT_TRUE(story.Soon([&] { return !story.hub().Issue(issue).open; }));
  ASSERT_TRUE(story.Quiet());
}

TEST(Linking, ATagOfNoRuleAndAnIssueWithoutATicketAreLeftAlone) {
  Story story;
  NewTicket ticket;
  ticket.tags = {"billing"};
  story.desk().CustomerCreatesTicket(ticket);
  NewIssue issue;
  issue.labels = {"support"};
  story.hub().OpensIssue(issue);
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.Writes(), 0U);
}

TEST(Linking, AnEmptyStoreFindsTheLinkAgainByItsMarkers) {
  Story story;
  const auto ticket = story.LinkedTicket();
  story.desk().AgentAddsPrivateNote(ticket, "<div>copied before</div>");
  story.hub().Comments(story.issue, "copied as well");
  ASSERT_TRUE(story.Soon([&] {
    return story.CommentsWith(story.issue, "copied before") == 1 &&
           story.NotesWith(ticket, "copied as well") == 1;
  }));
  ASSERT_TRUE(story.Quiet());
  story.LoseStore();
  story.desk().AgentAddsPrivateNote(ticket, "<div>written after</div>");
  ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "written after") == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.Issues(), 1);
  EXPECT_EQ(story.CommentsWith(story.issue, "copied before"), 1);
  EXPECT_EQ(story.NotesWith(ticket, "copied as well"), 1);
  EXPECT_EQ(story.NotesWith(ticket, "is linked to"), 1);
}

TEST(Linking, MoreIssuesThanARuleMayCreateAreHeldAndParked) {
  Story story([](Json& configuration) {
    Json rule = configuration["rules"].Items()[0];
    configuration.Set("rules", Json(Json::Array{rule.Set("create_limit", 2)}));
  });
  NewTicket ticket;
  ticket.tags = {"github"};
  for (int i = 0; i < 3; ++i) story.desk().CustomerCreatesTicket(ticket);
  ASSERT_TRUE(story.Soon([&] {
    return story.gateway().Get("/metrics").find("tandem_parked 1\n") != std::string::npos;
  }));
  EXPECT_TRUE(story.Soon([&] { return story.Issues() == 2; }));
  EXPECT_FALSE(story.Soon([&] { return story.Issues() > 2; }, std::chrono::milliseconds(300)));
}

}  // namespace
}  // namespace tandem::sandbox
