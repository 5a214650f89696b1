#include "mappers/markup.h"
#include "mappers/prefix.h"
#include "mappers/ticket_links.h"
#include "tests/mappers/big_input.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <ctime>
#include <string>
#include <vector>

namespace tandem {
namespace {

constexpr std::size_t kMegabyte = 1'000'000;

// A small generator of its own, so that a run can be repeated everywhere.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 2654435761U + 88172645463325252U) {}
  std::size_t Below(std::size_t limit) {
    state_ ^= state_ << 13U;
    state_ ^= state_ >> 7U;
    state_ ^= state_ << 17U;
    return static_cast<std::size_t>(state_ % limit);
  }

 private:
  std::uint64_t state_;
};

const std::vector<std::string> kSoup = {"<b>",
                                        "</b>",
                                        "<i>",
                                        "</i>",
                                        "<p>",
                                        "</p>",
                                        "<div>",
                                        "</div>",
                                        "<ul>",
                                        "</ul>",
                                        "<li>",
                                        "<ol>",
                                        "</ol>",
                                        "<table>",
                                        "<tr>",
                                        "<td>",
                                        "</table>",
                                        "<pre>",
                                        "</pre>",
                                        "<code>",
                                        "</code>",
                                        "<br>",
                                        "<hr>",
                                        "<h2>",
                                        "</h2>",
                                        "<a href=\"https://x.org/\">",
                                        "</a>",
                                        "<blockquote>",
                                        "</blockquote>",
                                        "<s>",
                                        "</s>",
                                        "word",
                                        " ",
                                        "*",
                                        "_",
                                        "`",
                                        "[",
                                        "]",
                                        "(x)",
                                        "&lt;",
                                        "&amp;",
                                        "!",
                                        "#",
                                        "- ",
                                        "1. ",
                                        "\\",
                                        "~",
                                        "|",
                                        "<!--",
                                        "-->",
                                        "\u00e9",
                                        "\"",
                                        ".",
                                        "<",
                                        "&#8203;",
                                        "<div class=\"gmail_quote\">",
                                        "$",
                                        "<img alt=\"a\">",
                                        "/private",
                                        "{{",
                                        "<div class=\"x_gmail_signature\">",
                                        "<blockquote type=\"cite\">",
                                        "--",
                                        "<div style=\"border:none\">",
                                        "From: a Sent: b",
                                        "&nbsp;",
                                        "<q>",
                                        "</q>",
                                        "<img alt=\"\U0001F389\">",
                                        "\xff"};

std::string Soup(std::uint64_t seed, std::size_t pieces) {
  Random random(seed);
  std::string soup;
  for (std::size_t i = 0; i < pieces; ++i) soup += kSoup[random.Below(kSoup.size())];
  return soup;
}

std::string Words(const std::string& html) {
  std::string words;
  for (const char c : PlainText(html)) {
    if (c != ' ' && c != '\n') words += c;
  }
  return words;
}

TEST(MarkupProperties, SoupLosesNoWordAndShowsNoMarkup) {
  for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
    const std::string html = Soup(seed, 12);
    const std::string markdown = HtmlToMarkdown(html);
    EXPECT_EQ(markdown.find("<!--"), std::string::npos) << html;
    const std::string shown = Words(MarkdownToHtml(markdown));
    EXPECT_EQ(shown, Words(html)) << seed << ": " << html << "\n" << markdown;
  }
}

TEST(MarkupProperties, SoupDoesNotGrowThereAndBack) {
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    std::string markdown = HtmlToMarkdown(Soup(seed, 30));
    std::size_t size = markdown.size();
    for (int i = 0; i < 4; ++i) {
      markdown = HtmlToMarkdown(MarkdownToHtml(markdown));
      if (i == 0) size = markdown.size();
    }
    EXPECT_LE(markdown.size(), size + 16) << seed;
  }
}

TEST(MarkupProperties, AnyBytesAreRead) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    Random random(seed);
    std::string bytes;
    for (std::size_t i = random.Below(300); i > 0; --i) {
      bytes += static_cast<char>(random.Below(4) == 0 ? random.Below(256)
                                                      : "<>&;/=\"' -!a[]`*"[random.Below(16)]);
    }
    HtmlToMarkdown(bytes);
    MarkdownToHtml(bytes);
    HashOfHtml(bytes);
    SplitPrefixOfHtml(bytes);
    SplitPrefixOfMarkdown(bytes);
    TicketsNamedIn(bytes, "https://acme.freshdesk.com");
    ParseIssueUrl(bytes, "https://github.com");
    EXPECT_EQ(CleanText(CleanText(bytes)), CleanText(bytes));
    EXPECT_EQ(CleanText(CutUtf8(CleanText(bytes), 50)), CutUtf8(CleanText(bytes), 50));
  }
}

TEST(MarkupProperties, TextOfAnyCharactersIsLiteral) {
  constexpr std::string_view kCharacters = "ab1 *_`[]()<>!#-+.=~|\\&;:$\"/";
  for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
    Random random(seed);
    std::string text;
    for (int i = 0; i < 10; ++i) text += kCharacters[random.Below(kCharacters.size())];
    const std::string html = EscapeHtml(text);
    const std::string expected = PlainText(html);
    EXPECT_EQ(PlainText(MarkdownToHtml(HtmlToMarkdown(html))), expected) << text;
    EXPECT_EQ(PlainText(MarkdownToHtml(EscapeMarkdown(text))), expected) << text;
  }
}

std::string Repeated(const std::string& unit, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += unit;
  return text;
}

// Processor seconds for one conversion of a megabyte; what is linear takes a twentieth of one. Time
// that other programs take does not count.
constexpr double kMostSeconds = 10;

double SecondsSince(std::clock_t begin) {
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

// Without the limits these take minutes or the whole memory.
TEST(MarkupProperties, AMegabyteOfOneTagIsConverted) {
  for (const char* unit : {"<b>",
                           "<div>",
                           "*",
                           "[",
                           "&",
                           "<",
                           "<p><b c=1>",
                           "<b></p>",
                           "<b><i></b>",
                           "<table><tr><td>",
                           "<ul><li>x",
                           "<blockquote>x<br>",
                           "<a href=\"",
                           "<!--",
                           "<td>x",
                           "`",
                           "</",
                           "<div style=\"border:none\">",
                           "<div style=\"border:none\">from:",
                           "<div>--</div>",
                           "--<br>",
                           "<hr>",
                           "<blockquote type=cite>x",
                           "<blockquote type=cite>x</blockquote>",
                           "<div class=gmail_quote>x",
                           "<p class=x_x_x_x_x_gmail_quote>x",
                           "<img alt=a width=1>",
                           "<div>&nbsp;</div>"}) {
    const std::clock_t begin = std::clock();
    EXPECT_LE(HtmlToMarkdown(Repeated(unit, kBigInput)).size(), 12 * kBigInput) << unit;
    EXPECT_LT(SecondsSince(begin), kMostSeconds) << unit;
  }
}

TEST(MarkupProperties, AMegabyteOfOneMarkIsConverted) {
  for (const char* unit : {"[",
                           "*",
                           ">",
                           "`",
                           "_",
                           "~~",
                           "a~ ",
                           "a<?",
                           "a<!x ",
                           "|\n-|\n",
                           "![",
                           "<!--",
                           "- ",
                           "1. ",
                           "[a](",
                           "<",
                           "&",
                           "![](a)",
                           "a@",
                           "<b>",
                           "<b>\n\n",
                           "<div>\n\n",
                           "<table><tr><td>\n\n",
                           "<p>a</p>\n\n",
                           "<details>\n\n",
                           "<ul><li>",
                           "> [!NOTE]\n",
                           "> [!NOTE]\n\n",
                           ":+1:",
                           ":",
                           ":a ",
                           "[^1]",
                           "- [ ] ",
                           "- [x] a\n",
                           "```suggestion\n",
                           "<img src=x>\n\n",
                           "<!-- x -->\n\n",
                           "{{"}) {
    const std::clock_t begin = std::clock();
    EXPECT_LE(MarkdownToHtml(Repeated(unit, kBigInput)).size(), 16 * kBigInput) << unit;
    EXPECT_LT(SecondsSince(begin), kMostSeconds) << unit;
  }
  const std::string lines = Repeated("a\n", 120'000);
  EXPECT_LE(MarkdownToHtml(Repeated(">", 60'000) + lines).size(), kMegabyte);
  EXPECT_LE(MarkdownToHtml(Repeated("|a", 12'000) + "\n" + Repeated("|-", 12'000) + "\n" +
                           Repeated("|b\n", 200'000))
                .size(),
            2 * kMegabyte);
}

}  // namespace
}  // namespace tandem
