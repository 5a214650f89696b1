// Tickets and issues that are not there any more.

#include "tests/scenarios/story.h"

#include <algorithm>

namespace tandem::sandbox {
namespace {

void Purge(Story& story, std::int64_t ticket) {
  story.desk().Configure([&](FreshdeskState& state) { state.tickets.erase(ticket); });
}

TEST(Gone, ADeletedTicketIsToldOnTheIssueAndItsLinkEnds) {
  Story story;
  const auto ticket = story.LinkedTicket();
  const auto before = story.Writes();
  story.desk().AgentDeletesTicket(ticket);
  ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "was deleted") == 1; }));
  story.hub().Comments(story.issue, "Anybody there?");
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.WritesSince(before).size(), 1U);
  EXPECT_TRUE(story.hub().Issue(story.issue).open);
  EXPECT_EQ(story.CommentsWith(story.issue, "printer"), 0) << "no customer's words";
}

// Its status note could not be written to while it was away.
TEST(Gone, ATicketThatIsRestoredAfterItsLinkEndedSaysSoAndIsNotLinkedAgainByItself) {
  Story story;
  const auto ticket = story.LinkedTicket();
  story.desk().AgentMarksSpam(ticket);
  ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "marked as spam") == 1; }));
  const auto before = story.Writes();
  story.desk().AgentRestoresTicket(ticket);
  story.desk().AgentAddsPrivateNote(ticket, "<div>It was no spam.</div>");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Link ended") == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.NotesWith(ticket, "while nobody could write to this ticket"), 1);
  EXPECT_EQ(story.NotesWith(ticket, "Last synced"), 0);
  EXPECT_EQ(story.WritesSince(before).size(), 1U);
  story.desk().AgentAddsPrivateNote(
      ticket, "<div>/issue acme/infrastructure#" + std::to_string(story.issue) + "</div>");
  EXPECT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "It was no spam.") == 1; }));
}

// It came about twice, and the link ended before that was seen.
TEST(Gone, ASecondStatusNoteOfALinkThatHasEndedIsRemoved) {
  Story story;
  const auto ticket = story.LinkedTicket();
  DeskEntry second = story.desk().Ticket(ticket).entries.front();
  story.desk().AgentAddsPrivateNote(ticket, "<div>/unlink</div>");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Link ended") == 1; }));
  ASSERT_TRUE(story.Quiet());
  story.desk().Configure([&](FreshdeskState& state) {
    second.id = state.next_entry++;
    FindTicket(state, ticket)->entries.push_back(second);
  });
  ASSERT_EQ(story.NotesWith(ticket, "Last synced"), 1);
  story.desk().AgentAddsTag(ticket, "github");
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Last synced") == 0; }));
  EXPECT_TRUE(story.Quiet());
  EXPECT_EQ(story.NotesWith(ticket, "Link ended"), 1);
}

TEST(Gone, APurgedTicketIsBelievedGoneAtTheSecondLookAndItsSisterStays) {
  Story story;
  const auto ticket = story.LinkedTicket();
  const auto sister = story.desk().CustomerCreatesTicket();
  story.hub().Comments(story.issue, "/ticket " + std::to_string(sister));
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(sister, "is linked to") == 1; }));
  ASSERT_TRUE(story.Quiet());
  Purge(story, ticket);
  story.hub().Comments(story.issue, "look here");
  ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "was deleted") == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.NotesWith(sister, "look here"), 1);
  EXPECT_EQ(story.NotesWith(sister, "Link ended"), 0);
}

TEST(Gone, ATicketThatIsMissingForAMomentStaysLinked) {
  Story story([](Json& configuration) {
    Json retry = configuration["retry"];
    configuration.Set("retry", retry.Set("look_after", "2s"));
  });
  const auto ticket = story.LinkedTicket();
  Fault missing;
  missing.method = "GET";
  missing.path = "/tickets/" + std::to_string(ticket) + "$";
  missing.status = 404;
  missing.times = 1;
  story.world().Failing().Add(missing);
  story.hub().Comments(story.issue, "look here");
  ASSERT_TRUE(story.Soon([&] { return story.world().Failing().Left() == 0; }));
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "look here") == 1; }));
  EXPECT_EQ(story.CommentsWith(story.issue, "was deleted"), 0);
}

TEST(Gone, AKeyThatIsNotKnownAnyMoreDoesNotLookLikeTicketsThatAreGone) {
  Story story;
  const auto ticket = story.LinkedTicket();
  Fault missing;
  missing.method = "GET";
  missing.path = "/tickets/\\d+$";
  missing.status = 404;
  missing.times = 100'000;
  story.world().Failing().Add(missing);
  Fault unknown = missing;
  unknown.path = "/agents/me$";
  unknown.status = 403;
  story.world().Failing().Add(unknown);
  story.hub().Comments(story.issue, "look here");
  const auto looked = [&] {
    const auto calls = story.world().Log().Calls();
    return std::count_if(calls.begin(), calls.end(), [](const CallSeen& call) {
      return call.status == 403 && call.path.find("/agents/me") != std::string::npos;
    });
  };
  ASSERT_TRUE(story.Soon([&] { return looked() >= 5; }));  // over more than the minute of this test
  EXPECT_EQ(story.CommentsWith(story.issue, "was deleted"), 0);
  story.world().Failing().Clear();
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "look here") == 1; }));
}

std::string IssuePath(const Story& story) {
  return "/issues/" + std::to_string(story.issue) + "$";
}

Fault NotFound(const Story& story, int times) {
  Fault fault;
  fault.service = Service::kGithub;
  fault.method = "GET";
  fault.path = IssuePath(story);
  fault.status = 404;
  fault.times = times;
  return fault;
}

int LooksAt(Story& story, const std::string& path, int status) {
  const auto calls = story.world().Log().Calls();
  return static_cast<int>(std::count_if(calls.begin(), calls.end(), [&](const CallSeen& call) {
    return call.status == status && call.path.find(path) != std::string::npos;
  }));
}

TEST(Gone, ADeletedIssueIsToldOnItsTicketWhichStaysAsItIs) {
  Story story;
  const auto ticket = story.LinkedTicket();
  const auto before = story.Writes();
  story.hub().DeletesIssue(story.issue);
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Link ended") == 1; }));
  story.desk().AgentAddsPrivateNote(ticket, "<div>What now?</div>");
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.NotesWith(ticket, "Nothing was deleted here"), 2);  // the note, the status note
  EXPECT_EQ(story.WritesSince(before).size(), 2U);
  EXPECT_EQ(story.desk().Ticket(ticket).status, 2);
  story.desk().AgentAddsPrivateNote(ticket, "<div>/issue</div>");
  EXPECT_TRUE(story.Soon([&] { return story.Issues() == 2; }));
}

TEST(Gone, AnIssueThatIsNotFoundIsBelievedGoneAtTheSecondLook) {
  Story story;
  const auto ticket = story.LinkedTicket();
  story.world().Failing().Add(NotFound(story, 100'000));
  story.desk().AgentAddsPrivateNote(ticket, "<div>What now?</div>");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Link ended") == 1; }));
  EXPECT_EQ(LooksAt(story, "/issues/" + std::to_string(story.issue), 404), 2);
}

TEST(Gone, AnIssueThatIsNotFoundForAMomentStaysLinked) {
  Story story;
  const auto ticket = story.LinkedTicket();
  story.world().Failing().Add(NotFound(story, 1));
  story.desk().AgentAddsPrivateNote(ticket, "<div>What now?</div>");
  ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "What now?") == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.NotesWith(ticket, "Link ended"), 0);
}

class Held : public testing::TestWithParam<const char*> {};

TEST_P(Held, LinksOfARepositoryGoOnWhenItCanBeReadAgain) {
  const bool readable = std::string(GetParam()) == "switched off";
  Story story;
  const auto ticket = story.LinkedTicket();
  const auto change = [&](bool good) {
    story.hub().Configure([&](GithubState& state) {
      for (auto& [id, repository] : state.repositories) {
        repository.readable = readable || good;
        repository.has_issues = !readable || good;
      }
    });
  };
  change(false);
  const int status = readable ? 410 : 404;
  const std::string path = "/issues/" + std::to_string(story.issue);
  story.desk().AgentAddsPrivateNote(ticket, "<div>What now?</div>");
  // Over more than the minute of this test.
  ASSERT_TRUE(story.Soon([&] { return LooksAt(story, path, status) >= 5; }));
  EXPECT_EQ(story.NotesWith(ticket, "Link ended"), 0);
  change(true);
  EXPECT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "What now?") == 1; }));
}

// As when a repository's issues are switched on again between two of our reads.
TEST(Gone, AnIssueThatIsThereAgainAMomentLaterStaysLinked) {
  Story story;
  const auto ticket = story.LinkedTicket();
  Fault gone;
  gone.service = Service::kGithub;
  gone.method = "GET";
  gone.path = "/issues/" + std::to_string(story.issue) + "$";
  gone.status = 410;
  story.world().Failing().Add(gone);
  story.desk().AgentAddsPrivateNote(ticket, "<div>Still there?</div>");
  EXPECT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "Still there?") == 1; }));
  EXPECT_EQ(story.world().Failing().Left(), 0U);
  EXPECT_EQ(story.NotesWith(ticket, "Link ended"), 0);
}

INSTANTIATE_TEST_SUITE_P(Each, Held, testing::Values("not found", "switched off"));

}  // namespace
}  // namespace tandem::sandbox
