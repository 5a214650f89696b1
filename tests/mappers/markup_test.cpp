#include "mappers/markup.h"

#include "mappers/html_tokens.h"
#include "mappers/markdown_escape.h"
#include "tests/mappers/markup_cases.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace tandem {
namespace {

std::string WithoutLastNewlines(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

std::vector<MarkupCase> CasesOf(std::initializer_list<const char*> files) {
  std::vector<MarkupCase> cases;
  for (const char* file : files) {
    for (MarkupCase& one : MarkupCases(file)) cases.push_back(std::move(one));
  }
  return cases;
}

// What people write in Freshdesk and by mail, and on GitHub.
std::vector<MarkupCase> HtmlCases() {
  return CasesOf({"html_to_markdown.txt", "mails_to_markdown.txt"});
}
std::vector<MarkupCase> MarkdownCases() {
  return CasesOf({"markdown_to_html.txt", "comments_to_html.txt"});
}

TEST(Markup, TurnsHtmlIntoMarkdownAsTheFixturesSay) {
  const auto cases = HtmlCases();
  EXPECT_GE(cases.size(), 150U);
  for (const MarkupCase& one : cases) {
    SCOPED_TRACE(one.name);
    EXPECT_EQ(HtmlToMarkdown(one.input), one.expected);
  }
}

TEST(Markup, TurnsMarkdownIntoHtmlAsTheFixturesSay) {
  const auto cases = MarkdownCases();
  EXPECT_GE(cases.size(), 90U);
  for (const MarkupCase& one : cases) {
    SCOPED_TRACE(one.name);
    EXPECT_EQ(WithoutLastNewlines(MarkdownToHtml(one.input)), one.expected);
  }
}

TEST(Markup, ShowsTheSameTextAfterThereAndBack) {
  for (const MarkupCase& one : HtmlCases()) {
    SCOPED_TRACE(one.name);
    std::string shown = PlainText(MarkdownToHtml(HtmlToMarkdown(one.input)));
    std::string expected = PlainText(one.input);
    const auto fold = [](std::string& text) { std::replace(text.begin(), text.end(), '\n', ' '); };
    fold(shown);
    fold(expected);
    EXPECT_EQ(shown, expected);
  }
}

TEST(Markup, DoesNotGrowThereAndBack) {
  for (const MarkupCase& one : HtmlCases()) {
    SCOPED_TRACE(one.name);
    const std::string once = HtmlToMarkdown(MarkdownToHtml(HtmlToMarkdown(one.input)));
    EXPECT_EQ(HtmlToMarkdown(MarkdownToHtml(once)), once);
  }
}

TEST(Markup, DoesNotGrowFromGitHubAndBackEither) {
  for (const MarkupCase& one : MarkdownCases()) {
    SCOPED_TRACE(one.name);
    const std::string once = MarkdownToHtml(HtmlToMarkdown(MarkdownToHtml(one.input)));
    EXPECT_EQ(MarkdownToHtml(HtmlToMarkdown(once)), once);
  }
}

// What would act in a reader's browser: scripts, styles, what is loaded, handlers, comments.
void ExpectNothingThatActs(const std::string& html, const std::string& input) {
  HtmlTokens tokens(html);
  HtmlToken token;
  while (tokens.Next(token)) {
    EXPECT_NE(token.kind, HtmlToken::Kind::kNothing) << input << "\n" << html;
    if (token.kind != HtmlToken::Kind::kStartTag) continue;
    for (const char* name : {"img", "picture", "video", "svg", "form", "link", "base", "object"}) {
      EXPECT_NE(token.name, name) << input;
    }
    for (const HtmlAttribute& attribute : token.attributes) {
      const bool known = attribute.name == "class" || attribute.name == "title" ||
                         attribute.name == "align" || attribute.name == "start";
      const bool safe_link = attribute.name == "href" && LinkTarget(attribute.value).has_value();
      EXPECT_TRUE(known || safe_link) << attribute.name << "=" << attribute.value << "\n" << input;
    }
  }
}

TEST(Markup, LetsNothingThatActsIntoANote) {
  for (const MarkupCase& one : MarkdownCases()) {
    ExpectNothingThatActs(MarkdownToHtml(one.input), one.input);
  }
  // A mail's HTML, too, may be written on GitHub.
  for (const MarkupCase& one : HtmlCases()) {
    ExpectNothingThatActs(MarkdownToHtml(one.input), one.input);
  }
}

TEST(Markup, NeverWritesACommentOrATagThatWasTyped) {
  for (const char* input : {"&lt;!-- tandem:00 --&gt;", "<code>&lt;!-- x</code>",
                            "<pre>&lt;!-- x</pre>", "<b>&lt;</b>!-- x", "&lt;<i></i>!-- x",
                            "&lt;&#8203;!-- x", "<a href=\"https://x.org/<!--\">&lt;!--</a>",
                            "<img alt=\"<!-- x -->\">", "<pre class=\"lang-<!--\">&lt;!--</pre>"}) {
    EXPECT_EQ(HtmlToMarkdown(input).find("<!--"), std::string::npos) << input;
  }
}

TEST(Markup, FoldsVisibleTextAndKeepsItsLines) {
  EXPECT_EQ(PlainText("<div> a&nbsp; b</div><p>c<br>d <b>e</b>f</p><pre>g\n h</pre>"),
            "a b\nc\nd ef\ng\nh");
  EXPECT_EQ(PlainText("<p>a</p><p>b</p>"), PlainText("<div>a</div>\n<div>b<br></div>"));
  EXPECT_EQ(PlainText("a<img src=x alt=\"pic\">b<script>c</script>"), "a[image: pic]b");
}

TEST(Markup, HashesWhatIsReadAndNotHowItIsWritten) {
  EXPECT_EQ(NormalisedHash(""), "cbf29ce484222325");
  EXPECT_EQ(NormalisedHash("a"), "af63dc4c8601ec8c");
  EXPECT_EQ(NormalisedHash(" a  b \r\nc\t\n"), NormalisedHash("a b\nc"));
  EXPECT_NE(NormalisedHash("a\nb"), NormalisedHash("a b"));
  EXPECT_EQ(HashOfMarkdown("a\r\n"), HashOfMarkdown("a"));
  EXPECT_EQ(HashOfHtml("<p>a</p>"), HashOfHtml("<div dir=\"ltr\">a</div>"));
  EXPECT_NE(HashOfHtml("<a href=\"https://x.org/1\">a</a>"),
            HashOfHtml("<a href=\"https://x.org/2\">a</a>"));
  EXPECT_EQ(HashOfHtml("https://x.org/1"),
            HashOfHtml("<a href=\"https://x.org/1\">https://x.org/1</a>"));
}

TEST(Markup, EscapesAndQuotes) {
  EXPECT_EQ(EscapeHtml("<a href=\"x\">'&"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;");
  EXPECT_EQ(EscapeMarkdown("# [a] <b> *c*\n- d|e"), "\\# \\[a\\] &lt;b> \\*c\\* - d\\|e");
  EXPECT_EQ(EscapeMarkdown("Anna Bell, 2nd floor (x)"), "Anna Bell, 2nd floor (x)");
  EXPECT_EQ(QuoteMarkdown("a\n\nb"), "> a\n>\n> b");
  EXPECT_EQ(QuoteMarkdown(""), "");
}

TEST(Markup, CutsBetweenCodePoints) {
  const std::string text = "a\u00e9\u20ac\U0001F600";  // 1, 2, 3 and 4 bytes
  const std::vector<std::size_t> kept = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
  for (std::size_t bytes = 0; bytes < kept.size(); ++bytes) {
    EXPECT_EQ(CutUtf8(text, bytes), text.substr(0, kept[bytes])) << bytes;
  }
}

TEST(Markup, CutsMarkdownWithoutLeavingCodeOrFoldsOpen) {
  std::string code = "<details><summary>quoted mail</summary>\n\n```\n";
  for (int i = 0; i < 200; ++i) code += "line of code\n";
  const std::string cut = CutMarkdown(code + "```\n\n</details>", 1000);
  EXPECT_LE(cut.size(), 1000U);
  EXPECT_EQ(cut.substr(cut.size() - 28), "line of code\n```\n\n</details>");
  EXPECT_EQ(CutMarkdown("short", 200), "short");
}

TEST(Markup, CleansText) {
  EXPECT_EQ(CleanText("a\r\nb\rc\td\x01\x7f"), "a\nb\nc\td");
  EXPECT_EQ(CleanText(std::string_view("a\0b", 3)), "ab");
  EXPECT_EQ(CleanText("\xff a\xc3"), "\uFFFD a\uFFFD");
  EXPECT_EQ(CleanText("\xed\xa0\x80"), "\uFFFD\uFFFD\uFFFD");  // a surrogate
  EXPECT_EQ(CleanText("a\u202Eb\u200Bc\uFEFFd\u2066e"), "abcde");
  EXPECT_EQ(CleanText("\U0001F469\u200D\U0001F469"), "\U0001F469\u200D\U0001F469");
  EXPECT_EQ(CleanText("\u0645\u200C\u0646"), "\u0645\u200C\u0646");
  EXPECT_EQ(CleanText("p\u200Dr\u200Civate"), "private");
}

}  // namespace
}  // namespace tandem
