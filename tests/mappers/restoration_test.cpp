// A link that the store has lost comes back as its notes and markers tell it.

#include "mappers/restoration.h"

#include "mappers/draft.h"
#include "mappers/held.h"
#include "mappers/status.h"
#include "mappers/wording.h"
#include "tests/mappers/restoration_world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace tandem {
namespace {

using Done = std::vector<std::string>;

constexpr int kOpenStatus = 2;
constexpr int kResolved = 4;

bool Begin(const std::string& text, const std::string& with) {
  return text.rfind(with, 0) == 0;
}

int Count(const Done& done, const std::string& name) {
  return static_cast<int>(
      std::count_if(done.begin(), done.end(), [&](const auto& each) { return Begin(each, name); }));
}

// What is known of each message: its copy, and of what text.
std::map<Operation, std::pair<std::int64_t, std::string>> Pairs(const Link& link) {
  std::map<Operation, std::pair<std::int64_t, std::string>> pairs;
  for (const auto& [operation, copy] : link.copies) {
    const bool is_copy =
        operation.kind == OperationKind::kCopyNote || operation.kind == OperationKind::kCopyComment;
    pairs[operation] = {copy.id, is_copy ? copy.source_hash : std::string()};
  }
  return pairs;
}

// What each field is meant to be and was seen to be; when we wrote it last is nothing to bring
// back.
std::map<FieldName, std::pair<std::string, std::string>> Agreed(const SideMemory& side) {
  std::map<FieldName, std::pair<std::string, std::string>> agreed;
  for (const auto& [name, field] : side.fields) agreed[name] = {field.agreed, field.seen};
  return agreed;
}

// The ticket whose issue it is, both in step.
struct InStep : RestorationWorld {
  InStep() {
    TicketSide side;
    side.born_from = true;
    Join(ticket, side);
    Sync();
  }
  Done ComeBack() {
    for (const TicketId each : Tickets()) Return(each);
    return Sync();
  }
  TicketId Sister() {
    const TicketId sister = AddTicket();
    Join(sister);
    Sync();
    return sister;
  }
  const std::string& StateOf(TicketId id) {
    return link.tickets.at(id).memory.fields.at(kStateField).agreed;
  }
  TicketId ticket = AddTicket();
};

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

TEST(Restoration, MessagesWrittenMeanwhileAreCopiedOnce) {
  InStep world;
  world.AddNote(world.ticket, "<div>before</div>");
  world.AddComment("before");
  world.Sync();
  world.Forget();
  world.AddNote(world.ticket, "<div>after</div>");
  world.AddComment("after");
  const Done done = world.ComeBack();
  EXPECT_EQ(Count(done, "add_comment"), 1);
  EXPECT_EQ(Count(done, "add_note"), 1);
  EXPECT_EQ(done.size(), 2U);
}

TEST(Restoration, MessagesEditedMeanwhileHaveTheirCopiesEdited) {
  InStep world;
  const auto note = world.AddNote(world.ticket, "<div>before</div>");
  const auto comment = world.AddComment("before");
  world.Sync();
  world.EditNote(note, "<div>edited in step</div>");
  world.Sync();
  world.Forget();
  EXPECT_EQ(world.ComeBack(), Done{});
  world.Forget();
  world.EditNote(note, "<div>edited later</div>");
  world.EditComment(comment, "edited later");
  const Done done = world.ComeBack();
  EXPECT_EQ(Count(done, "edit_comment"), 1);
  EXPECT_EQ(Count(done, "edit_note"), 1);
  EXPECT_EQ(done.size(), 2U);
  EXPECT_EQ(world.Sync(), Done{});
}

TEST(Restoration, ANoteMadePrivateMeanwhileHasItsCopyTakenBack) {
  InStep world;
  const auto note = world.AddNote(world.ticket, "<div>before</div>");
  world.Sync();
  world.Forget();
  world.EditNote(note, "<div>/private before</div>");
  EXPECT_EQ(world.ComeBack(), Done{"delete_comment"});
}

TEST(Restoration, ACommentDeletedMeanwhileTakesItsCopyWithIt) {
  InStep world;
  const auto comment = world.AddComment("before");
  world.AddComment("another");
  world.Sync();
  world.Forget();
  world.DeleteComment(comment);
  EXPECT_EQ(world.ComeBack(), Done{"delete_note"}) << "the copy's permalink names it";
}

TEST(Restoration, ANoteDeletedMeanwhileLeavesItsCopyAndIsCounted) {
  InStep world;
  const auto note = world.AddNote(world.ticket, "<div>before</div>");
  world.Sync();
  world.Forget();
  world.DeleteNote(note);
  EXPECT_EQ(world.ComeBack(), Done{});
  EXPECT_EQ(world.link.untold, 1);
}

TEST(Restoration, ACopyThatAPersonDeletedStaysDeleted) {
  InStep world;
  const auto first = world.AddNote(world.ticket, "<div>first</div>");
  world.AddNote(world.ticket, "<div>second</div>");
  const auto comment = world.AddComment("first");
  world.AddComment("second");
  world.Sync();
  world.DeleteComment(
      world.MadeBy({OperationKind::kCopyNote, first, world.link.issue.id.value, 0}));
  world.DeleteNote(world.MadeBy({OperationKind::kCopyComment, comment, world.ticket.value, 0}));
  world.Forget();
  EXPECT_EQ(world.ComeBack(), Done{});
}

TEST(Restoration, EarlierNotesOfATicketThatWasLinkedFromGithubStayUntilSomebodyBringsThem) {
  RestorationWorld world;
  const TicketId ticket = world.AddTicket();
  world.AddNote(ticket, "<div>from before the link</div>");
  TicketSide side;
  side.with_history = false;
  side.linked_by = "erin";
  world.Join(ticket, side);
  world.Sync();
  const Link before = world.link;
  world.Forget();
  world.Return(ticket);
  EXPECT_EQ(world.Sync(), Done{});
  EXPECT_FALSE(world.link.tickets.at(ticket).with_history);
  EXPECT_EQ(Pairs(world.link), Pairs(before));
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

TEST(Restoration, OfATransferredIssueNothingIsCopiedASecondTime) {
  InStep world;
  world.AddNote(world.ticket, "<div>before</div>");
  world.AddComment("before");
  world.Sync();
  world.TheIssue().ref = {{8'001}, {600}, "acme/tools", 9};
  for (Comment& comment : world.TheIssue().comments) {
    if (comment.author_login == "erin") comment.id.value += 50'000;
  }
  world.Forget();
  const Done done = world.ComeBack();
  EXPECT_EQ(done, Done{"edit_status_note"}) << "which links the issue where it is now";
  EXPECT_EQ(world.link.untold, 2);
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
  constexpr unsigned kSeeds = 300;
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

TEST(StatusNote, IsReadAsItWasWritten) {
  InStep world;
  world.rule.mirror.push_back({"a", "bug, or not"});
  Sight sight;
  sight.issue = world.TheIssue();
  Link link = world.link;
  for (const char* label : {"label:bug", "label:bug, or not", "label:priority: high"})
    link.issue_memory.fields[label] = {kOn, kOn, {}};
  link.issue_memory.fields[kStateField] = {kDone, kDone, {}};
  const StatusText text = StatusNoteText(world.account, world.rule, sight, link);
  const StatusSaid said{false, {"bug", "bug, or not", "priority: high"}};
  EXPECT_EQ(ReadStatusNote(text.html, world.rule), said);
  EXPECT_TRUE(SaysTheSame(text.html + "<a href=\"https://github.com\">GitHub issue</a>", text));
  link.issue_memory.fields[kStateField] = {kOpen, kOpen, {}};
  EXPECT_FALSE(SaysTheSame(text.html, StatusNoteText(world.account, world.rule, sight, link)));
}

TEST(StatusNote, ThatSaysSomethingElseTellsNothing) {
  const Rule rule;
  EXPECT_EQ(ReadStatusNote("<p>State: open</p>", rule), std::nullopt);
  EXPECT_EQ(ReadStatusNote("<p>State: maybe</p><p>Labels: bug</p>", rule), std::nullopt);
  EXPECT_EQ(ReadStatusNote("", rule), std::nullopt);
}

Note Marked(std::int64_t id, OperationKind kind, std::int64_t n, const std::string& url) {
  Note note;
  note.id = NoteId{id};
  note.mark = Mark{Operation{kind, 1, 1, n}};
  note.marked_url = url;
  return note;
}

TEST(Restoration, TheLastStatusNoteThatLinksAnIssueTellsTheLink) {
  const std::string web = "https://github.com";
  const std::string five = web + "/acme/infrastructure/issues/5";
  Ticket ticket;
  EXPECT_EQ(LinkTold(ticket, 0, web), std::nullopt);
  ticket.notes = {Marked(1, OperationKind::kLinkEnded, 0, five),
                  Marked(2, OperationKind::kStatusNote, 1, web + "/acme/infrastructure/issues/6"),
                  Marked(3, OperationKind::kStatusNote, 2, five)};
  EXPECT_EQ(LinkTold(ticket, 0, web),
            (ToldLink{{"acme/infrastructure", 5}, NoteId{3}, 2, {Time{}, 3}}));
  EXPECT_EQ(LinkTold(ticket, 3, web), std::nullopt) << "the store has seen that one end";
  EXPECT_EQ(LinksEnded(ticket), 1);
  EXPECT_TRUE(HasEndedWith(ticket, {{1}, {2}, "Acme/Infrastructure", 5}, web));
  EXPECT_FALSE(HasEndedWith(ticket, {{1}, {2}, "acme/infrastructure", 6}, web));
}

TEST(Restoration, AStatusNoteOfATicketWithoutIssueTellsNoLink) {
  Ticket ticket;
  ticket.notes = {
      Marked(1, OperationKind::kStatusNote, 0, "https://acme.freshdesk.com/a/tickets/1")};
  EXPECT_EQ(LinkTold(ticket, 0, "https://github.com"), std::nullopt);
}

}  // namespace
}  // namespace tandem
