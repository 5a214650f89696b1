#include "gateway/github.h"

#include "gateway/time_text.h"
#include "tests/gateway/github_fixture.h"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace tandem {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string CommentText(int id, const std::string& created) {
  return R"({"id":)" + std::to_string(id) + R"(,"body":"x","created_at":")" + created + "\"}";
}

std::string IssueText(int number, const std::string& more = "") {
  return R"({"id":)" + std::to_string(1000 + number) + R"(,"number":)" + std::to_string(number) +
         R"(,"state":"open")" + more + "}";
}

TEST(Github, SendsTheHeadersThatGitHubAsksFor) {
  GithubFixture f({AnswerText(200, R"({"id":3,"login":"tandem-bot"})")});
  const auto me = f.github.Me();
  ASSERT_TRUE(me.ok());
  EXPECT_EQ(me->login, "tandem-bot");
  EXPECT_EQ(f.Path(0), "GET /user");
  for (const char* header :
       {"Authorization: Bearer t0ken\r\n", "User-Agent: tandem\r\n",
        "Accept: application/vnd.github+json\r\n", "X-GitHub-Api-Version: 2022-11-28\r\n"}) {
    EXPECT_THAT(f.server.requests()[0], HasSubstr(header));
  }
}

TEST(Github, EncodesThePartsOfARepositorysName) {
  GithubFixture f({AnswerText(200, R"({"id":1,"full_name":"a/b","private":true})")});
  const auto repository = f.github.ReadRepository("a?b/c/../d");
  ASSERT_TRUE(repository.ok());
  EXPECT_EQ(repository->visibility, Visibility::kPrivate);
  EXPECT_EQ(f.Path(0), "GET /repos/a%3Fb/c%2F..%2Fd");
}

TEST(Github, ReadsAnIssueWhereverItMoved) {
  GithubFixture f(
      {AnswerText(301, "", {"Location: /repositories/9/issues/6"}),
       AnswerText(200, IssueText(6, R"(,"repository_url":"https://x/repos/acme/new")"))});
  const auto issue = f.github.ReadIssue("acme/old", 5);
  ASSERT_TRUE(issue.ok());
  EXPECT_EQ(issue->ref.repository, "acme/new");
  EXPECT_EQ(issue->ref.number, 6);
}

// Its comments have other ids there, and would all look new.
TEST(Github, TakesNoCommentsFromWhereAnIssueMovedMeanwhile) {
  for (const int status : {301, 308}) {
    GithubFixture f({AnswerText(status, "", {"Location: /repositories/9/issues/6/comments"}),
                     AnswerText(200, "[" + CommentText(1, "2026-01-31T12:00:02Z") + "]")});
    EXPECT_EQ(f.github.ReadComments("acme/old", 5).error().remedy, Remedy::kConflict) << status;
  }
  GithubFixture detour({AnswerText(307, "", {"Location: /for/now"}), AnswerText(200, "[]")});
  EXPECT_TRUE(detour.github.ReadComments("acme/old", 5).ok());
}

TEST(Github, SaysNotFoundForWhatIsGoneOrHidden) {
  for (const int status : {404, 410}) {
    GithubFixture f({AnswerText(status, "{}")});
    EXPECT_EQ(f.github.ReadIssue("a/b", 5).error().remedy, Remedy::kNotFound);
  }
}

TEST(Github, ReadsAllPagesOfCommentsOldestFirst) {
  GithubFixture f({AnswerText(200,
                              "[" + CommentText(3, "2026-01-31T12:00:03Z") + "," +
                                  CommentText(2, "2026-01-31T12:00:02Z") + "]",
                              {"Link: </repos/a/b/issues/5/comments?after=x%3D%2B>; rel=\"next\""}),
                   AnswerText(200, "[" + CommentText(1, "2026-01-31T12:00:02Z") + "]")});
  const auto comments = f.github.ReadComments("a/b", 5);
  ASSERT_TRUE(comments.ok()) << comments.error().message;
  ASSERT_EQ(comments->size(), 3U);
  EXPECT_EQ((*comments)[0].id, CommentId{1});
  EXPECT_EQ((*comments)[2].id, CommentId{3});
  EXPECT_EQ(f.Path(0), "GET /repos/a/b/issues/5/comments?per_page=100");
  EXPECT_EQ(f.Path(1), "GET /repos/a/b/issues/5/comments?after=x%3D%2B");
}

TEST(Github, ReadsCommentsAgainWhenTheirPagesShifted) {
  const auto page = [](std::initializer_list<int> ids, const std::vector<std::string>& headers) {
    std::string text;
    for (const int id : ids)
      text += (text.empty() ? "" : ",") + CommentText(id, "2026-01-31T12:00:00Z");
    return AnswerText(200, "[" + text + "]", headers);
  };
  const std::vector<std::string> next{R"(Link: </next>; rel="next")"};
  // 2 comes twice, and 3 not at all.
  GithubFixture f({page({1, 2}, next), page({2, 4}, {}), page({1, 2}, next), page({3, 4}, {})});
  const auto comments = f.github.ReadComments("a/b", 5);
  ASSERT_TRUE(comments.ok()) << comments.error().message;
  EXPECT_EQ(comments->size(), 4U);
  EXPECT_EQ(f.server.requests().size(), 4U);

  GithubFixture restless({page({1, 1}, {}), page({2, 2}, {}), page({3, 3}, {}), page({4, 4}, {})});
  const auto none = restless.github.ReadComments("a/b", 5);
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().remedy, Remedy::kUnavailable);
  EXPECT_THAT(none.error().message, HasSubstr("a/b#5 changed places"));
  EXPECT_EQ(restless.server.requests().size(), 3U);
}

TEST(Github, GivesNoCommentsWhenAnyPageFails) {
  const std::string next = "Link: </next>; rel=\"next\"";
  GithubFixture failing({AnswerText(200, "[]", {next}), AnswerText(502, "")});
  EXPECT_EQ(failing.github.ReadComments("a/b", 5).error().remedy, Remedy::kUnavailable);
  GithubFixture broken({AnswerText(200, R"([{"id":1}])")});
  EXPECT_EQ(broken.github.ReadComments("a/b", 5).error().remedy, Remedy::kUnavailable);
  GithubFixture endless(std::vector<std::string>(301, AnswerText(200, "[]", {next})));
  EXPECT_EQ(endless.github.ReadComments("a/b", 5).error().remedy, Remedy::kUnavailable);
  EXPECT_EQ(endless.server.requests().size(), 300U);
}

TEST(Github, NeverFollowsALinkToAnotherHost) {
  ScriptedServer stranger({Answering({AnswerText(200, "[]")})});
  GithubFixture f({AnswerText(200, "[]", {"Link: <" + stranger.Url() + "/x>; rel=\"next\""})});
  EXPECT_FALSE(f.github.ReadComments("a/b", 5).ok());
  EXPECT_EQ(stranger.connections(), 0);
}

TEST(Github, ReadsIssuesSinceATimeWithoutPullRequests) {
  GithubFixture f(
      {AnswerText(200,
                  "[" + IssueText(1) + "," + IssueText(2, R"(,"pull_request":{})") + ",{},null]",
                  {"Link: </repositories/9/issues?page=2>; rel=\"next\""}),
       AnswerText(200, "[" + IssueText(3) + "]")});
  const auto first = f.github.ReadIssuesSince("a/b", *ParseTime("2026-01-31T12:00:00Z"), "");
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(first->issues.size(), 1U);
  EXPECT_EQ(f.Path(0),
            "GET /repos/a/b/issues?state=all&sort=updated&direction=asc&per_page=100"
            "&since=2026-01-31T12%3A00%3A00Z");
  const auto second = f.github.ReadIssuesSince("a/b", {}, first->next);
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->next, "");
  EXPECT_EQ(f.Path(1), "GET /repositories/9/issues?page=2");
}

TEST(Github, ReadsCommentsSinceATime) {
  GithubFixture f(
      {AnswerText(200, R"([{"id":1,"issue_url":"https://x/repos/a/b/issues/12"},{"id":2}])")});
  const auto page = f.github.ReadCommentsSince("a/b", *ParseTime("2026-01-31T12:00:00Z"), "");
  ASSERT_TRUE(page.ok());
  ASSERT_EQ(page->comments.size(), 1U);
  EXPECT_EQ(page->comments[0].issue_number, 12);
  EXPECT_THAT(f.Path(0), HasSubstr("/repos/a/b/issues/comments?sort=updated&direction=asc"));
}

TEST(Github, ReadsWhatIsUnchangedFromItsCache) {
  GithubFixture f({AnswerText(200, "[" + CommentText(1, "2026-01-31T12:00:01Z") + "]",
                              {"ETag: W/\"one\"", "Link: </page2>; rel=\"next\""}),
                   AnswerText(200, "[]"), "HTTP/1.1 304 Not Modified\r\nETag: W/\"one\"\r\n\r\n",
                   AnswerText(200, "[" + CommentText(2, "2026-01-31T12:00:02Z") + "]")});
  ASSERT_EQ(f.github.ReadComments("a/b", 5)->size(), 1U);
  const auto again = f.github.ReadComments("a/b", 5);
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(again->size(), 2U);
  EXPECT_THAT(f.server.requests()[0], Not(HasSubstr("If-None-Match")));
  EXPECT_THAT(f.server.requests()[2], HasSubstr("If-None-Match: W/\"one\"\r\n"));
  EXPECT_EQ(f.Path(3), "GET /page2");
}

TEST(Github, SetsAStateWithItsReason) {
  GithubFixture f({AnswerText(200, IssueText(5)), AnswerText(200, IssueText(5)),
                   AnswerText(301, "", {"Location: /x"}), AnswerText(200, "{}")});
  ASSERT_TRUE(f.github.SetState("a/b", 5, false, "completed").ok());
  EXPECT_EQ(f.Path(0), "PATCH /repos/a/b/issues/5");
  EXPECT_EQ(f.Body(0), R"({"state":"closed","state_reason":"completed"})");
  ASSERT_TRUE(f.github.SetState("a/b", 5, true, "").ok());
  EXPECT_EQ(f.Body(1), R"({"state":"open"})");
  EXPECT_EQ(f.github.SetState("a/b", 5, true, "").error().remedy, Remedy::kConflict);
  EXPECT_EQ(f.github.SetState("a/b", 5, true, "").error().remedy, Remedy::kUnknownOutcome);
}

}  // namespace
}  // namespace tandem
