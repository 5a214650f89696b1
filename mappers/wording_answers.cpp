// What Tandem answers to commands, and what it says where a link ends.

#include "mappers/markup.h"
#include "mappers/reasons.h"
#include "mappers/wording.h"

#include <charconv>
#include <string_view>

namespace tandem {
namespace {

std::string Paragraph(const std::string& html) {
  return "<p>" + html + "</p>";
}

std::string LinkTo(const std::string& url, const std::string& text) {
  return "<a href=\"" + EscapeHtml(url) + "\">" + EscapeHtml(CleanText(text)) + "</a>";
}

// "acme/infrastructure#5" as a link to it; any other text as it is.
std::string IssueNamed(const Account& account, const std::string& name) {
  const auto hash = name.find('#');
  if (hash == std::string::npos) return EscapeHtml(CleanText(name));
  return LinkTo(
      account.github_web_url + "/" + name.substr(0, hash) + "/issues/" + name.substr(hash + 1),
      name);
}

std::string LinkAgain(const Account& account, const std::string& issue) {
  return "Write /issue to create a new issue, or /issue " + IssueNamed(account, issue) +
         " to link this one again.";
}

// Announcements keep a ticket's number as text.
TicketId TicketNumbered(const std::string& text) {
  TicketId ticket{};
  std::from_chars(text.data(), text.data() + text.size(), ticket.value);
  return ticket;
}

PublicText TicketLink(const Account& account, const std::string& text, OwnWords name) {
  const TicketId ticket = TicketNumbered(text);
  return Guard::Own("[") + Guard::Own(name) + Guard::Number(ticket.value) + Guard::Own("](") +
         Guard::TicketUrl(account.freshdesk_url, ticket) + Guard::Own(")");
}

std::string By(const std::string& name) {
  return name.empty() ? "" : " by <b>" + EscapeHtml(CleanText(name)) + "</b>";
}

std::string WhyEnded(const Account& account, const IssueRef& issue, const std::string& reason,
                     const std::string& by, const std::string& about) {
  const std::string link = IssueNamed(account, IssueName(issue));
  if (reason == ended::kIssueGone)
    return link + " was deleted, or cannot be read any more. Nothing was deleted here.";
  if (reason == ended::kIssueMoved)
    return link + " was moved to " + (about.empty() ? "a repository" : EscapeHtml(about)) +
           ", which no rule of Tandem names.";
  if (reason == ended::kTicketMerged)
    return "This ticket was merged" +
           (about.empty() ? std::string(" into another")
                          : " into " + LinkTo(AddressOfTicket(account, TicketNumbered(about)),
                                              "ticket " + about)) +
           ", which has its link to " + link + " now.";
  return "The link to " + link + " was ended" + By(by) + ".";
}

}  // namespace

std::string NoteForAnswer(const Account& account, const std::string& reason,
                          const std::string& about) {
  const auto say = [](const std::string& html) { return Paragraph(html); };
  if (reason == answer::kAlready)
    return say("This ticket is linked to " + IssueNamed(account, about) +
               ". Write /unlink first to link another issue.");
  if (reason == answer::kUnlinked)
    return say("The link to " + IssueNamed(account, about) + " has ended. " +
               LinkAgain(account, about));
  if (reason == answer::kNotLinked)
    return say("This ticket is not linked to an issue. Write /issue to create one.");
  if (reason == answer::kHistory)
    return say("The earlier notes of this ticket are brought over, as far as they may be.");
  if (reason == answer::kSynced) return say("Synced.");
  if (reason == answer::kWhichRule)
    return say("Which repository? Write /issue and one of: " + EscapeHtml(CleanText(about)) + ".");
  if (reason == answer::kNoRule)
    return say("No rule of Tandem names the repository of " + IssueNamed(account, about) +
               ", so it cannot be linked.");
  if (reason == answer::kPullRequest)
    return say(IssueNamed(account, about) + " is a pull request; only issues can be linked.");
  if (reason == answer::kIssueAway)
    return say(IssueNamed(account, about) +
               " cannot be read at the moment, so nothing could be synced.");
  return say(IssueNamed(account, about) + " is not there, or Tandem may not read it.");
}

PublicText CommentForAnswer(const Account& account, const std::string& reason,
                            const std::string& about) {
  if (reason == answer::kSynced) return Guard::Own("Synced.");
  if (reason == answer::kWhichTicket)
    return Guard::Own("Which ticket? Write its number or its address after the command.");
  const PublicText ticket = TicketLink(account, about, "Ticket ");
  if (reason == answer::kLinked) return ticket + Guard::Own(" is linked to this issue.");
  if (reason == answer::kUnlinked)
    return ticket + Guard::Own(" is no longer linked to this issue.");
  if (reason == answer::kNotHere) return ticket + Guard::Own(" is not linked to this issue.");
  if (reason == answer::kElsewhere)
    return ticket + Guard::Own(
                        " is linked to another issue already, and a ticket has only one. "
                        "Write /unlink in the ticket first.");
  return ticket + Guard::Own(" is not there, or Tandem may not read it.");
}

std::string NoteForEnding(const Account& account, const IssueRef& issue,
                          const Announcement& announcement) {
  const auto& [operation, by, reason, about] = announcement;
  return Paragraph(WhyEnded(account, issue, reason, by, about));
}

std::string NoteForPublicity(const Account& account, const IssueRef& issue,
                             const Announcement& announcement) {
  const std::string count = announcement.about;
  const std::string copies =
      count == "1" ? "1 note of this ticket was"
                   : (count == "0" ? "No notes" : count + " notes") + " of this ticket were";
  return Paragraph(EscapeHtml(CleanText(issue.repository)) + " is public now: anybody can read " +
                   IssueNamed(account, IssueName(issue)) + ". " + copies +
                   " copied there while it was private" +
                   (announcement.reason == published::kBornFrom
                        ? ", and the issue itself was written from this ticket."
                        : ".") +
                   " From now on only what may be public is copied. Your administrator can delete "
                   "the copies: tandem withdraw " +
                   std::to_string(announcement.operation.target));
}

std::string NoteForHolding(const Account& account, const IssueRef& issue,
                           const Announcement& announcement) {
  if (announcement.reason == held::kIssueMoved)
    return Paragraph(IssueNamed(account, IssueName(issue)) + " was transferred and is " +
                     IssueNamed(account, announcement.about) +
                     " now. Its link waits: nothing is synced. To go on there, write /unlink, and "
                     "then /issue " +
                     EscapeHtml(CleanText(announcement.about)) + ".");
  const std::string primary = LinkTo(AddressOfTicket(account, TicketNumbered(announcement.about)),
                                     "ticket " + announcement.about);
  const std::string link = IssueNamed(account, IssueName(issue));
  const std::string merged = "This ticket was merged into " + primary;
  if (announcement.reason == held::kMergedElsewhere)
    return Paragraph(merged + ", which is linked to another issue already, so the link to " + link +
                     " stays here. Write /unlink in one of the two tickets to decide.");
  return Paragraph(merged + ", which is not there or which Tandem may not read, so the link to " +
                   link + " stays here.");
}

PublicText CommentForHolding(const Account& account, const Announcement& announcement) {
  const PublicText merged =
      TicketLink(account, std::to_string(announcement.operation.source), "Ticket ") +
      Guard::Own(" was merged into ") + TicketLink(account, announcement.about, "ticket ");
  if (announcement.reason == held::kMergedElsewhere)
    return merged +
           Guard::Own(", which is linked to another issue already, so it stays linked here.");
  return merged + Guard::Own(
                      ", which is not there or which Tandem may not read, so it stays linked "
                      "here.");
}

PublicText CommentForEnding(const Account& account, const Announcement& announcement) {
  const std::string& reason = announcement.reason;
  const PublicText ticket =
      TicketLink(account, std::to_string(announcement.operation.source), "Ticket ");
  const PublicText end = Guard::Own(", so it is no longer linked to this issue.");
  if (reason == ended::kTicketDeleted || reason == ended::kTicketGone)
    return ticket + Guard::Own(" was deleted") + end;
  if (reason == ended::kTicketSpam) return ticket + Guard::Own(" was marked as spam") + end;
  if (reason == ended::kTicketArchived)
    return ticket + Guard::Own(" was archived and takes no more changes") + end;
  if (reason == ended::kTicketMerged && !announcement.about.empty())
    return ticket + Guard::Own(" was merged into ") +
           TicketLink(account, announcement.about, "ticket ") +
           Guard::Own(", which is linked to this issue now.");
  return ticket + Guard::Own(" is no longer linked to this issue.");
}

StatusText EndedStatusText(const Account& account, const IssueRef& issue, const Ending& ending) {
  const std::string text =
      Paragraph("Link ended. " + WhyEnded(account, issue, ending.reason, ending.by, {}) + " " +
                LinkAgain(account, IssueName(issue)));
  return {text, NormalisedHash(text)};
}

}  // namespace tandem
