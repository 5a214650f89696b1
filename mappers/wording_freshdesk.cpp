// What Tandem writes in Freshdesk: private notes, as simple HTML that survives the service's own
// rewriting. The gateway puts the marker below each.

#include "mappers/note_parts.h"

namespace tandem {
namespace {

constexpr const char* kNobodyKnown = "Somebody";

std::string WhyClosed(const std::string& reason) {
  if (reason == "not_planned") return " as not planned";
  if (reason == "duplicate") return " as a duplicate";
  return reason == "completed" ? " as completed" : "";
}

}  // namespace

std::string AddressOfTicket(const Account& account, TicketId ticket) {
  return account.freshdesk_url + "/a/tickets/" + std::to_string(ticket.value);
}

std::string AddressOfIssue(const Account& account, const IssueRef& issue) {
  return account.github_web_url + "/" + issue.repository + "/issues/" +
         std::to_string(issue.number);
}

std::string AddressOfComment(const Account& account, const IssueRef& issue, CommentId comment) {
  return AddressOfIssue(account, issue) + "#issuecomment-" + std::to_string(comment.value);
}

std::string IssueName(const IssueRef& issue) {
  return issue.repository + "#" + std::to_string(issue.number);
}

std::string NoteForComment(const Account& account, const IssueRef& issue, const Comment& comment,
                           const Prefixed& text) {
  const std::string url = AddressOfComment(account, issue, comment.id);
  const std::string author = comment.author_login.empty() ? kNobodyKnown : comment.author_login;
  std::string html = Paragraph(Bold(author) + " " + Anchor(url, "commented") + " on " +
                               IssueLink(account, issue) + ":");
  const std::string kept = CutMarkdown(text.rest, kBodyLimit);
  html += "<blockquote>" + MarkdownToHtml(kept, url) + "</blockquote>";
  if (text.rest.size() > kBodyLimit)
    html += Paragraph("Cut here: it goes on " + Anchor(url, "on GitHub") + ".");
  return html +
         Paragraph("Edit it " + Anchor(url, "on GitHub") + ": changes made here are overwritten.");
}

std::string NoteForAnnouncement(const Account& account, const IssueRef& issue,
                                const Announcement& announcement) {
  const std::string link = IssueLink(account, issue);
  const std::string by = By(announcement.by);
  switch (announcement.operation.kind) {
    case OperationKind::kTellIssueClosed:
      return Paragraph(link + " was closed" + by + WhyClosed(announcement.reason) + ".");
    case OperationKind::kTellIssueOpen:
      return Paragraph(link + (announcement.reason == "sister"
                                   ? " was reopened, because another of its tickets was."
                                   : " was reopened" + by + "."));
    case OperationKind::kAnswerNote:
      return NoteForAnswer(account, announcement.reason, announcement.about);
    case OperationKind::kTellTicketEnded:
      return NoteForEnding(account, issue, announcement);
    case OperationKind::kTellPublic:
      return NoteForPublicity(account, issue, announcement);
    case OperationKind::kTellTicketHeld:
      return NoteForHolding(account, issue, announcement);
    default:
      return Paragraph("This ticket was linked to " + link +
                       (by.empty() ? std::string() : by + " on GitHub") +
                       ". Its earlier notes stay here; write /issue to bring them over.");
  }
}

}  // namespace tandem
