// What the services refuse: archived tickets, locked issues, fields required for closing.

#include "tests/scenarios/story.h"

#include <algorithm>

namespace tandem::sandbox {
namespace {

TEST(Archived, ATicketThatRefusesAllWritesForAMinuteEndsItsLinkAndTheIssueIsTold) {
  Story story;
  const auto ticket = story.LinkedTicket();
  story.desk().ArchivesTicket(ticket);
  story.hub().Comments(story.issue, "look here");
  ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "was archived") == 1; }));
  ASSERT_TRUE(story.Quiet());
  const auto before = story.Writes();
  story.hub().Comments(story.issue, "and here");
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.Writes(), before);
  EXPECT_TRUE(story.hub().Issue(story.issue).open);
}

// A key that may read and not write looks like this; its links stay.
TEST(Archived, ATicketWhereOurRightsDoNotAllowToWriteStaysLinked) {
  Story story;
  const auto ticket = story.LinkedTicket();
  Fault forbidden;
  forbidden.method = "WRITE";
  forbidden.path = "/tickets/";
  forbidden.status = 403;
  forbidden.body = R"({"code":"access_denied","message":"You are not authorized."})";
  forbidden.times = 100'000;
  story.world().Failing().Add(forbidden);
  const auto before = story.Writes();
  story.hub().Comments(story.issue, "look here");
  ASSERT_TRUE(story.Soon([&] { return story.Writes() >= before + 5; }));
  EXPECT_EQ(story.CommentsWith(story.issue, "was archived"), 0);
  story.world().Failing().Clear();
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "look here") == 1; }));
}

TEST(Locked, AnIssueGetsItsCommentsOnceItIsUnlockedAndNoneIsTriedBefore) {
  Story story;
  const auto ticket = story.LinkedTicket();
  story.hub().Locks(story.issue);
  ASSERT_TRUE(story.Quiet());
  const auto before = story.Writes();
  story.desk().AgentAddsPrivateNote(ticket, "<div>look here</div>");
  story.desk().AgentAddsTag(ticket, "bug");
  ASSERT_TRUE(story.Soon([&] { return story.hub().Issue(story.issue).labels.size() == 2; }));
  story.hub().Comments(story.issue, "Only members may speak here.");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Only members") == 1; }));
  for (const Write& write : story.WritesSince(before))
    EXPECT_EQ(write.path.find("/comments"), std::string::npos) << write.path;
  story.hub().Locks(story.issue, GithubService::Lock::kUnlocked);
  EXPECT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "look here") == 1; }));
}

TEST(Closing, IsTriedAgainWhenTheFieldThatFreshdeskRequiresIsFilled) {
  Story story;
  const auto ticket = story.LinkedTicket();
  story.desk().Configure([](FreshdeskState& state) {
    state.custom_fields.emplace_back("cf_cause");
    state.required_for_closure.emplace_back("cf_cause");
  });
  story.hub().Closes(story.issue);
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "was closed") == 1; }));
  const auto refused = [&] {
    const auto writes = story.world().Log().Writes();
    return std::any_of(writes.begin(), writes.end(),
                       [](const Write& write) { return write.status == 400; });
  };
  ASSERT_TRUE(story.Soon(refused));
  DeskChange filled;
  filled.custom_fields = {{"cf_cause", "paper"}};
  story.desk().AgentChanges(ticket, filled);
  EXPECT_TRUE(story.Soon([&] { return story.desk().Ticket(ticket).status == 4; }));
}

}  // namespace
}  // namespace tandem::sandbox
