#include "gateway/marker.h"

#include "mappers/marker_text.h"

#include <gtest/gtest.h>

#include <array>

namespace tandem {
namespace {

const MarkerKeys kKeys({Secret("today"), Secret("yesterday")});
const MarkerKeys kOldKeys({Secret("yesterday")});
const MarkerKeys kForeignKeys({Secret("somebody else")});
constexpr Operation kOperation{OperationKind::kCopyNote, 11, 22, 0};
const Marker kMarker = kKeys.Sign(kOperation);
const std::string kDigits = kMarker.text();
constexpr const char* kIssue = "https://github.com/acme/infrastructure/issues/5";

TEST(Marker, StaysTheSameForEver) {
  // Made with: m=$(printf 3:11:22:0 | openssl dgst -sha256 -hmac today | cut -c1-32), and the first
  // 16 digits of the same over $m. A change here makes live markers strangers.
  EXPECT_EQ(kDigits, "5d012a727a4ad49ca378e75d733d59df78daf83ac7049dd7");
}

TEST(Marker, DiffersForEachOperationAndKey) {
  EXPECT_NE(kMarker, kForeignKeys.Sign(kOperation));
  for (const Operation& other : {Operation{OperationKind::kCopyComment, 11, 22, 0},
                                 {OperationKind::kCopyNote, 1, 122, 0},
                                 {OperationKind::kCopyNote, 11, 22, 1},
                                 {OperationKind::kCopyNote, 22, 11, 0}}) {
    EXPECT_NE(kMarker, kKeys.Sign(other));
  }
}

TEST(Marker, IsRecognisedUnderEachKey) {
  EXPECT_EQ(kKeys.Verify(kDigits), kMarker);
  EXPECT_TRUE(kKeys.Verify(kOldKeys.Sign(kOperation).text()));
  EXPECT_EQ(kKeys.NamesOf(kOperation),
            (std::vector<std::string>{std::string(kMarker.name()),
                                      std::string(kOldKeys.Sign(kOperation).name())}));
  EXPECT_FALSE(kOldKeys.Verify(kDigits));
  EXPECT_FALSE(kKeys.Verify(kForeignKeys.Sign(kOperation).text()));
}

TEST(Marker, IsNamedByItsOperationUnderEachKey) {
  EXPECT_TRUE(kKeys.IsNamedIn(kDigits, kOperation));
  EXPECT_TRUE(kKeys.IsNamedIn(kOldKeys.Sign(kOperation).text(), kOperation));
  EXPECT_FALSE(kOldKeys.IsNamedIn(kDigits, kOperation));
  EXPECT_FALSE(kKeys.IsNamedIn(kDigits, {OperationKind::kCopyNote, 11, 22, 1}));
  EXPECT_FALSE(kKeys.IsNamedIn(kMarker.name(), kOperation)) << "a name alone is no marker";
}

TEST(Marker, IsRefusedWhenAnyDigitChanges) {
  for (std::size_t i = 0; i < kDigits.size(); ++i) {
    std::string changed = kDigits;
    changed[i] = changed[i] == '0' ? '1' : '0';
    EXPECT_FALSE(kKeys.Verify(changed)) << i;
  }
  for (const std::string& text : {std::string(), kDigits.substr(1), kDigits + "0",
                                  std::string(48, '0'), std::string(48, 'G')}) {
    EXPECT_FALSE(kKeys.Verify(text)) << text;
  }
}

TEST(MarkerInMarkdown, IsFoundOnTheLastLineOnly) {
  const std::string comment = MarkerComment(kMarker);
  EXPECT_EQ(comment.size(), 66U);
  const std::string line = comment.substr(2);
  EXPECT_EQ(MarkerInMarkdown("text" + comment), kDigits);
  EXPECT_EQ(MarkerInMarkdown(line), kDigits);
  EXPECT_EQ(MarkerInMarkdown("text\r\n\r\n" + line + "\r\n \n"), kDigits);
  for (const std::string& text :
       {"text" + comment + "\nmore", "text " + line, line + " x", "> " + line, std::string("text"),
        std::string(), "<!-- tandem:" + kDigits + "0 -->", std::string("<!-- tandem: -->"),
        "<!-- tandem:" + kDigits.substr(1) + "G -->"}) {
    EXPECT_EQ(MarkerInMarkdown(text), std::nullopt) << text;
  }
}

TEST(MarkerInHtml, SurvivesWhatFreshdeskMakesOfIt) {
  const std::string target = std::string(kIssue) + "#tandem-" + kDigits;
  const auto rows = std::to_array<std::string>({
      "<p>text</p>" + MarkerLink(kMarker, kIssue),
      "<div><p>text <a target='_blank' rel=noreferrer href='" + target + "'>issue</a></p></div>",
      "<A HREF=" + target + " class=x>issue</A>",
      "<a href=\"" + std::string(kIssue) + "&#35;tandem-" + kDigits + "\">issue</a>",
      "<a href=\" " + target + " \" data-x=\"<b>\"><b>issue</b>",
      "<table><tr><td><a href=\"" + target + "\">issue</a></td></tr></table><br>",
      "<a href=\"" + target + "\">issue</a><p>appended <a href=\"https://x/\">by a plug-in</a></p>",
  });
  for (const std::string& html : rows) {
    const auto found = MarkerInHtml(html);
    ASSERT_TRUE(found) << html;
    EXPECT_EQ(found->marker, kDigits) << html;
    EXPECT_EQ(found->url, kIssue) << html;
  }
}

TEST(MarkerInHtml, UndoesTheEntitiesOfTheAddress) {
  const auto found = MarkerInHtml(MarkerLink(kMarker, "https://ghe/x?a=1&b=\"<"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->url, "https://ghe/x?a=1&b=\"<");
}

TEST(MarkerInHtml, TakesTheLastOfSeveral) {
  const Marker other = kKeys.Sign({OperationKind::kStatusNote, 1, 1, 0});
  const auto found = MarkerInHtml(MarkerLink(other, "https://a/1") + MarkerLink(kMarker, kIssue));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->marker, kDigits);
}

TEST(MarkerInHtml, IsNotFoundInTextOrInOtherLinks) {
  for (const std::string& html :
       {std::string(), "#tandem-" + kDigits, "&lt;a href=\"x#tandem-" + kDigits + "\"&gt;",
        "<!-- <a href=\"x#tandem-" + kDigits + "\"> -->", "<img src=\"x#tandem-" + kDigits + "\">",
        "<a href=\"x#tandem-" + kDigits + "0\">x</a>",
        "<a href=\"x#tandem-" + kDigits.substr(1) + "\">x</a>", std::string("<a>#tandem-</a>"),
        "<a href=\"x?tandem-" + kDigits + "\">x</a>"}) {
    EXPECT_FALSE(MarkerInHtml(html)) << html;
  }
}

TEST(MarkerInHtml, ReadsDeepNestingWithoutRecursion) {
  std::string html;
  for (int i = 0; i < 20'000; ++i) html += "<div>";
  EXPECT_TRUE(MarkerInHtml(html + MarkerLink(kMarker, kIssue)));
}

}  // namespace
}  // namespace tandem
