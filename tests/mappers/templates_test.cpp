// Templates: what a rule's own texts may say, what is wrong with others, and that no value can do
// more in them than be shown.

#include "mappers/templates.h"

#include "mappers/plan.h"
#include "mappers/wording.h"

#include <gtest/gtest.h>

#include <array>

namespace tandem {
namespace {

std::string Repeated(const std::string& unit, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += unit;
  return text;
}

struct Shown {
  const char* text;
  const char* expected;
};

TEST(RenderTemplate, PutsInWhatThereIsAndLeavesOutWhatThereIsNot) {
  TemplateValues values;
  values.fields = {{"ticket.id", "7"},
                   {"subject", "A & <b> \\*star\\*"},
                   {"ticket.group", ""},
                   {"ticket.type", " "}};
  const auto rows = std::to_array<Shown>(
      {{"{{ticket.id}}: {{subject}}", "7: A & <b> \\*star\\*"},
       {"{{{subject}}} {{&subject}} {{ subject }}",
        "A & <b> \\*star\\* A & <b> \\*star\\* A & <b> \\*star\\*"},
       {"a{{#ticket.group}} in {{ticket.group}}{{/ticket.group}}{{^ticket.group}} nowhere"
        "{{/ticket.group}}",
        "a nowhere"},
       {"a{{#ticket.type}}b{{/ticket.type}}{{#ticket.company}}c{{/ticket.company}}", "a"},
       {"{{#subject}}yes{{/subject}}{{^subject}}no{{/subject}}", "yes"},
       {"{{! a remark }}x{{ticket.group}}y", "xy"},
       {"a\n{{#subject}}\nb\n{{/subject}}\nc\n\n", "a\nb\nc"},
       {"100% {single} }}", "100% {single} }}"}});
  for (const Shown& row : rows) {
    EXPECT_EQ(RenderTemplate(TemplateKind::kBody, row.text, values), row.expected) << row.text;
  }
}

TEST(RenderTemplate, ListsAttachmentsWithTheirFields) {
  TemplateValues values;
  values.fields = {{"ticket.id", "7"}, {"attachment_names", "a.png (1 kB), b.txt"}};
  values.attachments = {{{"name", "a.png"}, {"size", "1 kB"}}, {{"name", "b.txt"}, {"size", ""}}};
  EXPECT_EQ(RenderTemplate(TemplateKind::kNote,
                           "{{#attachments}}\n- {{name}}{{#size}}, {{size}}{{/size}} of "
                           "{{ticket.id}}\n{{/attachments}}\n{{attachment_names}}",
                           values),
            "- a.png, 1 kB of 7\n- b.txt of 7\na.png (1 kB), b.txt");
  EXPECT_EQ(
      RenderTemplate(TemplateKind::kNote,
                     "x{{#attachments}}y{{/attachments}}{{^attachments}}none{{/attachments}}", {}),
      "xnone");
}

TEST(RenderTemplate, TakesNoTagFromAValue) {
  TemplateValues values;
  values.fields = {{"subject", "{{ticket.id}} {{#attachments}} {{=<% %>=}} {{>x}}"},
                   {"ticket.id", "7"}};
  EXPECT_EQ(RenderTemplate(TemplateKind::kTitle, "{{{subject}}} {{ticket.id}}", values),
            "{{ticket.id}} {{#attachments}} {{=<% %>=}} {{>x}} 7");
}

TEST(RenderTemplate, BeginsALineForAQuoteThatWouldBeOutsideOfIt) {
  TemplateValues values;
  values.fields = {{"description", "> one\n> two"}, {"subject", "S"}};
  const auto rows = std::to_array<Shown>(
      {{"They wrote: {{description}}", "They wrote: \n> one\n> two"},
       {"{{subject}} {{description}}", "S \n> one\n> two"},
       {"They wrote:\n{{description}}", "They wrote:\n> one\n> two"},
       {"{{#subject}}{{description}}{{/subject}}", "> one\n> two"},
       {"x\n {{#subject}} {{! r }} {{description}}{{/subject}}", "x\n   > one\n> two"},
       {"x\n    {{description}}", "x\n    \n> one\n> two"},
       {"x\n\t{{description}}", "x\n\t\n> one\n> two"},
       {"{{#subject}}x{{/subject}}{{description}}", "x\n> one\n> two"}});
  for (const Shown& row : rows) {
    EXPECT_EQ(RenderTemplate(TemplateKind::kBody, row.text, values), row.expected) << row.text;
  }
}

TEST(RenderTemplate, GivesNothingWhereTheTextWouldBeBlankOrTooLong) {
  TemplateValues values;
  values.fields = {{"description", Repeated("x", 50'000)}};
  EXPECT_FALSE(RenderTemplate(TemplateKind::kBody, " \n {{subject}}\t", values));
  EXPECT_FALSE(RenderTemplate(TemplateKind::kBody, "{{description}}\n{{description}}", values));
  EXPECT_FALSE(RenderTemplate(TemplateKind::kBody, "{{unknown}}", values));
  EXPECT_TRUE(RenderTemplate(TemplateKind::kBody, "{{description}}", values));
}

TEST(RenderTemplate, TakesNoMemoryWithoutEndHoweverItRepeats) {
  TemplateValues values;
  values.fields = {{"description", Repeated("x", 50'000)}};
  values.attachments.resize(1'000, {{"name", "n"}, {"size", "s"}});
  const std::string many =
      "{{#attachments}}" + Repeated("{{description}}", 1'000) + "{{/attachments}}";
  EXPECT_FALSE(RenderTemplate(TemplateKind::kBody, many, values));  // 50 GB, were it carried out
}

struct Fault {
  TemplateKind kind;
  std::string text;
  std::size_t line;
  std::size_t column;
  const char* message;
};

TEST(FaultIn, SaysWhatIsWrongAndWhere) {
  const auto body = TemplateKind::kBody;
  const auto rows = std::to_array<Fault>(
      {{body, "a\n\nbä{{nonsense}}", 3, 3, "there is no field \"nonsense\""},
       {body, "{{}}", 1, 1, "there is no field \"\""},
       {body, "{{.}}", 1, 1, "there is no field \".\""},
       {body, "{{ticket}}", 1, 1, "there is no field \"ticket\""},
       {body, "{{Subject}}", 1, 1, "there is no field \"Subject\""},
       {body, "{{{#subject}}}", 1, 1, "there is no field \"#subject\""},
       {body, "{{{=a b=}}}", 1, 1, "there is no field \"=a b=\""},
       {body, "{{#subject}}a{{/description}}", 1, 14,
        "section \"subject\" is closed as \"description\""},
       {body, "a{{/subject}}", 1, 2, "a section is closed that is not open: \"subject\""},
       {body, "{{^subject}}", 1, 1, "the section is not closed: \"subject\""},
       {body, "a{{", 1, 2, "a tag begins here and does not end with \"}}\""},
       {body, "{{{subject}}", 1, 1, "a tag begins here and does not end with \"}}\""},
       {body, "{{=<% %>=}}<%subject%>", 1, 1, "partials and other delimiters cannot be used here"},
       {body, "{{> other}}", 1, 1, "partials and other delimiters cannot be used here"},
       {body, "{{name}}", 1, 1, "\"name\" is known only inside {{#attachments}}"},
       {body, "{{^attachments}}{{size}}{{/attachments}}", 1, 17,
        "\"size\" is known only inside {{#attachments}}"},
       {body, "{{attachments}}", 1, 1,
        "\"attachments\" is a list: {{#attachments}}{{name}}{{/attachments}}"},
       {body, "{{#attachments}}{{#attachments}}{{/attachments}}{{/attachments}}", 1, 17,
        "{{#attachments}} stands inside itself"},
       {TemplateKind::kTitle, "{{name}}", 1, 1, "there is no field \"name\""},
       {TemplateKind::kTitle, "{{#attachments}}{{/attachments}}", 1, 1,
        "there is no field \"attachments\""},
       {TemplateKind::kNote, "{{ticket.company}}", 1, 1, "there is no field \"ticket.company\""},
       {body, Repeated("{{#subject}}", 21) + Repeated("{{/subject}}", 21), 1, 241,
        "more than 20 sections stand in one another"},
       {body, Repeated("x", 20'001), 1, 1, "it is longer than 20000 bytes"},
       {body, Repeated("{{description}}\n", 1'000), 1, 1,
        "with long fields it grows over what GitHub takes: repeat less"},
       {body, "{{^subject}}" + Repeated("{{! remark }}", 2) + "{{/subject}}{{subject", 1, 51,
        "a tag begins here and does not end with \"}}\""}});
  for (const Fault& row : rows) {
    const auto fault = FaultIn(row.kind, row.text);
    ASSERT_TRUE(fault) << row.text;
    EXPECT_EQ(fault->message, row.message) << row.text;
    EXPECT_EQ(fault->line, row.line) << row.text;
    EXPECT_EQ(fault->column, row.column) << row.text;
    EXPECT_FALSE(RenderTemplate(row.kind, row.text, {})) << row.text;
  }
}

TEST(FaultIn, FindsNoneInATemplateThatUsesEveryFieldOfItsKind) {
  for (const TemplateKind kind : {TemplateKind::kTitle, TemplateKind::kBody, TemplateKind::kNote}) {
    std::string text;
    for (const std::string& name : FieldsOf(kind)) {
      if (name == "attachments") {
        text += "{{#attachments}}{{name}} {{size}}{{/attachments}}\n";
      } else {
        text.append("{{#").append(name).append("}}{{").append(name);
        text.append("}}{{/").append(name).append("}}\n");
      }
    }
    EXPECT_FALSE(FaultIn(kind, text)) << FaultIn(kind, text)->message << "\n" << text;
  }
}

TEST(FaultIn, LetsATemplateOfTheGreatestLengthHoldALongDescription) {
  const std::string text = Repeated("x", 19'900) + "\n{{description}}\n{{attachment_names}}";
  EXPECT_FALSE(FaultIn(TemplateKind::kBody, text));
}

// --- the texts of issues and comments

const Account kAccount{
    "https://acme.freshdesk.com", "https://github.com", {{"ann-dev", "ann@acme.org"}}, {}, {}};

Ticket FullTicket() {
  Ticket ticket;
  ticket.id = {123};
  ticket.subject = "No *light*";
  ticket.html = "<div>It is <b>dark</b>.</div><div>Very.</div>";
  ticket.type = "Incident";
  ticket.group = "Plumbing";
  ticket.company = "Umbrella";
  ticket.priority = 4;
  ticket.attachments = {{"dark_room.png", 12'345}, {"all *logs*.txt", 0}};
  return ticket;
}

Rule Templated(Templates templates) {
  Rule rule;
  rule.name = "infra_*structure*";
  rule.templates = std::move(templates);
  return rule;
}

TEST(TemplatedTexts, AreMadeOfTheFieldsThatAreDocumented) {
  const Rule rule =
      Templated({"[{{ticket.priority}}] {{subject}}\n({{ticket.group}}, {{rule.name}})",
                 "{{ticket.id}} {{ticket.url}} {{ticket.type}} {{ticket.company}} {{subject}}\n"
                 "{{#description}}\nThey wrote:\n{{description}}\n{{/description}}\n"
                 "{{#attachments}}\n- {{name}} {{size}}\n{{/attachments}}\n{{attachment_names}}",
                 {}});
  const Guard guard(rule, Visibility::kPrivate);
  EXPECT_EQ(IssueTitle(guard, kAccount, FullTicket()).text(),
            "[Urgent] No *light* (Plumbing, infra_*structure*)");
  EXPECT_EQ(IssueBody(guard, kAccount, FullTicket()).text(),
            "123 https://acme.freshdesk.com/a/tickets/123 Incident Umbrella No \\*light\\*\n"
            "They wrote:\n> It is **dark**.\\\n> Very.\n"
            "- dark_room.png 12 kB\n- all \\*logs\\*.txt \n"
            "dark_room.png (12 kB), all \\*logs\\*.txt");
}

TEST(TemplatedTexts, ShowNamesInATitleAsTheyAreWritten) {
  const Rule rule =
      Templated({"{{rule.name}}: {{ticket.type}}", "{{rule.name}}: {{ticket.type}}", {}});
  Ticket ticket = FullTicket();
  ticket.type = "*Q&A*";
  const Guard guard(rule, Visibility::kPrivate);
  EXPECT_EQ(IssueTitle(guard, kAccount, ticket).text(), "infra_*structure*: *Q&A*");
  EXPECT_EQ(IssueBody(guard, kAccount, ticket).text(), "infra\\_\\*structure\\*: \\*Q&A\\*");
}

TEST(TemplatedTexts, ObeyTheLevelOfEachFieldInATitleToo) {
  Rule rule = Templated({"{{subject}} / {{ticket.company}} / {{ticket.group}}", {}, {}});
  rule.publish.company = Level::kNone;
  EXPECT_EQ(IssueTitle(Guard(rule, Visibility::kPrivate), kAccount, FullTicket()).text(),
            "No *light* /  /");
  rule.publish.company = Level::kAll;
  rule.publish.subject = Level::kNone;
  EXPECT_EQ(IssueTitle(Guard(rule, Visibility::kPrivate), kAccount, FullTicket()).text(),
            " / Umbrella / Plumbing");
}

TEST(TemplatedTexts, HaveNothingOfTheCustomersInAPublicRepository) {
  const Rule rule = Templated(
      {"{{subject}}{{ticket.group}}{{ticket.company}}",
       "{{ticket.type}}{{#description}}{{description}}{{/description}}{{subject}}{{ticket.company}}"
       "{{ticket.group}}{{#attachments}}{{name}}{{/attachments}}{{attachment_names}}"
       "{{^subject}}, see {{ticket.url}}{{/subject}}",
       {}});
  const Guard guard(rule, Visibility::kPublic);
  EXPECT_EQ(IssueTitle(guard, kAccount, FullTicket()).text(), "Support request, ticket 123");
  EXPECT_EQ(IssueBody(guard, kAccount, FullTicket()).text(),
            "Incident, see https://acme.freshdesk.com/a/tickets/123");
}

TEST(TemplatedTexts, KeepTheTitleToOneLineOf256Characters) {
  const Rule rule = Templated({"{{subject}} - {{subject}}\r\n{{ticket.id}}", {}, {}});
  Ticket ticket = FullTicket();
  ticket.subject = Repeated("ä", 200);
  const std::string title = IssueTitle(Guard(rule, Visibility::kPrivate), kAccount, ticket).text();
  EXPECT_EQ(title, Repeated("ä", 200) + " - " + Repeated("ä", 53));
}

TEST(TemplatedTexts, CutALongDescriptionSoThatTheWholeFits) {
  const Rule rule = Templated({{}, "{{description}}\n" + Repeated("x", 10'000), {}});
  Ticket ticket = FullTicket();
  ticket.html = "<p>" + Repeated("words ", 20'000) + "</p>";
  const std::string body = IssueBody(Guard(rule, Visibility::kPrivate), kAccount, ticket).text();
  EXPECT_LE(body.size(), kBodyLimit);
  EXPECT_GT(body.size(), kBodyLimit - 10'000);
  EXPECT_NE(body.find("*Cut here: it goes on in* [ticket 123]"), std::string::npos);
  EXPECT_TRUE(body.ends_with("xxx")) << "the template is used";
}

Note AnnsNote() {
  Note note;
  note.html = "<div>/publish The fuse.</div>";
  note.author_name = "Ann Agent";
  note.author_mail = "ANN@acme.org";
  note.attachments = {{"fuse.jpg", 3'440'000}};
  return note;
}

std::string CommentOf(const Rule& rule, Visibility visibility, const Note& note,
                      const std::vector<Person>& people = kAccount.people) {
  Account account = kAccount;
  account.people = people;
  const auto comment =
      CommentForNote(Guard(rule, visibility), account, {123}, note, SplitPrefixOfHtml(note.html));
  return comment ? comment->text() : "(none)";
}

TEST(TemplatedTexts, FrameAPrivateNote) {
  const Rule rule = Templated({{},
                               {},
                               "{{author}}, {{ticket.id}}:\n\n{{text}}\n\n"
                               "{{#attachments}}{{name}}: {{size}}{{/attachments}}"});
  EXPECT_EQ(CommentOf(rule, Visibility::kPublic, AnnsNote()),
            "@ann-dev, 123:\n\n> The fuse.\n\nfuse.jpg: 3.4 MB");
  Note unmarked = AnnsNote();
  unmarked.html = "<div>The fuse.</div>";
  EXPECT_EQ(CommentOf(rule, Visibility::kPublic, unmarked), "(none)");
}

TEST(TemplatedTexts, FallBackToTheBuiltInOneWhenTheyAreBlank) {
  const Rule rule = Templated({"{{ticket.company}}", "{{description}}", "{{text}}"});
  Ticket ticket = FullTicket();
  ticket.company = ticket.html = "";
  const Guard guard(rule, Visibility::kPrivate);
  EXPECT_EQ(IssueTitle(guard, kAccount, ticket).text(), "No *light*");
  EXPECT_EQ(IssueBody(guard, kAccount, ticket).text().find("From [ticket 123]"), 0U);
  Note note = AnnsNote();
  note.html = "<div><br></div>";
  EXPECT_EQ(CommentOf(rule, Visibility::kPrivate, note).find("**@ann-dev** wrote in"), 0U);
}

// --- attachments and people, in the built-in texts

TEST(Attachments, AreNamedWithSizeAndALinkToTheirTicket) {
  const Rule rule;
  EXPECT_TRUE(IssueBody(Guard(rule, Visibility::kPrivate), kAccount, FullTicket())
                  .text()
                  .ends_with("> Very.\n\nAttached to [ticket "
                             "123](https://acme.freshdesk.com/a/tickets/123): dark_room.png (12 "
                             "kB), all \\*logs\\*.txt"));
  EXPECT_EQ(CommentOf(rule, Visibility::kPrivate, AnnsNote()),
            "**@ann-dev** wrote in [ticket 123](https://acme.freshdesk.com/a/tickets/123):\n\n"
            "> The fuse.\n\nAttached to [ticket "
            "123](https://acme.freshdesk.com/a/tickets/123): fuse.jpg (3.4 MB)\n\n"
            "*Edit it in the ticket: changes made here are overwritten.*");
}

TEST(Attachments, AreNamedOnlyWhereTheTextTheyBelongToMayBePublished) {
  Rule rule;
  const auto body = [&](Visibility visibility) {
    return IssueBody(Guard(rule, visibility), kAccount, FullTicket()).text();
  };
  EXPECT_EQ(body(Visibility::kPublic).find("Attached"), std::string::npos);
  rule.publish.description = Level::kNone;
  EXPECT_EQ(body(Visibility::kPrivate).find("dark"), std::string::npos);
  rule.publish.description = Level::kAll;
  rule.publish.even_if_public = true;
  EXPECT_NE(body(Visibility::kPublic).find("dark_room.png (12 kB)"), std::string::npos);
  EXPECT_NE(CommentOf(rule, Visibility::kPublic, AnnsNote()).find("fuse.jpg"), std::string::npos)
      << "the person published that note";
}

TEST(Attachments, AreNotNamedWithoutEnd) {
  const Rule rule;
  Note note = AnnsNote();
  note.attachments.assign(25, {"a.txt", 1});
  EXPECT_NE(CommentOf(rule, Visibility::kPrivate, note).find("a.txt (1 byte) and 5 more"),
            std::string::npos);
  note.attachments.assign(20, {Repeated("a", 255), 0});
  EXPECT_NE(CommentOf(rule, Visibility::kPrivate, note).find("a and 4 more"), std::string::npos);
  note.attachments = {{Repeated("a", 256), 7}, {"", 8}, {"two\nlines\u202E.txt", 9}};
  EXPECT_TRUE(CommentOf(rule, Visibility::kPrivate, note)
                  .ends_with("a file with a long name (7 bytes), a file without a name (8 bytes), "
                             "two lines.txt (9 bytes)\n\n*Edit it in the ticket: changes made here "
                             "are overwritten.*"));
}

TEST(People, AppearByTheMapWhateverTheCaseAndNeverByAGuess) {
  const Rule rule;
  Note note = AnnsNote();
  note.attachments.clear();
  const auto author = [&](Visibility visibility, const std::vector<Person>& people) {
    const std::string text = CommentOf(rule, visibility, note, people);
    return text.substr(0, text.find(" wrote"));
  };
  const std::vector<Person> people{{"bob-dev", "bob@acme.org"}, {"Ann-Dev", " Ann@Acme.org"}};
  EXPECT_EQ(author(Visibility::kPublic, people), "**@Ann-Dev**");
  EXPECT_EQ(author(Visibility::kPrivate, people), "**@Ann-Dev**");
  EXPECT_EQ(author(Visibility::kPrivate, {}), "**Ann Agent**");
  EXPECT_EQ(author(Visibility::kPublic, {}), "**A support agent**");
  note.author_mail.clear();
  EXPECT_EQ(author(Visibility::kPrivate, {{"nobody", ""}}), "**Ann Agent**")
      << "an agent without an address is nobody in the map";
  EXPECT_EQ(author(Visibility::kPublic, {{"Ann Agent", "Ann Agent"}}), "**A support agent**");
  note.author_name.clear();
  EXPECT_EQ(author(Visibility::kPrivate, people), "**A support agent**");
}

}  // namespace
}  // namespace tandem
