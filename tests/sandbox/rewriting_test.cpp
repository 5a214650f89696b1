#include "tests/sandbox/rewriting.h"

#include <gtest/gtest.h>

#include <array>

namespace tandem::sandbox {
namespace {

struct Row {
  const char* name;
  const char* given;
  const char* kept;
};

class Rewriting : public testing::TestWithParam<Row> {};

TEST_P(Rewriting, DoesToHtmlWhatFreshdeskDoes) {
  EXPECT_EQ(RewriteHtml(GetParam().given), GetParam().kept);
}

constexpr auto kRows = std::to_array<Row>({
    {"ABareTextIsWrapped", "Hello", "<div>Hello</div>"},
    {"ABlockIsNot", "<p>Hello</p>", "<p>Hello</p>"},
    {"NothingStaysNothing", "", ""},
    {"CommentsGo", "<div>a<!-- tandem:x -->b</div>", "<div>ab</div>"},
    {"DataAttributesGo", "<div data-op='x'>a</div>", "<div>a</div>"},
    {"StyleClassAndHandlersGo", "<p style='x' class=y id=z onclick=\"f()\">a</p>", "<p>a</p>"},
    {"TagsAreLowered", "<P>a<BR>b</P>", "<p>a<br>b</p>"},
    {"QuotesAreMadeEqual", "<a href='https://x.example/#tandem-1'>l</a>",
     "<div><a href=\"https://x.example/#tandem-1\" rel=\"noreferrer\">l</a></div>"},
    {"AnEmptyLinkStays", "<div>a<a href=\"https://x.example/\"></a></div>",
     "<div>a<a href=\"https://x.example/\" rel=\"noreferrer\"></a></div>"},
    {"ScriptsGoWithWhatIsInThem", "<div>a<script>alert(1)</script></div>", "<div>a</div>"},
    {"UnknownElementsLeaveTheirText", "<div><blink>a</blink></div>", "<div>a</div>"},
    {"ScriptAddressesGo", "<div><a href=\"javascript:x()\">a</a></div>",
     "<div><a rel=\"noreferrer\">a</a></div>"},
    {"OpenElementsAreClosed", "<ul><li>a<li>b</ul>", "<div><ul><li>a</li><li>b</li></ul></div>"},
    {"EntitiesStayText", "<p>1 &lt; 2 &amp; 3 \"q\"</p>", "<p>1 &lt; 2 &amp; 3 \"q\"</p>"},
});
INSTANTIATE_TEST_SUITE_P(Freshdesk, Rewriting, testing::ValuesIn(kRows),
                         [](const auto& row) { return row.param.name; });

TEST(RewritingHtml, ChangesNothingTheSecondTime) {
  for (const auto& row : kRows) EXPECT_EQ(RewriteHtml(row.kept), row.kept) << row.name;
}

TEST(RewritingHtml, LeavesTheTextAlone) {
  EXPECT_EQ(HtmlToText("<div>Hello <b>you</b><script>x</script></div><p>there</p>"),
            "Hello you there");
}

}  // namespace
}  // namespace tandem::sandbox
