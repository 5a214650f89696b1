// What the neutraliser does to texts, from fixtures/neutralise.txt, and what it never does.

#include "mappers/neutralise.h"

#include "mappers/markdown_units.h"
#include "mappers/markup.h"
#include "mappers/privacy.h"
#include "tests/mappers/big_input.h"
#include "tests/places.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <ctime>
#include <fstream>
#include <string>
#include <vector>

namespace tandem {
namespace {

const std::vector<Person> kPeople{{"alice", "alice@acme.org"}, {"Bob-Dev", "bob@acme.org"}};

Neutraliser AsConfigured() {
  return {kPeople, "https://git.acme.org"};
}

std::string Replaced(const std::string& text, const std::string& what, const std::string& with) {
  std::string out;
  std::size_t at = 0;
  for (std::size_t found = text.find(what); found != std::string::npos;
       found = text.find(what, at)) {
    out.append(text, at, found - at).append(with);
    at = found + what.size();
  }
  return out.append(text, at);
}

std::string Read(const std::string& text) {
  return Replaced(Replaced(text, "\u27C2", "\u200B"), "\u23CE", "\n");
}
std::string Shown(const std::string& text) {
  return Replaced(Replaced(text, "\u200B", "\u27C2"), "\n", "\u23CE");
}

struct Case {
  std::string input{};
  std::string expected{};
  bool is_title = false;
};

std::vector<Case> Cases() {
  std::ifstream file(std::string(TANDEM_SOURCE_DIR) + "/fixtures/neutralise.txt");
  std::vector<Case> cases;
  bool is_title = false;
  bool has_begun = false;
  for (std::string line; std::getline(file, line);) {
    has_begun = has_begun || line == "[markdown]";
    is_title = is_title || line == "[title]";
    const std::size_t arrow = line.find(" => ");
    if (!has_begun || arrow == std::string::npos) continue;
    const std::string input = line.substr(0, arrow);
    const std::string expected = line.substr(arrow + 4);
    cases.push_back({Read(input), Read(expected == "same" ? input : expected), is_title});
  }
  return cases;
}

std::string Done(const Case& one, const std::string& text) {
  return one.is_title ? AsConfigured().Title(text) : AsConfigured().Markdown(text);
}

TEST(Neutraliser, DoesWhatTheFixturesSay) {
  const auto cases = Cases();
  EXPECT_GE(cases.size(), 120U);
  for (const Case& one : cases) {
    EXPECT_EQ(Shown(Done(one, one.input)), Shown(one.expected)) << Shown(one.input);
  }
}

TEST(Neutraliser, DoneTwiceIsTheSameAsDoneOnce) {
  for (const Case& one : Cases()) {
    const std::string once = Done(one, one.input);
    EXPECT_EQ(Shown(Done(one, once)), Shown(once)) << Shown(one.input);
  }
}

TEST(Neutraliser, WithoutAGitHubAddressEveryHostIsGitHubAndNobodyMayBeMentioned) {
  EXPECT_EQ(Neutraliser().Markdown("https://x.org/a/b/issues/1"), "`https://x.org/a/b/issues/1`");
  EXPECT_EQ(Shown(Neutraliser().Markdown("@alice")), "@\u27C2alice");
}

TEST(Neutraliser, ReadsTheWholeTextInUnits) {
  for (const Case& one : Cases()) {
    std::string all;
    for (const Unit& unit : UnitsOfMarkdown(one.input)) all += unit.source;
    EXPECT_EQ(all, one.input);
  }
}

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

const std::vector<std::string> kPieces = {"@",
                                          "carol",
                                          "#",
                                          "1",
                                          "GH-",
                                          "acme/app",
                                          "0a1b2c3",
                                          "https://",
                                          "github.com/a/b/issues/1",
                                          "/",
                                          "assign",
                                          "\n",
                                          "\n\n",
                                          " ",
                                          "`",
                                          "``",
                                          "```",
                                          "\\",
                                          "*",
                                          "**",
                                          "~~",
                                          "_",
                                          "[",
                                          "]",
                                          "](",
                                          ")",
                                          "(",
                                          "<",
                                          ">",
                                          "&",
                                          "&#64;",
                                          "&lt;!-- tandem:",
                                          "-->",
                                          "<pre>",
                                          "</pre>",
                                          "<code>",
                                          "</code>",
                                          "- ",
                                          "> ",
                                          "1. ",
                                          "|",
                                          "\u00e9",
                                          ".",
                                          "-",
                                          "\u200b",
                                          "x",
                                          "\xff"};

std::string Soup(std::uint64_t seed) {
  Random random(seed);
  std::string soup;
  for (int i = 0; i < 14; ++i) soup += kPieces[random.Below(kPieces.size())];
  return soup;
}

// What the text shows outside of code, code spans standing for themselves.
std::string LiveText(const std::string& markdown) {
  std::string live;
  for (const Unit& unit : UnitsOfMarkdown(markdown)) {
    if (unit.kind == Unit::Kind::kCode) {
      live += '`';
    } else if (unit.value < 0x80) {
      live += static_cast<char>(unit.value);
    } else {
      live += '?';
    }
  }
  return live;
}

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
bool IsAlnum(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Nothing live in a text that holds no address: those are tested by the fixtures.
void ExpectPowerless(const std::string& live, const std::string& input) {
  for (std::size_t i = 0; i + 1 < live.size(); ++i) {
    const bool mention =
        live[i] == '@' && IsAlnum(live[i + 1]) && (i == 0 || !IsAlnum(live[i - 1]));
    const bool reference = live[i] == '#' && IsDigit(live[i + 1]);
    const bool key = live.compare(i, 3, "GH-") == 0 && i + 3 < live.size() &&
                     IsDigit(live[i + 3]) && (i == 0 || !IsAlnum(live[i - 1]));
    EXPECT_FALSE(mention || reference || key) << Shown(input) << "\n" << live;
  }
  EXPECT_EQ(live.find("\n/assign"), std::string::npos) << Shown(input) << "\n" << live;
  EXPECT_EQ(live.find("<!-- tandem:"), std::string::npos) << Shown(input) << "\n" << live;
}

TEST(Neutraliser, LeavesNoPowerInSoup) {
  for (std::uint64_t seed = 1; seed <= 20'000; ++seed) {
    const std::string input = Replaced(Soup(seed), "https://", "x");
    const std::string once = AsConfigured().Markdown(input);
    ExpectPowerless(LiveText(once), input);
  }
}

TEST(Neutraliser, TakesNoVisibleCharacterOutOfMail) {
  const std::string html =
      "<p>Hi @carol, see #12, GH-3, 0a1b2c3 and https://github.com/a/b/issues/1 or "
      "<a href=\"https://github.com/a/b/pull/2\">this</a></p><p>/assign <code>@carol</code></p>";
  const std::string markdown = HtmlToMarkdown(html);
  const std::string shown = PlainText(MarkdownToHtml(AsConfigured().Markdown(markdown)));
  EXPECT_EQ(shown,
            "Hi @carol, see #12, GH-3, 0a1b2c3 and https://github.com/a/b/issues/1 or "
            "this (https://github.com/a/b/pull/2)\n/assign @carol");
}

std::string Repeated(const std::string& unit, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += unit;
  return text;
}

// What looks back or ahead without a bound takes minutes.
TEST(Neutraliser, AMegabyteOfOneThingIsRead) {
  for (const char* unit : {"@a ",
                           "@",
                           "#1",
                           "/x\n",
                           "`",
                           "` ",
                           "``a`",
                           "```\n",
                           "[",
                           "[a](",
                           "[a](x) ",
                           "<",
                           "<!",
                           "<!--",
                           "<https://",
                           "https://",
                           "https://a",
                           "github.com/",
                           "https://github.com/a/b/issues/1 ",
                           "www.github.com/",
                           "a-",
                           "a.",
                           "deadbee1",
                           "deadbee1 ",
                           "deadbee-",
                           "GH-1",
                           "GH-",
                           "&#64;",
                           "&",
                           "\\",
                           "*",
                           "a**",
                           "<pre>",
                           "<pre>\n",
                           "<code>",
                           "<code>\n",
                           "> ",
                           "- ",
                           "1.",
                           "&lt;!-- tandem:",
                           "\n",
                           "\xff",
                           "\u00e9"}) {
    const std::string text = Repeated(unit, kBigInput);
    const std::clock_t begin = std::clock();
    EXPECT_LE(AsConfigured().Markdown(text).size(), 3 * text.size()) << unit;
    EXPECT_LE(AsConfigured().Title(text).size(), 3 * text.size()) << unit;
    EXPECT_LT(std::clock() - begin, 10 * CLOCKS_PER_SEC) << unit;
  }
  std::string fences;
  for (std::size_t ticks = 1'400; ticks > 2; --ticks) fences += std::string(ticks, '`') + "x\n";
  EXPECT_EQ(AsConfigured().Markdown(fences), Replaced(fences, "`", "\\`"));
}

// Everything below goes through the guard, as in the gateway.
std::string Quoted(const std::string& html, std::size_t bytes = 1'000) {
  const Rule rule;
  const Guard guard(rule, Visibility::kPrivate, {{}, AsConfigured()});
  return guard
      .Quoted(TextKind::kNotes, Prefix::kNone, HtmlToMarkdown(html), bytes, Guard::Own("cut"))
      ->text();
}

TEST(NeutralGuard, DisarmsEachTextThatComesFromFreshdesk) {
  const Rule rule;
  const Guard guard(rule, Visibility::kPrivate, {{}, AsConfigured()});
  EXPECT_EQ(Shown(Quoted("ask @carol @alice")), "> ask @\u27C2carol @alice");
  EXPECT_EQ(Shown(guard.Line(TextKind::kCompany, "@carol #1")->text()), "@\u27C2carol #\u27C21");
  EXPECT_EQ(Shown(guard.Title("@carol #1")->text()), "@\u27C2carol #\u27C21");
  EXPECT_EQ(Shown(guard.TypeName("Fix #1").text()), "Fix #\u27C21");
  Note note;
  note.author_name = "@carol";
  EXPECT_EQ(Shown(guard.Author(note, {}).text()), "@\u27C2carol");
}

TEST(NeutralGuard, ATextMadeOfHiddenCharactersIsDisarmedToo) {
  EXPECT_EQ(Shown(Quoted("@&#8203;carol @\u200Bdave @<b></b>erin G\u200BH-1")),
            "> @\u27C2carol @\u27C2dave @\u27C2erin GH-\u27C21");
}

TEST(NeutralGuard, NothingComesAliveWhereverTheTextIsCut) {
  const std::string html =
      "<p>first <code>@carol #1 @dave</code> then @erin</p><pre>@frank\n/assign\n#2</pre>"
      "<p><code>a`@gina #3 @henry`</code> &lt;!-- tandem:00 --&gt; "
      "<a href=\"https://github.com/a/b/issues/1\">see @ivan</a></p>" +
      std::string(300, 'x');
  for (std::size_t bytes = 60; bytes < 600; ++bytes) {
    const std::string cut = Quoted(html, bytes);
    EXPECT_LE(cut.size(), bytes);
    ExpectPowerless(LiveText(cut), cut);
  }
}

TEST(NeutralGuard, ATitleStaysWithoutPowerWhereverItIsCut) {
  const Rule rule;
  const Guard guard(rule, Visibility::kPrivate, {{}, AsConfigured()});
  for (std::size_t before = 200; before < 260; ++before) {
    const std::string subject =
        std::string(before, '-') + "0123456789abcdef0123456789abcdef0123456789ab";
    const std::string title = guard.Title(subject)->text();
    std::size_t run = 0;
    for (const char c : title) {
      run = IsAlnum(c) ? run + 1 : 0;
      EXPECT_LT(run, 7U) << Shown(title);
    }
  }
}

TEST(NeutralGuard, UntrustedTextStaysInItsFrame) {
  const std::string quoted = Quoted(
      "a &lt;!-- tandem:00 --&gt; &lt;/details&gt; &lt;!-- x <div class=\"gmail_signature\">"
      "b &lt;/details&gt;</div>c\u202Ed\u2066e\u200Bf");
  EXPECT_EQ(quoted.find("<!--"), std::string::npos);
  EXPECT_EQ(quoted.find("tandem:"), std::string::npos);
  EXPECT_EQ(quoted.find("</details>"), quoted.rfind("</details>")) << "only ours";
  EXPECT_NE(quoted.find("cdef"), std::string::npos);
}

}  // namespace
}  // namespace tandem
