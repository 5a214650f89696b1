// What people do at awkward moments: their choice stands, and nothing is tried for ever.

#include "tests/scenarios/story.h"

#include <algorithm>

namespace tandem::sandbox {
namespace {

constexpr int kResolved = 4;
constexpr int kClosed = 5;

TEST(SecondLook, AStatusNoteThatAPersonDeletedStaysDeleted) {
  Story story;
  const auto ticket = story.LinkedTicket();
  story.desk().AgentDeletesNote(story.desk().Ticket(ticket).entries.back().id);
  const auto before = story.Writes();
  story.hub().Closes(story.issue, "completed");
  ASSERT_TRUE(story.Soon([&] { return story.desk().Ticket(ticket).status == kResolved; }));
  ASSERT_TRUE(story.Quiet());
  const auto writes = story.WritesSince(before);
  const auto edits = std::count_if(writes.begin(), writes.end(), [](const Write& write) {
    return write.method == "PUT" && write.path.find("/conversations/") != std::string::npos;
  });
  EXPECT_LE(edits, 1);
  EXPECT_EQ(story.NotesWith(ticket, "is linked to"), 0);
}

TEST(SecondLook, ATicketThatIsNotFoundOnceGetsItsIssueAllTheSame) {
  Story story;
  Fault missed;
  missed.method = "GET";
  missed.path = "/tickets/\\d+$";
  missed.status = 404;
  story.world().Failing().Add(missed);
  NewTicket tagged;
  tagged.tags = {"github"};
  const auto ticket = story.desk().CustomerCreatesTicket(tagged);
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "is linked to") == 1; }));
  EXPECT_EQ(story.world().Failing().Left(), 0U);
}

TEST(SecondLook, TheStatusThatAStewardChoseMeanwhileStays) {
  Story story;
  const auto ticket = story.LinkedTicket();
  Fault refused;
  refused.method = "PUT";
  refused.path = "/tickets/\\d+$";
  refused.status = 503;
  refused.times = 3;
  story.world().Failing().Add(refused);
  const auto before = story.Writes();
  story.hub().Closes(story.issue, "completed");
  ASSERT_TRUE(story.Soon(
      [&] { return story.Writes() > before + 1; }));  // the note, and a status that was refused
  story.desk().AgentSetsStatus(ticket, kClosed);
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.desk().Ticket(ticket).status, kClosed);
  EXPECT_FALSE(story.hub().Issue(story.issue).open);
}

TEST(SecondLook, ThePollFindsEachOfManyChangesWithinASecond) {
  Story story([](Json& configuration) { configuration.Set("catch_up", "100ms"); });
  NewTicket tagged;
  tagged.tags = {"github"};
  const auto ticket = story.desk().CustomerCreatesTicket(tagged);
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "is linked to") == 1; }));
  story.issue = story.hub().Repository().issues.rbegin()->first;
  WebhookFaults faults;
  faults.lose_everything = true;
  story.world().Set(faults);
  for (int i = 1; i <= 6; ++i) {  // so quickly that some of them show the same time
    const std::string words = "words " + std::to_string(i) + " end";
    story.desk().AgentAddsPrivateNote(ticket, "<div>" + words + "</div>");
    ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, words) == 1; })) << words;
  }
}

TEST(SecondLook, ATicketThatWeMayNotSeeKeepsItsIssuesOthersFromNothing) {
  Story story;
  const auto ticket = story.desk().CustomerCreatesTicket();
  const auto hidden = story.desk().CustomerCreatesTicket();
  ASSERT_TRUE(story.Quiet());
  Fault forbidden;
  forbidden.method = "GET";
  forbidden.path = "/tickets/" + std::to_string(hidden) + "$";
  forbidden.status = 403;
  forbidden.times = 100'000;
  story.world().Failing().Add(forbidden);
  NewIssue naming;
  naming.labels = {"support"};
  for (const auto id : {hidden, ticket})
    naming.body += story.world().FreshdeskUrl() + "/a/tickets/" + std::to_string(id) + " ";
  const auto issue = story.hub().OpensIssue(naming);
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "is linked to") == 1; }));
  story.hub().Comments(issue, "look here");
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "look here") == 1; }));
}

}  // namespace
}  // namespace tandem::sandbox
