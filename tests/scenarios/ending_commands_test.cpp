// `tandem unlink` and `tandem withdraw`: carried out by the gateway, told on both sides.

#include "tests/scenarios/api_story.h"

#include <gmock/gmock.h>

namespace tandem::sandbox {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string Text(std::int64_t number) {
  return std::to_string(number);
}

// A linked ticket with a note whose copy is on the issue.
std::int64_t LinkedWithASecret(ApiStory& story) {
  const auto ticket = story.LinkedTicket();
  story.desk().AgentAddsPrivateNote(ticket, "<div>the first secret</div>");
  EXPECT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "secret") == 1; }));
  EXPECT_TRUE(story.Quiet());
  return ticket;
}

// What GitHub answers once instead of deleting a comment.
Fault InsteadOfDeleting(int status) {
  Fault fault;
  fault.service = Service::kGithub;
  fault.method = "DELETE";
  fault.path = "/comments/";
  fault.status = status;
  return fault;
}

TEST(EndingCommands, UnlinkEndsTheLinkAndTellsBothSides) {
  ApiStory story;
  const auto ticket = story.LinkedTicket();
  const auto ran = story.Run({"unlink", Text(ticket)});
  EXPECT_EQ(ran.exit, 0) << ran.error;
  EXPECT_THAT(ran.out, Not(HasSubstr("create_issue"))) << "what happened before is not told again";
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.NotesWith(ticket, "Link ended"), 1);
  EXPECT_EQ(story.CommentsWith(story.issue, "is no longer linked to this issue"), 1);
  EXPECT_THAT(story.Run({"links"}).out, HasSubstr("nothing is linked yet"));
  EXPECT_EQ(story.Ask("GET", "/api/links/" + Text(ticket)).status, 404);
  EXPECT_EQ(story.Ask("POST", "/api/sync?dry_run=1").json["links"].Items().size(), 0U);
  const auto again = story.Run({"unlink", Text(ticket)});
  EXPECT_EQ(again.exit, 1);
  EXPECT_THAT(again.error, HasSubstr("is not linked"));
  EXPECT_EQ(story.Issues(), 1);
}

TEST(EndingCommands, WithdrawDeletesTheCopiesOfATicketsNotesForGood) {
  ApiStory story;
  const auto ticket = story.LinkedTicket();
  story.desk().AgentAddsPrivateNote(ticket, "<div>the first secret</div>");
  story.desk().AgentAddsPrivateNote(ticket, "<div>the second secret</div>");
  ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "secret") == 2; }));
  story.hub().Comments(story.issue, "A human's words");
  ASSERT_TRUE(story.Quiet());
  const auto ran = story.Run({"withdraw", Text(ticket)});
  EXPECT_EQ(ran.exit, 0) << ran.error;
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.CommentsWith(story.issue, "secret"), 0);
  EXPECT_EQ(story.CommentsWith(story.issue, "A human's words"), 1);
  EXPECT_EQ(story.NotesWith(ticket, "A human's words"), 1);
  story.desk().AgentAddsTag(ticket, "urgent");
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.CommentsWith(story.issue, "secret"), 0) << "they do not come again";
}

TEST(EndingCommands, WithdrawThatIsRefusedIsParkedWithItsReasonAndAsksLessAndLessOften) {
  ApiStory story;
  const auto ticket = LinkedWithASecret(story);
  Fault refused = InsteadOfDeleting(403);
  refused.times = 100'000;
  story.world().Failing().Add(refused);
  EXPECT_EQ(story.Ask("POST", "/api/withdraw/" + Text(ticket)).status, 202);
  const auto parked = [&] { return story.Run({"parked"}).out; };
  ASSERT_TRUE(story.Soon([&] { return parked().find("github.token") != std::string::npos; }))
      << parked();
  story.world().Failing().Clear();
  story.desk().AgentAddsTag(ticket, "nudge");
  EXPECT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "secret") == 0; }));
}

// A deletion of unknown outcome is also what an edit begins with, which copies the note anew.
TEST(EndingCommands, WithdrawCopiesNothingAnewWhenNobodyKnowsWhetherItWasDone) {
  ApiStory story;
  const auto ticket = LinkedWithASecret(story);
  story.world().Failing().Add(InsteadOfDeleting(502));
  const auto before = story.Writes();
  EXPECT_EQ(story.Ask("POST", "/api/withdraw/" + Text(ticket)).status, 202);
  EXPECT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "secret") == 0; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.CommentsWith(story.issue, "secret"), 0);
  for (const Write& write : story.WritesSince(before))
    EXPECT_THAT(write.body, Not(HasSubstr("secret")));
}

// The token may not see the repository for a while: nothing tells whether the comment is there.
TEST(EndingCommands, WithdrawDoesNotTakeA404ForDone) {
  ApiStory story;
  const auto ticket = LinkedWithASecret(story);
  Fault hidden;
  hidden.service = Service::kGithub;
  hidden.path = "/issues/comments/";
  hidden.status = 404;
  story.world().Failing().Add(hidden);
  hidden.path = "/issues/[0-9]+$";  // the look that follows, not the one before
  hidden.method = "GET";
  hidden.skip = 1;
  story.world().Failing().Add(hidden);
  EXPECT_EQ(story.Ask("POST", "/api/withdraw/" + Text(ticket)).status, 202);
  EXPECT_TRUE(story.Soon([&] { return story.world().Failing().Left() == 0; }));
  EXPECT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "secret") == 0; }))
      << "it is tried again";
}

TEST(EndingCommands, WithdrawAllTakesEveryLink) {
  ApiStory story;
  const auto first = story.LinkedTicket();
  const auto first_issue = story.issue;
  const auto second = story.LinkedTicket();
  story.desk().AgentAddsPrivateNote(first, "<div>one secret</div>");
  story.desk().AgentAddsPrivateNote(second, "<div>another secret</div>");
  ASSERT_TRUE(story.Soon([&] {
    return story.CommentsWith(first_issue, "secret") + story.CommentsWith(story.issue, "secret") ==
           2;
  }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.Run({"withdraw", "--all"}).exit, 0);
  EXPECT_TRUE(story.Soon([&] {
    return story.CommentsWith(first_issue, "secret") + story.CommentsWith(story.issue, "secret") ==
           0;
  }));
}

}  // namespace
}  // namespace tandem::sandbox
