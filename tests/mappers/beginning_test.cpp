// What becomes of a ticket or an issue that is not linked.

#include "mappers/beginning.h"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace tandem {
namespace {

using std::chrono::seconds;

const Time kNow = Time(std::chrono::hours(500'000));
constexpr RepositoryId kRepository{500};

Account TestAccount() {
  return {"https://acme.freshdesk.com", "https://github.com", {}, {{"open", 2}}, seconds(45)};
}

Rule RuleWith(const std::string& tag, const std::string& repository = "acme/infrastructure") {
  Rule rule;
  rule.name = rule.tag = tag;
  rule.repository = repository;
  return rule;
}

Ticket Tagged(const std::vector<std::string>& tags = {"github"}) {
  Ticket ticket;
  ticket.id = {123};
  ticket.requester.looked_up = true;
  ticket.subject = "No paper";
  ticket.html = "<div>None at all</div>";
  ticket.tags = tags;
  return ticket;
}

TicketRecord Sent(seconds ago) {
  TicketRecord record;
  record.creation = Creation{"github", {kNow - ago, {}}, {"support"}, {}};
  return record;
}

TicketPlan PlanOf(const TicketRecord& record, const Ticket& ticket,
                  Visibility visibility = Visibility::kPrivate, Looked looked = Looked::kNotYet) {
  static const Rule rule = RuleWith("github");
  return PlanTicket(record, ticket, &rule, {kRepository, visibility}, kNow, looked, StartedBy::kTag,
                    TestAccount());
}

TEST(TicketPlan, CreatesAnIssueForATaggedTicket) {
  const auto plan = PlanOf({}, Tagged(), Visibility::kPrivate, Looked::kInVain);
  const auto* create = std::get_if<CreateIssue>(&plan);
  ASSERT_NE(create, nullptr);
  EXPECT_EQ(create->title.text(), "No paper");
  EXPECT_NE(create->body.text().find("https://acme.freshdesk.com/a/tickets/123"),
            std::string::npos);
  EXPECT_NE(create->body.text().find("> None at all"), std::string::npos);
  ASSERT_EQ(create->labels.size(), 1U);
  EXPECT_EQ(create->labels[0].text(), "support");
}

TEST(TicketPlan, SendsTheLabelOfTheTicketsPriorityAndNoOtherOfTheMap) {
  Rule rule = RuleWith("github");
  rule.priority = {{3, "priority: high"}, {4, "priority: urgent"}};
  const auto labels_for = [&](int priority) {
    Ticket ticket = Tagged();
    ticket.priority = priority;
    const auto plan = PlanTicket({}, ticket, &rule, {kRepository, Visibility::kPublic}, kNow,
                                 Looked::kInVain, StartedBy::kTag, TestAccount());
    std::string labels;
    for (const PublicText& label : std::get<CreateIssue>(plan).labels) labels += label.text() + ";";
    return labels;
  };
  EXPECT_EQ(labels_for(4), "support;priority: urgent;");
  EXPECT_EQ(labels_for(3), "support;priority: high;");
  EXPECT_EQ(labels_for(1), "support;");
}

TEST(TicketPlan, WaitsWhileItIsUnknownWhoCanReadTheRepository) {
  EXPECT_TRUE(std::holds_alternative<Wait>(PlanOf({}, Tagged(), Visibility::kUnknown)));
}

TEST(TicketPlan, WaitsUntilItIsKnownWhoTheRequesterIs) {
  Ticket ticket = Tagged();
  ticket.requester.looked_up = false;
  EXPECT_TRUE(std::holds_alternative<Wait>(PlanOf({}, ticket)));
}

TEST(TicketPlan, DoesNotSendAgainWithinTheWindow) {
  const auto plan = PlanOf(Sent(seconds(10)), Tagged());
  const auto* wait = std::get_if<Wait>(&plan);
  ASSERT_NE(wait, nullptr);
  EXPECT_EQ(wait->until, kNow + seconds(35));
}

TEST(TicketPlan, LooksForTheIssueAfterTheWindowAndSendsAgainOnlyWhenItIsNotThere) {
  const auto look = PlanOf(Sent(seconds(50)), Tagged());
  ASSERT_TRUE(std::holds_alternative<LookForIssue>(look));
  EXPECT_LT(std::get<LookForIssue>(look).since, kNow - seconds(50));
  const auto again = PlanOf(Sent(seconds(50)), Tagged(), Visibility::kPrivate, Looked::kInVain);
  ASSERT_TRUE(std::holds_alternative<CreateIssue>(again));
  EXPECT_EQ(std::get<CreateIssue>(again).operation, std::get<LookForIssue>(look).operation);
}

// The store may be empty, restored from a backup, or promoted without its last second.
TEST(TicketPlan, LooksForTheIssueSinceTheTicketsBirthThoughNothingIsRemembered) {
  Ticket ticket = Tagged();
  ticket.created_at = kNow - std::chrono::hours(2);
  const auto look = PlanOf({}, ticket);
  ASSERT_TRUE(std::holds_alternative<LookForIssue>(look));
  EXPECT_EQ(std::get<LookForIssue>(look).since,
            kNow - std::chrono::hours(2) - std::chrono::minutes(10));
  const auto create = PlanOf({}, ticket, Visibility::kPrivate, Looked::kInVain);
  ASSERT_TRUE(std::holds_alternative<CreateIssue>(create));
  EXPECT_EQ(std::get<CreateIssue>(create).operation, std::get<LookForIssue>(look).operation);
}

TEST(TicketPlan, IsNotLedByASecondStatusNoteToALinkThatHasEnded) {
  Ticket ticket = Tagged();
  Note left;
  left.mark = Mark{Operation{OperationKind::kStatusNote, 123, 123, 0}};
  left.marked_url = "https://github.com/acme/infrastructure/issues/5";
  Note ended;
  ended.mark = Mark{Operation{OperationKind::kLinkEnded, 123, 123, 0}};
  ticket.notes = {left, ended};
  EXPECT_TRUE(std::holds_alternative<Nothing>(PlanOf({}, ticket)));
}

TEST(TicketPlan, JoinsTheIssueThatWasAnswered) {
  TicketRecord record = Sent(seconds(10));
  record.creation->created = IssueRef{{7001}, kRepository, "acme/infrastructure", 5};
  const JoinIssue expected{"acme/infrastructure", 5};
  EXPECT_EQ(PlanOf(record, Tagged()), TicketPlan(expected));
}

TEST(TicketPlan, JoinsTheIssueThatItsOwnStatusNoteNames) {
  Ticket ticket = Tagged();
  Note note;
  note.mark = Mark{Operation{OperationKind::kStatusNote, 123, 123, 0}};
  note.marked_url = "https://github.com/acme/infrastructure/issues/5";
  ticket.notes = {note};
  const JoinIssue expected{"acme/infrastructure", 5};
  EXPECT_EQ(PlanOf({}, ticket), TicketPlan(expected));
}

TEST(RuleForRepository, KnowsANameOfTodayBeforeAFormerOneAndBothBeforeNone) {
  std::vector<Rule> rules{RuleWith("infra", "acme/platform"), RuleWith("tools", "acme/infra")};
  rules[0].formerly = "acme/infra";  // the name went to another repository
  rules[1].formerly = "acme/tools";
  EXPECT_EQ(RuleForRepository("Acme/Infra", rules), &rules[1]);
  EXPECT_EQ(RuleForRepository("acme/platform", rules), rules.data());
  EXPECT_EQ(RuleForRepository("acme/tools", rules), &rules[1]);
  EXPECT_EQ(RuleForRepository("", rules), nullptr);
  rules[1].enabled = false;
  EXPECT_EQ(RuleForRepository("acme/infra", rules), rules.data());
}

TEST(RuleForLink, IsTheOneItWasLinkedByAndNoOtherWhenThatIsSwitchedOff) {
  std::vector<Rule> rules{RuleWith("loud", "acme/infra"), RuleWith("quiet", "acme/infra")};
  Link link;
  link.issue.repository = "acme/infra";
  link.rule = "quiet";
  EXPECT_EQ(RuleForLink(link, rules), &rules[1]);
  rules[1].enabled = false;
  EXPECT_EQ(RuleForLink(link, rules), nullptr) << "it may publish more";
  EXPECT_THAT(WhyNoRule(link, rules), testing::HasSubstr("rules[].enabled of tag quiet"));
  link.rule = "gone from the file";
  EXPECT_EQ(RuleForLink(link, rules), rules.data());
  rules[0].enabled = false;
  EXPECT_EQ(RuleForLink(link, rules), nullptr);
  EXPECT_THAT(WhyNoRule(link, rules), testing::HasSubstr("rules[].repository"));
}

TEST(TicketPlan, DoesNotJoinAgainWhatItsStatusNoteNamesWhenTheStoreHasSeenThatLinkEnd) {
  Ticket restored = Tagged();  // from the trash, where its status note could not be edited
  Note note;
  note.mark = Mark{Operation{OperationKind::kStatusNote, 123, 123, 0}};
  note.marked_url = "https://github.com/acme/infrastructure/issues/5";
  restored.notes = {note};
  TicketRecord record;
  record.links_before = 1;
  EXPECT_TRUE(std::holds_alternative<Nothing>(PlanOf(record, restored)));
}

TEST(TicketPlan, CreatesNothingForWhatTakesNoWritesAndAfterAnEndedLink) {
  Ticket spam = Tagged();
  spam.spam = true;
  Ticket deleted = Tagged();
  deleted.deleted = true;
  Ticket archived = Tagged();
  archived.archived = true;
  TicketRecord ended;
  ended.links_before = 1;
  EXPECT_TRUE(std::holds_alternative<Nothing>(PlanOf({}, spam)));
  EXPECT_TRUE(std::holds_alternative<Nothing>(PlanOf({}, deleted)));
  EXPECT_TRUE(std::holds_alternative<Nothing>(PlanOf({}, archived)));
  EXPECT_TRUE(std::holds_alternative<Nothing>(PlanOf(ended, Tagged())));
}

TEST(RuleForTicket, IsTheFirstEnabledOneWhoseTagItCarries) {
  std::vector<Rule> rules{RuleWith("off"), RuleWith("Second"), RuleWith("third")};
  rules[0].enabled = false;
  EXPECT_EQ(RuleForTicket({}, Tagged({"third", "second", "off"}), rules), &rules[1]);
  EXPECT_EQ(RuleForTicket({}, Tagged({"off"}), rules), nullptr);
  EXPECT_EQ(RuleForTicket({}, Tagged({}), rules), nullptr);
  TicketRecord creating = Sent(seconds(1));
  creating.creation->rule = "third";
  EXPECT_EQ(RuleForTicket(creating, Tagged({"second"}), rules), &rules[2])
      << "what was begun is ended";
}

Issue Naming(const std::string& body) {
  Issue issue;
  issue.ref = {{7001}, kRepository, "acme/infrastructure", 5};
  issue.markdown = body;
  issue.labels = {"Support"};
  issue.association = Association::kMember;
  return issue;
}

const char* const kBody = "see https://acme.freshdesk.com/a/tickets/123 and .../124";

TEST(IssuePlan, LinksTheTicketsThatAMembersLabelledIssueNames) {
  const std::vector<Rule> rules{RuleWith("github")};
  const auto plan = PlanIssue(Naming(kBody), rules, TestAccount());
  const auto* link = std::get_if<LinkTickets>(&plan);
  ASSERT_NE(link, nullptr);
  EXPECT_EQ(link->tickets, std::vector<TicketId>{TicketId{123}});
  EXPECT_EQ(link->rule, rules.data());
}

TEST(IssuePlan, DoesNothingWithoutTheLabelTheRightOrATicket) {
  const std::vector<Rule> rules{RuleWith("github")};
  Issue unlabelled = Naming(kBody);
  unlabelled.labels = {"bug"};
  Issue stranger = Naming(kBody);
  stranger.association = Association::kOther;
  Issue pull_request = Naming(kBody);
  pull_request.pull_request = true;
  Issue elsewhere = Naming(kBody);
  elsewhere.ref.repository = "acme/other";
  for (const Issue& issue :
       {unlabelled, stranger, pull_request, elsewhere, Naming("no ticket here")}) {
    EXPECT_TRUE(std::holds_alternative<Nothing>(PlanIssue(issue, rules, TestAccount())));
  }
}

TEST(IssuePlan, AnIssueThatWeCreatedIsItsTicketsBusiness) {
  Issue ours = Naming(kBody);
  ours.mark = Mark{};
  EXPECT_TRUE(
      std::holds_alternative<TellTicket>(PlanIssue(ours, {RuleWith("github")}, TestAccount())));
}

}  // namespace
}  // namespace tandem
