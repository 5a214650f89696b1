// What Tandem says of a link that waits for people to decide, and of a repository that became
// public.

#include "mappers/note_parts.h"
#include "mappers/reasons.h"
#include "mappers/wording.h"
#include "mappers/wording_parts.h"

namespace tandem {
namespace {

PublicText TwoDigits(std::int64_t number) {
  return (number < 10 ? Guard::Own("0") : Guard::Own("")) + Guard::Number(number);
}

// As TimeForPeople, of numbers alone.
PublicText Moment(Time time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::minutes>(time - day));
  return Guard::Number(static_cast<int>(date.year())) + Guard::Own("-") +
         TwoDigits(static_cast<unsigned>(date.month())) + Guard::Own("-") +
         TwoDigits(static_cast<unsigned>(date.day())) + Guard::Own(" ") +
         TwoDigits(clock.hours().count()) + Guard::Own(":") + TwoDigits(clock.minutes().count()) +
         Guard::Own(" UTC");
}

PublicText InOwnWords(Obstacle obstacle) {
  switch (obstacle) {
    case Obstacle::kNoAnswer:
      return Guard::Own("Freshdesk does not answer or takes nothing more for the moment");
    case Obstacle::kNoRight:
      return Guard::Own("Freshdesk does not let it, by its credentials or rights");
    case Obstacle::kRefused:
      return Guard::Own("Freshdesk refuses what it writes");
  }
  return Guard::Own("Freshdesk refuses");
}

PublicText Within(std::chrono::milliseconds time) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(time).count();
  constexpr std::int64_t kMinute = 60;
  return seconds < 2 * kMinute ? Guard::Number(seconds) + Guard::Own(" seconds")
                               : Guard::Number(seconds / kMinute) + Guard::Own(" minutes");
}

}  // namespace

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
  const std::string primary = Anchor(AddressOfTicket(account, TicketNumbered(announcement.about)),
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
      TicketLink(account, TicketId{announcement.operation.source}, "Ticket ") +
      Guard::Own(" was merged into ") + TicketLink(account, TicketNumbered(announcement.about));
  if (announcement.reason == held::kMergedElsewhere)
    return merged +
           Guard::Own(", which is linked to another issue already, so it stays linked here.");
  return merged + Guard::Own(
                      ", which is not there or which Tandem may not read, so it stays linked "
                      "here.");
}

// Own words only: a reason may name a field or a person's setting of the account.
PublicText CommentForHoldup(const Account& account, const Link& link, const Holdup& holdup,
                            Obstacle obstacle) {
  PublicText tickets = Guard::Own("");
  for (const auto& entry : link.tickets) {
    tickets = tickets + (tickets.text().empty() ? Guard::Own("") : Guard::Own(", ")) +
              TicketLink(account, entry.first);
  }
  const PublicText held = Guard::Own("**Held up** since ") + Moment(holdup.since) +
                          Guard::Own(": Tandem cannot write to ") + tickets +
                          Guard::Own(" now, because ") + InOwnWords(obstacle) + Guard::Own(". ");
  const PublicText next =
      holdup.needs_person
          ? Guard::Own(
                "An administrator has to look at it, whom `tandem parked` tells more. Tandem ")
          : Guard::Own("It goes on trying by itself and ");
  return held + next + Guard::Own("tries again within ") + Within(holdup.tried_within) +
         Guard::Own(". What is written here arrives there later; this comment is then taken away.");
}

}  // namespace tandem
