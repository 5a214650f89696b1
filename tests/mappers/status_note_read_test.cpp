// What a status note tells when it is all that is left of a link.

#include "mappers/restoration.h"
#include "mappers/status.h"
#include "mappers/wording.h"
#include "tests/mappers/restoration_in_step.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

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
