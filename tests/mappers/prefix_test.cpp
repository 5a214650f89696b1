#include "mappers/prefix.h"

#include <gtest/gtest.h>

#include <ostream>

namespace tandem {

void PrintTo(const Prefixed& prefixed, std::ostream* out) {
  *out << static_cast<int>(prefixed.prefix) << " [" << prefixed.rest << "]";
}

namespace {

struct Case {
  std::string text;
  Prefix prefix;
  std::string rest;
};

TEST(Prefix, IsFoundInHtmlHoweverItIsTyped) {
  const std::vector<Case> cases = {
      {"/private a", Prefix::kPrivate, "a"},
      {"<div>/private a</div>", Prefix::kPrivate, "<div>a</div>"},
      {"<p> /PRIVATE</p><p>a</p>", Prefix::kPrivate, "<p> </p><p>a</p>"},
      {"<div>&nbsp;/private&nbsp;a</div>", Prefix::kPrivate, "<div>&nbsp;a</div>"},
      {"<div>\u200B\uFEFF/private<br>a</div>", Prefix::kPrivate, "<div>\u200B\uFEFF<br>a</div>"},
      {"<div>&#8203;/pri&#8203;vate a</div>", Prefix::kPrivate, "<div>&#8203;&#8203;a</div>"},
      {"<div>/<b>private</b> a</div>", Prefix::kPrivate, "<div><b></b>a</div>"},
      {"/private: a", Prefix::kPrivate, "a"},
      {"/private.", Prefix::kPrivate, ""},
      {"/private-ish", Prefix::kPrivate, "-ish"},
      {"/ private a", Prefix::kPrivate, "a"},
      {"&#47;private a", Prefix::kPrivate, "a"},
      {"&sol;private a", Prefix::kPrivate, "a"},
      {"/private<i>a</i>", Prefix::kPrivate, "<i>a</i>"},
      {"<!-- x --><style>p{}</style>/private a", Prefix::kPrivate, "<!-- x --><style>p{}</style>a"},
      {"/privately a", Prefix::kNone, "/privately a"},
      {"a /private", Prefix::kNone, "a /private"},
      {"", Prefix::kNone, ""},
      {"private a", Prefix::kNone, "private a"},
      {"<p>/publish a</p>", Prefix::kPublish, "<p>a</p>"},
      {"<div>/publish</div><div>a</div>", Prefix::kPublish, "<div></div><div>a</div>"},
      {"/publish: a", Prefix::kPublish, "a"},
      {"/publish-me", Prefix::kNone, "/publish-me"},
      {"/published", Prefix::kNone, "/published"},
      {"/publish<b>ed</b>", Prefix::kNone, "/publish<b>ed</b>"},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(SplitPrefixOfHtml(one.text), (Prefixed{one.prefix, one.rest})) << one.text;
  }
}

TEST(Prefix, PublishesOnlyWhereTheWriterSaysItVisiblyAndHimself) {
  for (const char* text :
       {"<blockquote>/publish Our contract number is 4711</blockquote><p>Do we answer?</p>",
        "<div style=\"display:none\">/publish</div><p>Inner secret</p>",
        "<p hidden>/publish</p><p>Inner secret</p>",
        "<span style=\"Visibility: hidden\">/publish</span> Inner secret",
        "<pre><code>/publish</code></pre><p>Inner secret</p>",
        "<pre>/publish</pre><p>Inner secret</p>", "<p><code>/publish</code> Inner secret</p>",
        "<div class=\"gmail_quote\">/publish a</div><p>Inner secret</p>",
        "<div id=\"divRplyFwdMsg\">/publish</div><p>Inner secret</p>",
        "<div style=\"display:none\">/publish</div><p>/publish a</p>",
        "<span hidden>/</span>publish a"}) {
    EXPECT_EQ(SplitPrefixOfHtml(text), (Prefixed{Prefix::kNone, text})) << text;
  }
}

TEST(Prefix, KeepsPrivateWhereverItStandsAtTheStart) {
  for (const char* text : {"<blockquote>/private</blockquote>", "<p hidden>/private</p>",
                           "<pre>/private</pre>", "<div class=\"gmail_quote\">/private</div>"}) {
    EXPECT_EQ(SplitPrefixOfHtml(text + std::string("<p>a</p>")).prefix, Prefix::kPrivate) << text;
  }
  for (const char* text :
       {"<p hidden>/publish</p><p>/private a</p>", "<pre>/publish</pre><p>/private a</p>",
        "<p hidden>/publish</p><pre>/private a</pre>"}) {
    EXPECT_EQ(SplitPrefixOfHtml(text), (Prefixed{Prefix::kPrivate, text})) << text;
  }
}

TEST(Prefix, IsFoundInMarkdownHoweverItIsTyped) {
  const std::vector<Case> cases = {
      {"/private a", Prefix::kPrivate, "a"},
      {"\n  /Private\n\n- a", Prefix::kPrivate, "\n  - a"},
      {"\u00A0/private\u00A0a", Prefix::kPrivate, "\u00A0a"},
      {"\u200B/private a", Prefix::kPrivate, "\u200Ba"},
      {"<!-- x -->/private a", Prefix::kPrivate, "<!-- x -->a"},
      {"**/private** a", Prefix::kPrivate, "a"},
      {"\\/private a", Prefix::kPrivate, "\\a"},
      {"/private: a", Prefix::kPrivate, "a"},
      {"> /private a", Prefix::kNone, "> /private a"},
      {"/publish a", Prefix::kPublish, "a"},
      {"/publish\na", Prefix::kPublish, "a"},
      {"/publisher", Prefix::kNone, "/publisher"},
      {"a\n/publish", Prefix::kNone, "a\n/publish"},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(SplitPrefixOfMarkdown(one.text), (Prefixed{one.prefix, one.rest})) << one.text;
  }
}

}  // namespace
}  // namespace tandem
