// What a customer would not want to be read on GitHub does not get there.

#include "mappers/words.h"
#include "tests/scenarios/story.h"

namespace tandem::sandbox {
namespace {

NewTicket TicketOfCarla() {
  NewTicket ticket;
  ticket.subject = "Carla cannot print, please call 030 5550123";
  ticket.html =
      "<div>Hello,</div><div>mail me at <a href=\"mailto:carla@umbrella.example\">"
      "carla@umbrella.example</a>. Build 2.14.0, commit 2414721.</div><div>Carla Customer</div>";
  return ticket;
}

void ExpectNothingOfCarla(const std::string& text) {
  for (const char* secret : {"Carla", "carla", "umbrella.example", "5550123", "5550199", "ghp_",
                             "hunter2", "198.51.100.7", "Raccoon", "ccust77", "bob@example.org"}) {
    EXPECT_EQ(text.find(secret), std::string::npos) << secret << " is in\n" << text;
  }
}

TEST(Redaction, ATicketAndItsNotesReachAPrivateRepositoryWithoutTheCustomer) {
  Story story;
  const auto ticket = story.LinkedTicket(TicketOfCarla());
  const HubIssue issue = story.hub().Issue(story.issue);
  ExpectNothingOfCarla(issue.title + "\n" + issue.body);
  EXPECT_EQ(issue.title, "[name removed] cannot print, please call [phone number removed]");
  EXPECT_NE(issue.body.find("Build 2.14.0, commit 2414721."), std::string::npos);
  story.desk().AgentAddsPrivateNote(
      ticket,
      "<div>Carla Customer (mobile +49 (0)171 555 01 99, ccust77@mail.example, 12 Raccoon Street) "
      "wrote from 198.51.100.7, bob@example.org knows her.</div>"
      "<pre>token=ghp_abcdefghijklmnopqrstuvwxyz0123456789\npassword: hunter2\n"
      "request 550e8400-e29b-41d4-a716-446655440000 failed on web01.example.net</pre>");
  ASSERT_TRUE(
      story.Soon([&] { return story.CommentsWith(story.issue, "web01.example.net") == 1; }));
  ASSERT_TRUE(story.Quiet());
  const auto comments = story.hub().CommentsOf(story.issue);
  ASSERT_EQ(comments.size(), 1U);
  ExpectNothingOfCarla(comments[0].body);
  for (const char* part :
       {"Sam Steward", "[name removed]", "[phone number removed]", "[mail address removed]",
        "[IP address removed]", "[key or token removed]", "550e8400-e29b-41d4-a716-446655440000"}) {
    EXPECT_NE(comments[0].body.find(part), std::string::npos) << part;
  }
}

TEST(Redaction, ARuleMayKeepAddressesButNeverTheCustomers) {
  Story story([](Json& configuration) {
    Json rule = configuration["rules"].Items().at(0);
    rule.Set("redact", false);
    configuration.Set("rules", Json::Array{rule});
  });
  const auto ticket = story.LinkedTicket(TicketOfCarla());
  const HubIssue issue = story.hub().Issue(story.issue);
  ExpectNothingOfCarla(issue.title + "\n" + issue.body);
  story.desk().AgentAddsPrivateNote(ticket, "<div>Carla asked ops@example.net at 10.0.0.1</div>");
  ASSERT_TRUE(story.Soon([&] {
    return story.CommentsWith(story.issue, "[name removed] asked ops@example.net at 10.0.0.1") == 1;
  }));
}

TEST(Redaction, WhileTheContactCannotBeReadNothingGoesOut) {
  Story story;
  Fault fault;
  fault.path = "/contacts/";
  fault.status = 503;
  fault.times = 2;
  story.world().Failing().Add(fault);
  story.LinkedTicket(TicketOfCarla());
  EXPECT_EQ(story.world().Failing().Left(), 0U);
  const HubIssue issue = story.hub().Issue(story.issue);
  ExpectNothingOfCarla(issue.title + "\n" + issue.body);
}

TEST(Redaction, AContactWhoIsOnceSaidNotToBeThereKeepsHisNameToHimself) {
  for (const int status : {403, 404}) {
    Story story;
    Fault fault;
    fault.path = "/contacts/";
    fault.status = status;
    story.world().Failing().Add(fault);
    const auto ticket = story.LinkedTicket(TicketOfCarla());
    EXPECT_EQ(story.world().Failing().Left(), 0U);
    story.desk().AgentAddsPrivateNote(ticket, "<div>Carla Customer called about it.</div>");
    ASSERT_TRUE(
        story.Soon([&] { return story.CommentsWith(story.issue, "called about it") == 1; }));
    const HubIssue issue = story.hub().Issue(story.issue);
    ExpectNothingOfCarla(issue.title + "\n" + issue.body + "\n" +
                         story.hub().CommentsOf(story.issue).at(0).body);
  }
}

TEST(Redaction, NobodyAsksForTheContactWhereNothingIsPublished) {
  Story story;
  const auto ticket = story.LinkedTicket(TicketOfCarla());
  story.gateway().Kill();
  ASSERT_TRUE(story.gateway().Start()) << "and knows no contact any more";
  Fault fault;
  fault.path = "/contacts/";
  fault.status = 503;
  story.world().Failing().Add(fault);
  story.hub().AddsLabel(story.issue, "bug");
  ASSERT_TRUE(story.Soon([&] { return Holds(story.desk().Ticket(ticket).tags, "bug"); }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.world().Failing().Left(), 1U);
}

TEST(Redaction, AContactThatTheKeyMayNotSeeLeavesWhatAnyTextLoses) {
  Story story;
  Fault fault;
  fault.path = "/contacts/";
  fault.status = 403;
  fault.times = 1'000;
  story.world().Failing().Add(fault);
  story.LinkedTicket(TicketOfCarla());
  const HubIssue issue = story.hub().Issue(story.issue);
  EXPECT_NE(issue.body.find("mail me at [mail address removed]"), std::string::npos) << issue.body;
  EXPECT_EQ((issue.title + issue.body).find("5550123"), std::string::npos);
}

}  // namespace
}  // namespace tandem::sandbox
