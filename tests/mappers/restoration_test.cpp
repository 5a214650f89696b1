// A link that the store has lost comes back as its notes and markers tell it: states, labels,
// counts.

#include "mappers/restoration.h"

#include "mappers/draft.h"
#include "mappers/held.h"
#include "mappers/status.h"
#include "mappers/wording.h"
#include "tests/mappers/restoration_in_step.h"
#include "tests/sanitizer.h"

#include <gtest/gtest.h>

#include <random>

namespace tandem {
namespace {

// What each field is meant to be and was seen to be; when we wrote it last is nothing to bring
// back.
std::map<FieldName, std::pair<std::string, std::string>> Agreed(const SideMemory& side) {
  std::map<FieldName, std::pair<std::string, std::string>> agreed;
  for (const auto& [name, field] : side.fields) agreed[name] = {field.agreed, field.seen};
  return agreed;
}

TEST(Restoration, NothingIsWrittenForALinkThatWasInStep) {
  InStep world;
  world.AddNote(world.ticket, "<div>a note</div>");
  world.AddComment("a comment");
  world.SetTag(world.ticket, "bug", true);
  world.SetPriority(world.ticket, 4);
  world.Sync();
  const Link before = world.link;
  world.Forget();
  EXPECT_EQ(world.ComeBack(), Done{});
  EXPECT_EQ(Pairs(world.link), Pairs(before));
  EXPECT_EQ(Agreed(world.link.issue_memory), Agreed(before.issue_memory));
  EXPECT_EQ(Agreed(world.link.tickets.at(world.ticket).memory),
            Agreed(before.tickets.at(world.ticket).memory));
  EXPECT_EQ(world.link.tickets.at(world.ticket).status_note,
            before.tickets.at(world.ticket).status_note);
  EXPECT_EQ(world.link.untold, 0);
}

TEST(Restoration, WhoWasMadeDoneByTheIssueIsReopenedWithIt) {
  InStep world;
  world.SetIssue(false);
  world.Sync();
  ASSERT_EQ(world.At(world.ticket).status, kResolved);
  world.Forget();
  EXPECT_EQ(world.ComeBack(), Done{});
  world.SetIssue(true);
  world.Sync();
  EXPECT_EQ(world.At(world.ticket).status, kOpenStatus);
}

TEST(Restoration, AnIssueThatWasClosedMeanwhileMakesItsTicketsDone) {
  InStep world;
  world.Forget();
  world.SetIssue(false);
  EXPECT_EQ(Count(world.ComeBack(), "add_note"), 1);
  EXPECT_EQ(world.At(world.ticket).status, kResolved);
}

TEST(Restoration, AnIssueThatWasClosedMeanwhileIsNewsForEachTicketHoweverLateItComesBack) {
  InStep world;
  const TicketId sister = world.Sister();
  world.Forget();
  world.SetIssue(false);
  world.Return(world.ticket);
  EXPECT_EQ(Count(world.Sync(), "add_note"), 1);
  world.Return(sister);
  EXPECT_EQ(Count(world.Sync(), "add_note"), 1);
  EXPECT_EQ(world.At(sister).status, kResolved);
  EXPECT_FALSE(world.TheIssue().open);
}

TEST(Restoration, AnIssueThatWasReopenedMeanwhileReopensWhatItsClosingHadMadeDone) {
  InStep world;
  world.SetIssue(false);
  world.Sync();
  world.Forget();
  world.SetIssue(true);
  EXPECT_EQ(Count(world.ComeBack(), "add_note"), 1);
  EXPECT_EQ(world.At(world.ticket).status, kOpenStatus);
}

TEST(Restoration, ATicketThatWasReopenedMeanwhileReopensItsIssue) {
  InStep world;
  world.SetStatus(world.ticket, kResolved);
  world.Sync();
  ASSERT_FALSE(world.TheIssue().open);
  world.Forget();
  world.SetStatus(world.ticket, kOpenStatus);
  EXPECT_EQ(Count(world.ComeBack(), "add_comment"), 1);
  EXPECT_TRUE(world.TheIssue().open) << "open wins";
}

TEST(Restoration, ATicketThatWasSolvedMeanwhileClosesNothing) {
  InStep world;
  world.Forget();
  world.SetStatus(world.ticket, kResolved);
  EXPECT_EQ(world.ComeBack(), Done{}) << "nobody can tell that it was open before";
  EXPECT_TRUE(world.TheIssue().open);
}

TEST(Restoration, AnIssueThatWasClosedForTheTicketsThatWereKnownIsOpenAgainForOneThatWasNot) {
  InStep world;
  const TicketId sister = world.Sister();
  world.Forget();
  world.Return(world.ticket);
  world.Sync();
  world.SetStatus(world.ticket, kResolved);
  world.Sync();
  ASSERT_FALSE(world.TheIssue().open) << "the sister is not known yet";
  world.Return(sister);
  world.Sync();
  EXPECT_TRUE(world.TheIssue().open);
  EXPECT_EQ(world.At(sister).status, kOpenStatus);
}

TEST(Restoration, LabelsChangedMeanwhileAreMergedFromWhatTheStatusNoteSays) {
  InStep world;
  world.SetTag(world.ticket, "bug", true);
  world.SetLabel("impact: outage", true);
  world.Sync();
  world.Forget();
  world.SetTag(world.ticket, "bug", false);
  world.SetLabel("impact: outage", false);
  world.ComeBack();
  EXPECT_EQ(world.TheIssue().labels, std::vector<std::string>{});
  EXPECT_EQ(world.At(world.ticket).tags, std::vector<std::string>{"github"});
}

TEST(Restoration, APriorityLabelChangedMeanwhileIsMeantForTheTicket) {
  InStep world;
  world.SetPriority(world.ticket, 4);
  world.Sync();
  world.Forget();
  world.SetLabel("priority: urgent", false);
  world.SetLabel("priority: high", true);
  world.ComeBack();
  EXPECT_EQ(world.At(world.ticket).priority, 3);
}

TEST(Restoration, APriorityLabelThatWasTakenOffStaysOff) {
  InStep world;
  world.SetPriority(world.ticket, 4);
  world.Sync();
  world.SetLabel("priority: urgent", false);
  world.Sync();
  world.Forget();
  EXPECT_EQ(world.ComeBack(), Done{});
}

TEST(Restoration, ATagThatWasTakenOffALiveLinkStaysOff) {
  InStep world;
  world.SetTag(world.ticket, "github", false);
  world.Sync();
  world.Forget();
  EXPECT_EQ(world.ComeBack(), Done{});
}

TEST(Restoration, CountsGoOnSoThatNoNewsHasTheNameOfOlderOnes) {
  InStep world;
  for (int round = 0; round < 3; ++round) {
    world.SetIssue(false);
    world.Sync();
    world.SetIssue(true);
    world.Sync();
    world.SetStatus(world.ticket, kResolved);
    world.Sync();
    world.SetStatus(world.ticket, kOpenStatus);
    world.Sync();
  }
  world.Forget();
  EXPECT_EQ(world.ComeBack(), Done{});
  world.SetIssue(false);
  EXPECT_EQ(Count(world.Sync(), "add_note"), 1);
  world.SetStatus(world.ticket, kOpenStatus);
  EXPECT_EQ(Count(world.Sync(), "add_comment"), 1);
}

TEST(Restoration, AHeldUpStatusNoteTellsTheLinkButNoState) {
  InStep world;
  const auto note = world.link.tickets.at(world.ticket).status_note.id.value;
  world.EditNote(note, HeldStatusText(world.account, world.link.issue, {"it is", {}, false}).html);
  world.Forget();
  world.SetIssue(false);
  EXPECT_EQ(world.ComeBack(), Done{"edit_status_note"});
  EXPECT_EQ(world.StateOf(world.ticket), kOpen);
}

TEST(Restoration, ANewLinkThatWasHeldUpBeforeItsFirstSyncIsNotTakenForAnOldOne) {
  RestorationWorld world;
  const TicketId ticket = world.AddTicket();
  world.SetTag(ticket, "github", false);
  world.Join(ticket);
  const Plan held = PlanHeld(world.link, world.account, {"the service is away", {}, false});
  ASSERT_EQ(held.actions.size(), 1U);
  world.CarryOut(held.actions.front());
  const Done done = world.Sync();
  EXPECT_EQ(Count(done, "change_tags"), 1) << "the tag is set on linking";
  EXPECT_EQ(world.At(ticket).tags, std::vector<std::string>{"github"});
}

// What people do to two tickets and their issue, one thing after the other.
void DoSomething(InStep& world, TicketId sister, std::mt19937& random) {
  const TicketId ticket = random() % 2 == 0 ? world.ticket : sister;
  const bool on = random() % 2 == 0;
  switch (random() % 9) {
    case 0:
      world.AddNote(ticket, "<div>note</div>");
      return;
    case 1:
      world.AddComment("comment");
      return;
    case 2:
      return world.SetStatus(ticket, on ? kOpenStatus : kResolved);
    case 3:
      return world.SetIssue(on);
    case 4:
      return world.SetTag(ticket, "bug", on);
    case 5:
      return world.SetLabel("impact: outage", on);
    case 6:
      return world.SetPriority(ticket, 1 + static_cast<int>(random() % 4));
    case 7:
      return world.SetLabel("priority: urgent", on);
    default:
      world.AddNote(ticket, "<div>/private note</div>");
  }
}

TEST(Restoration, WhateverHappenedBeforeNothingIsWrittenForTwoTicketsThatComeBackInAnyOrder) {
  constexpr unsigned kSeeds = Rounds(300);
  constexpr int kThings = 12;
  for (unsigned seed = 1; seed <= kSeeds; ++seed) {
    std::mt19937 random(seed);
    InStep world;
    const TicketId sister = world.Sister();
    for (int i = 0; i < kThings; ++i) {
      DoSomething(world, sister, random);
      world.Sync();
    }
    const auto copies = world.link.copies.size();
    world.Forget();
    const bool together = seed % 2 == 0;
    world.Return(seed % 3 == 0 ? sister : world.ticket);
    if (!together) {
      ASSERT_EQ(world.Sync(), Done{}) << "seed " << seed;
    }
    world.Return(seed % 3 == 0 ? world.ticket : sister);
    ASSERT_EQ(world.Sync(), Done{}) << "seed " << seed;
    EXPECT_GE(world.link.copies.size(), copies) << "seed " << seed;
    ASSERT_EQ(world.Sync(), Done{}) << "seed " << seed;
  }
}

}  // namespace
}  // namespace tandem
