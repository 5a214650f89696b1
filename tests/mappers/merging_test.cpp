// The note by which Freshdesk tells that a ticket was merged.

#include "mappers/merging.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

constexpr TicketId kTicket{7};

Note Saying(const std::string& html, Note::Kind kind = Note::Kind::kPrivateNote) {
  Note note;
  note.kind = kind;
  note.html = html;
  return note;
}

Ticket Closed(const std::vector<Note>& notes) {
  Ticket ticket;
  ticket.id = kTicket;
  ticket.status = 5;
  ticket.notes = notes;
  return ticket;
}

std::int64_t PrimaryOf(const Ticket& ticket) {
  Account account;
  account.freshdesk_url = "https://acme.freshdesk.com";
  account.statuses = {{"open", 2}, {"resolved", 4}, {"closed", 5}, {"delivered", 7}};
  Rule rule;
  rule.status.done = {"Resolved", "Delivered"};
  return MergedInto(ticket, rule, account).value_or(TicketId{}).value;
}

TEST(MergedInto, ReadsTheNoteInSeveralWordings) {
  const std::string link = "<a href=\"https://acme.freshdesk.com/a/tickets/12\">";
  for (const std::string& html :
       {std::string("This ticket is closed and merged into ticket 12"),
        std::string("<div>This ticket is closed and merged into ticket #12.</div>"),
        std::string("<p>This ticket has been merged into ticket with ID: 12</p>"),
        std::string("Ticket with ID 7 is merged into 12"), std::string("Merged into #12"),
        "This ticket is closed and <b>merged</b> into ticket " + link + "12</a>",
        "This ticket was merged into " + link + "The printer is on fire</a>"})
    EXPECT_EQ(PrimaryOf(Closed({Saying(html)})), 12) << html;
}

TEST(MergedInto, BelievesNoOtherNote) {
  for (const std::string html :
       {"This ticket should be merged into ticket 12", "This ticket is not merged into ticket 12",
        "Ticket with ID 8 is merged into this ticket", "Ticket 8 is merged into 12",
        "This ticket is merged into ticket 7", "merged into", "Merged into the release 12",
        "Merged into ticket 12a", "Ask Ann: merged into 12?", ""})
    EXPECT_EQ(PrimaryOf(Closed({Saying(html)})), 0) << html;
  const std::string told = "This ticket is closed and merged into ticket 12";
  EXPECT_EQ(PrimaryOf(Closed({Saying(told, Note::Kind::kReply)})), 0);
  Note ours = Saying(told);
  ours.mark = Mark{};
  EXPECT_EQ(PrimaryOf(Closed({ours})), 0);
}

const char* const kTold = "This ticket is closed and merged into ticket 12";

TEST(MergedInto, IsNothingForATicketThatIsOpenOrWentOnAfterwards) {
  Ticket open = Closed({Saying(kTold)});
  open.status = 2;
  EXPECT_EQ(PrimaryOf(open), 0);
  const Note told = Saying(kTold);
  EXPECT_EQ(PrimaryOf(Closed({told, Saying("Still broken", Note::Kind::kReply)})), 0);
  EXPECT_EQ(PrimaryOf(Closed({told, Saying("An agent's remark")})), 12);
  EXPECT_EQ(PrimaryOf(Closed({Saying("Hello", Note::Kind::kReply), told})), 12);
}

// Our own write, of an issue that was closed in the moment of the merge.
TEST(MergedInto, IsTrueOfATicketThatGotAnotherStatusOfThoseThatAreDone) {
  for (const int status : {4, 7}) {
    Ticket done = Closed({Saying(kTold)});
    done.status = status;
    EXPECT_EQ(PrimaryOf(done), 12) << status;
  }
}

}  // namespace
}  // namespace tandem
