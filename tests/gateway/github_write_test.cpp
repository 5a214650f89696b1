#include "gateway/github.h"
#include "gateway/json.h"
#include "tests/gateway/github_fixture.h"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace tandem {
namespace {

const Marker kMarker = MarkerKeys({Secret("key")}).Sign({OperationKind::kCopyNote, 1, 2, 0});

TEST(GithubWrites, CreateAnIssueWithItsMarkerOnTheLastLine) {
  GithubFixture f({AnswerText(201, R"({"id":11,"number":5,"state":"open","labels":["support"]})")});
  const auto issue = f.github.CreateIssue("a/b", Guard::Own("a title"), Guard::Own("a body"),
                                          kMarker, {Guard::Own("support")});
  ASSERT_TRUE(issue.ok()) << issue.error().message;
  EXPECT_EQ(issue->ref, (IssueRef{{11}, {}, "a/b", 5}));
  EXPECT_EQ(f.Path(0), "POST /repos/a/b/issues");
  const auto sent = Json::Parse(f.Body(0));
  ASSERT_TRUE(sent.ok());
  EXPECT_EQ((*sent)["title"].StringOr(""), "a title");
  EXPECT_EQ((*sent)["body"].StringOr(""), "a body\n\n<!-- tandem:" + kMarker.text() + " -->");
  EXPECT_EQ((*sent)["labels"].Items().at(0).StringOr(""), "support");
}

TEST(GithubWrites, AddACommentWithItsMarkerOnTheLastLine) {
  GithubFixture f({AnswerText(201, R"({"id":21,"body":"x"})")});
  const auto comment = f.github.AddComment("a/b", 5, Guard::Own("text"), kMarker);
  ASSERT_TRUE(comment.ok()) << comment.error().message;
  EXPECT_EQ(comment->id, CommentId{21});
  EXPECT_EQ(f.Path(0), "POST /repos/a/b/issues/5/comments");
  const auto sent = Json::Parse(f.Body(0));
  ASSERT_TRUE(sent.ok());
  EXPECT_EQ(MarkerInMarkdown((*sent)["body"].StringOr("")), kMarker.text());
}

TEST(GithubWrites, DoNotTakeAForeignAnswerForTheirOwn) {
  for (const char* body : {"", "[]", "{}", "<html>", R"({"id":1})"}) {
    GithubFixture f({AnswerText(201, body), AnswerText(201, body)});
    EXPECT_EQ(f.github.AddComment("a/b", 5, Guard::Own("x"), kMarker).error().remedy,
              Remedy::kUnknownOutcome);
    EXPECT_EQ(
        f.github.CreateIssue("a/b", Guard::Own("x"), Guard::Own("x"), kMarker, {}).error().remedy,
        Remedy::kUnknownOutcome);
  }
}

TEST(GithubWrites, AddAndRemoveLabelsByEncodedName) {
  GithubFixture f(
      {AnswerText(200, "[]"), AnswerText(200, "[]"), AnswerText(404, "{}"), AnswerText(500, "")});
  EXPECT_TRUE(f.github.AddLabels("a/b", 5, {Guard::Own("impact: outage")}).ok());
  EXPECT_EQ(f.Path(0), "POST /repos/a/b/issues/5/labels");
  EXPECT_EQ(f.Body(0), R"({"labels":["impact: outage"]})");
  EXPECT_TRUE(f.github.RemoveLabel("a/b", 5, Guard::Own("impact: outage/50%")).ok());
  EXPECT_EQ(f.Path(1), "DELETE /repos/a/b/issues/5/labels/impact%3A%20outage%2F50%25");
  EXPECT_TRUE(f.github.RemoveLabel("a/b", 5, Guard::Own("not there")).ok());
  EXPECT_EQ(f.github.RemoveLabel("a/b", 5, Guard::Own("x")).error().remedy,
            Remedy::kUnknownOutcome);
}

}  // namespace
}  // namespace tandem
