#include "tests/sandbox/calling.h"

namespace tandem::sandbox {
namespace {

const std::string kRepo = "/repos/acme/infrastructure";

class GithubCalls : public testing::Test {
 protected:
  std::string IssuePath() const { return kRepo + "/issues/" + std::to_string(issue_); }

  Sandbox sandbox_;
  GithubService& hub_ = sandbox_.Github();
  Api api_ = GithubApi(sandbox_);
  std::int64_t issue_ = hub_.OpensIssue();
};

TEST_F(GithubCalls, NeedATokenAndAUserAgent) {
  auto stranger = GithubApi(sandbox_, "wrong");
  EXPECT_EQ(stranger.Get(kRepo).status, 401);
  EXPECT_EQ(stranger.Get(kRepo).Value()["message"].StringOr(""), "Bad credentials");
  httplib::Client bare(sandbox_.GithubUrl());
  const auto refused = bare.Get(kRepo, {{"User-Agent", ""}});
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 403);
}

TEST_F(GithubCalls, NameTheBotOfTheToken) {
  EXPECT_EQ(api_.Get("/user").Value()["login"].StringOr(""), "tandem-bot");
}

TEST_F(GithubCalls, ReadARepository) {
  const auto json = api_.Get(kRepo).Value();
  EXPECT_EQ(json["full_name"].StringOr(""), kRepository);
  EXPECT_EQ(json["private"].Bool(), true);
  EXPECT_EQ(json["visibility"].StringOr(""), "private");
  EXPECT_EQ(json["permissions"]["push"].Bool(), true);
  EXPECT_EQ(api_.Get("/repositories/" + std::to_string(*json["id"].Id())).status, 200);
  EXPECT_EQ(api_.Get("/repos/ACME/Infrastructure").status, 200);
}

TEST_F(GithubCalls, CreateAnIssue) {
  const auto made = api_.Send("POST", kRepo + "/issues",
                              R"({"title":"  Fire  ","body":"<!-- x -->","labels":["BUG","new"]})");
  EXPECT_EQ(made.status, 201);
  const auto json = made.Value();
  EXPECT_EQ(json["title"].StringOr(""), "Fire");
  EXPECT_EQ(json["body"].StringOr(""), "<!-- x -->");
  EXPECT_EQ(json["user"]["login"].StringOr(""), "tandem-bot");
  EXPECT_EQ(json["author_association"].StringOr(""), "COLLABORATOR");
  EXPECT_EQ(json["labels"].Items().at(0)["name"].StringOr(""), "bug");
  EXPECT_EQ(json["labels"].Items().at(1)["name"].StringOr(""), "new");
  EXPECT_GT(json["id"].Id().value_or(0), 1'000'000'000);
  EXPECT_NE(json["id"].Id(), json["number"].Id());
  EXPECT_FALSE(json["node_id"].StringOr("").empty());
  EXPECT_TRUE(json["state_reason"].IsNull());
  const auto labels = api_.Get(kRepo + "/labels?per_page=100").Value();
  EXPECT_EQ(labels.Items().back()["name"].StringOr(""), "new");
}

TEST_F(GithubCalls, DropTheLabelsOfANewIssueWithoutPushAccess) {
  hub_.Configure([](GithubState& state) { FindRepository(state, kRepository)->push = false; });
  const auto made = api_.Send("POST", kRepo + "/issues", R"({"title":"Fire","labels":["bug"]})");
  EXPECT_EQ(made.status, 201);
  EXPECT_TRUE(made.Value()["labels"].Items().empty());
}

struct Refused {
  const char* name;
  const char* method;
  const char* path;
  std::string body;
  int status;
  const char* mentions;
};
class GithubRefusals : public GithubCalls, public testing::WithParamInterface<Refused> {};

TEST_P(GithubRefusals, ChangeNothingAndSayWhy) {
  const auto& row = GetParam();
  const auto before = hub_.Issue(issue_);
  const auto reply = api_.Send(row.method, kRepo + row.path, row.body);
  EXPECT_EQ(reply.status, row.status) << reply.body;
  EXPECT_NE(reply.body.find(row.mentions), std::string::npos) << reply.body;
  EXPECT_EQ(hub_.Issue(issue_).updated, before.updated);
  EXPECT_EQ(hub_.Repository().issues.size(), 1U);
}

std::string TextOf(const char* field, std::size_t length) {
  return Json(Json::Object{{"title", "t"}}).Set(field, std::string(length, 'x')).Dump();
}
const std::vector<Refused> kRefused = {
    {"NoTitle", "POST", "/issues", "{}", 422, "title"},
    {"ABlankTitle", "POST", "/issues", R"({"title":"  "})", 422, "missing_field"},
    {"ATitleOf257", "POST", "/issues", TextOf("title", 257), 422, "title is too long"},
    {"ABodyOf65537", "POST", "/issues", TextOf("body", 65'537), 422, R"("field":"body")"},
    {"ACommentOf65537", "POST", "/issues/1/comments", TextOf("body", 65'537), 422,
     R"("code":"unprocessable","field":"data")"},
    {"AnEmptyComment", "POST", "/issues/1/comments", R"({"body":" "})", 422, "blank"},
    {"ALabelOf51", "POST", "/issues/1/labels",
     R"({"labels":["123456789012345678901234567890123456789012345678901"]})", 422, "Label"},
    {"AnUnknownState", "PATCH", "/issues/1", R"({"state":"done"})", 422, "state"},
    {"AnUnknownReason", "PATCH", "/issues/1", R"({"state":"closed","state_reason":"bored"})", 422,
     "state_reason"},
    {"NoJson", "POST", "/issues", "{", 400, "Problems parsing JSON"},
    {"NoObject", "POST", "/issues", "[]", 400, "object"},
    {"AMissingIssue", "GET", "/issues/99", "", 404, "Not Found"},
    {"AMissingComment", "PATCH", "/issues/comments/99", R"({"body":"a"})", 404, "Not Found"},
    {"ALabelThatIsNotThere", "DELETE", "/issues/1/labels/bug", "", 404, "Label does not exist"},
    {"ABadSince", "GET", "/issues?since=yesterday", "", 422, "since"},
};
INSTANTIATE_TEST_SUITE_P(Of, GithubRefusals, testing::ValuesIn(kRefused),
                         [](const auto& row) { return row.param.name; });

TEST_F(GithubCalls, CountCharactersAndNotBytes) {
  std::string body;
  for (int i = 0; i < 65'536; ++i) body += "ä";
  const auto text = Json(Json::Object{{"body", body}}).Dump();
  EXPECT_EQ(api_.Send("POST", IssuePath() + "/comments", text).status, 201);
}

TEST_F(GithubCalls, CloseAndReopenWithReasons) {
  const auto closed =
      api_.Send("PATCH", IssuePath(), R"({"state":"closed","state_reason":"not_planned"})").Value();
  EXPECT_EQ(closed["state"].StringOr(""), "closed");
  EXPECT_EQ(closed["state_reason"].StringOr(""), "not_planned");
  EXPECT_EQ(closed["closed_by"]["login"].StringOr(""), "tandem-bot");
  EXPECT_FALSE(closed["closed_at"].IsNull());
  const auto again =
      api_.Send("PATCH", IssuePath(), R"({"state":"closed","state_reason":"completed"})").Value();
  EXPECT_EQ(again["state_reason"].StringOr(""), "not_planned") << "ignored without a change";
  const auto open = api_.Send("PATCH", IssuePath(), R"({"state":"open"})").Value();
  EXPECT_EQ(open["state_reason"].StringOr(""), "reopened");
  EXPECT_TRUE(open["closed_by"].IsNull());
}

TEST_F(GithubCalls, AddReplaceAndRemoveLabelsWhateverTheirCase) {
  const auto added =
      api_.Send("POST", IssuePath() + "/labels", R"({"labels":["Bug","impact: outage"]})");
  EXPECT_EQ(added.status, 200);
  EXPECT_EQ(added.Value().Items().size(), 2U);
  const auto left = api_.Send("DELETE", IssuePath() + "/labels/IMPACT%3A%20outage");
  EXPECT_EQ(left.status, 200);
  EXPECT_EQ(left.Value().Items().size(), 1U);
  api_.Send("PATCH", IssuePath(), R"({"labels":["support"]})");
  EXPECT_EQ(hub_.Issue(issue_).labels, std::vector<std::string>{"support"});
  api_.Send("PUT", IssuePath() + "/labels", R"({"labels":["a/b"]})");
  EXPECT_EQ(api_.Send("DELETE", IssuePath() + "/labels/a%2Fb").status, 200);
  EXPECT_TRUE(hub_.Issue(issue_).labels.empty());
}

TEST_F(GithubCalls, CommentEditAndDelete) {
  sandbox_.Time().Advance(std::chrono::seconds(5));
  const auto made = api_.Send("POST", IssuePath() + "/comments", R"({"body":"Hello"})");
  EXPECT_EQ(made.status, 201);
  const auto id = *made.Value()["id"].Id();
  EXPECT_GT(hub_.Issue(issue_).updated, hub_.Issue(issue_).created);
  const auto path = kRepo + "/issues/comments/" + std::to_string(id);
  EXPECT_EQ(made.Value()["html_url"].StringOr(""),
            "https://github.com/acme/infrastructure/issues/1#issuecomment-" + std::to_string(id));
  EXPECT_EQ(api_.Send("PATCH", path, R"({"body":"Hi"})").Value()["body"].StringOr(""), "Hi");
  EXPECT_EQ(api_.Get(path).Value()["user"]["login"].StringOr(""), "tandem-bot");
  EXPECT_EQ(api_.Send("DELETE", path).status, 204);
  EXPECT_EQ(api_.Get(path).status, 404);
  EXPECT_TRUE(hub_.CommentsOf(issue_).empty());
}

TEST_F(GithubCalls, AreRefusedByALockedIssue) {
  hub_.Locks(issue_);
  const auto refused = api_.Send("POST", IssuePath() + "/comments", R"({"body":"Hello"})");
  EXPECT_EQ(refused.status, 403);
  EXPECT_NE(refused.body.find("locked"), std::string::npos);
}

TEST_F(GithubCalls, FindADeletedIssueGone) {
  hub_.DeletesIssue(issue_);
  EXPECT_EQ(api_.Get(IssuePath()).status, 410);
  EXPECT_EQ(api_.Send("POST", IssuePath() + "/comments", R"({"body":"a"})").status, 410);
  EXPECT_TRUE(api_.Get(kRepo + "/issues?state=all").Value().Items().empty());
}

TEST_F(GithubCalls, AreSentAfterATransferredIssue) {
  hub_.AddsRepository("acme/web");
  hub_.Comments(issue_, "first");
  const auto number = hub_.TransfersIssue(issue_, "acme/web");
  const auto moved = api_.Get(IssuePath());
  EXPECT_EQ(moved.status, 301);
  const auto location = moved.Header("Location").substr(sandbox_.GithubUrl().size());
  const auto there = api_.Get(location).Value();
  EXPECT_EQ(there["number"].Id(), number);
  EXPECT_NE(there["id"].Id(), hub_.Issue(issue_).id);
  EXPECT_EQ(hub_.CommentsOf(number, "acme/web").size(), 1U);
  EXPECT_EQ(api_.Get(IssuePath() + "/comments").Header("Location"),
            moved.Header("Location") + "/comments");
}

TEST_F(GithubCalls, AreSentAfterARenamedRepository) {
  hub_.Renames(kRepository, "platform");
  const auto moved = api_.Get(kRepo + "/issues?state=all");
  EXPECT_EQ(moved.status, 301);
  EXPECT_EQ(moved.Value()["message"].StringOr(""), "Moved Permanently");
  EXPECT_EQ(moved.Header("Location"), sandbox_.GithubUrl() + "/repositories/" +
                                          std::to_string(hub_.Repository().id) +
                                          "/issues?state=all");
  EXPECT_EQ(api_.Send("POST", kRepo + "/issues", R"({"title":"a"})").status, 307);
  EXPECT_EQ(hub_.Repository().issues.size(), 1U);
  EXPECT_EQ(api_.Get("/repos/acme/platform/issues/1").status, 200);
}

TEST_F(GithubCalls, FindNothingWhereTheTokenMayNotRead) {
  hub_.Configure([](GithubState& state) { FindRepository(state, kRepository)->readable = false; });
  EXPECT_EQ(api_.Get(kRepo).status, 404);
  EXPECT_EQ(api_.Get(IssuePath()).status, 404);
  EXPECT_EQ(api_.Get("/repos/acme/none").status, 404);
}

TEST_F(GithubCalls, ShowNobodyForADeletedAccount) {
  hub_.DeletesAccount(kEngineer);
  const auto json = api_.Get(IssuePath()).Value();
  EXPECT_TRUE(json["user"].IsNull());
  EXPECT_EQ(json["number"].Id(), issue_);
}

TEST_F(GithubCalls, TellMembersFromStrangers) {
  NewIssue foreign;
  foreign.author = kStranger;
  const auto number = std::to_string(hub_.OpensIssue(foreign));
  EXPECT_EQ(api_.Get(IssuePath()).Value()["author_association"].StringOr(""), "MEMBER");
  EXPECT_EQ(api_.Get(kRepo + "/issues/" + number).Value()["author_association"].StringOr(""),
            "NONE");
}

std::vector<std::int64_t> Numbers(const Reply& reply) {
  std::vector<std::int64_t> numbers;
  const auto list = reply.Value();
  for (const auto& issue : list.Items()) numbers.push_back(*issue["number"].Id());
  return numbers;
}
using Listed = std::vector<std::int64_t>;

TEST_F(GithubCalls, ListIssuesAndPullRequestsByTheirChange) {
  sandbox_.Time().Advance(std::chrono::seconds(10));
  const auto second = hub_.OpensIssue();
  const auto since = ToIso(sandbox_.Time().Now());
  sandbox_.Time().Advance(std::chrono::seconds(10));
  const auto pull = hub_.OpensPullRequest();
  sandbox_.Time().Advance(std::chrono::seconds(10));
  hub_.Comments(issue_, "now it is the newest");
  hub_.Closes(second);
  const std::string sorted = kRepo + "/issues?sort=updated&direction=asc&state=all";
  EXPECT_EQ(Numbers(api_.Get(sorted)), (Listed{pull, issue_, second}));
  sandbox_.Time().Advance(std::chrono::seconds(10));
  EXPECT_EQ(Numbers(api_.Get(sorted + "&since=" + ToIso(sandbox_.Time().Now()))), Listed{});
  EXPECT_EQ(Numbers(api_.Get(sorted + "&since=" + since)).size(), 3U);
  EXPECT_EQ(Numbers(api_.Get(kRepo + "/issues")), (Listed{pull, issue_}));
  EXPECT_EQ(Numbers(api_.Get(kRepo + "/issues?state=closed")), Listed{second});
  EXPECT_EQ(Numbers(api_.Get(kRepo + "/issues?creator=nobody")), Listed{});
  const auto first = api_.Get(sorted).Value().Items().at(0);
  EXPECT_TRUE(first["pull_request"].IsObject());
}

TEST_F(GithubCalls, ListTheCommentsOfARepositoryByTheirChange) {
  const auto first = hub_.Comments(issue_, "one");
  const auto second = hub_.Comments(issue_, "two");
  sandbox_.Time().Advance(std::chrono::seconds(10));
  hub_.EditsComment(first, "one, edited");
  const auto list =
      api_.Get(kRepo + "/issues/comments?sort=updated&direction=asc&since=2020-01-01T00:00:00Z")
          .Value();
  ASSERT_EQ(list.Items().size(), 2U);
  EXPECT_EQ(list.Items()[0]["id"].Id(), second);
  EXPECT_EQ(list.Items()[1]["id"].Id(), first);
  EXPECT_EQ(api_.Get(IssuePath() + "/comments").Value().Items().at(0)["id"].Id(), first);
}

TEST_F(GithubCalls, PageByLinksThatNobodyCouldBuild) {
  for (int i = 0; i < 5; ++i) hub_.Comments(issue_, std::to_string(i));
  auto page = api_.Get(IssuePath() + "/comments?per_page=2");
  std::size_t seen = page.Value().Items().size();
  for (int pages = 1; !page.Header("Link").empty(); ++pages) {
    ASSERT_LT(pages, 4);
    const auto link = page.Header("Link");
    const auto url = link.substr(1, link.find('>') - 1);
    EXPECT_NE(url.find("/repositories/"), std::string::npos);
    page = api_.Get(url.substr(sandbox_.GithubUrl().size()));
    seen += page.Value().Items().size();
  }
  EXPECT_EQ(seen, 5U);
}

TEST_F(GithubCalls, MissFreshObjectsInListsWhileTheyLag) {
  hub_.Comments(issue_, "a");
  hub_.Configure([](GithubState& state) { state.list_lag = std::chrono::seconds(60); });
  EXPECT_TRUE(api_.Get(kRepo + "/issues").Value().Items().empty());
  EXPECT_TRUE(api_.Get(IssuePath() + "/comments").Value().Items().empty());
  EXPECT_EQ(api_.Get(IssuePath()).status, 200);
  sandbox_.Time().Advance(std::chrono::seconds(61));
  EXPECT_EQ(api_.Get(kRepo + "/issues").Value().Items().size(), 1U);
}

TEST_F(GithubCalls, CostNothingWhileNothingChanged) {
  const auto first = api_.Get(IssuePath());
  const httplib::Headers known = {{"If-None-Match", first.Header("ETag")}};
  const auto second = api_.Send("GET", IssuePath(), "", known);
  EXPECT_EQ(second.status, 304);
  EXPECT_EQ(second.body, "");
  EXPECT_EQ(second.Header("x-ratelimit-remaining"), first.Header("x-ratelimit-remaining"));
  hub_.AddsLabel(issue_, "bug");
  EXPECT_EQ(api_.Send("GET", IssuePath(), "", known).status, 200);
}

TEST_F(GithubCalls, AreRefusedWhenTheHourIsUsedUp) {
  hub_.Limit({1, std::chrono::hours(1)});
  const auto last = api_.Get(kRepo);
  EXPECT_EQ(last.Header("x-ratelimit-limit"), "1");
  EXPECT_EQ(last.Header("x-ratelimit-remaining"), "0");
  EXPECT_EQ(last.Header("x-ratelimit-used"), "1");
  const auto refused = api_.Get(kRepo);
  EXPECT_EQ(refused.status, 403);
  EXPECT_NE(refused.body.find("API rate limit exceeded"), std::string::npos);
  EXPECT_GT(ReadNumber(refused.Header("x-ratelimit-reset")).value_or(0), 1'700'000'000);
}

TEST_F(GithubCalls, MeetTheSecondaryLimitWhenTheyMakeTooMuch) {
  hub_.LimitContent({1, std::chrono::minutes(1)});
  const auto path = IssuePath() + "/comments";
  EXPECT_EQ(api_.Send("POST", path, R"({"body":"a"})").status, 201);
  const auto refused = api_.Send("POST", path, R"({"body":"b"})");
  EXPECT_EQ(refused.status, 403);
  EXPECT_NE(refused.body.find("secondary rate limit"), std::string::npos);
  EXPECT_TRUE(ReadNumber(refused.Header("Retry-After")));
  EXPECT_EQ(api_.Send("PATCH", IssuePath(), R"({"state":"closed"})").status, 200);
  EXPECT_EQ(hub_.CommentsOf(issue_).size(), 1U);
}

}  // namespace
}  // namespace tandem::sandbox
