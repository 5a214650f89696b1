// What Tandem answers to commands.

#include "mappers/note_parts.h"
#include "mappers/reasons.h"
#include "mappers/wording_parts.h"

namespace tandem {

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
  const PublicText ticket = TicketLink(account, TicketNumbered(about), "Ticket ");
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

}  // namespace tandem
