// What a preview shows is what happens, and a preview itself changes nothing.

#include "tests/scenarios/api_story.h"

#include <gmock/gmock.h>

namespace tandem::sandbox {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr int kResolved = 4;

NewTicket Tagged() {
  NewTicket ticket;
  ticket.subject = "Printer \"\xc3\xa4\" <b>burns</b>";
  ticket.html = "<div>It burns at <a href=\"https://example.org\">this place</a>.</div>";
  ticket.tags = {"github", "bug"};
  return ticket;
}

TEST(Preview, ShowsExactlyTheIssueAndTheCommentsThatAreMadeLater) {
  ApiStory story;
  story.LoseWebhooks();
  const auto ticket = story.desk().CustomerCreatesTicket(Tagged());
  story.desk().AgentAddsPrivateNote(ticket, "<div>an <b>older</b> note</div>");
  const auto created = story.Previewed(ticket, "create_issue");
  const auto copied = story.Previewed(ticket, "add_comment");
  ASSERT_EQ(created.size(), 1U);
  ASSERT_EQ(copied.size(), 1U);
  EXPECT_EQ(created[0]["target"], Json(kRepository));

  EXPECT_EQ(story.Run({"sync", std::to_string(ticket)}).exit, 0);
  ASSERT_EQ(story.Issues(), 1);
  const auto issue = story.hub().Repository().issues.begin()->second;
  EXPECT_EQ(created[0]["title"], Json(issue.title));
  EXPECT_EQ(created[0]["text"], Json(ApiStory::WithoutMarker(issue.body)));
  Json::Array labels;
  for (const auto& label : issue.labels) labels.emplace_back(label);
  EXPECT_EQ(created[0]["labels"], Json(labels));
  const auto comments = story.hub().CommentsOf(issue.number);
  ASSERT_EQ(comments.size(), 1U);
  EXPECT_EQ(copied[0]["text"], Json(ApiStory::WithoutMarker(comments[0].body)));
}

TEST(Preview, ShowsExactlyWhatIsPublishedForALinkedTicket) {
  ApiStory story;
  const auto ticket = story.LinkedTicket();
  EXPECT_THAT(story.Run({"preview", std::to_string(ticket)}).out,
              HasSubstr("nothing to do: both sides are in step"));
  story.LoseWebhooks();
  // Both services tell whole seconds, and what is as old as the store is first looked for.
  story.world().Time().Advance(std::chrono::seconds(2));
  story.desk().AgentAddsPrivateNote(ticket, "<p>one</p><ul><li>two &lt;3</li></ul>");
  story.hub().Closes(story.issue, "completed");
  const auto comments = story.Previewed(ticket, "add_comment");
  const auto notes = story.Previewed(ticket, "add_note");
  const auto statuses = story.Previewed(ticket, "set_ticket_status");
  ASSERT_EQ(comments.size(), 1U);
  ASSERT_EQ(notes.size(), 1U);
  ASSERT_EQ(statuses.size(), 1U);
  EXPECT_EQ(statuses[0]["text"], Json("Resolved"));
  EXPECT_EQ(statuses[0]["target"], Json("ticket " + std::to_string(ticket)));
  const Ended shown = story.Run({"preview", std::to_string(ticket)});
  EXPECT_EQ(shown.exit, 0);
  EXPECT_THAT(shown.out, HasSubstr("add_comment -> " + std::string(kRepository) + "#"));

  EXPECT_EQ(story.Run({"sync", std::to_string(ticket)}).exit, 0);
  ASSERT_EQ(story.hub().CommentsOf(story.issue).size(), 1U);
  EXPECT_EQ(comments[0]["text"],
            Json(ApiStory::WithoutMarker(story.hub().CommentsOf(story.issue)[0].body)));
  EXPECT_EQ(story.desk().Ticket(ticket).status, kResolved);
}

TEST(Preview, WritesNothingAndLeavesNoTrace) {
  ApiStory story;
  const auto linked = story.LinkedTicket();
  story.LoseWebhooks();
  const auto fresh = story.desk().CustomerCreatesTicket(Tagged());
  story.desk().AgentAddsPrivateNote(linked, "<div>not yet copied</div>");
  const auto writes = story.Writes();
  const Json before = story.Ask("GET", "/api/activity").json;
  for (const auto ticket : {linked, fresh, fresh}) {
    EXPECT_EQ(story.Run({"preview", std::to_string(ticket)}).exit, 0);
    EXPECT_EQ(story.Run({"sync", std::to_string(ticket), "--dry-run"}).exit, 0);
  }
  const Ended all = story.Run({"sync", "--all", "--dry-run"});
  EXPECT_EQ(all.exit, 0);
  EXPECT_THAT(all.out, HasSubstr("not yet copied"));
  EXPECT_THAT(all.out, HasSubstr("1 links"));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.Writes(), writes);
  EXPECT_EQ(story.Ask("GET", "/api/activity").json, before);
}

TEST(Preview, SaysWhyThereIsNothingToDo) {
  ApiStory story;
  const auto plain = story.desk().CustomerCreatesTicket();
  EXPECT_THAT(story.Run({"preview", std::to_string(plain)}).out,
              HasSubstr("nothing to do: the ticket carries no rule's tag"));
  const Ended missing = story.Run({"preview", "987654321"});
  EXPECT_EQ(missing.exit, 1);
  EXPECT_THAT(missing.error, HasSubstr("tandem: "));
  EXPECT_EQ(story.Ask("GET", "/api/preview/987654321").status, 404);
}

TEST(Preview, OfATicketWhoseIssueIsNotThereShowsNoCopies) {
  ApiStory story;
  const auto ticket = story.LinkedTicket();
  ASSERT_TRUE(story.Quiet());
  story.LoseWebhooks();
  story.desk().AgentAddsPrivateNote(ticket, "<p>Nowhere to go.</p>");
  story.hub().DeletesIssue(story.issue);
  const Ended shown = story.Run({"preview", std::to_string(ticket)});
  EXPECT_EQ(shown.exit, 0) << shown.error;
  EXPECT_THAT(shown.out, HasSubstr("nothing to do: the issue is not there"));
  EXPECT_THAT(shown.out, Not(HasSubstr("Nowhere to go")));
}

TEST(Preview, ShowsNothingPrivateOfATicketWhoseRepositoryIsPublic) {
  ApiStory story;
  story.LoseWebhooks();
  story.hub().Publicizes();
  const auto ticket = story.desk().CustomerCreatesTicket(Tagged());
  story.desk().AgentAddsPrivateNote(ticket, "<div>an older note</div>");
  const Ended shown = story.Run({"preview", std::to_string(ticket)});
  EXPECT_EQ(shown.exit, 0);
  EXPECT_THAT(shown.out, HasSubstr("title: Support request, ticket "));
  EXPECT_THAT(shown.out, Not(HasSubstr("burns")));
  EXPECT_THAT(shown.out, Not(HasSubstr("older note")));
}

TEST(Preview, ShowsATicketThatTheIssuesTextNamesAsJoining) {
  ApiStory story;
  const auto second = story.desk().CustomerCreatesTicket();
  ASSERT_TRUE(story.Quiet());
  NewIssue naming;
  naming.body = story.world().FreshdeskUrl() + "/a/tickets/" + std::to_string(second);
  naming.labels = {"support"};
  const auto issue = story.hub().OpensIssue(naming);
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(second, "is linked to") == 1; }));
  ASSERT_TRUE(story.Quiet());
  const auto third = story.desk().CustomerCreatesTicket();
  ASSERT_TRUE(story.Quiet());
  story.LoseWebhooks();
  story.hub().EditsIssue(
      issue, std::nullopt,
      naming.body + " " + story.world().FreshdeskUrl() + "/a/tickets/" + std::to_string(third));
  const auto joining = story.Previewed(second, "link_ticket");
  ASSERT_EQ(joining.size(), 1U);
  EXPECT_EQ(joining[0]["text"], Json("ticket " + std::to_string(third)));
  bool told = false;
  for (const Json& note : story.Previewed(second, "add_note"))
    told = told || note["target"] == Json("ticket " + std::to_string(third));
  EXPECT_TRUE(told);
}

}  // namespace
}  // namespace tandem::sandbox
