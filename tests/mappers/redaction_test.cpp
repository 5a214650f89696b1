// Redaction by tables: fixtures/redaction/*.txt, whose README.md tells the format.

#include "mappers/redaction.h"

#include "mappers/utf8.h"
#include "tests/mappers/big_input.h"
#include "tests/places.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

namespace tandem {
namespace {

struct Line {
  std::string place{};
  std::string input{};
  std::string expected{};
};

// "\n" as a newline, "\u{200B}" as that character.
std::string Unescaped(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.compare(at, 3, "\\u{") == 0) {
      const std::size_t end = text.find('}', at);
      AppendUtf8(static_cast<char32_t>(std::stoul(text.substr(at + 3, end - at - 3), nullptr, 16)),
                 out);
      at = end;
    } else if (text.compare(at, 2, "\\n") == 0) {
      out += '\n';
      ++at;
    } else {
      out += text[at];
    }
  }
  return out;
}

std::string WithWords(std::string text) {
  const auto shorts = std::to_array<std::pair<const char*, const char*>>(
      {{"[MAIL]", "[mail address removed]"},
       {"[PHONE]", "[phone number removed]"},
       {"[IP]", "[IP address removed]"},
       {"[KEY]", "[key or token removed]"},
       {"[NAME]", "[name removed]"},
       {"[DETAIL]", "[contact detail removed]"}});
  for (const auto& [from, to] : shorts) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + 1))
      text.replace(at, std::string(from).size(), to);
  }
  return text;
}

const std::filesystem::path kFolder =
    std::filesystem::path(TANDEM_SOURCE_DIR) / "fixtures/redaction";

std::vector<Line> LinesOf(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::vector<Line> lines;
  int number = 0;
  for (std::string text; std::getline(stream, text);) {
    ++number;
    if (text.empty() || text.rfind("# ", 0) == 0) continue;
    const std::string place = file.filename().string() + ":" + std::to_string(number);
    constexpr std::string_view kArrow = " ==> ";
    const std::size_t arrow = text.find(kArrow);
    const std::string input = Unescaped(text.substr(0, arrow));
    lines.push_back({place, input,
                     arrow == std::string::npos
                         ? input
                         : WithWords(Unescaped(text.substr(arrow + kArrow.size())))});
  }
  return lines;
}

std::vector<Line> AllLines() {
  std::vector<Line> all;
  for (const auto& file : std::filesystem::directory_iterator(kFolder)) {
    if (file.path().extension() != ".txt") continue;
    for (Line& line : LinesOf(file.path())) all.push_back(std::move(line));
  }
  return all;
}

std::vector<Requester> Requesters() {
  Requester carla;
  carla.names = {"Carla Customer"};
  carla.mails = {"carla.customer@umbrella.example", "ccust77@mail.example"};
  carla.phones = {"+49 30 5550123"};
  carla.handles = {"carlatweets"};
  carla.addresses = {"12 Raccoon Street\nRaccoon City"};
  Requester will;
  will.names = {"Will M\u00E4rz-Zo\u00EB"};
  will.mails = {"info@page.example"};
  Requester tanaka;
  tanaka.names = {"\u7530\u4E2D \u592A\u90CE",
                  "\u0418\u0432\u0430\u043D \u041F\u0435\u0442\u0440\u043E\u0432"};
  Requester nguyen;
  nguyen.names = {"Nguy\u1EC5n V\u0103n \u0110\u1EE9c", "Ju\u0308rgen Mu\u0308ller", "Ruth Boehme"};
  return {carla, will, tanaka, nguyen};
}

std::string Redacted(std::string_view text, RedactionScope scope = RedactionScope::kEverything) {
  return Redactor(Requesters(), scope).Redact(text, TextForm::kMarkdown).text;
}

TEST(Redaction, DoesWhatItsTablesSay) {
  for (const Line& line : AllLines()) {
    EXPECT_EQ(Redacted(line.input), line.expected) << line.place << ": " << line.input;
  }
}

TEST(Redaction, ItsTablesAreLongAndHalfOfThemStays) {
  const std::vector<Line> lines = AllLines();
  const auto staying = std::count_if(lines.begin(), lines.end(),
                                     [](const Line& line) { return line.input == line.expected; });
  EXPECT_GE(lines.size(), 180U);
  EXPECT_GE(static_cast<std::size_t>(staying) * 2, lines.size());
}

TEST(Redaction, OnlyWhatIsTheRequestersGoesWhenARuleAsksForNoMore) {
  EXPECT_EQ(Redacted("Carla (carla.customer@umbrella.example, 030 5550123) knows bob@example.com, "
                     "0171-1234567, 10.0.0.1, password: hunter2",
                     RedactionScope::kRequestersOnly),
            "[name removed] ([mail address removed], [phone number removed]) knows "
            "bob@example.com, 0171-1234567, 10.0.0.1, password: hunter2");
}

TEST(Redaction, WithoutARequesterNamesStay) {
  EXPECT_EQ(Redactor({}, RedactionScope::kEverything)
                .Redact("Carla wrote to a@b.org", TextForm::kPlain)
                .text,
            "Carla wrote to [mail address removed]");
}

TEST(Redaction, AWordThatEndsLikeAGenitiveIsNoName) {
  Requester requester;
  requester.names = {"Thi Doe"};
  EXPECT_EQ(
      Redactor({requester}, RedactionScope::kEverything)
          .Redact("This printer burns. Does it print? Thi and Does laptop, Doe This laptop",
                  TextForm::kPlain)
          .text,
      "This printer burns. Does it print? [name removed] and Does laptop, [name removed] This "
      "laptop");
}

TEST(Redaction, APlainTextGetsNoBackslash) {
  EXPECT_EQ(Redactor({}, RedactionScope::kEverything).Redact("a@b.org: no", TextForm::kPlain).text,
            "[mail address removed]: no");
}

TEST(Redaction, CountsByKindAndSaysSoInWords) {
  const auto redacted =
      Redactor(Requesters(), RedactionScope::kEverything)
          .Redact("a@b.org, c@d.org, [e@f.org](mailto:e@f.org), 10.0.0.1 and Carla",
                  TextForm::kMarkdown);
  Redactions expected;
  expected[RedactionKind::kMailAddress] = 3;
  expected[RedactionKind::kIpAddress] = 1;
  expected[RedactionKind::kName] = 1;
  EXPECT_EQ(redacted.redactions, expected);
  EXPECT_EQ(InWords(redacted.redactions), "3 mail addresses, 1 IP address and 1 name removed");
  EXPECT_EQ(InWords({}), "");
  expected += expected;
  EXPECT_EQ(expected[RedactionKind::kMailAddress], 6);
}

TEST(Redaction, WhatIsRedactedIsNotRedactedAgain) {
  for (const Line& line : AllLines()) {
    EXPECT_EQ(Redacted(line.expected), line.expected) << line.place;
  }
}

TEST(Redaction, OurOwnWordsAreNobodysName) {
  Requester requester;
  requester.names = {"Mail Removed", "Name Address"};
  const Redactor redactor({requester}, RedactionScope::kEverything);
  const std::string text = "Mail Removed wrote from a@b.org to [Name Address](mailto:c@d.org)";
  const std::string once = redactor.Redact(text, TextForm::kMarkdown).text;
  EXPECT_EQ(once, WithWords("[NAME] wrote from [MAIL] to [NAME] [MAIL]"));
  EXPECT_EQ(redactor.Redact(once, TextForm::kMarkdown).text, once);
}

// "Will" is a word as well, and a name only in full.
TEST(Redaction, TakesTheLongestOfTheNamesThatBeginAlike) {
  Requester first;
  first.names = {"Anna Smith"};
  Requester second;
  second.names = {"Anna Will"};
  EXPECT_EQ(Redactor({first, second}, RedactionScope::kEverything)
                .Redact("Then Anna Will called.", TextForm::kMarkdown)
                .text,
            WithWords("Then [NAME] called."));
}

// What scanners may go over again and again. Quadratic time would take hours.
TEST(Redaction, EndsInLinearTimeOnAMegabyteOfAnything) {
  const std::vector<std::string> pieces = {
      "a@",        "1-",        ".",     "a",      "@",           "1",         "1 ",
      "+1 ",       "(1",        "((",    "[",      "](",          "[a](",      "[a](b)",
      "<http",     "<http://a", ":",     "::",     "a:",          "1:",        "1.",
      "1.1.1.1.",  "eyJ-",      "ghp_",  "-",      "password=",   "pin:",      "=",
      "token=$a ", "://",       "://a:", "\"",     "\"@",         "&amp;",     "&#",
      "%40",       "\\",        "`",     "Carla ", "Carla",       "C. ",       "hi ",
      " at a",     " dot ",     "[at]",  "(",      "-----BEGIN ", "-----END ", "aA1",
      "aA1/",      "\n",        "*",     "\xFF",   "\u7530",      "\u200B",    "Bearer ",
      "| pin ",    "<pin>",     "0",     "00 ",    "0 1",         "x.y@z.",    "sha256",
      "cookie: =", "--token ",  "-u ",   "tel:",   "~~",          ">",         "`\n```\n",
      "pw ",       "pw\n",      "pw: <", "$",      "v 1.1.1.1 ",  "xoxd-%",    "Carlas "};
  for (const std::string& piece : pieces) {
    std::string text;
    while (text.size() < kBigInput) text += piece;
    EXPECT_FALSE(Redacted(text).empty()) << piece;
  }
}

// Whatever a text is put together from, a mail address in it does not come through.
TEST(Redaction, AnAddressComesThroughBetweenNoNeighbours) {
  const std::vector<std::string> neighbours = {
      " ",  "(",     ")",  "[", "]", "<", ">",       "\"",   "'",  "`",  "*",
      "**", "~~",    "|",  ":", ";", ",", "\n",      "=",    "/",  "\\", "&amp;",
      "](", "```\n", "<!", "!", "?", "#", "mailto:", "[x](", "> ", "- "};
  for (const std::string& before : neighbours) {
    for (const std::string& after : neighbours) {
      const std::string text = std::string(before).append("john.doe@example.com").append(after);
      EXPECT_EQ(Redacted(text).find("example.com"), std::string::npos) << text;
      EXPECT_EQ(Redacted(text).find("john.doe"), std::string::npos) << text;
    }
  }
}

}  // namespace
}  // namespace tandem
