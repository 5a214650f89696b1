// What a write meets besides a call that fails (see every_write_test.cpp): answers about somebody
// else's things, slow readings. And the creation of an issue, however its call fails.

#include "tests/chaos/failing_calls.h"
#include "tests/scenarios/story.h"

#include <algorithm>
#include <string>

namespace tandem::sandbox {
namespace {

using std::chrono::milliseconds;

bool IsTagged(Story& story, std::int64_t ticket) {
  const auto tags = story.desk().Ticket(ticket).tags;
  return std::count(tags.begin(), tags.end(), "bug") == 1;
}

// A GitHub answer about a comment of somebody else, and a Freshdesk answer about a note of somebody
// else: our own copies are found, and edited, all the same.
TEST(AWrite, AnsweredWithSomebodyElsesMessageNeverTouchesThat) {
  Story story;
  const auto ticket = story.LinkedTicket();
  const auto comment = story.hub().Comments(story.issue, "the comment of a person");
  const auto note = story.desk().AgentAddsPrivateNote(ticket, "<div>the note of a person</div>");
  ASSERT_TRUE(story.Soon([&] {
    return story.NotesWith(ticket, "the comment of a person") == 1 &&
           story.CommentsWith(story.issue, "the note of a person") == 1;
  }));
  ASSERT_TRUE(story.Quiet());
  const auto about = [](std::int64_t id, const std::string& text) {
    return R"({"id":)" + std::to_string(id) + R"(,"body":")" + text + "\"}";
  };
  const std::string of_comment = about(comment, "the comment of a person");
  const std::string of_note = about(note, "<div>the note of a person</div>");
  story.world().Failing().Add(
      Of({"", FaultKind::kGarbage, 0, of_comment.c_str()}, Service::kGithub, "POST", "/comments$"));
  story.world().Failing().Add(
      Of({"", FaultKind::kGarbage, 0, of_note.c_str()}, Service::kFreshdesk, "POST", "/notes$"));
  const auto our_note = story.desk().AgentAddsPrivateNote(ticket, "<div>first words</div>");
  const auto our_comment = story.hub().Comments(story.issue, "first answer");
  ASSERT_TRUE(story.Soon([&] { return story.world().Failing().Left() == 0; }));
  ASSERT_TRUE(story.Quiet());
  story.desk().AgentEditsNote(our_note, "<div>second words</div>");
  story.hub().EditsComment(our_comment, "second answer");
  EXPECT_TRUE(story.Soon([&] {
    return story.CommentsWith(story.issue, "second words") == 1 &&
           story.NotesWith(ticket, "second answer") == 1;
  }));
  EXPECT_TRUE(story.Quiet());
  EXPECT_EQ(story.CommentsWith(story.issue, "the comment of a person"), 1);
  EXPECT_EQ(story.NotesWith(ticket, "the note of a person"), 1);
  EXPECT_EQ(story.CommentsWith(story.issue, "first words"), 0);
  EXPECT_EQ(story.NotesWith(ticket, "first answer"), 0);
}

// What is waited for is counted from the write: not from the reading before it, which may be slow.
TEST(AWrite, IsNotRepeatedTooSoonAfterASlowReading) {
  Story story;
  const auto ticket = story.LinkedTicket();
  Fault slow;
  slow.service = Service::kGithub;
  slow.method = "GET";
  slow.path = "/issues/[0-9]+/comments$";
  slow.kind = FaultKind::kSlow;
  slow.delay = milliseconds(600);  // longer than look_after
  story.world().Failing().Add(slow);
  Fault late = Of({"done late", FaultKind::kLate}, Service::kGithub, "POST", slow.path);
  late.delay = milliseconds(300);
  story.world().Failing().Add(late);
  story.desk().AgentAddsPrivateNote(ticket, "<div>only once</div>");
  EXPECT_TRUE(story.Soon([&] { return story.world().Failing().Left() == 0; }));
  story.desk().AgentAddsTag(ticket, "vip");  // somebody makes Tandem look again at once
  EXPECT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "only once") == 1; }));
  EXPECT_TRUE(story.Quiet());
  EXPECT_EQ(story.gateway().Get("/metrics").find("tandem_doubles_total{kind=\"comment\"} 1"),
            std::string::npos)
      << "it was made twice, and that was repaired";
  EXPECT_EQ(story.CommentsWith(story.issue, "only once"), 1);
}

// Tags are read once more before they are written; that may take longer than a write may wait.
TEST(AWrite, OfTagsIsSentHoweverSlowlyTheTicketIsRead) {
  Story story;
  const auto ticket = story.LinkedTicket();
  Fault slow;
  slow.service = Service::kFreshdesk;
  slow.method = "GET";
  slow.path = "/tickets/[0-9]+$";
  slow.kind = FaultKind::kSlow;
  slow.delay = milliseconds(2'500);
  slow.times = 1'000;
  story.world().Failing().Add(slow);
  story.hub().AddsLabel(story.issue, "bug");
  EXPECT_TRUE(story.Soon([&] { return IsTagged(story, ticket); }));
  story.world().Failing().Clear();
  EXPECT_TRUE(story.Quiet());
}

TEST(AWrite, OfTagsIsTriedAgainWhenTheTicketCannotBeReadForIt) {
  Story story;
  const auto ticket = story.LinkedTicket();
  Fault down;
  down.service = Service::kFreshdesk;
  down.method = "GET";
  down.path = "/tickets/[0-9]+$";
  down.status = 503;
  down.skip = 1;  // the plan is made from the first reading
  story.world().Failing().Add(down);
  story.hub().AddsLabel(story.issue, "bug");
  EXPECT_TRUE(story.Soon([&] { return story.world().Failing().Left() == 0; }));
  EXPECT_TRUE(story.Soon([&] { return IsTagged(story, ticket); }));
  EXPECT_TRUE(story.Quiet());
}

void WithoutLimit(Json& configuration) {
  Json rule = configuration["rules"].Items().at(0);
  rule.Set("create_limit", 0);
  configuration.Set("rules", Json(Json::Array{rule}));
}

std::int64_t Tagged(Story& story) {
  NewTicket tagged;
  tagged.tags = {"github"};
  return story.desk().CustomerCreatesTicket(tagged);
}

std::int64_t Commanded(Story& story) {
  const auto ticket = story.desk().CustomerCreatesTicket();
  story.desk().AgentAddsPrivateNote(ticket, "<div>/issue</div>");
  return ticket;
}

class AnIssue : public testing::TestWithParam<std::int64_t (*)(Story&)> {};

TEST_P(AnIssue, IsCreatedOnceHoweverItsCallFails) {
  Story story(WithoutLimit);
  int made = 0;
  for (const Failing& failing : kFailings) {
    story.world().Failing().Add(Of(failing, Service::kGithub, "POST", "/issues$"));
    const auto ticket = GetParam()(story);
    EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "is linked to") == 1; }))
        << failing.name;
    EXPECT_TRUE(story.Quiet()) << failing.name;
    EXPECT_EQ(story.Issues(), ++made) << failing.name;
  }
}

INSTANTIATE_TEST_SUITE_P(AskedFor, AnIssue, testing::Values(&Tagged, &Commanded),
                         [](const auto& it) {
                           return it.param == &Tagged ? "ByTag" : "ByCommand";
                         });

}  // namespace
}  // namespace tandem::sandbox
