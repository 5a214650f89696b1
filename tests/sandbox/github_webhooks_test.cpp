#include "tests/sandbox/calling.h"

#include <algorithm>
#include <array>

namespace tandem::sandbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class GithubHooks : public testing::Test {
 protected:
  void SetUp() override { sandbox_.DeliverTo(receiver_.Url()); }
  std::vector<std::string> Events() {
    EXPECT_TRUE(sandbox_.WaitForQuiet(milliseconds(20), seconds(5)));
    std::vector<std::string> events;
    for (const auto& received : receiver_.All()) {
      const auto action = received.Value()["action"].StringOr("");
      events.push_back(received.headers.find("X-GitHub-Event")->second +
                       (action.empty() ? "" : "." + action));
    }
    return events;
  }

  Receiver receiver_;
  Sandbox sandbox_;
  GithubService& hub_ = sandbox_.Github();
  Api api_ = GithubApi(sandbox_);
};
using List = std::vector<std::string>;

TEST(GithubSignature, FitsGithubsOwnTestVector) {
  EXPECT_EQ(Signature("It's a Secret to Everybody", "Hello, World!"),
            "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
}

TEST_F(GithubHooks, AreSignedAndNamed) {
  hub_.OpensIssue();
  const auto received = receiver_.Wait(1)[0];
  EXPECT_EQ(received.path, "/webhooks/github");
  const auto header = [&](const char* name) { return received.headers.find(name)->second; };
  EXPECT_EQ(header("X-Hub-Signature-256"), Signature("github-secret", received.body));
  EXPECT_EQ(header("Content-Type"), "application/json");
  EXPECT_EQ(header("X-GitHub-Delivery").size(), 36U);
  const auto json = received.Value();
  EXPECT_EQ(json["repository"]["full_name"].StringOr(""), kRepository);
  EXPECT_EQ(json["repository"]["private"].Bool(), true);
  EXPECT_TRUE(json["repository"]["id"].Id());
  EXPECT_EQ(json["sender"]["login"].StringOr(""), kEngineer);
  EXPECT_EQ(json["issue"]["number"].Id(), 1);
}

TEST_F(GithubHooks, HaveAGuidEach) {
  const auto issue = hub_.OpensIssue();
  hub_.Comments(issue, "a");
  const auto received = receiver_.Wait(2);
  EXPECT_NE(received[0].headers.find("X-GitHub-Delivery")->second,
            received[1].headers.find("X-GitHub-Delivery")->second);
}

TEST_F(GithubHooks, TellOfANewIssueOnceMoreForEachLabel) {
  api_.Send("POST", "/repos/acme/infrastructure/issues",
            R"({"title":"a","labels":["bug","support"]})");
  EXPECT_EQ(Events(), (List{"issues.opened", "issues.labeled", "issues.labeled"}));
  EXPECT_EQ(receiver_.All()[1].Value()["label"]["name"].StringOr(""), "bug");
  EXPECT_EQ(receiver_.All()[0].Value()["sender"]["login"].StringOr(""), "tandem-bot");
}

TEST_F(GithubHooks, MayTellOfTheLabelsFirst) {
  hub_.Configure([](GithubState& state) { state.labels_first = true; });
  NewIssue issue;
  issue.labels = {"bug"};
  hub_.OpensIssue(issue);
  EXPECT_EQ(Events(), (List{"issues.labeled", "issues.opened"}));
}

using Act = std::function<void(GithubService&, Api&, std::int64_t)>;
struct EventRow {
  const char* name;
  Act act;
  List events;
};
class GithubEvents : public GithubHooks, public testing::WithParamInterface<EventRow> {};

TEST_P(GithubEvents, AreSentAsTheTableSays) {
  const auto issue = hub_.OpensIssue();
  GetParam().act(hub_, api_, issue);
  auto events = Events();
  ASSERT_FALSE(events.empty());
  events.erase(events.begin());  // the issue's opening
  EXPECT_EQ(events, GetParam().events);
}

const std::string kIssue = "/repos/acme/infrastructure/issues/1";
const auto kEvents = std::to_array<EventRow>({
    {"Comments",
     [](auto& hub, auto&, auto issue) {
       const auto id = hub.Comments(issue, "a");
       hub.EditsComment(id, "b");
       hub.DeletesComment(id);
     },
     {"issue_comment.created", "issue_comment.edited", "issue_comment.deleted"}},
    {"State",
     [](auto& hub, auto&, auto issue) {
       hub.Closes(issue);
       hub.Closes(issue);
       hub.Reopens(issue);
     },
     {"issues.closed", "issues.reopened"}},
    {"StateByTheApi",
     [](auto&, auto& api, auto) { api.Send("PATCH", kIssue, R"({"state":"closed"})"); },
     {"issues.closed"}},
    {"Labels",
     [](auto& hub, auto&, auto issue) {
       hub.AddsLabel(issue, "bug");
       hub.AddsLabel(issue, "BUG");
       hub.RemovesLabel(issue, "Bug");
     },
     {"issues.labeled", "issues.unlabeled"}},
    {"LabelsReplacedByTheApi",
     [](auto& hub, auto& api, auto issue) {
       hub.AddsLabel(issue, "bug");
       api.Send("PATCH", kIssue, R"({"labels":["support"]})");
     },
     {"issues.labeled", "issues.unlabeled", "issues.labeled"}},
    {"Text",
     [](auto& hub, auto&, auto issue) { hub.EditsIssue(issue, "t", std::nullopt); },
     {"issues.edited"}},
    {"Lock", [](auto& hub, auto&, auto issue) { hub.Locks(issue); }, {"issues.locked"}},
    {"Assignees",
     [](auto& hub, auto&, auto issue) { hub.Assigns(issue, {kEngineer}); },
     {"issues.assigned"}},
    {"Deletion", [](auto& hub, auto&, auto issue) { hub.DeletesIssue(issue); }, {"issues.deleted"}},
    {"Transfer",
     [](auto& hub, auto&, auto issue) {
       hub.AddsRepository("acme/web");
       hub.TransfersIssue(issue, "acme/web");
     },
     {"issues.transferred", "issues.opened"}},
    {"Repository",
     [](auto& hub, auto&, auto) {
       hub.Publicizes();
       hub.Privatizes();
       hub.Renames(kRepository, "platform");
     },
     {"repository.publicized", "repository.privatized", "repository.renamed"}},
    {"Ping", [](auto& hub, auto&, auto) { hub.Pings(); }, {"ping"}},
    {"ACommentOnAPullRequest",
     [](auto& hub, auto&, auto) { hub.Comments(hub.OpensPullRequest(), "a"); },
     {"issue_comment.created"}},
});
INSTANTIATE_TEST_SUITE_P(Of, GithubEvents, testing::ValuesIn(kEvents),
                         [](const auto& row) { return row.param.name; });

TEST_F(GithubHooks, DoNotNameALabelThatWasDeletedFromTheRepository) {
  NewIssue issue;
  issue.labels = {"bug"};
  const auto number = hub_.OpensIssue(issue);
  hub_.DeletesLabel("bug");
  const auto last = receiver_.Wait(3)[2].Value();
  EXPECT_EQ(last["action"].StringOr(""), "unlabeled");
  EXPECT_TRUE(last["label"].IsNull());
  EXPECT_TRUE(last["issue"]["labels"].Items().empty());
  EXPECT_TRUE(hub_.Issue(number).labels.empty());
}

TEST_F(GithubHooks, SayWhatAnEditReplaced) {
  hub_.EditsIssue(hub_.OpensIssue(), std::nullopt, "new body");
  EXPECT_TRUE(receiver_.Wait(2)[1].Value()["changes"]["body"]["from"].IsString());
}

TEST_F(GithubHooks, KeepTheGuidOfARedelivery) {
  hub_.OpensIssue();
  receiver_.Wait(1);
  sandbox_.GithubWebhooks().Redeliver(0);
  const auto received = receiver_.Wait(2);
  EXPECT_EQ(received[0].headers.find("X-GitHub-Delivery")->second,
            received[1].headers.find("X-GitHub-Delivery")->second);
  EXPECT_EQ(received[0].body, received[1].body);
}

TEST_F(GithubHooks, MayArriveBeforeTheirCauseIsAnswered) {
  WebhookFaults faults;
  faults.before_answer = true;
  receiver_.AnswerAfter(milliseconds(100));  // else the webhooks may win the race by luck
  sandbox_.Set(faults);
  api_.Send("POST", "/repos/acme/infrastructure/issues", R"({"title":"a","labels":["bug"]})");
  EXPECT_EQ(receiver_.Count(), 2U);
}

}  // namespace
}  // namespace tandem::sandbox
