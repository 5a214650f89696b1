// What Tandem says on both sides where a link ends.

#include "mappers/note_parts.h"
#include "mappers/reasons.h"
#include "mappers/wording_parts.h"

namespace tandem {
namespace {

std::string WhyEnded(const Account& account, const IssueRef& issue, const std::string& reason,
                     const std::string& by, const std::string& about) {
  const std::string link = IssueNamed(account, IssueName(issue));
  if (reason == ended::kIssueGone)
    return link + " was deleted, or cannot be read any more. Nothing was deleted here.";
  if (reason == ended::kTicketGone)
    return "The link to " + link + " was ended while nobody could write to this ticket.";
  if (reason == ended::kIssueMoved)
    return link + " was moved to " + (about.empty() ? "a repository" : EscapeHtml(about)) +
           ", which no rule of Tandem names.";
  if (reason == ended::kTicketMerged)
    return "This ticket was merged" +
           (about.empty() ? std::string(" into another")
                          : " into " + Anchor(AddressOfTicket(account, TicketNumbered(about)),
                                              "ticket " + about)) +
           ", which has its link to " + link + " now.";
  return "The link to " + link + " was ended" + By(by) + ".";
}

}  // namespace

std::string NoteForEnding(const Account& account, const IssueRef& issue,
                          const Announcement& announcement) {
  const auto& [operation, by, reason, about] = announcement;
  return Paragraph(WhyEnded(account, issue, reason, by, about));
}

PublicText CommentForEnding(const Account& account, const Announcement& announcement) {
  const std::string& reason = announcement.reason;
  const PublicText ticket = TicketLink(account, TicketId{announcement.operation.source}, "Ticket ");
  const PublicText end = Guard::Own(", so it is no longer linked to this issue.");
  if (reason == ended::kTicketDeleted || reason == ended::kTicketGone)
    return ticket + Guard::Own(" was deleted") + end;
  if (reason == ended::kTicketSpam) return ticket + Guard::Own(" was marked as spam") + end;
  if (reason == ended::kTicketArchived)
    return ticket + Guard::Own(" was archived and takes no more changes") + end;
  if (reason == ended::kTicketMerged && !announcement.about.empty())
    return ticket + Guard::Own(" was merged into ") +
           TicketLink(account, TicketNumbered(announcement.about)) +
           Guard::Own(", which is linked to this issue now.");
  return ticket + Guard::Own(" is no longer linked to this issue.");
}

// The name of another repository may be nothing for those who read this one.
PublicText CommentForDuplicate(const IssueRef& issue, const IssueRef& first) {
  const PublicText made = Guard::Own("Tandem created this issue a second time for one ticket. ");
  if (issue.repository_id != first.repository_id)
    return made + Guard::Own("It goes on in the issue that the ticket is linked to.");
  return made + Guard::Own("It goes on in #") + Guard::Number(first.number) + Guard::Own(".");
}

StatusText EndedStatusText(const Account& account, const IssueRef& issue, const Ending& ending) {
  const std::string text =
      Paragraph("Link ended. " + WhyEnded(account, issue, ending.reason, ending.by, {}) + " " +
                LinkAgain(account, IssueName(issue)));
  return {text, NormalisedHash(text)};
}

}  // namespace tandem
