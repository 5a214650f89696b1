// Pieces of the notes that Tandem writes in Freshdesk: simple HTML that survives the service's own
// rewriting. Pure; safe everywhere.
#pragma once

#include "mappers/markup.h"
#include "mappers/wording.h"

#include <charconv>
#include <string>

namespace tandem {

inline std::string Paragraph(const std::string& html) {
  return "<p>" + html + "</p>";
}

inline std::string Anchor(const std::string& url, const std::string& text) {
  return "<a href=\"" + EscapeHtml(url) + "\">" + EscapeHtml(CleanText(text)) + "</a>";
}

inline std::string Bold(const std::string& text) {
  return "<b>" + EscapeHtml(CleanText(text)) + "</b>";
}

// " by <b>alice</b>"; empty for nobody.
inline std::string By(const std::string& name) {
  return name.empty() ? std::string() : " by " + Bold(name);
}

inline std::string IssueLink(const Account& account, const IssueRef& issue) {
  return Anchor(AddressOfIssue(account, issue), IssueName(issue));
}

// "acme/infrastructure#5" as a link to it; any other text as it is.
inline std::string IssueNamed(const Account& account, const std::string& name) {
  const auto hash = name.find('#');
  if (hash == std::string::npos) return EscapeHtml(CleanText(name));
  return Anchor(
      account.github_web_url + "/" + name.substr(0, hash) + "/issues/" + name.substr(hash + 1),
      name);
}

inline std::string LinkAgain(const Account& account, const std::string& issue) {
  return "Write /issue to create a new issue, or /issue " + IssueNamed(account, issue) +
         " to link this one again.";
}

// Announcements keep a ticket's number as text.
inline TicketId TicketNumbered(const std::string& text) {
  TicketId ticket{};
  std::from_chars(text.data(), text.data() + text.size(), ticket.value);
  return ticket;
}

}  // namespace tandem
