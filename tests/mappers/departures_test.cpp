// What a link remembers of a ticket or an issue that was missing.

#include "mappers/plan.h"
#include "mappers/progress.h"
#include "mappers/reasons.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <variant>
#include <vector>

namespace tandem {
namespace {

using std::chrono::seconds;

const Time kNow = Time(std::chrono::hours(500'000));
constexpr TicketId kTicket{123};

Account TestAccount() {
  return {"https://acme.freshdesk.com", "https://github.com", {}, {{"open", 2}}, seconds(45), {}};
}

Rule TestRule() {
  Rule rule;
  rule.name = rule.tag = "github";
  rule.repository = "acme/infrastructure";
  return rule;
}

Link Linked() {
  Link link;
  link.issue = {{7001}, {500}, "acme/infrastructure", 5};
  link.rule = "github";
  link.tickets[kTicket].fresh = false;
  link.issue_memory.fields["state"] = {"open", "open", {}};
  link.tickets[kTicket].memory.fields["state"] = {"open", "open", {}};
  link.tickets[kTicket].status_note = {NoteId{90}, {}};
  return link;
}

Sight Seen(const Link& link, Time at) {
  Sight sight;
  sight.read_at = at;
  sight.visibility = Visibility::kPrivate;
  sight.issue.ref = link.issue;
  sight.issue.updated_at = at;
  return sight;
}

Ticket Present() {
  Ticket ticket;
  ticket.id = kTicket;
  ticket.status = 2;
  ticket.tags = {"github"};
  return ticket;
}

Link Next(const Link& link, const Sight& sight) {
  return PlanLink(link, sight, TestRule(), TestAccount()).link;
}

TEST(Departures, BringALabelThatIsSetMeanwhileToTheTicketOnceItIsThere) {
  Rule rule = TestRule();
  rule.mirror = {{"bug", "bug"}};
  Sight sight = Seen(Linked(), kNow);
  sight.tickets.emplace(kTicket, Present());
  const Link in_step = PlanLink(Linked(), sight, rule, TestAccount()).link;
  Sight missing = Seen(in_step, kNow + seconds(10));
  missing.issue.labels = {"bug"};
  const Link missed = PlanLink(in_step, missing, rule, TestAccount()).link;
  Sight there = Seen(missed, kNow + seconds(70));
  there.issue.labels = {"bug"};
  there.tickets.emplace(kTicket, Present());
  const auto actions = PlanLink(missed, there, rule, TestAccount()).actions;
  EXPECT_TRUE(std::any_of(actions.begin(), actions.end(), [](const Action& action) {
    const auto* change = std::get_if<ChangeTags>(&action);
    return change != nullptr && change->add == std::vector<std::string>{"bug"};
  }));
}

TEST(Departures, RememberTheFirstLookThatMissedATicketAndForgetItOnceItIsThere) {
  Link link = Linked();
  link = Next(link, Seen(link, kNow));
  EXPECT_EQ(link.tickets.at(kTicket).missing_since, kNow);
  link = Next(link, Seen(link, kNow + seconds(20)));
  EXPECT_EQ(link.tickets.at(kTicket).missing_since, kNow);
  Sight there = Seen(link, kNow + seconds(40));
  there.tickets[kTicket] = Present();
  link = Next(link, there);
  EXPECT_EQ(link.tickets.at(kTicket).missing_since, Time{});
  link = Next(link, Seen(link, kNow + seconds(70)));
  EXPECT_FALSE(link.tickets.at(kTicket).ending) << "missed once more, and only once";
}

TEST(Departures, ForgetAnIssuesFirstMissedLookOnceItIsThere) {
  Sight sight = Seen(Linked(), kNow);
  sight.tickets[kTicket] = Present();
  sight.presence = Presence::kMissing;
  Link link = PlanWithoutIssue(Linked(), sight, TestRule(), TestAccount()).link;
  EXPECT_EQ(link.issue_missing_since, kNow);
  sight.presence = Presence::kThere;
  link = Next(link, sight);
  EXPECT_EQ(link.issue_missing_since, Time{});
}

// A ticket has been archived, which its issue is to be told: one look may be mistaken.
TEST(Departures, AreToldToAnIssueThatWasOnlyMissedOnce) {
  Sight sight = Seen(Linked(), kNow);
  sight.tickets[kTicket] = Present();
  sight.tickets[kTicket].archived = true;
  Link link = Next(Linked(), sight);
  ASSERT_TRUE(link.tickets.at(kTicket).ending);
  ASSERT_EQ(link.announcements.size(), 1U);
  sight.presence = Presence::kMissing;
  link = PlanWithoutIssue(link, sight, TestRule(), TestAccount()).link;
  EXPECT_EQ(link.announcements.size(), 1U);
  Sight there = sight;
  there.presence = Presence::kThere;
  const auto actions = PlanLink(link, there, TestRule(), TestAccount()).actions;
  EXPECT_TRUE(std::any_of(actions.begin(), actions.end(), [](const Action& action) {
    return std::holds_alternative<AddComment>(action);
  }));
  sight.read_at = kNow + seconds(60);
  link = PlanWithoutIssue(link, sight, TestRule(), TestAccount()).link;
  EXPECT_TRUE(link.announcements.empty()) << "nobody is there to be told";
}

// What was sent to the ticket may be there, and its notes have not been read.
TEST(Departures, WriteNothingToATicketThatIsNotReadWhileItsIssueIsElsewhere) {
  Link link = Linked();
  Sight sight = Seen(link, kNow);
  sight.presence = Presence::kMoved;
  sight.moved_to = {{7002}, {600}, "acme/elsewhere", 1};
  sight.may_follow = true;
  EXPECT_TRUE(PlanWithoutIssue(link, sight, TestRule(), TestAccount()).actions.empty());
  sight.tickets[kTicket] = Present();
  EXPECT_FALSE(PlanWithoutIssue(link, sight, TestRule(), TestAccount()).actions.empty());
}

TEST(Departures, LeaveSecondNotesWhereTheyAreWhileTheBrakeIsOn) {
  const Link link = Linked();
  Sight sight = Seen(link, kNow);
  sight.presence = Presence::kDeleted;
  Ticket& ticket = sight.tickets[kTicket] = Present();
  for (const std::int64_t id : {90, 91}) {
    Note note;
    note.id = NoteId{id};
    note.kind = Note::Kind::kPrivateNote;
    note.mark = Mark{Operation{OperationKind::kStatusNote, kTicket.value, kTicket.value, 0}};
    ticket.notes.push_back(note);
  }
  const auto removes = [&] {
    const auto actions = PlanWithoutIssue(link, sight, TestRule(), TestAccount()).actions;
    return std::any_of(actions.begin(), actions.end(), [](const Action& action) {
      return std::holds_alternative<RemoveDoubleNote>(action);
    });
  };
  EXPECT_TRUE(removes());
  sight.brake = "many links vanish";
  EXPECT_FALSE(removes());
}

TEST(Departures, AnnounceAHeldMergeOnlyUntilItIsTold) {
  Link link = Linked();
  Sight sight = Seen(link, kNow);
  Ticket& ticket = sight.tickets[kTicket] = Present();
  ticket.status = 5;
  Note note;
  note.kind = Note::Kind::kPrivateNote;
  note.html = "This ticket is closed and merged into ticket 200";
  ticket.notes = {note};
  sight.merges[kTicket] = {TicketId{200}, LinkRefusal::kLinkedElsewhere};
  link = Next(link, sight);
  ASSERT_EQ(link.announcements.size(), 2U);
  EXPECT_EQ(Next(link, sight).announcements.size(), 2U);
  for (const Announcement& each : link.announcements) link.copies[each.operation] = {901, {}};
  EXPECT_TRUE(Next(link, sight).announcements.empty());
}

TEST(ReadOnlyTickets, AreBelievedAfterAMinuteOfRefusalsAndForgottenAfterOneWrite) {
  const Action note = AddNote{{OperationKind::kCopyComment, 21, kTicket.value, 0}, kTicket, {}, {}};
  const auto refuse = [&](const Link& link, RefusedAs as, seconds after) {
    return AfterRefusal(link, note, TestRule(), as, kNow + after, seconds(60));
  };
  Link link = refuse(Linked(), RefusedAs::kReadOnly, seconds(0));
  EXPECT_FALSE(link.tickets.at(kTicket).read_only);
  link = refuse(link, RefusedAs::kReadOnly, seconds(59));
  EXPECT_FALSE(link.tickets.at(kTicket).read_only);
  EXPECT_TRUE(refuse(link, RefusedAs::kReadOnly, seconds(60)).tickets.at(kTicket).read_only);
  EXPECT_FALSE(refuse(link, RefusedAs::kOther, seconds(60)).tickets.at(kTicket).read_only);
  link = AfterAnswer(link, note, TestRule(), {22, {}, true, 0, {}}, kNow + seconds(59));
  EXPECT_FALSE(refuse(link, RefusedAs::kReadOnly, seconds(60)).tickets.at(kTicket).read_only);
}

TEST(ReadOnlyTickets, AreToldByEveryWriteThatTheyRefuse) {
  const std::vector<Action> writes{
      AddNote{{OperationKind::kCopyComment, 21, kTicket.value, 0}, kTicket, {}, {}},
      SetTicketStatus{kTicket, 4, true}, ChangeTags{kTicket, {"github"}, {}},
      SetTicketPriority{kTicket, 4}};
  for (const Action& write : writes) {
    const Link link =
        AfterRefusal(Linked(), write, TestRule(), RefusedAs::kReadOnly, kNow, seconds(0));
    EXPECT_TRUE(link.tickets.at(kTicket).read_only) << NameOf(write);
  }
}

TEST(Publicity, IsToldAnewEachTimeARepositoryBecomesPublicAlsoAfterItWasUnknown) {
  Link link = Linked();
  const auto told = [&](Visibility visibility) {
    Sight sight = Seen(link, kNow);
    sight.visibility = visibility;
    sight.tickets[kTicket] = Present();
    link = Next(link, sight);
    const auto count = link.announcements.size();
    link.announcements.clear();
    return count;
  };
  EXPECT_EQ(told(Visibility::kPublic), 0U) << "nobody knows what it was before";
  EXPECT_EQ(told(Visibility::kPrivate), 0U);
  EXPECT_EQ(told(Visibility::kUnknown), 0U);
  EXPECT_EQ(told(Visibility::kPublic), 1U);
  EXPECT_EQ(told(Visibility::kPublic), 0U);
  EXPECT_EQ(told(Visibility::kPrivate), 0U);
  EXPECT_EQ(told(Visibility::kPublic), 1U);
  EXPECT_EQ(link.times_public, 2);
}

}  // namespace
}  // namespace tandem
