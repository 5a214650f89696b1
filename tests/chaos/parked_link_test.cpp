// A parked link says why and what to do, and is tried again by whatever may have mended it.

#include "tests/chaos/failing_calls.h"
#include "tests/scenarios/story.h"

#include <fstream>
#include <sstream>
#include <string>

namespace tandem::sandbox {
namespace {

using std::chrono::milliseconds;

// A ticket's note that GitHub will not have, whoever asks: its link is parked, and is tried again
// of its own accord in an hour only.
class AParkedLink : public testing::Test {
 protected:
  AParkedLink() {
    Fault invalid = Refusing(Service::kGithub, "POST", "/comments$", 422);
    invalid.body =
        R"({"message":"Validation Failed","errors":[{"field":"body","code":"invalid"}]})";
    story.world().Failing().Add(invalid);
    story.desk().AgentAddsPrivateNote(ticket, "<div>From the steward</div>");
    EXPECT_TRUE(story.Soon([&] { return ParkedAre(1); }));
    EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "A person has to look") == 1; }));
    EXPECT_TRUE(IsQuiet());
  }
  bool IsQuiet() {
    return story.world().WaitForQuiet(milliseconds(1'500), std::chrono::seconds(15));
  }
  bool ParkedAre(int count) const {
    return story.gateway()
               .Get("/metrics")
               .find("\ntandem_parked " + std::to_string(count) + "\n") != std::string::npos;
  }
  std::size_t Polls() { return story.world().Log().Count(Service::kFreshdesk, "GET", "/tickets"); }
  // The poll that comes with a start and a SIGHUP is over, `polls` being how many were before.
  void WaitForAnotherPoll(std::size_t polls) {
    EXPECT_TRUE(story.Soon([&] { return Polls() > polls; }));
    EXPECT_TRUE(IsQuiet());
  }
  // GitHub takes the note from now on, and nobody says so.
  void Mend() {
    EXPECT_TRUE(IsQuiet());
    story.world().Failing().Clear();
    EXPECT_TRUE(IsQuiet());
    EXPECT_EQ(story.CommentsWith(story.issue, "From the steward"), 0) << "within the hour";
    EXPECT_TRUE(ParkedAre(1));
  }
  void ExpectItGoesOn() {
    EXPECT_TRUE(
        story.Soon([&] { return story.CommentsWith(story.issue, "From the steward") == 1; }));
    EXPECT_TRUE(story.Soon([&] { return ParkedAre(0); }));
  }
  // Each start and each SIGHUP also polls, and so looks at what changed lately: only this tells
  // why.
  bool ConfigurationLetItTryAgain() const {
    std::ifstream file(story.gateway().log_path());
    std::stringstream log;
    log << file.rdbuf();
    return log.str().find("the configuration is new parked_and_tried_again=1") != std::string::npos;
  }
  void ChangeTheConfiguration() {
    std::ifstream file(story.gateway().config_path());
    std::stringstream text;
    text << file.rdbuf();
    auto configuration = *Json::Parse(text.str());
    // It matters to no link: any change may be the mend.
    story.gateway().Configure(configuration.Set("budget_share", 0.7).DumpPretty());
  }

  Story story;
  std::int64_t ticket = story.LinkedTicket();
};

TEST_F(AParkedLink, SaysWhyAndWhatToDoWhereverOneLooksForIt) {
  const auto ready = Json::Parse(story.gateway().Get("/health/ready"));
  ASSERT_TRUE(ready.ok());
  const Json parked = (*ready)["checks"]["queue"]["parked_by_kind"];
  ASSERT_EQ(parked.Items().size(), 1U);
  EXPECT_EQ(parked.Items()[0]["kind"], Json("link"));
  EXPECT_EQ(parked.Items()[0]["count"], Json(1));
  const std::string reason = parked.Items()[0]["reason"].StringOr("");
  const std::string advice = parked.Items()[0]["what_to_do"].StringOr("");
  EXPECT_NE(reason.find("a service or a setting does not allow"), std::string::npos) << reason;
  EXPECT_NE(advice.find("see \"tandem parked\""), std::string::npos) << advice;
  const std::string metrics = story.gateway().Get("/metrics");
  const auto line = metrics.find("\ntandem_parked_since_seconds{");
  ASSERT_NE(line, std::string::npos);
  const std::string said = metrics.substr(line + 1, metrics.find('\n', line + 1) - line);
  EXPECT_NE(said.find("reason=\"" + reason), std::string::npos) << said;
  EXPECT_NE(said.find("what_to_do=\"mend what"), std::string::npos) << said;
  for (const std::string& text : {said, story.gateway().Get("/health/ready")}) {
    EXPECT_EQ(text.find("From the steward"), std::string::npos) << "a person's text";
    EXPECT_EQ(text.find("answered 422"), std::string::npos) << "what a service answered: " << text;
    EXPECT_EQ(text.find("issue:"), std::string::npos) << "a key: " << text;
  }
  story.world().Failing().Clear();
  story.hub().Comments(story.issue, "/sync");
  ExpectItGoesOn();
  EXPECT_EQ(story.gateway().Get("/metrics").find("tandem_parked_since_seconds{"),
            std::string::npos);
  EXPECT_EQ(story.gateway().Get("/health/ready").find("parked_by_kind"), std::string::npos);
}

TEST_F(AParkedLink, IsTriedAgainAtTheStartWithAChangedConfiguration) {
  const auto polls = Polls();
  ASSERT_EQ(story.gateway().Stop(), 0);
  ASSERT_TRUE(story.gateway().Start());
  WaitForAnotherPoll(polls);
  Mend();
  EXPECT_FALSE(ConfigurationLetItTryAgain()) << "it is the same";
  ASSERT_EQ(story.gateway().Stop(), 0);
  ChangeTheConfiguration();
  ASSERT_TRUE(story.gateway().Start());
  ExpectItGoesOn();
  EXPECT_TRUE(ConfigurationLetItTryAgain());
}

TEST_F(AParkedLink, IsTriedAgainAtASighupThatBringsAChangedConfiguration) {
  const auto polls = Polls();
  ASSERT_TRUE(story.gateway().Reload());
  WaitForAnotherPoll(polls);
  Mend();
  EXPECT_FALSE(ConfigurationLetItTryAgain()) << "it is the same";
  ChangeTheConfiguration();
  ASSERT_TRUE(story.gateway().Reload());
  ExpectItGoesOn();
  EXPECT_TRUE(ConfigurationLetItTryAgain());
}

TEST_F(AParkedLink, IsTriedAgainAtOnceWhenAnEngineerWritesSync) {
  Mend();
  story.hub().Comments(story.issue, "/sync");
  ExpectItGoesOn();
}

TEST_F(AParkedLink, IsTriedAgainAtOnceWhenAStewardWritesSync) {
  Mend();
  story.desk().AgentAddsPrivateNote(ticket, "<div>/sync</div>");
  ExpectItGoesOn();
  EXPECT_TRUE(story.Quiet());
  EXPECT_EQ(story.CommentsWith(story.issue, "/sync"), 0) << "a command is no message";
}

}  // namespace
}  // namespace tandem::sandbox
