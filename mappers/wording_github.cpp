// What Tandem writes on GitHub.

#include "mappers/markup.h"
#include "mappers/wording.h"
#include "mappers/wording_parts.h"

namespace tandem {
namespace {

// Left free of a body's limit for the lines around the quoted text and the marker.
constexpr std::size_t kFrame = 1'000;

PublicText Nothing() {
  return Guard::Own("");
}

}  // namespace

PublicText TicketLink(const Account& account, TicketId ticket, OwnWords name) {
  return Guard::Own("[") + Guard::Own(name) + Guard::Number(ticket.value) + Guard::Own("](") +
         Guard::TicketUrl(account.freshdesk_url, ticket) + Guard::Own(")");
}

PublicText WhereToEdit() {
  return Guard::Own("\n\n*Edit it in the ticket: changes made here are overwritten.*");
}

PublicText RestIn(const Account& account, TicketId ticket) {
  return Guard::Own("*Cut here: it goes on in* ") + TicketLink(account, ticket) + Guard::Own(".");
}

PublicText PriorityName(int priority) {
  switch (priority) {
    case 1:
      return Guard::Own("Low");
    case 2:
      return Guard::Own("Medium");
    case 3:
      return Guard::Own("High");
    case 4:
      return Guard::Own("Urgent");
    default:
      return Nothing();
  }
}

namespace {

PublicText Fact(OwnWords name, const PublicText& value) {
  if (value.text().empty()) return Nothing();
  return Guard::Own("- ") + Guard::Own(name) + Guard::Own(": ") + value + Guard::Own("\n");
}

}  // namespace

PublicText IssueTitle(const Guard& guard, const Account& account, const Ticket& ticket) {
  if (auto own = TitleFromTemplate(guard, account, ticket)) return *own;
  if (auto title = guard.Title(ticket.subject)) return *title;
  return Guard::Own("Support request, ticket ") + Guard::Number(ticket.id.value);
}

PublicText IssueBody(const Guard& guard, const Account& account, const Ticket& ticket) {
  if (auto own = BodyFromTemplate(guard, account, ticket)) return *own;
  const auto line = [&](const std::string& text) {
    return guard.Line(TextKind::kCompany, text).value_or(Nothing());
  };
  PublicText body = Guard::Own("From ") + TicketLink(account, ticket.id) + Guard::Own(".\n\n") +
                    Fact("Type", guard.TypeName(ticket.type)) +
                    Fact("Priority", PriorityName(ticket.priority)) +
                    Fact("Group", line(ticket.group)) + Fact("Company", line(ticket.company));
  const PublicText attached =
      AttachedTo(account, ticket.id,
                 NameAttachments(guard, TextKind::kDescription, Prefix::kNone, ticket.attachments));
  const auto description =
      guard.Quoted(TextKind::kDescription, Prefix::kNone, HtmlToMarkdown(ticket.html),
                   kBodyLimit - kFrame - attached.text().size(), RestIn(account, ticket.id));
  return (description ? body + Guard::Own("\n") + *description : body) + attached;
}

std::optional<PublicText> CommentForNote(const Guard& guard, const Account& account,
                                         TicketId ticket, const Note& note, const Prefixed& text) {
  if (!guard.Allows(TextKind::kNotes, text.prefix)) return std::nullopt;
  if (auto own = CommentFromTemplate(guard, account, ticket, note, text)) return own;
  const PublicText attached = AttachedTo(
      account, ticket, NameAttachments(guard, TextKind::kNotes, text.prefix, note.attachments));
  const auto quoted =
      guard.Quoted(TextKind::kNotes, text.prefix, HtmlToMarkdown(text.rest),
                   kBodyLimit - kFrame - attached.text().size(), RestIn(account, ticket));
  if (!quoted) return std::nullopt;
  return Guard::Own("**") + guard.Author(note, account.people) + Guard::Own("** wrote in ") +
         TicketLink(account, ticket) + Guard::Own(":\n\n") + *quoted + attached + WhereToEdit();
}

PublicText CommentForAnnouncement(const Account& account, const Link& link,
                                  const Announcement& announcement) {
  const OperationKind kind = announcement.operation.kind;
  if (kind == OperationKind::kAnswerComment || kind == OperationKind::kRefuseTicket)
    return CommentForAnswer(account, announcement.reason, announcement.about);
  if (kind == OperationKind::kTellIssueEnded) return CommentForEnding(account, announcement);
  if (kind == OperationKind::kTellIssueHeld) return CommentForHolding(account, announcement);
  const TicketId ticket{announcement.operation.source};
  const PublicText subject = TicketLink(account, ticket, "Ticket ");
  if (kind == OperationKind::kTellTicketOpen) {
    return subject + (announcement.reason == "linked"
                          ? Guard::Own(" was linked to this issue and is still open.")
                          : Guard::Own(" was reopened."));
  }
  PublicText open = Nothing();
  for (const auto& [id, side] : link.tickets) {
    const auto state = side.memory.fields.find("state");
    if (state == side.memory.fields.end() || state->second.agreed == "done") continue;
    open = open + (open.text().empty() ? Guard::Own(" Still open: ") : Guard::Own(", ")) +
           TicketLink(account, id);
  }
  return subject + Guard::Own(" is done.") + open +
         (open.text().empty() ? Nothing() : Guard::Own("."));
}

std::string WhyNotPublished(const Guard& guard, Visibility visibility, Prefix prefix) {
  if (prefix == Prefix::kPrivate) return "it begins with /private";
  const std::string where =
      visibility == Visibility::kPublic ? "a public repository" : "this repository";
  const bool marked = guard.LevelOf(TextKind::kNotes) == Level::kMarked;
  return marked ? "in " + where + " only notes that begin with /publish are"
                : "the rule publishes no notes";
}

}  // namespace tandem
