#include "tests/sandbox/demo_words.h"

#include "mappers/markup.h"
#include "tests/sandbox/call.h"

#include <string_view>

namespace tandem::sandbox {
namespace {

std::string Joined(const std::vector<std::string>& words, const std::string& otherwise) {
  std::string joined;
  for (const std::string& word : words) joined += (joined.empty() ? "" : ", ") + word;
  return joined.empty() ? otherwise : joined;
}

std::string Listed(const Json& names) {
  std::vector<std::string> words;
  for (const Json& name : names.Items()) words.push_back(name.StringOr("?"));
  return Joined(words, "none");
}

// The visible text in one line. The last line of a note of Tandem's is the link that holds its
// marker: a person hardly sees it, so it is left out.
std::string OneLine(const std::string& html) {
  std::string text = PlainText(html);
  constexpr std::string_view kMarkerLine = "\nGitHub issue";
  if (html.find("#tandem-") != std::string::npos && text.ends_with(kMarkerLine))
    text.resize(text.size() - kMarkerLine.size());
  std::string line;
  for (const char c : text) {
    const bool ends_a_sentence = !line.empty() && (line.back() == '.' || line.back() == ':');
    line += c != '\n' ? std::string(1, c) : ends_a_sentence ? " " : " / ";
  }
  return line;
}

template <typename Key>
std::string NameOf(const std::map<Key, std::string>& names, const Key& key) {
  const auto found = names.find(key);
  return found == names.end() ? "number " + std::to_string(key) : found->second;
}

std::string FreshdeskTicketInWords(const Json& body, const std::string& ticket,
                                   const DeskNames& names) {
  std::vector<std::string> words;
  if (const auto status = body["status"].Integer())
    words.push_back("set ticket " + ticket + " to " +
                    NameOf(names.statuses, static_cast<int>(*status)));
  if (body["tags"].IsArray())
    words.push_back("set the tags of ticket " + ticket + " to: " + Listed(body["tags"]));
  if (body["priority"].Integer()) words.push_back("set the priority of ticket " + ticket);
  return Joined(words, "");
}

std::string FreshdeskInWords(const Write& write, const Json& body, const DeskNames& names) {
  const auto segments = SplitPath(write.path);
  if (const auto found = MatchPath("tickets/{}/notes", segments); found && write.method == "POST")
    return "added a private note to ticket " + found->front();
  if (const auto found = MatchPath("tickets/{}", segments); found && write.method == "PUT")
    return FreshdeskTicketInWords(body, found->front(), names);
  if (MatchPath("conversations/{}", segments))
    return write.method == "DELETE" ? "deleted a note of its own"
                                    : "updated its note on the ticket";
  return {};
}

std::string GithubIssueInWords(const Json& body, const std::string& issue) {
  const std::string state = body["state"].StringOr("");
  if (state == "open") return "reopened issue #" + issue;
  if (state == "closed") return "closed issue #" + issue;
  return "edited issue #" + issue;
}

std::string GithubInWords(const Write& write, const Json& body) {
  const auto segments = SplitPath(write.path);
  if (MatchPath("repos/{}/{}/issues", segments))
    return "opened an issue: \"" + body["title"].StringOr("") + "\"";
  if (const auto found = MatchPath("repos/{}/{}/issues/{}/comments", segments))
    return "commented on issue #" + found->at(2);
  if (const auto found = MatchPath("repos/{}/{}/issues/{}/labels", segments))
    return (write.method == "PUT" ? "set the labels of issue #" : "labelled issue #") +
           found->at(2) + ": " + Listed(body["labels"]);
  if (const auto found = MatchPath("repos/{}/{}/issues/{}/labels/{}", segments))
    return "took the label " + found->at(3) + " off issue #" + found->at(2);
  if (const auto found = MatchPath("repos/{}/{}/issues/{}", segments))
    return GithubIssueInWords(body, found->at(2));
  if (MatchPath("repos/{}/{}/issues/comments/{}", segments))
    return write.method == "DELETE" ? "deleted a comment of its own"
                                    : "edited a comment of its own";
  return {};
}

}  // namespace

std::string InWords(const Write& write, const DeskNames& names) {
  const auto parsed = Json::Parse(write.body);
  const Json body = parsed.ok() ? *parsed : Json();
  const bool desk = write.service == Service::kFreshdesk;
  std::string words = desk ? FreshdeskInWords(write, body, names) : GithubInWords(write, body);
  if (words.empty()) words = write.method + " " + write.path;
  if (!write.applied) words += " (refused, " + std::to_string(write.status) + ")";
  return (desk ? "Freshdesk: " : "GitHub: ") + words;
}

Side SideOf(const DeskTicket& ticket, const DeskNames& names) {
  Side side{"Status: " + NameOf(names.statuses, ticket.status),
            "Tags: " + Joined(ticket.tags, "none"),
            NameOf(names.people, ticket.requester) + ": " + OneLine(ticket.html)};
  for (const DeskEntry& entry : ticket.entries) {
    const std::string author = NameOf(names.people, entry.author);
    side.push_back((entry.is_private ? author + ", private note: " : author + ": ") +
                   OneLine(entry.html));
  }
  return side;
}

Side SideOf(const HubIssue& issue, const std::vector<HubComment>& comments) {
  if (issue.id == 0) return {"(no issue)"};
  Side side{std::string("State: ") + (issue.open ? "open" : "closed"),
            "Labels: " + Joined(issue.labels, "none"),
            issue.author + ": " + OneLine(MarkdownToHtml(issue.body))};
  // Tandem's markers are HTML comments, which MarkdownToHtml drops as a browser hides them.
  for (const HubComment& comment : comments)
    side.push_back(comment.author + ", comment: " + OneLine(MarkdownToHtml(comment.body)));
  return side;
}

}  // namespace tandem::sandbox
