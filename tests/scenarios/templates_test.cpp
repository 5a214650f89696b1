// A rule's own texts, attachments and people, end to end.

#include "tests/scenarios/story.h"

namespace tandem::sandbox {
namespace {

constexpr const char* kAttachmentHost = "attachments.example";

std::function<void(Json&)> WithTemplates(const Json& templates) {
  return [templates](Json& configuration) {
    Json rule = configuration["rules"].Items().at(0);
    rule.Set("templates", templates);
    Json person;
    person.Set("github", "erin").Set("freshdesk", "Alice@ACME.org");
    configuration.Set("rules", Json(Json::Array{rule}));
    configuration.Set("people", Json(Json::Array{person}));
  };
}

Json OwnTexts() {
  Json templates;
  templates.Set("title", "[{{ticket.priority}}] {{{subject}}}")
      .Set("body",
           "Ticket {{ticket.url}} of {{ticket.company}}{{#ticket.type}}, a {{ticket.type}}"
           "{{/ticket.type}}.\n\n{{description}}\n\n{{#attachments}}\n* {{name}} ({{size}})\n"
           "{{/attachments}}")
      .Set("note", "{{author}} says in {{ticket.id}}:\n\n{{text}}\n\nwith {{attachment_names}}");
  return templates;
}

NewTicket TicketWithAFile() {
  NewTicket ticket;
  ticket.subject = "Lamp & {{ticket.id}} <b>";
  ticket.priority = 4;
  ticket.attachments = {{1, "lamp.png", "image/png", 12'345}};
  return ticket;
}

// The gateway asks for it as it would for one that an agent wrote in the browser.
void AddNoteWithAFile(Story& story, std::int64_t ticket, std::int64_t agent,
                      const std::string& html) {
  story.desk().Configure([&](FreshdeskState& state) {
    DeskEntry entry;
    entry.author = agent;
    entry.html = html;
    entry.is_private = true;
    entry.attachments = {{2, "fuse.jpg", "image/jpeg", 3'440'000}};
    AddEntry(state, *FindTicket(state, ticket), std::move(entry));
  });
}

TEST(Templates, MakeTheTextsOfIssuesAndCommentsTheRulesOwn) {
  Story story(WithTemplates(OwnTexts()));
  const auto ticket = story.LinkedTicket(TicketWithAFile());
  const HubIssue issue = story.hub().Issue(story.issue);
  EXPECT_EQ(issue.title, "[Urgent] Lamp & {{ticket.id}} <b>");
  const std::string url = story.world().FreshdeskUrl() + "/a/tickets/" + std::to_string(ticket);
  EXPECT_EQ(issue.body.find("Ticket " + url +
                            " of Umbrella Ltd.\n\n> It burns.\n\n* lamp.png (12 "
                            "kB)\n"),
            0U)
      << issue.body;
  EXPECT_EQ(issue.body.find(kAttachmentHost), std::string::npos);
  AddNoteWithAFile(story, ticket, kSecondAgent, "<div>The fuse.</div>");
  ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "The fuse.") == 1; }));
  ASSERT_TRUE(story.Quiet());
  const std::string expected =
      "@erin says in " + std::to_string(ticket) + ":\n\n> The fuse.\n\nwith fuse.jpg (3.4 MB)\n";
  EXPECT_EQ(story.CommentsWith(story.issue, expected), 1)
      << story.hub().CommentsOf(story.issue).at(0).body;
  EXPECT_EQ(story.CommentsWith(story.issue, kAttachmentHost), 0);
}

TEST(Templates, AreNotNeededForAttachmentsAndPeopleToBeNamed) {
  Story story;
  const auto ticket = story.LinkedTicket(TicketWithAFile());
  const std::string link = "[ticket " + std::to_string(ticket) + "](" +
                           story.world().FreshdeskUrl() + "/a/tickets/" + std::to_string(ticket) +
                           ")";
  EXPECT_NE(story.hub().Issue(story.issue).body.find("Attached to " + link + ": lamp.png (12 kB)"),
            std::string::npos);
  AddNoteWithAFile(story, ticket, kSecondAgent, "<div>The fuse.</div>");
  ASSERT_TRUE(story.Soon([&] {
    return story.CommentsWith(story.issue, "Attached to " + link + ": fuse.jpg (3.4 MB)") == 1;
  }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.CommentsWith(story.issue, "**Alice Agent** wrote"), 1);
  EXPECT_EQ(story.CommentsWith(story.issue, kAttachmentHost), 0);
}

TEST(Templates, PublishNothingMoreInAPublicRepository) {
  Story story(WithTemplates(OwnTexts()));
  story.hub().Publicizes();
  const auto ticket = story.LinkedTicket(TicketWithAFile());
  const HubIssue issue = story.hub().Issue(story.issue);
  EXPECT_EQ(issue.title.find("[Urgent]"), 0U);
  for (const char* secret : {"Lamp", "lamp.png", "burns", "Umbrella"}) {
    EXPECT_EQ((issue.title + issue.body).find(secret), std::string::npos) << secret;
  }
  AddNoteWithAFile(story, ticket, kStewardAgent, "<div>among us</div>");
  AddNoteWithAFile(story, ticket, kStewardAgent, "<div>/publish for all</div>");
  ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "for all") == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.CommentsWith(story.issue, "A support agent says"), 1);
  EXPECT_EQ(story.CommentsWith(story.issue, "fuse.jpg"), 1);
  EXPECT_EQ(story.hub().CommentsOf(story.issue).size(), 1U);
}

TEST(Templates, AnImageOfACommentIsSeenAtTheComment) {
  Story story;
  const auto ticket = story.LinkedTicket();
  const auto comment = story.hub().Comments(
      story.issue, "![the fuse](https://github.com/user-attachments/assets/0d1e)");
  const std::string url = "https://github.com/acme/infrastructure/issues/" +
                          std::to_string(story.issue) + "#issuecomment-" + std::to_string(comment);
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, ">the fuse</a>") == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.NotesWith(ticket, "user-attachments"), 0);
  EXPECT_EQ(story.NotesWith(ticket, url), 1);
}

}  // namespace
}  // namespace tandem::sandbox
