// What people ask of the running gateway, and have it do.

#include "gateway/redis.h"
#include "tests/scenarios/api_story.h"

#include <fstream>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <tuple>

namespace tandem::sandbox {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string Text(std::int64_t number) {
  return std::to_string(number);
}

void WaitLong(Json& configuration) {
  Json retry = configuration["retry"];
  configuration.Set("retry", retry.Set("first", "1m").Set("max", "2m"));
}

TEST(Api, AnswersNothingWithoutTheToken) {
  ApiStory story;
  const auto ticket = story.LinkedTicket();
  const std::vector<std::pair<std::string, std::string>> rows{
      {"GET", "/api/links"},
      {"GET", "/api/links/" + Text(ticket)},
      {"GET", "/api/activity"},
      {"GET", "/api/parked"},
      {"GET", "/api/preview/" + Text(ticket)},
      {"POST", "/api/sync"},
      {"POST", "/api/sync/" + Text(ticket)},
      {"GET", "/api/sync/" + Text(ticket)},
      {"POST", "/api/links"},
      {"POST", "/api/parked/issue:1/retry"},
      {"DELETE", "/api/parked/issue:1"},
      {"DELETE", "/api/links/" + Text(ticket)},
      {"POST", "/api/withdraw/" + Text(ticket)}};
  for (const auto& [method, path] : rows) {
    for (const std::string& token : {std::string(), std::string("wrong"), story.Token() + "0"}) {
      const ApiAnswer answer = story.AskAs(token, method, path);
      EXPECT_THAT(answer.status, testing::AnyOf(401, 429)) << method << path;
      EXPECT_EQ(answer.json.Members().size(), 2U) << answer.json.Dump();
    }
  }
  EXPECT_EQ(story.Ask("GET", "/api/links").status, 200) << "a right token is always right";
  struct stat found {};
  ASSERT_EQ(stat((story.gateway().folder() + "/data/admin_token").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0600U);
}

TEST(Api, TellsALinkWithItsStateAndItsLastActivity) {
  ApiStory story;
  EXPECT_THAT(story.Run({"links"}).out, HasSubstr("nothing is linked yet"));
  const auto ticket = story.LinkedTicket();
  const Json links = story.Ask("GET", "/api/links").json["links"];
  ASSERT_EQ(links.Items().size(), 1U);
  const Json& link = links.Items()[0];
  EXPECT_EQ(link["issue"]["repository"], Json(kRepository));
  EXPECT_EQ(link["issue"]["number"], Json(story.issue));
  EXPECT_EQ(link["issue"]["url"], Json("https://github.com/" + std::string(kRepository) +
                                       "/issues/" + Text(story.issue)));
  EXPECT_EQ(link["issue"]["state"], Json("open"));
  ASSERT_EQ(link["tickets"].Items().size(), 1U);
  EXPECT_EQ(link["tickets"].Items()[0]["id"], Json(ticket));
  EXPECT_EQ(link["tickets"].Items()[0]["url"],
            Json(story.world().FreshdeskUrl() + "/a/tickets/" + Text(ticket)));
  EXPECT_EQ(link["tickets"].Items()[0]["status"], Json("Open"));
  EXPECT_EQ(link["state"], Json("in_step"));
  EXPECT_THAT(link["last_synced"].StringOr(""), testing::ContainsRegex("^20..-..-..T..:..:..Z$"));
  EXPECT_TRUE(link["reason"].IsNull());

  const Json one = story.Ask("GET", "/api/links/" + Text(ticket)).json;
  EXPECT_EQ(one["issue"], link["issue"]);
  bool created = false;
  for (const Json& entry : one["activity"].Items())
    created = created || entry["detail"] == Json("create_issue");
  EXPECT_TRUE(created) << one.Dump();
  EXPECT_EQ(story.Ask("GET", "/api/links/4711").status, 404);

  story.hub().Closes(story.issue, "completed");
  ASSERT_TRUE(story.Quiet());
  const Json after = story.Ask("GET", "/api/links").json["links"].Items()[0];
  EXPECT_EQ(after["issue"]["state"], Json("closed"));
  EXPECT_EQ(after["tickets"].Items()[0]["status"], Json("Resolved"));
  const Ended shown = story.Run({"links"});
  EXPECT_EQ(shown.exit, 0);
  EXPECT_THAT(shown.out, HasSubstr("in_step"));
  EXPECT_THAT(shown.out, HasSubstr(Text(ticket) + " Resolved"));
  EXPECT_EQ(Json::Parse(story.Run({"links", "--json"}).out)->operator[]("links").Items()[0], after);
}

TEST(Api, SyncsATicketWhoseWebhookWasLost) {
  ApiStory story;
  const auto ticket = story.LinkedTicket();
  story.LoseWebhooks();
  story.desk().AgentAddsPrivateNote(ticket, "<div>nobody told</div>");
  const Ended done = story.Run({"sync", Text(ticket)});
  EXPECT_EQ(done.exit, 0) << done.error;
  EXPECT_THAT(done.out, HasSubstr("did: add_comment"));
  EXPECT_THAT(done.out, Not(HasSubstr("create_issue"))) << "that was before";
  EXPECT_EQ(story.CommentsWith(story.issue, "nobody told"), 1) << "it had been waited for";
  story.hub().Comments(story.issue, "nobody told this either");
  const Ended all = story.Run({"sync", "--all"});
  EXPECT_EQ(all.exit, 0);
  EXPECT_THAT(all.out, HasSubstr("1 links"));
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "nobody told this either") == 1; }));
  ASSERT_TRUE(story.Quiet());
  const Ended activity = story.Run({"activity"});
  EXPECT_EQ(activity.exit, 0);
  EXPECT_THAT(activity.out, HasSubstr("api sync of all"));
}

TEST(Api, MakesNobodyWaitForMoreToComeWhoAsksForASync) {
  ApiStory story([](Json& configuration) { configuration.Set("settle", "1m"); });
  story.LoseWebhooks();
  NewTicket tagged;
  tagged.tags = {"github"};
  const auto ticket = story.desk().CustomerCreatesTicket(tagged);
  const auto asked = std::chrono::steady_clock::now();
  const Ended done = story.Run({"sync", Text(ticket)});
  EXPECT_EQ(done.exit, 0) << done.error;
  EXPECT_EQ(story.Issues(), 1);
  EXPECT_LT(std::chrono::steady_clock::now() - asked, std::chrono::seconds(20));
}

TEST(Api, TellsThatASyncFailed) {
  ApiStory story(WaitLong);
  const auto ticket = story.LinkedTicket();
  Fault broken;
  broken.service = Service::kGithub;
  broken.method = "GET";
  broken.path = "/issues/" + Text(story.issue) + "$";
  broken.times = 100;
  story.world().Failing().Add(broken);
  const Ended failed = story.Run({"sync", Text(ticket)});
  EXPECT_EQ(failed.exit, 1);
  EXPECT_THAT(failed.error, HasSubstr("is held, and tried again"));
  const Json link = story.Ask("GET", "/api/links").json["links"].Items()[0];
  EXPECT_EQ(link["state"], Json("held"));
  EXPECT_FALSE(link["reason"].IsNull());
  story.world().Failing().Clear();
  EXPECT_EQ(story.Run({"sync", Text(ticket)}).exit, 0);
  EXPECT_EQ(story.Ask("GET", "/api/links").json["links"].Items()[0]["state"], Json("in_step"));
}

Fault Forbidden(std::int64_t ticket) {
  Fault forbidden;
  forbidden.method = "GET";
  forbidden.path = "/tickets/" + Text(ticket) + "$";
  forbidden.status = 403;
  forbidden.times = 100;
  return forbidden;
}

TEST(Api, RetriesWhatIsParkedOnceItIsMended) {
  ApiStory story(WaitLong);
  const auto ticket = story.LinkedTicket();
  story.world().Failing().Add(Forbidden(ticket));
  story.desk().AgentAddsPrivateNote(ticket, "<div>held up</div>");
  ASSERT_TRUE(
      story.Soon([&] { return !story.Ask("GET", "/api/parked").json["parked"].Items().empty(); }));
  const Json parked = story.Ask("GET", "/api/parked").json["parked"].Items()[0];
  const std::string key = parked["key"].StringOr("");
  EXPECT_THAT(key, testing::StartsWith("issue:"));
  EXPECT_FALSE(parked["reason"].StringOr("").empty());
  EXPECT_GE(parked["attempts"].Integer().value_or(0), 1);
  EXPECT_EQ(story.Ask("GET", "/api/links").json["links"].Items()[0]["state"], Json("parked"));
  EXPECT_THAT(story.Run({"parked"}).out, HasSubstr(key));
  EXPECT_EQ(story.CommentsWith(story.issue, "held up"), 0);

  story.world().Failing().Clear();
  EXPECT_EQ(story.Run({"parked", "retry", key}).exit, 0);
  EXPECT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "held up") == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_THAT(story.Run({"parked"}).out, HasSubstr("nothing is parked"));
  const Ended again = story.Run({"parked", "retry", key});
  EXPECT_EQ(again.exit, 1);
  EXPECT_THAT(again.error, HasSubstr("nothing is parked under this key"));
}

TEST(Api, DropsWhatIsParkedAndTakesTheNextChangeAllTheSame) {
  ApiStory story(WaitLong);
  const auto ticket = story.LinkedTicket();
  story.world().Failing().Add(Forbidden(ticket));
  EXPECT_EQ(story.Run({"sync", Text(ticket)}).exit, 1);
  const std::string key =
      story.Ask("GET", "/api/parked").json["parked"].Items()[0]["key"].StringOr("");
  EXPECT_EQ(story.Run({"parked", "drop", key}).exit, 0);
  EXPECT_EQ(story.Ask("GET", "/api/parked").json["parked"].Items().size(), 0U);
  EXPECT_TRUE(story.gateway().IsIdle()) << "nothing is left to do";
  EXPECT_EQ(story.Ask("DELETE", "/api/parked/" + key).status, 404);
  story.world().Failing().Clear();
  story.desk().AgentAddsPrivateNote(ticket, "<div>the next</div>");
  EXPECT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "the next") == 1; }));
}

TEST(Api, LetsARuleGoOnThatHasCreatedItsIssues) {
  ApiStory story([](Json& configuration) {
    Json rule = configuration["rules"].Items()[0];
    configuration.Set("rules", Json(Json::Array{rule.Set("create_limit", 2)}));
  });
  NewTicket ticket;
  ticket.tags = {"github"};
  for (int i = 0; i < 4; ++i) story.desk().CustomerCreatesTicket(ticket);
  ASSERT_TRUE(story.Soon(
      [&] { return story.Ask("GET", "/api/parked").json["parked"].Items().size() == 2; }));
  ASSERT_TRUE(story.Soon([&] { return story.Issues() == 2; }));
  EXPECT_EQ(story.Run({"parked", "retry", "--all"}).exit, 0);
  EXPECT_TRUE(story.Soon([&] { return story.Issues() == 4; }));
  EXPECT_TRUE(story.Quiet());
}

TEST(Api, LinksATicketToAnIssueThatIsThere) {
  ApiStory story;
  const auto ticket = story.desk().CustomerCreatesTicket();
  story.desk().AgentAddsPrivateNote(ticket, "<div>an older note</div>");
  const auto issue = story.hub().OpensIssue();
  const auto other = story.hub().OpensIssue();
  ASSERT_TRUE(story.Quiet());
  const std::string name = std::string(kRepository) + "#" + Text(issue);
  const Ended linked = story.Run({"link", Text(ticket), name});
  EXPECT_EQ(linked.exit, 0) << linked.error;
  EXPECT_EQ(story.NotesWith(ticket, "is linked to"), 1);
  EXPECT_EQ(story.CommentsWith(issue, "an older note"), 1);
  EXPECT_EQ(story.desk().Ticket(ticket).tags, std::vector<std::string>{"github"});
  EXPECT_EQ(story.Ask("GET", "/api/links/" + Text(ticket)).json["issue"]["number"], Json(issue));
  EXPECT_EQ(story.Run({"link", Text(ticket), name}).exit, 0) << "it is so already";
  RedisPool redis({RedisUnix{story.gateway().folder() + "/data/redis.sock"}, {}, {}, 0});
  const auto left = redis.Command({"EXISTS", "tandem:request:" + Text(ticket)});
  ASSERT_TRUE(left.ok()) << left.error().message;
  EXPECT_EQ(left->Integer(), 0) << "what was carried out is forgotten";

  const Ended elsewhere =
      story.Run({"link", Text(ticket),
                 "https://github.com/" + std::string(kRepository) + "/issues/" + Text(other)});
  EXPECT_EQ(elsewhere.exit, 1);
  EXPECT_THAT(elsewhere.error, HasSubstr("is linked to " + name + " already"));
  ASSERT_TRUE(story.Quiet());
}

TEST(Api, SaysWhyATicketCannotBeLinked) {
  ApiStory story;
  const auto ticket = story.desk().CustomerCreatesTicket();
  const auto pull = story.hub().OpensPullRequest();
  ASSERT_TRUE(story.Quiet());
  const auto writes = story.Writes();
  const std::string repository = kRepository;
  const std::vector<std::tuple<std::int64_t, std::string, std::string>> rows{
      {ticket, repository + "#4711", "there is no issue"},
      {ticket, repository + "#" + Text(pull), "is a pull request"},
      {ticket, "acme/unheard-of#1", "no enabled rule names acme/unheard-of"},
      {ticket, "nonsense", "owner/name#2"},
      {98'765, repository + "#1", "is not there"}};
  for (const auto& [id, issue, why] : rows) {
    const Ended refused = story.Run({"link", Text(id), issue});
    EXPECT_EQ(refused.exit, 1) << issue;
    EXPECT_THAT(refused.out + refused.error, HasSubstr(why));
  }
  EXPECT_EQ(story.Writes(), writes);
  EXPECT_EQ(story.Run({"sync", Text(ticket)}).exit, 0) << "no request is left";
  EXPECT_THAT(story.Run({"sync", Text(ticket)}).out, Not(HasSubstr("refused")));
}

TEST(Api, SaysWhatToDoWhenTheGatewayIsNotThereOrTheTokenIsWrong) {
  ApiStory story(
      [](Json& configuration) { configuration.Set("admin_token", "a-configured-token"); });
  EXPECT_EQ(story.AskAs("a-configured-token", "GET", "/api/links").status, 200);
  EXPECT_TRUE(story.Token().empty()) << "none is made beside it";
  EXPECT_EQ(story.Run({"links"}).exit, 0);
  std::string other = story.gateway().folder() + "/other.json";
  {
    std::ifstream from(story.gateway().config_path());
    std::string text((std::istreambuf_iterator<char>(from)), {});
    text.replace(text.find("a-configured-token"), 18, "another-token-here");
    std::ofstream(other) << text;
  }
  const Ended wrong = RunTandem({"links", "--config", other});
  EXPECT_EQ(wrong.exit, 1);
  EXPECT_THAT(wrong.error, HasSubstr("does not take this admin token"));
  EXPECT_EQ(story.gateway().Stop(), 0);
  const Ended gone = story.Run({"links"});
  EXPECT_EQ(gone.exit, 1);
  EXPECT_THAT(gone.error, HasSubstr("tandem serve"));
}

}  // namespace
}  // namespace tandem::sandbox
