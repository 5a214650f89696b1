// What a command on a ticket without a link asks for.

#include "mappers/beginning.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

using std::chrono::seconds;

const Time kNow = Time(std::chrono::hours(500'000));

Account TestAccount() {
  return {"https://acme.freshdesk.com", "https://github.com", {}, {}, seconds(45), {}};
}

std::vector<Rule> TwoRules() {
  Rule infrastructure;
  infrastructure.name = "infrastructure";
  infrastructure.tag = "github";
  infrastructure.repository = "acme/infrastructure";
  Rule website;
  website.name = website.tag = "website";
  website.repository = "acme/website";
  return {infrastructure, website};
}

Note PrivateNote(std::int64_t id, const std::string& html, seconds ago = seconds(10)) {
  Note note;
  note.id = {id};
  note.kind = Note::Kind::kPrivateNote;
  note.html = html;
  note.created_at = kNow - ago;
  return note;
}

Ticket With(std::vector<Note> notes, std::vector<std::string> tags = {}) {
  Ticket ticket;
  ticket.id = {123};
  ticket.requester.looked_up = true;
  ticket.tags = std::move(tags);
  ticket.notes = std::move(notes);
  return ticket;
}

const std::vector<Rule> kRules = TwoRules();

TicketCommand CommandOf(const Ticket& ticket, const TicketRecord& record = {},
                        const Account& account = TestAccount()) {
  return PlanCommand(record, ticket, kRules, account, kNow);
}

std::string AnswerOf(const TicketCommand& command) {
  const auto* answer = std::get_if<AnswerNote>(&command);
  return answer != nullptr ? answer->html : std::string();
}

TEST(TicketCommand, IssueMeansTheRuleOfTheTagOrTheOneThatIsNamed) {
  const auto tagged = CommandOf(With({PrivateNote(1, "/issue")}, {"Website"}));
  ASSERT_TRUE(std::holds_alternative<CreateAsked>(tagged));
  EXPECT_EQ(std::get<CreateAsked>(tagged).rule, &kRules[1]);
  const auto named = CommandOf(With({PrivateNote(1, "/issue Infrastructure")}));
  ASSERT_TRUE(std::holds_alternative<CreateAsked>(named));
  EXPECT_EQ(std::get<CreateAsked>(named).rule, kRules.data());
  EXPECT_EQ(std::get<CreateAsked>(named).place, (MessagePlace{kNow - seconds(10), 1}));
}

// Its answer would be refused for ever; in the trash it waits until the ticket is brought back.
TEST(TicketCommand, IsNotAnsweredWhereNothingCanBeWritten) {
  Ticket ticket = With({PrivateNote(1, "/sync")});
  ASSERT_FALSE(AnswerOf(CommandOf(ticket)).empty());
  for (bool Ticket::*const state : {&Ticket::spam, &Ticket::deleted, &Ticket::archived}) {
    ticket.*state = true;
    EXPECT_TRUE(std::holds_alternative<NoCommand>(CommandOf(ticket)));
    ticket.*state = false;
  }
}

TEST(TicketCommand, IssueMeansTheOnlyRuleWhereThereIsOne) {
  const std::vector<Rule> one{kRules[0]};
  const auto command = PlanCommand({}, With({PrivateNote(1, "/issue")}), one, TestAccount(), kNow);
  EXPECT_TRUE(std::holds_alternative<CreateAsked>(command));
}

TEST(TicketCommand, ADoubtfulRuleIsAskedForByTheNamesOfAll) {
  for (const char* text : {"/issue", "/issue nowhere"}) {
    const std::string answer = AnswerOf(CommandOf(With({PrivateNote(1, text)})));
    EXPECT_NE(answer.find("infrastructure, website"), std::string::npos) << text << answer;
  }
}

TEST(TicketCommand, ADisabledRuleIsNone) {
  std::vector<Rule> rules = kRules;
  rules[1].enabled = false;
  const auto command =
      PlanCommand({}, With({PrivateNote(1, "/issue website")}), rules, TestAccount(), kNow);
  EXPECT_TRUE(std::holds_alternative<AnswerNote>(command));
  EXPECT_EQ(AnswerOf(command).find("website"), std::string::npos);
}

TEST(TicketCommand, IssueWithATargetAsksForThatIssueOfARulesRepository) {
  const auto command = CommandOf(With({PrivateNote(1, "/issue ACME/website#7")}));
  ASSERT_TRUE(std::holds_alternative<JoinAsked>(command));
  EXPECT_EQ(std::get<JoinAsked>(command).rule, &kRules[1]);
  EXPECT_EQ(std::get<JoinAsked>(command).issue.number, 7);
  const std::string foreign = AnswerOf(CommandOf(With({PrivateNote(1, "/issue a/b#7")})));
  EXPECT_NE(foreign.find("No rule of Tandem names"), std::string::npos) << foreign;
}

TEST(TicketCommand, TheOldestOneThatWaitsIsNext) {
  const Ticket ticket = With({PrivateNote(1, "/unlink", seconds(30)), PrivateNote(2, "/issue")});
  EXPECT_NE(AnswerOf(CommandOf(ticket)).find("is not linked"), std::string::npos);
  TicketRecord record;
  record.commands_until = {kNow - seconds(30), 1};
  const auto next = CommandOf(ticket, record);
  EXPECT_NE(AnswerOf(next).find("Which repository?"), std::string::npos);
}

TEST(TicketCommand, TwoInOneSecondAreBothCarriedOut) {
  const Ticket ticket = With({PrivateNote(1, "/sync"), PrivateNote(2, "/unlink")});
  TicketRecord record;
  record.commands_until = {kNow - seconds(10), 1};
  const auto next = CommandOf(ticket, record);
  ASSERT_TRUE(std::holds_alternative<AnswerNote>(next));
  EXPECT_EQ(std::get<AnswerNote>(next).operation.source, 2);
}

TEST(TicketCommand, HistoryRepliesAnswersAndOurOwnNotesAreNone) {
  Account born = TestAccount();
  born.commands_since = kNow;
  EXPECT_TRUE(std::holds_alternative<NoCommand>(
      CommandOf(With({PrivateNote(1, "/issue website")}), {}, born)));
  Note reply = PrivateNote(1, "/issue website");
  reply.kind = Note::Kind::kReply;
  EXPECT_TRUE(std::holds_alternative<NoCommand>(CommandOf(With({reply}))));
  Note answer = PrivateNote(2, "/issue website");
  answer.mark = Mark{Operation{OperationKind::kAnswerNote, 1, 123, 0}};
  EXPECT_TRUE(std::holds_alternative<NoCommand>(
      CommandOf(With({PrivateNote(1, "/issue website"), answer}))));
  TicketRecord creating;
  creating.creation = Creation{};
  EXPECT_TRUE(std::holds_alternative<NoCommand>(
      CommandOf(With({PrivateNote(1, "/issue website")}), creating)));
}

TEST(TicketCommand, AnAnswerOfUnknownOutcomeIsWaitedForAndThenSentAgain) {
  TicketRecord record;
  record.answering = AnswerSent{{OperationKind::kAnswerNote, 1, 123, 0}, {kNow - seconds(40), {}}};
  const Ticket ticket = With({PrivateNote(1, "/unlink")});
  const auto wait = CommandOf(ticket, record);
  ASSERT_TRUE(std::holds_alternative<Wait>(wait));
  EXPECT_EQ(std::get<Wait>(wait).until, kNow + seconds(5));
  record.answering->intent.at = kNow - seconds(45);
  EXPECT_TRUE(std::holds_alternative<AnswerNote>(CommandOf(ticket, record)));
}

TEST(TicketPlanByCommand, CreatesAlsoWhereALinkWasEnded) {
  TicketRecord record;
  record.links_before = 2;
  const auto plan_by = [&](StartedBy started_by) {
    return PlanTicket(record, With({}), kRules.data(), {RepositoryId{5}, Visibility::kPrivate},
                      kNow, Looked::kInVain, started_by, TestAccount());
  };
  EXPECT_TRUE(std::holds_alternative<Nothing>(plan_by(StartedBy::kTag)));
  const auto asked = plan_by(StartedBy::kCommand);
  ASSERT_TRUE(std::holds_alternative<CreateIssue>(asked));
  EXPECT_EQ(std::get<CreateIssue>(asked).operation.n, 2);
}

TEST(TicketPlanByCommand, ATombstoneOnTheTicketCountsAsMuchAsTheStore) {
  Note ended = PrivateNote(9, "Link ended.");
  ended.mark = Mark{Operation{OperationKind::kLinkEnded, 123, 123, 1}};
  const auto plan_by = [&](StartedBy started_by) {
    return PlanTicket({}, With({ended}), kRules.data(), {RepositoryId{5}, Visibility::kPrivate},
                      kNow, Looked::kInVain, started_by, TestAccount());
  };
  EXPECT_TRUE(std::holds_alternative<Nothing>(plan_by(StartedBy::kTag)));
  const auto asked = plan_by(StartedBy::kCommand);
  ASSERT_TRUE(std::holds_alternative<CreateIssue>(asked));
  EXPECT_EQ(std::get<CreateIssue>(asked).operation.n, 2);
}

Comment Said(std::int64_t id, const std::string& words) {
  Comment comment;
  comment.id = {id};
  comment.author_login = "erin";
  comment.association = Association::kMember;
  comment.markdown = words;
  comment.created_at = kNow;
  return comment;
}

TEST(TicketsAskedFor, AreThoseOfCommandsThatWaitAndOfTheIssuesText) {
  Issue issue;
  issue.ref.id = {456};
  issue.author_login = "alice";
  issue.comments = {Said(1, "/ticket 11"), Said(2, "/ticket 12"), Said(3, "/ticket 13"),
                    Said(4, "/ticket 14"), Said(5, "/sync")};
  issue.comments[3].association = Association::kOther;
  Link link;
  link.copies[{OperationKind::kAnswerComment, 2, 456, 0}] = {70, {}};
  link.copies[{OperationKind::kCopyComment, 3, 99, 0}] = {71, "copied before it was edited"};
  const IssuePlan plan = LinkTickets{nullptr, {TicketId{21}}};
  EXPECT_EQ(TicketsAskedFor(link, issue, plan, TestAccount()),
            (std::vector<Asked>{{TicketId{11}, "erin"}, {TicketId{21}, "alice", true}}));
  EXPECT_EQ(TicketsAskedFor(link, issue, Nothing{}, TestAccount()),
            (std::vector<Asked>{{TicketId{11}, "erin"}}));
}

TEST(TicketsAskedFor, AreNoneOfACommandThatAMarkerSaysToBeAnswered) {
  Issue issue;
  issue.ref.id = {456};
  issue.comments = {Said(1, "/ticket 11"), Said(2, "Ticket 11 is linked to this issue now.")};
  issue.comments[1].mark = Mark{Operation{OperationKind::kAnswerComment, 1, 456, 0}};
  EXPECT_EQ(TicketsAskedFor({}, issue, Nothing{}, TestAccount()), std::vector<Asked>{});
}

TEST(TicketsNamedNow, AreThoseThatWereNeitherLinkedHereNorRefused) {
  Link link;
  link.tickets[TicketId{1}];
  link.copies[{OperationKind::kStatusNote, 2, 2, 0}] = {70, {}};  // was linked, and unlinked
  link.copies[{OperationKind::kRefuseTicket, 3, 456, 0}] = {71, {}};
  Issue issue;
  issue.author_login = "erin";
  const LinkTickets named{nullptr, {TicketId{1}, TicketId{2}, TicketId{3}, TicketId{4}}};
  EXPECT_EQ(TicketsNamedNow(link, issue, named), (std::vector<Asked>{{TicketId{4}, "erin", true}}));
}

}  // namespace
}  // namespace tandem
