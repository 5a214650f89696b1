#include "mappers/message_body.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace tandem {
namespace {

int hashed = 0;
std::string CountedHash(std::string_view text) {
  ++hashed;
  return "hash of " + std::string(text);
}
std::optional<Command> NoCommand(std::string_view) {
  return std::nullopt;
}
std::optional<std::string> NoMarker(std::string_view) {
  return std::nullopt;
}
using Counted = MessageBody<CountedHash, NoCommand, NoMarker>;

TEST(MessageBody, TellsWhatItsTextTells) {
  const std::string marker(kMarkerDigits, 'a');
  const std::string html =
      "<p>/issue acme/app</p><a href=\"https://x.org/1#tandem-" + marker + "\">.</a>";
  const NoteHtml note(html);
  EXPECT_EQ(note.text(), html);
  EXPECT_EQ(note.hash(), HashOfHtml(html));
  EXPECT_EQ(note.command(), CommandInNote(html));
  ASSERT_TRUE(note.command());
  EXPECT_EQ(note.marker(), (LinkedMarker{marker, "https://x.org/1"}));
  const CommentMarkdown comment("/sync\n\n<!-- tandem:" + marker + " -->");
  EXPECT_EQ(comment.hash(), HashOfMarkdown(comment));
  EXPECT_EQ(comment.command(), Command{CommandKind::kSync});
  EXPECT_EQ(comment.marker(), marker);
}

TEST(MessageBody, IsReadOnceForAllCopies) {
  hashed = 0;
  const Counted text("a");
  const std::vector<Counted> copies(2, text);
  EXPECT_EQ(hashed, 0) << "nobody has asked yet";
  EXPECT_EQ(text.hash(), "hash of a");
  for (const Counted& copy : copies) EXPECT_EQ(copy.hash(), "hash of a");
  EXPECT_EQ(hashed, 1);
}

TEST(MessageBody, ThatIsGivenAnotherTextForgetsWhatTheOldOneTold) {
  Counted text("a");
  const Counted before = text;
  EXPECT_EQ(text.hash(), "hash of a");
  text = "b";
  EXPECT_EQ(text.hash(), "hash of b");
  EXPECT_EQ(before.hash(), "hash of a");
}

TEST(MessageBody, IsEqualByItsText) {
  EXPECT_EQ(Counted("a"), Counted("a"));
  EXPECT_NE(Counted("a"), Counted("b"));
  EXPECT_EQ(Counted(), Counted(""));
}

TEST(MessageBody, ThatWasMovedFromCanStillBeAsked) {
  Counted text("a");
  std::vector<Counted> taken;
  taken.push_back(std::move(text));
  EXPECT_EQ(taken.front().text(), "a");
  EXPECT_EQ(text.text(), "a");  // NOLINT(bugprone-use-after-move): that is what is asked for
}

}  // namespace
}  // namespace tandem
