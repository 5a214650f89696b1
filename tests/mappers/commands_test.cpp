#include "mappers/commands.h"

#include "mappers/command_arguments.h"

#include <gtest/gtest.h>

#include <array>

namespace tandem {
namespace {

constexpr const char* kWeb = "https://github.com";
constexpr const char* kDesk = "https://acme.freshdesk.com";

struct Case {
  const char* text;
  std::optional<Command> expected;
};

const Command kBareIssue{CommandKind::kIssue, ""};

TEST(Commands, AreFoundInNotesAsAgentsTypeThem) {
  const auto cases = std::to_array<Case>({
      {"/issue", kBareIssue},
      {"<div>/issue</div>", kBareIssue},
      {"<div>&nbsp;/issue&nbsp;</div>", kBareIssue},
      {"<div dir=\"ltr\"><p>Hi all,</p><p>/issue</p><p>Thanks</p></div>", kBareIssue},
      {"Hi,<br>/Issue<br>", kBareIssue},
      {"<div>&#47;issue</div>", kBareIssue},
      {"<div><b>/issue</b></div>", kBareIssue},
      {"<div>/<b>issue</b></div>", kBareIssue},
      {"see https://acme.example/<br/>/issue", kBareIssue},
      {"<a href=\"https://acme.example/issue\">x</a>", std::nullopt},
      {"<div>\xe2\x80\x8b/issue</div>", kBareIssue},
      {"<div>/issue.</div>", kBareIssue},
      {"<div>/issue infrastructure</div>", Command{CommandKind::kIssue, "infrastructure"}},
      {"<div>/issue&nbsp;acme/infrastructure#12</div>",
       Command{CommandKind::kIssue, "acme/infrastructure#12"}},
      {"<div>/issue <a href=\"https://github.com/acme/infrastructure/issues/12\">"
       "https://github.com/acme/infrastructure/issues/12</a></div>",
       Command{CommandKind::kIssue, "https://github.com/acme/infrastructure/issues/12"}},
      {"<p>/unlink</p>", Command{CommandKind::kUnlink, ""}},
      {"<p>/sync please</p>", Command{CommandKind::kSync, "please"}},
      {"<p>/sync</p><p>/unlink</p>", Command{CommandKind::kSync, ""}},
      {"<p>/issues</p>", std::nullopt},
      {"<p>/issue/12</p>", std::nullopt},
      {"<p>see /issue</p>", std::nullopt},
      {"<p>/ticket 12</p>", std::nullopt},
      {"<p>/private</p>", std::nullopt},
      {"<p>As I wrote:</p><blockquote><p>/unlink</p></blockquote>", std::nullopt},
      {"<pre>/unlink</pre>", std::nullopt},
      {"<p>Write <code>/unlink</code></p>", std::nullopt},
      {"<pre>x</pre><p>/unlink</p>", Command{CommandKind::kUnlink, ""}},
      {"<p>text</blockquote>/unlink</p>", Command{CommandKind::kUnlink, ""}},
      {"<!-- /unlink -->", std::nullopt},
      {"<script>/unlink</script>", std::nullopt},
      {"", std::nullopt},
  });
  for (const Case& each : cases) EXPECT_EQ(CommandInNote(each.text), each.expected) << each.text;
}

TEST(Commands, AreNotTakenFromTheMailThatANoteQuotes) {
  for (const char* text :
       {"<div class=\"gmail_quote\">On Mon, Carla wrote:<br>/unlink</div>",
        "<p>Hi</p><div class=\"x_gmail_quote\"><div>/unlink</div></div>",
        "<hr id=\"stopSpelling\"><div id=\"divRplyFwdMsg\">From: Carla</div><div>/unlink</div>",
        ("<div><div style=\"border:none;border-top:solid\">From: C<br>Sent: Monday</div>"
         "<p>Hello</p><p>/unlink</p></div>"),
        "<hr>From: C<br>Sent: Monday<br><p>/unlink</p>",
        "<div style=\"display: none\">/unlink</div>", "<p hidden>/unlink</p>",
        "<samp>a<br>/unlink</samp>", "<p>see <code>a</code>/unlink</p>",
        "<p><img alt=\"x\">/unlink</p>"}) {
    EXPECT_EQ(CommandInNote(text), std::nullopt) << text;
  }
}

TEST(Commands, OfTheWriterCountAboveAndBelowTheMailThatHeQuotes) {
  const Command unlink{CommandKind::kUnlink, ""};
  for (const char* text :
       {"<div>/unlink</div><div class=\"gmail_quote\">On Mon, Carla wrote:<br>/sync</div>",
        "<div class=\"gmail_quote\">/sync</div>/unlink",
        "<div><div id=\"divRplyFwdMsg\">From: C</div><div>/sync</div></div><div>/unlink</div>"}) {
    EXPECT_EQ(CommandInNote(text), unlink) << text;
  }
}

TEST(Commands, AreNotTakenFromWhatACommentShowsAsCodeOrFoldsAway) {
  for (const char* text :
       {"````\n```\n/unticket 123\n```\n/unticket 123\n````", "````\n```\n/unticket 123\n````",
        "~~~\n```\n/unticket 123\n~~~", "```\n``` no end\n/unticket 123\n```",
        "- ```\n  /unticket 123\n  ```", "<pre>\n/unticket 123\n</pre>",
        "a <code>\n/unticket 123\n</code>", "<blockquote>\n\n/unticket 123\n\n</blockquote>",
        "<details><summary>Mail</summary>\n\n/unticket 123\n\n</details>",
        "<div hidden>\n\n/unticket 123\n</div>", "a <!--\n/unticket 123\n-->",
        "`a\n/unticket 123\nb`", "  \t/unticket 123", "- /unticket 123", "# /unticket 123",
        "| a |\n| - |\n| /unticket 123 |", "On Mon, Carla wrote:\n> /unticket 123",
        "<script>\n/unticket 123\n</script>"}) {
    EXPECT_EQ(CommandInComment(text), std::nullopt) << text;
  }
}

TEST(Commands, OfAQuoteThatItsOwnHtmlEndsAreNotTheWriters) {
  const Command sync{CommandKind::kSync, ""};
  for (const char* quote :
       {"> </blockquote>\n> /unticket 123\n", "> > x\n> </blockquote>\n> /unticket 123\n",
        "> <td></\n>\n> >\n> ```\n> ```\n> /unticket 123\n",
        "- > </blockquote>\n  > /unticket 123\n"}) {
    EXPECT_EQ(CommandInComment(quote), std::nullopt) << quote;
    EXPECT_EQ(CommandInComment(std::string(quote) + "\n\n/sync"), sync) << quote;
  }
}

TEST(Commands, OfTheWriterCountBelowCodeAndFoldsOfHisComment) {
  const Command unticket{CommandKind::kUnticket, "123"};
  for (const char* text :
       {"````\n```\n````\n/unticket 123", "<pre>\n/sync\n</pre>\n\n/unticket 123",
        "Use `<details>`\n/unticket 123", "- ```\n  /sync\n\n/unticket 123",
        "<details>\n/sync\n</details>\n\n/unticket 123", "> ```\n> /sync\n\n/unticket 123",
        "| a |\n| - |\n\n/unticket 123"}) {
    EXPECT_EQ(CommandInComment(text), unticket) << text;
  }
}

TEST(Commands, AreFoundInCommentsButNotInQuotesOrCode) {
  const auto cases = std::to_array<Case>({
      {"/ticket 123", Command{CommandKind::kTicket, "123"}},
      {"Same problem here.\n\n/ticket 123\n", Command{CommandKind::kTicket, "123"}},
      {"Hello\r\n/ticket 123\r\n", Command{CommandKind::kTicket, "123"}},
      {"  /Ticket\t#123", Command{CommandKind::kTicket, "#123"}},
      {"/ticket https://acme.freshdesk.com/a/tickets/123",
       Command{CommandKind::kTicket, "https://acme.freshdesk.com/a/tickets/123"}},
      {"/unticket 123", Command{CommandKind::kUnticket, "123"}},
      {"/unticket", Command{CommandKind::kUnticket, ""}},
      {"/sync", Command{CommandKind::kSync, ""}},
      {"/sync\xc2\xa0", Command{CommandKind::kSync, ""}},
      {"&sol;sync", Command{CommandKind::kSync, ""}},
      {"\\/sync", Command{CommandKind::kSync, ""}},
      {"**/sync**", Command{CommandKind::kSync, ""}},
      {"see https://acme.example/sync\n/ticket 123", Command{CommandKind::kTicket, "123"}},
      {"x<br/>/sync", Command{CommandKind::kSync, ""}},
      {"https://acme.example/sync", std::nullopt},
      {"/issue", std::nullopt},
      {"/tickets", std::nullopt},
      {"> /ticket 123", std::nullopt},
      {"    /ticket 123", std::nullopt},
      {"```\n/ticket 123\n```", std::nullopt},
      {"~~~sh\n/ticket 123\n~~~\n/sync", Command{CommandKind::kSync, ""}},
      {"<!-- /ticket 123 -->", std::nullopt},
      {"<!--\n/ticket 123\n-->\n/sync", Command{CommandKind::kSync, ""}},
      {"Please write `/ticket 123`", std::nullopt},
      {"", std::nullopt},
  });
  for (const Case& each : cases) EXPECT_EQ(CommandInComment(each.text), each.expected) << each.text;
}

TEST(Commands, NameAnIssueByItsShortFormOrItsAddress) {
  const IssueUrl twelve{"acme/infrastructure", 12};
  EXPECT_EQ(IssueNamed("acme/infrastructure#12", kWeb), twelve);
  EXPECT_EQ(IssueNamed(" <https://github.com/acme/infrastructure/issues/12> ", kWeb), twelve);
  EXPECT_EQ(IssueNamed("https://github.com/acme/infrastructure/issues/12#issuecomment-1", kWeb),
            twelve);
  for (const char* wrong :
       {"", "infrastructure", "#12", "acme/infrastructure#", "acme#12", "acme/infrastructure#12x",
        "acme/infrastructure#-1", "https://github.com/acme/infrastructure/pull/12",
        "https://evil.example/acme/infrastructure/issues/12", "a/b/c#1"}) {
    EXPECT_EQ(IssueNamed(wrong, kWeb), std::nullopt) << wrong;
  }
}

TEST(Commands, NameATicketByItsNumberOrItsAddress) {
  for (const char* right :
       {"123", "#123", "123 please", "123, thanks", "https://acme.freshdesk.com/a/tickets/123",
        "<https://acme.freshdesk.com/helpdesk/tickets/123>"}) {
    EXPECT_EQ(TicketNamed(right, kDesk), TicketId{123}) << right;
  }
  for (const char* wrong : {"", "0", "-1", "12x", "https://evil.example/a/tickets/123",
                            "99999999999999999999", "ticket 123"}) {
    EXPECT_EQ(TicketNamed(wrong, kDesk), std::nullopt) << wrong;
  }
}

}  // namespace
}  // namespace tandem
