#include "gateway/recognition.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

const MarkerKeys kKeys({Secret("today"), Secret("yesterday")});
const MarkerKeys kOldKeys({Secret("yesterday")});
const MarkerKeys kForeignKeys({Secret("somebody else")});
constexpr Operation kCopiedComment{OperationKind::kCopyComment, 7, 42, 0};
constexpr Operation kCopiedNote{OperationKind::kCopyNote, 9, 5, 0};

Note NoteWith(const Marker& marker, std::int64_t id = 100) {
  Note note;
  note.id = NoteId{id};
  note.html =
      NoteHtml("<p>words</p>" + MarkerLink(marker, "https://github.example/acme/app/issues/5"));
  return note;
}

Comment CommentWith(const Marker& marker) {
  Comment comment;
  comment.id = CommentId{200};
  comment.markdown = CommentMarkdown("words" + MarkerComment(marker));
  return comment;
}

class Recognises : public testing::Test {
 protected:
  // What the mark of a note with this marker says.
  std::optional<Mark> MarkOf(const Marker& marker) {
    Note note = NoteWith(marker);
    recognition_.Mark(note);
    return note.mark;
  }
  Recognition recognition_{kKeys};
};

TEST_F(Recognises, WhatIsRecordedToHaveMadeTheNoteUnderEachKey) {
  recognition_.Recall(kCopiedComment, 100);
  EXPECT_EQ(MarkOf(kKeys.Sign(kCopiedComment)), Mark{kCopiedComment});
  EXPECT_EQ(MarkOf(kOldKeys.Sign(kCopiedComment)), Mark{kCopiedComment});
  EXPECT_EQ(MarkOf(kForeignKeys.Sign(kCopiedComment)), std::nullopt);
}

TEST_F(Recognises, AsOursButNotWhichWhatIsRecordedOfAnotherNote) {
  recognition_.Recall(kCopiedComment, 101);
  EXPECT_EQ(MarkOf(kKeys.Sign(kCopiedComment)), Mark{});
}

TEST_F(Recognises, WhatIsExpectedAndAsksForItOnce) {
  int asked = 0;
  recognition_.Expect([&] {
    ++asked;
    return std::vector<Operation>{kCopiedComment, kCopiedNote};
  });
  recognition_.Recall({OperationKind::kStatusNote, 42, 42, 0}, 100);
  EXPECT_EQ(MarkOf(kKeys.Sign({OperationKind::kStatusNote, 42, 42, 0}))->operation->kind,
            OperationKind::kStatusNote);
  EXPECT_EQ(asked, 0) << "what is recorded was enough";
  EXPECT_EQ(MarkOf(kKeys.Sign(kCopiedComment)), Mark{kCopiedComment});
  EXPECT_EQ(MarkOf(kOldKeys.Sign(kCopiedComment)), Mark{kCopiedComment});
  Comment comment = CommentWith(kKeys.Sign(kCopiedNote));
  recognition_.Mark(comment);
  EXPECT_EQ(comment.mark, Mark{kCopiedNote});
  EXPECT_EQ(asked, 1);
}

TEST_F(Recognises, InANoteNothingThatMakesACommentAndTheOtherWayRound) {
  recognition_.Expect(kCopiedNote);
  recognition_.Expect(kCopiedComment);
  EXPECT_EQ(MarkOf(kKeys.Sign(kCopiedNote)), Mark{});
  Comment comment = CommentWith(kKeys.Sign(kCopiedComment));
  recognition_.Mark(comment);
  EXPECT_EQ(comment.mark, Mark{});
}

TEST_F(Recognises, TheIssueThatATicketAskedFor) {
  constexpr Operation kCreation{OperationKind::kCreateIssue, 42, 3, 0};
  recognition_.Expect(kCreation);
  recognition_.Expect(kCopiedNote);
  Issue issue;
  issue.markdown = "words" + MarkerComment(kKeys.Sign(kCreation));
  recognition_.Mark(issue);
  EXPECT_EQ(issue.mark, Mark{kCreation});
}

}  // namespace
}  // namespace tandem
