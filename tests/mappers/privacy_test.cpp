// The publishing levels, as DESIGN's table has them, and what the guard does to what it lets
// through.

#include "mappers/privacy.h"

#include "mappers/markup.h"

#include <gtest/gtest.h>

#include <array>
#include <sstream>
#include <string>
#include <vector>

namespace tandem {
namespace {

struct Row {
  TextKind kind;
  Visibility visibility;
  Level level;
};

const auto kDefaults = std::to_array<Row>({
    {TextKind::kNotes, Visibility::kPrivate, Level::kAll},
    {TextKind::kReplies, Visibility::kPrivate, Level::kNone},
    {TextKind::kSubject, Visibility::kPrivate, Level::kAll},
    {TextKind::kDescription, Visibility::kPrivate, Level::kAll},
    {TextKind::kCompany, Visibility::kPrivate, Level::kAll},
    {TextKind::kNotes, Visibility::kPublic, Level::kMarked},
    {TextKind::kReplies, Visibility::kPublic, Level::kNone},
    {TextKind::kSubject, Visibility::kPublic, Level::kNone},
    {TextKind::kDescription, Visibility::kPublic, Level::kNone},
    {TextKind::kCompany, Visibility::kPublic, Level::kNone},
    {TextKind::kNotes, Visibility::kUnknown, Level::kNone},
    {TextKind::kSubject, Visibility::kUnknown, Level::kNone},
});

TEST(Guard, HasTheDefaultsOfTheTable) {
  const Rule rule;
  for (const Row& row : kDefaults)
    EXPECT_EQ(Guard(rule, row.visibility).LevelOf(row.kind), row.level);
}

TEST(Guard, LowersWhatARuleAsksForToWhatAPublicRepositoryAllows) {
  Rule rule;
  rule.publish.notes = rule.publish.description = Level::kAll;
  EXPECT_EQ(Guard(rule, Visibility::kPublic).LevelOf(TextKind::kNotes), Level::kMarked);
  EXPECT_EQ(Guard(rule, Visibility::kPublic).LevelOf(TextKind::kDescription), Level::kNone);
  rule.publish.even_if_public = true;
  EXPECT_EQ(Guard(rule, Visibility::kPublic).LevelOf(TextKind::kDescription), Level::kAll);
  EXPECT_EQ(Guard(rule, Visibility::kPublic).LevelOf(TextKind::kSubject), Level::kNone)
      << "not asked for";
  EXPECT_EQ(Guard(rule, Visibility::kUnknown).LevelOf(TextKind::kDescription), Level::kNone)
      << "nobody knows";
}

TEST(Guard, ARuleMayLowerAnyLevel) {
  Rule rule;
  rule.publish.notes = Level::kMarked;
  rule.publish.subject = Level::kNone;
  const Guard guard(rule, Visibility::kPrivate);
  EXPECT_FALSE(guard.Allows(TextKind::kNotes, Prefix::kNone));
  EXPECT_TRUE(guard.Allows(TextKind::kNotes, Prefix::kPublish));
  EXPECT_FALSE(guard.Title("A subject"));
}

TEST(Guard, PrivateInFrontWinsOverEveryLevel) {
  Rule rule;
  rule.publish.notes = Level::kAll;
  EXPECT_FALSE(Guard(rule, Visibility::kPrivate).Allows(TextKind::kNotes, Prefix::kPrivate));
}

TEST(Guard, NobodysWordsLeaveTheirFrame) {
  const Rule rule;
  const Guard guard(rule, Visibility::kPrivate);
  const auto quoted = guard.Quoted(TextKind::kNotes, Prefix::kNone,
                                   "one\n\n/assign me\n```\nopen fence", 1'000, Guard::Own("cut"));
  ASSERT_TRUE(quoted);
  std::istringstream lines(quoted->text());
  for (std::string line; std::getline(lines, line);) EXPECT_TRUE(line.starts_with('>')) << line;
}

TEST(Guard, LetsNoAddressOfAFileInFreshdeskThrough) {
  Rule rule;
  rule.redact = false;
  const Guard guard(rule, Visibility::kPrivate);
  const std::string url = "https://attachment.freshdesk.com/inline/attachment?sig=eyJ";
  for (const std::string& html : std::vector<std::string>{
           "<pre>see\n" + url + "</pre>", "<p><img alt=\"" + url + "\"></p>",
           "<p><a "
           "href=\"https://links.example/?u=https%3A%2F%2Fattachment.freshdesk.com%2Fx\">a</a></p>",
           "<p>https://a.example/x," + url + "</p>"}) {
    const auto quoted = guard.Quoted(TextKind::kNotes, Prefix::kNone, HtmlToMarkdown(html), 1'000,
                                     Guard::Own("cut"));
    ASSERT_TRUE(quoted);
    EXPECT_EQ(quoted->text().find("attachment.freshdesk"), std::string::npos) << quoted->text();
    EXPECT_EQ(quoted->text().find("sig="), std::string::npos) << quoted->text();
  }
}

TEST(Guard, CutsAndSaysSo) {
  const Rule rule;
  const auto quoted = Guard(rule, Visibility::kPrivate)
                          .Quoted(TextKind::kNotes, Prefix::kNone, std::string(5'000, 'x'), 1'000,
                                  Guard::Own("the rest"));
  ASSERT_TRUE(quoted);
  EXPECT_LE(quoted->text().size(), 1'000U);
  EXPECT_EQ(quoted->text().substr(quoted->text().size() - 8), "the rest");
}

TEST(Guard, ATitleIsOneLineOf256Characters) {
  const Rule rule;
  const Guard guard(rule, Visibility::kPrivate);
  std::string subject = "first\nsecond ";
  for (int i = 0; i < 300; ++i) subject += "\xC3\xBC";
  const auto title = guard.Title(subject);
  ASSERT_TRUE(title);
  EXPECT_EQ(title->text().find('\n'), std::string::npos);
  EXPECT_EQ(title->text().size(), 13U + 2U * (256U - 13U));
  EXPECT_FALSE(guard.Title(" \n "));
}

TEST(Guard, NamesAnAgentOnlyWhereThatIsAllowed) {
  const Rule rule;
  Note note;
  note.author_name = "Ann *Agent*";
  note.author_mail = "ann@acme.org";
  const std::vector<Person> people{{"ann-dev", "Ann@acme.org"}};
  EXPECT_EQ(Guard(rule, Visibility::kPrivate).Author(note, {}).text(), "Ann \\*Agent\\*");
  EXPECT_EQ(Guard(rule, Visibility::kPublic).Author(note, {}).text(), "A support agent");
  EXPECT_EQ(Guard(rule, Visibility::kPublic).Author(note, people).text(), "@ann-dev");
}

Requester Carla() {
  Requester carla;
  carla.names = {"Carla Customer"};
  carla.mails = {"carla@umbrella.example"};
  return carla;
}

TEST(Guard, RedactsEveryTextThatIsNotItsOwn) {
  const Rule rule;
  const Guard guard(rule, Visibility::kPrivate, {{Carla()}, {}});
  Note note;
  note.author_name = "Carla Customer";
  EXPECT_EQ(guard.Author(note, {}).text(), "[name removed]");
  EXPECT_EQ(guard.TypeName("Call 0171-1234567").text(), "Call [phone number removed]");
  EXPECT_EQ(guard.Line(TextKind::kCompany, "Carla Customer: a_b@c.org")->text(),
            "[name removed]\\: [mail address removed]");
  EXPECT_EQ(guard.Title("carla@umbrella.example: 10.0.0.1")->text(),
            "[mail address removed]: [IP address removed]");
  const auto quoted = guard.Quoted(TextKind::kNotes, Prefix::kNone, "Hi Carla,\npassword: hunter2",
                                   1'000, Guard::Own("cut"));
  EXPECT_EQ(quoted->text(), "> Hi [name removed],\n> password: [key or token removed]");
}

TEST(Guard, CountsWhatItTookOutAndAddsUp) {
  const Rule rule;
  const Guard guard(rule, Visibility::kPrivate, {{Carla()}, {}});
  const PublicText text =
      *guard.Title("Carla and a@b.org") + Guard::Own(" ") +
      *guard.Quoted(TextKind::kNotes, Prefix::kNone, "c@d.org", 100, Guard::Own(""));
  EXPECT_EQ(InWords(text.redacted()), "2 mail addresses and 1 name removed");
}

TEST(Guard, ARuleMayKeepAddressesOfOthersInAPrivateRepositoryOnly) {
  Rule rule;
  rule.redact = false;
  rule.publish.subject = Level::kAll;
  rule.publish.even_if_public = true;
  const auto title = [&](Visibility visibility) {
    return Guard(rule, visibility, {{Carla()}, {}})
        .Title("Carla, carla@umbrella.example, a@b.org")
        ->text();
  };
  EXPECT_EQ(title(Visibility::kPrivate), "[name removed], [mail address removed], a@b.org");
  EXPECT_EQ(title(Visibility::kPublic),
            "[name removed], [mail address removed], [mail address removed]");
}

TEST(Guard, NoCutLeavesAPieceOfWhatIsToGo) {
  const Rule rule;
  const Guard guard(rule, Visibility::kPrivate, {{Carla()}, {}});
  const std::string secret = "ghp_abcdefghijklmnopqrstuvwxyz0123456789";
  for (std::size_t before = 0; before < 300; ++before) {
    const std::string text = std::string(before, '.') + " " + secret;
    const auto quoted = guard.Quoted(TextKind::kNotes, Prefix::kNone, text + std::string(200, '.'),
                                     300, Guard::Own("cut"));
    EXPECT_EQ(quoted->text().find("ghp"), std::string::npos) << before;
    EXPECT_EQ(guard.Title(text)->text().find("ghp"), std::string::npos) << before;
  }
}

TEST(Guard, LetsThroughOnlyTheLabelsThatTheRuleNames) {
  Rule rule;
  rule.mirror = {{"outage", "impact: outage"}};
  const Guard guard(rule, Visibility::kPublic);
  EXPECT_EQ(guard.Label("Impact: Outage")->text(), "impact: outage");
  EXPECT_EQ(guard.Label("support")->text(), "support");
  EXPECT_FALSE(guard.Label("customer: umbrella"));
}

}  // namespace
}  // namespace tandem
