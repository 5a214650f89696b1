#include "gateway/github.h"
#include "gateway/json.h"
#include "tests/gateway/github_fixture.h"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace tandem {
namespace {

const Marker kMarker = MarkerKeys({Secret("key")}).Sign({OperationKind::kCopyNote, 1, 2, 0});

// An answer with these members and this body.
std::string Shown(const std::string& members, const std::string& body) {
  Json text;
  text.Set("body", body);
  return "{" + members + "," + text.Dump().substr(1);
}

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
  GithubFixture f({AnswerText(201, Shown(R"("id":21,"issue_url":"https://x/repos/a/b/issues/5")",
                                         "text" + MarkerComment(kMarker)))});
  const auto comment = f.github.AddComment("a/b", 5, Guard::Own("text"), kMarker);
  ASSERT_TRUE(comment.ok()) << comment.error().message;
  EXPECT_EQ(comment->id, CommentId{21});
  EXPECT_EQ(f.Path(0), "POST /repos/a/b/issues/5/comments");
  const auto sent = Json::Parse(f.Body(0));
  ASSERT_TRUE(sent.ok());
  EXPECT_EQ(MarkerInMarkdown((*sent)["body"].StringOr("")), kMarker.text());
}

TEST(GithubWrites, EditACommentKeepingItsMarkerOnTheLastLine) {
  GithubFixture f({AnswerText(200, R"({"id":21,"body":"x"})"), AnswerText(200, "")});
  EXPECT_TRUE(f.github.EditComment("a/b", {21}, Guard::Own("new text"), kMarker).ok());
  EXPECT_EQ(f.Path(0), "PATCH /repos/a/b/issues/comments/21");
  const auto sent = Json::Parse(f.Body(0));
  ASSERT_TRUE(sent.ok());
  EXPECT_EQ((*sent)["body"].StringOr(""), "new text\n\n<!-- tandem:" + kMarker.text() + " -->");
  EXPECT_EQ(sent->Members().size(), 1U);
  EXPECT_TRUE(f.github.EditComment("a/b", {21}, Guard::Own("x"), kMarker).ok());
}

TEST(GithubWrites, DeleteAComment) {
  GithubFixture f({AnswerText(204, "")});
  EXPECT_TRUE(f.github.DeleteComment("a/b", {21}).ok());
  EXPECT_EQ(f.Path(0), "DELETE /repos/a/b/issues/comments/21");
  EXPECT_EQ(f.Body(0), "");
}

TEST(GithubWrites, SayWhatBecameOfAnEditAndADeletion) {
  for (const auto& [status, remedy] :
       std::initializer_list<std::pair<int, Remedy>>{{404, Remedy::kNotFound},
                                                     {410, Remedy::kNotFound},
                                                     {403, Remedy::kUnauthorized},
                                                     {422, Remedy::kInvalid},
                                                     {301, Remedy::kConflict},
                                                     {500, Remedy::kUnknownOutcome}}) {
    GithubFixture f({AnswerText(status, "{}"), AnswerText(status, "{}")});
    EXPECT_EQ(f.github.EditComment("a/b", {21}, Guard::Own("x"), kMarker).error().remedy, remedy);
    EXPECT_EQ(f.github.DeleteComment("a/b", {21}).error().remedy, remedy);
  }
}

TEST(GithubReads, BelieveThatACommentIsGoneOnlyWhenItsOwnAnswerSaysSo) {
  GithubFixture f({AnswerText(404, "{}"), AnswerText(410, "{}"), AnswerText(200, R"({"id":21})"),
                   AnswerText(301, "{}", {"Location: /elsewhere"}), AnswerText(200, R"({"id":22})"),
                   AnswerText(301, "{}", {"Location: https://elsewhere/"})});
  EXPECT_TRUE(*f.github.IsCommentGone("a/b", {21}));
  EXPECT_EQ(f.Path(0), "GET /repos/a/b/issues/comments/21");
  EXPECT_TRUE(*f.github.IsCommentGone("a/b", {21}));
  for (int i = 0; i < 3; ++i) {
    const auto gone = f.github.IsCommentGone("a/b", {21});
    ASSERT_TRUE(gone.ok()) << gone.error().message;
    EXPECT_FALSE(*gone) << i;
  }
  for (const int status : {401, 403, 429, 500, 503}) {
    GithubFixture failing({AnswerText(status, "{}")});
    EXPECT_FALSE(failing.github.IsCommentGone("a/b", {21}).ok()) << status;
  }
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

TEST(GithubWrites, DoNotTakeAWholeObjectWithoutTheirMarkerForTheirOwn) {
  const Marker other = MarkerKeys({Secret("key")}).Sign({OperationKind::kCopyNote, 1, 3, 0});
  for (const std::string& body :
       {std::string("Somebody else's."), std::string(), "x" + MarkerComment(other),
        "x" + MarkerComment(kMarker) + "\nx"}) {
    const std::string answer = AnswerText(201, Shown(R"("id":21,"number":8,"state":"open")", body));
    GithubFixture f({answer, answer});
    const auto comment = f.github.AddComment("a/b", 5, Guard::Own("x"), kMarker);
    ASSERT_FALSE(comment.ok()) << body;
    EXPECT_EQ(comment.error().remedy, Remedy::kUnknownOutcome) << body;
    EXPECT_THAT(comment.error().message, testing::HasSubstr("looked for"));
    const auto issue = f.github.CreateIssue("a/b", Guard::Own("x"), Guard::Own("x"), kMarker, {});
    ASSERT_FALSE(issue.ok()) << body;
    EXPECT_EQ(issue.error().remedy, Remedy::kUnknownOutcome) << body;
  }
}

TEST(GithubWrites, DoNotTakeWhatStandsOnAnotherIssueForTheirOwn) {
  const std::string ours = "x" + MarkerComment(kMarker);
  GithubFixture f(
      {AnswerText(201, Shown(R"("id":21,"issue_url":"https://x/repos/a/b/issues/6")", ours)),
       AnswerText(201, Shown(R"("id":21)", ours)),
       AnswerText(200, R"({"id":11,"number":6,"state":"open"})")});
  EXPECT_EQ(f.github.AddComment("a/b", 5, Guard::Own("x"), kMarker).error().remedy,
            Remedy::kUnknownOutcome);
  EXPECT_TRUE(f.github.AddComment("a/b", 5, Guard::Own("x"), kMarker).ok())
      << "an answer need not say where it stands";
  EXPECT_EQ(f.github.SetState("a/b", 5, true, "").error().remedy, Remedy::kUnknownOutcome);
}

TEST(GithubWrites, AddAndRemoveLabelsByEncodedName) {
  GithubFixture f(
      {AnswerText(200, "[]"), AnswerText(200, "[]"), AnswerText(404, "{}"), AnswerText(500, "")});
  EXPECT_TRUE(f.github.AddLabels("a/b", 5, {Guard::Own("impact: outage")}).ok());
  EXPECT_EQ(f.Path(0), "POST /repos/a/b/issues/5/labels");
  EXPECT_EQ(f.Body(0), R"({"labels":["impact: outage"]})");
  EXPECT_TRUE(f.github.RemoveLabel("a/b", 5, Guard::Own("impact: outage/50%")).ok());
  EXPECT_EQ(f.Path(1), "DELETE /repos/a/b/issues/5/labels/impact%3A%20outage%2F50%25");
  EXPECT_EQ(f.github.RemoveLabel("a/b", 5, Guard::Own("not there")).error().remedy,
            Remedy::kNotFound);
  EXPECT_EQ(f.github.RemoveLabel("a/b", 5, Guard::Own("x")).error().remedy,
            Remedy::kUnknownOutcome);
}

}  // namespace
}  // namespace tandem
