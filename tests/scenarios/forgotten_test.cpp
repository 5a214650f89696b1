// A store that has forgotten costs reads and makes nothing twice.

#include "tests/scenarios/api_story.h"

#include <filesystem>

namespace tandem::sandbox {
namespace {

namespace fs = std::filesystem;

Fault NoNotes() {
  Fault fault;
  fault.method = "POST";
  fault.path = "/notes$";
  fault.status = 500;
  fault.times = 100'000;
  return fault;
}

// The ticket does not say yet where its issue is, and the store never will.
TEST(Forgotten, AnIssueThatNoStatusNoteTellsOfIsFoundInTheRepository) {
  Story story;
  story.world().Failing().Add(NoNotes());
  NewTicket tagged;
  tagged.tags = {"github"};
  const auto ticket = story.desk().CustomerCreatesTicket(tagged);
  ASSERT_TRUE(story.Soon([&] { return story.Issues() == 1; }));
  story.LoseStore();
  story.world().Failing().Clear();
  story.desk().AgentAddsPrivateNote(ticket, "<div>Anybody there?</div>");
  ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(1, "Anybody there?") == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.Issues(), 1);
  EXPECT_EQ(story.NotesWith(ticket, "is linked to"), 1);
}

// The store's files as they were at some time before.
class Backup {
 public:
  explicit Backup(Story& story) : story_(story), files_(Folder() / "appendonlydir") {
    fs::copy(files_, kept_.path() / "aof", fs::copy_options::recursive);
  }
  void Restore() {
    EXPECT_EQ(story_.gateway().Stop(), 0);
    fs::remove_all(files_);
    fs::copy(kept_.path() / "aof", files_, fs::copy_options::recursive);
    EXPECT_TRUE(story_.gateway().Start());
  }

 private:
  fs::path Folder() const { return fs::path(story_.gateway().folder()) / "data"; }
  Story& story_;
  fs::path files_;
  TemporaryDirectory kept_;
};

TEST(Forgotten, ARestoredBackupMakesNothingTwice) {
  Story story;
  const auto ticket = story.LinkedTicket();
  const auto issue = story.issue;
  Backup backup(story);
  story.desk().AgentAddsPrivateNote(ticket, "<div>The toner is empty.</div>");
  story.hub().Comments(issue, "Which printer?");
  const auto later = story.LinkedTicket();
  const auto later_issue = story.issue;
  ASSERT_NE(later_issue, issue);
  ASSERT_TRUE(story.Soon([&] {
    return story.CommentsWith(issue, "toner") == 1 && story.NotesWith(ticket, "Which") == 1;
  }));
  ASSERT_TRUE(story.Quiet());
  backup.Restore();
  story.desk().AgentAddsPrivateNote(ticket, "<div>First again.</div>");
  story.desk().AgentAddsPrivateNote(later, "<div>Second again.</div>");
  ASSERT_TRUE(story.Soon([&] {
    return story.CommentsWith(issue, "First again.") == 1 &&
           story.CommentsWith(later_issue, "Second again.") == 1;
  }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.Issues(), 2);
  EXPECT_EQ(story.CommentsWith(issue, "toner"), 1);
  EXPECT_EQ(story.NotesWith(ticket, "Which printer?"), 1);
  EXPECT_EQ(story.NotesWith(later, "is linked to"), 1);
}

// The store does not know how often the ticket was linked before; its notes do.
TEST(Forgotten, ALinkThatIsMadeAnewAfterwardsStays) {
  ApiStory story;
  const auto ticket = story.LinkedTicket();
  story.desk().AgentAddsPrivateNote(ticket, "<div>/unlink</div>");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Link ended") == 1; }));
  ASSERT_TRUE(story.Quiet());
  const auto other = story.hub().OpensIssue();
  story.LoseStore();
  const auto linked = story.Run(
      {"link", std::to_string(ticket), std::string(kRepository) + "#" + std::to_string(other)});
  EXPECT_EQ(linked.exit, 0) << linked.error;
  ASSERT_TRUE(story.Quiet());
  story.hub().Comments(other, "The first word.");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "The first word.") == 1; }));
  ASSERT_TRUE(story.Quiet());
  story.hub().Comments(other, "The second word.");
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "The second word.") == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.NotesWith(ticket, "Link ended"), 1) << "that of the first link";
}

// The same when a merge brings it: the issue would be left without any ticket.
TEST(Forgotten, ALinkThatAMergeMakesAnewAfterwardsStays) {
  Story story;
  const auto primary = story.LinkedTicket();
  story.desk().AgentAddsPrivateNote(primary, "<div>/unlink</div>");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(primary, "Link ended") == 1; }));
  const auto ticket = story.LinkedTicket();
  story.LoseStore();
  story.desk().AgentMergesTicket(ticket, primary);
  story.hub().Comments(story.issue, "The first word.");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(primary, "The first word.") == 1; }));
  ASSERT_TRUE(story.Quiet());
  story.hub().Comments(story.issue, "The second word.");
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(primary, "The second word.") == 1; }));
}

TEST(Forgotten, ARestoredBackupBringsNoEndedLinkBack) {
  Story story;
  const auto ticket = story.LinkedTicket();
  Backup backup(story);
  story.desk().AgentAddsPrivateNote(ticket, "<div>/unlink</div>");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Link ended") == 1; }));
  ASSERT_TRUE(story.Quiet());
  const auto told = story.CommentsWith(story.issue, "no longer linked");
  backup.Restore();
  story.desk().AgentAddsPrivateNote(ticket, "<div>Only for us.</div>");
  story.hub().Comments(story.issue, "Only for them.");
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.CommentsWith(story.issue, "Only for us."), 0);
  EXPECT_EQ(story.NotesWith(ticket, "Only for them."), 0);
  EXPECT_EQ(story.CommentsWith(story.issue, "no longer linked"), told) << "and tells it once";
  EXPECT_EQ(story.Issues(), 1);
}

}  // namespace
}  // namespace tandem::sandbox
