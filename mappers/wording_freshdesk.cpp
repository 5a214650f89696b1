// What Tandem writes in Freshdesk: private notes, as simple HTML that survives the service's own
// rewriting. The gateway puts the marker below each.

#include "mappers/draft.h"
#include "mappers/markup.h"
#include "mappers/status.h"
#include "mappers/wording.h"
#include "mappers/words.h"

namespace tandem {
namespace {

constexpr const char* kNobodyKnown = "Somebody";

std::string Anchor(const std::string& url, const std::string& text) {
  return "<a href=\"" + EscapeHtml(url) + "\">" + EscapeHtml(text) + "</a>";
}

std::string IssueLink(const Account& account, const IssueRef& issue) {
  return Anchor(AddressOfIssue(account, issue), IssueName(issue));
}

std::string Bold(const std::string& text) {
  return "<b>" + EscapeHtml(CleanText(text)) + "</b>";
}

std::string Paragraph(const std::string& html) {
  return "<p>" + html + "</p>";
}

std::string Joined(const std::vector<std::string>& names, const char* otherwise) {
  std::string joined;
  for (const std::string& name : names) joined += (joined.empty() ? "" : ", ") + CleanText(name);
  return EscapeHtml(joined.empty() ? otherwise : joined);
}

std::string WhyClosed(const std::string& reason) {
  if (reason == "not_planned") return " as not planned";
  if (reason == "duplicate") return " as a duplicate";
  return reason == "completed" ? " as completed" : "";
}

// What the issue will be when this plan is carried out.
bool WillBeOpen(const Link& link, const Sight& sight) {
  const auto state = link.issue_memory.fields.find(kStateField);
  return state == link.issue_memory.fields.end() ? sight.issue.open : state->second.agreed == kOpen;
}

std::vector<std::string> MirroredLabels(const Rule& rule, const Link& link) {
  std::vector<std::string> labels;
  for (const TagLabel& pair : rule.mirror) {
    const auto field = link.issue_memory.fields.find(FieldOf(pair));
    if (field != link.issue_memory.fields.end() && field->second.agreed == kOn)
      labels.push_back(pair.label);
  }
  return labels;
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
  return html;
}

std::string NoteForAnnouncement(const Account& account, const IssueRef& issue,
                                const Announcement& announcement) {
  const std::string link = IssueLink(account, issue);
  const std::string by = announcement.by.empty() ? std::string() : " by " + Bold(announcement.by);
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

StatusText StatusNoteText(const Account& account, const Rule& rule, const Sight& sight,
                          const Link& link) {
  const bool open = WillBeOpen(link, sight);
  const std::string facts =
      Paragraph("This ticket is linked to " + IssueLink(account, link.issue) + ".") +
      "<ul><li>State: " + (open ? "open" : "closed") +
      "</li><li>Assigned to: " + Joined(sight.issue.assignees, "nobody") +
      "</li><li>Labels: " + Joined(MirroredLabels(rule, link), "none that are mirrored") +
      "</li></ul>";
  return {facts + Paragraph("Last synced: " + TimeForPeople(sight.read_at)), NormalisedHash(facts)};
}

}  // namespace tandem
