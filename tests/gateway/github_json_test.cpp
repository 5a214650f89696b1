#include "gateway/github_json.h"

#include "gateway/time_text.h"

#include <gtest/gtest.h>

#include <array>

namespace tandem {
namespace {

Json Parse(const std::string& text) {
  auto json = Json::Parse(text);
  EXPECT_TRUE(json.ok()) << text;
  return json.ok() ? *json : Json();
}

TEST(GithubJson, ReadsAnIssueInFull) {
  const auto issue = ReadIssueJson(Parse(R"({"id":11,"number":5,"state":"closed","title":"t",
    "repository_url":"https://ghe/api/v3/repos/acme/moved","body":"b","locked":true,
    "user":{"id":3,"login":"ada"},"author_association":"MEMBER","state_reason":"not_planned",
    "closed_by":{"login":"bob"},"labels":[{"name":"bug"},"plain",null,{"name":null},{}],
    "assignees":[{"login":"eve"},null],"assignee":{"login":"never"},
    "updated_at":"2026-01-31T12:00:00Z"})"),
                                   "acme/asked");
  ASSERT_TRUE(issue);
  Issue expected;
  expected.ref = {{11}, {}, "acme/moved", 5};
  expected.title = "t";
  expected.markdown = "b";
  expected.author = {3};
  expected.author_login = "ada";
  expected.association = Association::kMember;
  expected.open = false;
  expected.state_reason = "not_planned";
  expected.closed_by = "bob";
  expected.locked = true;
  expected.labels = {"bug", "plain"};
  expected.assignees = {"eve"};
  expected.updated_at = *ParseTime("2026-01-31T12:00:00Z");
  EXPECT_EQ(*issue, expected);
}

TEST(GithubJson, ReadsAnIssueWithoutAnythingOptionalOrWithWrongTypes) {
  Issue bare;
  bare.ref = {{11}, {}, "acme/asked", 5};
  for (const char* text :
       {R"({"id":11,"number":5,"state":"open"})",
        R"({"id":11,"number":5,"state":"open","user":null,"body":null,"closed_by":null,
            "labels":null,"assignees":null,"state_reason":null,"pull_request":null})",
        R"({"id":11,"number":5,"state":"open","title":1,"user":"x","labels":{},"locked":"no",
            "author_association":7,"updated_at":[],"repository_url":{},"repository":[]})",
        R"({"id":11,"number":5,"state":"open","repository_url":"https://x/repos/a"})",
        R"({"id":11,"number":5,"state":"open","closed_by":{"login":"of an earlier time"}})"}) {
    const auto issue = ReadIssueJson(Parse(text), "acme/asked");
    ASSERT_TRUE(issue) << text;
    EXPECT_EQ(*issue, bare) << text;
  }
  for (const char* text :
       {"{}", "[]", "null", R"({"id":11,"number":5})", R"({"number":5,"state":"open"})",
        R"({"id":11,"state":"open"})", R"({"id":11,"number":0,"state":"open"})",
        R"({"id":11,"number":5,"state":"ajar"})", R"({"id":"11","number":5,"state":"open"})"}) {
    EXPECT_FALSE(ReadIssueJson(Parse(text), "a/b")) << text;
  }
}

TEST(GithubJson, TellsWhoMayCommand) {
  const auto rows = std::to_array<std::pair<const char*, Association>>(
      {{"\"OWNER\"", Association::kOwner},
       {"\"MEMBER\"", Association::kMember},
       {"\"COLLABORATOR\"", Association::kCollaborator},
       {"\"CONTRIBUTOR\"", Association::kOther},
       {"\"NONE\"", Association::kOther},
       {"\"owner\"", Association::kOther},
       {"null", Association::kOther}});
  for (const auto& [text, association] : rows) {
    const auto comment = ReadCommentJson(
        Parse(std::string(R"({"id":1,"body":"x","author_association":)") + text + "}"));
    ASSERT_TRUE(comment);
    EXPECT_EQ(comment->association, association) << text;
  }
}

TEST(GithubJson, ReadsACommentOfADeletedAccount) {
  const auto comment = ReadCommentJson(
      Parse(R"({"id":1,"body":"x","user":null,"created_at":"2026-01-31T12:00:00Z"})"));
  ASSERT_TRUE(comment);
  EXPECT_EQ(comment->author_login, "");
  EXPECT_EQ(comment->created_at, *ParseTime("2026-01-31T12:00:00Z"));
  EXPECT_FALSE(ReadCommentJson(Parse(R"({"id":1})")));
  EXPECT_FALSE(ReadCommentJson(Parse(R"({"body":"x"})")));
}

TEST(GithubJson, CallsARepositoryPublicOrPrivateOnlyWhenItSaysSoClearly) {
  const auto rows = std::to_array<std::pair<const char*, Visibility>>({
      {R"("private":true,"visibility":"private")", Visibility::kPrivate},
      {R"("private":true,"visibility":"internal")", Visibility::kPrivate},
      {R"("private":true)", Visibility::kPrivate},
      {R"("private":false,"visibility":"public")", Visibility::kPublic},
      {R"("private":false)", Visibility::kPublic},
      {R"("private":true,"visibility":"public")", Visibility::kUnknown},
      {R"("private":false,"visibility":"private")", Visibility::kUnknown},
      {R"("private":true,"visibility":"secret")", Visibility::kUnknown},
      {R"("private":null,"visibility":"private")", Visibility::kUnknown},
      {R"("private":"true")", Visibility::kUnknown},
      {R"("visibility":"private")", Visibility::kUnknown},
      {R"("archived":false)", Visibility::kUnknown},
  });
  for (const auto& [text, visibility] : rows) {
    const auto repository =
        ReadRepositoryJson(Parse(std::string(R"({"id":1,"full_name":"a/b",)") + text + "}"));
    ASSERT_TRUE(repository);
    EXPECT_EQ(repository->visibility, visibility) << text;
  }
  EXPECT_FALSE(ReadRepositoryJson(Parse(R"({"full_name":"a/b"})")));
  EXPECT_FALSE(ReadRepositoryJson(Parse(R"({"id":1})")));
}

TEST(GithubJson, FindsTheIssueOfACommentByItsAddress) {
  const auto seen = ReadCommentSeenJson(Parse(
      R"({"id":1,"issue_url":"https://x/repos/a/b/issues/12","updated_at":"2026-01-31T12:00:00Z"})"));
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->issue_number, 12);
  for (const char* url :
       {"null", "\"\"", "\"x/issues/\"", "\"x/issues/12/x\"", "\"x/issues/-1\""}) {
    EXPECT_FALSE(ReadCommentSeenJson(Parse(std::string(R"({"id":1,"issue_url":)") + url + "}")))
        << url;
  }
}

}  // namespace
}  // namespace tandem
