// What tickets are told while their link is held up.

#include "mappers/held.h"

#include "mappers/draft.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

const Time kNow = Time(std::chrono::hours(500'000));
const Account kAccount{"https://acme.freshdesk.com", "https://github.com", {}, {}, {}, {}};

Link LinkOfTwo() {
  Link link;
  link.issue = {IssueId{456}, RepositoryId{789}, "acme/infrastructure", 5};
  link.tickets[TicketId{1}].status_note = {NoteId{11}, "facts"};
  link.tickets[TicketId{2}].status_note = {NoteId{12}, "facts"};
  return link;
}

Link After(const Plan& plan) {
  Link link = plan.link;
  for (const Action& action : plan.actions) {
    const auto& note = std::get<EditStatusNote>(action);
    link.tickets[note.ticket].status_note.hash = note.hash;
  }
  return link;
}

TEST(PlanHeld, SaysInEveryStatusNoteWhyAndSinceWhen) {
  const Plan plan = PlanHeld(LinkOfTwo(), kAccount, {"GitHub answers 502", kNow, false});
  ASSERT_EQ(plan.actions.size(), 2U);
  const auto& note = std::get<EditStatusNote>(plan.actions[0]);
  EXPECT_EQ(note.note, NoteId{11});
  EXPECT_EQ(note.operation.kind, OperationKind::kStatusNote);
  for (const char* part : {"acme/infrastructure#5", "Held up", "GitHub answers 502", "2027-01-15",
                           "goes on trying by itself"})
    EXPECT_NE(note.html.find(part), std::string::npos) << part << " is not in " << note.html;
}

TEST(PlanHeld, SaysItOnceThoughTheNumbersInTheReasonChange) {
  const Link told = After(PlanHeld(LinkOfTwo(), kAccount, {"again in 40 s", kNow, false}));
  EXPECT_TRUE(PlanHeld(told, kAccount, {"again in 80 s", kNow, false}).actions.empty());
  EXPECT_EQ(PlanHeld(told, kAccount, {"the token is refused", kNow, false}).actions.size(), 2U);
  EXPECT_EQ(PlanHeld(told, kAccount, {"again in 40 s", kNow, true}).actions.size(), 2U);
}

TEST(PlanHeld, MakesTheNoteOfATicketThatHasJustJoined) {
  Link link = LinkOfTwo();
  link.tickets[TicketId{1}].status_note = {};
  const Plan plan = PlanHeld(link, kAccount, {"down", kNow, false});
  ASSERT_EQ(plan.actions.size(), 2U);
  const auto* made = std::get_if<AddNote>(&plan.actions[0]);
  ASSERT_NE(made, nullptr);
  EXPECT_EQ(made->operation, (Operation{OperationKind::kStatusNote, 1, 1, 0}));
  link.intents[made->operation] = {};
  EXPECT_EQ(PlanHeld(link, kAccount, {"down", kNow, false}).actions.size(), 1U);
}

TEST(PlanHeld, LeavesTicketsAloneThatAreLeaving) {
  Link link = LinkOfTwo();
  link.tickets[TicketId{1}].ending = Ending{};
  link.tickets[TicketId{2}].ending = Ending{};
  EXPECT_TRUE(PlanHeld(link, kAccount, {"down", kNow, false}).actions.empty());
}

TEST(PlanHeld, EscapesTheReason) {
  const Plan plan = PlanHeld(LinkOfTwo(), kAccount, {"<script>", kNow, false});
  EXPECT_EQ(std::get<EditStatusNote>(plan.actions[0]).html.find("<script>"), std::string::npos);
}

}  // namespace
}  // namespace tandem
