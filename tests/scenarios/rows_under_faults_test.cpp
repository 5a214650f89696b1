// Each row of what is kept in step, played while webhooks are lost, repeated and reordered, answers
// get lost and the gateway is killed: each effect comes once, and both sides agree at the end.

#include "tests/scenarios/weather.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <regex>

namespace tandem::sandbox {
namespace {

using testing::Contains;
using testing::Not;

constexpr int kHigh = 3;
constexpr int kUrgent = 4;

std::string Div(const std::string& text) {
  return "<div>" + text + "</div>";
}

void MapPriorities(Json& configuration) {
  Json rule = configuration["rules"].Items()[0];
  rule.Set("priority",
           Json(Json::Object{{"Urgent", "priority: urgent"}, {"High", "priority: high"}}));
  configuration.Set("rules", Json(Json::Array{rule}));
}

// How often each marker of ours stands in the text.
std::map<std::string, int> Markers(const std::string& text) {
  static const std::regex marker("(<!-- tandem:|#tandem-)([0-9a-f]+)");
  std::map<std::string, int> count;
  for (std::sregex_iterator it(text.begin(), text.end(), marker), end; it != end; ++it)
    ++count[(*it)[2]];
  return count;
}

class Rows : public testing::TestWithParam<Weather> {
 protected:
  Rows()
      : story([](Json& configuration) {
          MapPriorities(configuration);
          Prepare(GetParam(), configuration);
        }),
        storm(story, GetParam()) {}

  std::string Target() const { return "acme/infrastructure#" + std::to_string(issue); }
  // A tagged ticket and its issue, both made in this weather.
  void Link() {
    NewTicket tagged;
    tagged.tags = {"github"};
    storm.During([&] { ticket = desk().CustomerCreatesTicket(tagged); });
    ASSERT_TRUE(storm.Comes([&] { return story.NotesWith(ticket, "is linked to") == 1; }));
    issue = hub().Repository().issues.rbegin()->first;
  }
  // A change of no matter by which the ticket is looked at again: no webhook tells of an edited
  // note.
  void Nudge() { desk().AgentAddsTag(ticket, "nudge" + std::to_string(++nudges_)); }
  void Note(std::int64_t where, const std::string& text) {
    desk().AgentAddsPrivateNote(where, Div(text));
  }
  int Notes(std::int64_t where, const std::string& text) { return story.NotesWith(where, text); }
  int Comments(const std::string& text) { return story.CommentsWith(issue, text); }

  // At the end nothing goes on, and no operation has left two things.
  void ExpectRestAndNothingTwice(const std::vector<std::int64_t>& tickets) {
    ASSERT_TRUE(storm.Rests());
    std::string comments;
    for (const HubComment& each : hub().CommentsOf(issue)) comments += each.body;
    for (const auto& [marker, count] : Markers(comments)) EXPECT_EQ(count, 1) << marker;
    for (const auto id : tickets) {
      std::string notes;
      for (const DeskEntry& each : desk().Ticket(id).entries) notes += each.html;
      for (const auto& [marker, count] : Markers(notes)) EXPECT_EQ(count, 1) << marker;
    }
  }

  FreshdeskService& desk() { return story.desk(); }
  GithubService& hub() { return story.hub(); }

  Story story;
  Storm storm;
  std::int64_t ticket = 0;
  std::int64_t issue = 0;

 private:
  int nudges_ = 0;
};

TEST_P(Rows, OfCommandsAreCarriedOutAndAnsweredOnce) {
  ticket = desk().CustomerCreatesTicket();
  Note(ticket, "an old note");
  storm.During([&] { Note(ticket, "/issue"); });
  ASSERT_TRUE(storm.Comes([&] { return Notes(ticket, "is linked to") == 1; }));
  ASSERT_EQ(story.Issues(), 1);
  issue = hub().Repository().issues.rbegin()->first;
  hub().Comments(issue, "an old comment");

  const auto second = desk().CustomerCreatesTicket();
  storm.During([&] { hub().Comments(issue, "/ticket " + std::to_string(second)); });
  EXPECT_TRUE(storm.Comes([&] {
    return Comments("is linked to this issue") == 1 && Notes(second, "an old comment") == 1;
  })) << "/ticket";

  const auto third = desk().CustomerCreatesTicket();
  Note(third, "a note of the third");
  storm.During([&] { Note(third, "/issue " + Target()); });
  EXPECT_TRUE(storm.Comes([&] {
    return Comments("a note of the third") == 1 && Notes(third, "an old comment") == 1;
  })) << "/issue owner/repo#1";

  storm.During([&] {
    Note(ticket, "/sync");
    hub().Comments(issue, "/sync");
  });
  EXPECT_TRUE(storm.Comes([&] {
    return Notes(ticket, "Synced.") == 1 && Comments("Synced.") == 1;
  })) << "/sync";

  storm.During([&] { hub().Comments(issue, "/unticket " + std::to_string(second)); });
  EXPECT_TRUE(storm.Comes([&] { return Notes(second, "Link ended") == 1; })) << "/unticket";
  storm.During([&] { Note(third, "/unlink"); });
  EXPECT_TRUE(storm.Comes([&] {
    return Notes(third, "Link ended") == 1 && Comments("is no longer linked to this issue") == 2;
  })) << "/unlink";

  storm.During([&] { hub().Comments(issue, "for the first alone"); });
  EXPECT_TRUE(storm.Comes([&] { return Notes(ticket, "for the first alone") == 1; }));
  ExpectRestAndNothingTwice({ticket, second, third});
  EXPECT_EQ(story.Issues(), 1);
  for (const auto id : {ticket, second, third}) {
    EXPECT_EQ(Notes(id, "an old comment"), 1) << id;
    EXPECT_EQ(Notes(id, "for the first alone"), id == ticket ? 1 : 0) << id;
  }
  EXPECT_EQ(Comments("an old note"), 1);
  EXPECT_EQ(Comments("a note of the third"), 1);
  EXPECT_EQ(Comments("is linked to this issue"), 1);
  EXPECT_EQ(Comments("is no longer linked to this issue"), 2);
  EXPECT_EQ(Comments("Synced."), 1);
  EXPECT_EQ(Notes(ticket, "Synced."), 1);
  EXPECT_THAT(desk().Ticket(ticket).tags, Contains("github"));
  EXPECT_THAT(desk().Ticket(third).tags, Not(Contains("github")));
}

TEST_P(Rows, OfMessagesTheirEditsAndDeletionsComeOnce) {
  Link();
  const auto second = desk().CustomerCreatesTicket();
  std::vector<std::int64_t> notes;
  std::vector<std::int64_t> comments;
  storm.During([&] {
    for (const char* name : {"one.", "two.", "three."}) {
      notes.push_back(desk().AgentAddsPrivateNote(ticket, Div("note " + std::string(name))));
      comments.push_back(hub().Comments(issue, "comment " + std::string(name)));
    }
  });
  storm.During([&] { Note(second, "/issue " + Target()); });
  const auto on_both = [&](const std::string& text, int count) {
    return Notes(ticket, text) == count && Notes(second, text) == count;
  };
  EXPECT_TRUE(storm.Comes([&] {
    return Comments("note three.") == 1 && on_both("comment three.", 1);
  })) << "messages, and late history";
  storm.During([&] {
    desk().AgentEditsNote(notes[0], Div("note other."));
    hub().EditsComment(comments[0], "comment other.");
    Nudge();
  });
  EXPECT_TRUE(storm.Comes([&] {
    return Comments("note other.") == 1 && on_both("comment other.", 1);
  })) << "edits";
  storm.During([&] {
    desk().AgentDeletesNote(notes[1]);
    hub().DeletesComment(comments[1]);
    Nudge();
  });
  EXPECT_TRUE(storm.Comes([&] { return Comments("note two.") == 0 && on_both("comment two.", 0); }))
      << "deletions";
  storm.During([&] {
    desk().AgentEditsNote(notes[2], Div("/private note three."));
    Nudge();
  });
  EXPECT_TRUE(storm.Comes([&] { return Comments("note three.") == 0; })) << "/private";
  ExpectRestAndNothingTwice({ticket, second});
  EXPECT_EQ(Comments("note other."), 1);
  EXPECT_EQ(Comments("note one."), 0);
  EXPECT_TRUE(on_both("comment other.", 1));
  EXPECT_TRUE(on_both("comment three.", 1));
  EXPECT_TRUE(on_both("comment one.", 0));
  EXPECT_EQ(Notes(second, "note "), 0) << "nothing flows from ticket to ticket";
  EXPECT_EQ(hub().CommentsOf(issue).size(), 3U);        // two of erin's, one copy
  EXPECT_EQ(desk().Ticket(second).entries.size(), 4U);  // the command, the status note, two copies
  EXPECT_EQ(desk().Ticket(ticket).entries.size(), 5U);  // two notes, the status note, two copies
}

TEST_P(Rows, OfTagsLabelsAndPriorityAgree) {
  Link();
  const auto labels = [&] { return hub().Issue(issue).labels; };
  const auto tags = [&] { return desk().Ticket(ticket).tags; };
  const auto has = [](const std::vector<std::string>& names, const std::string& name) {
    return std::count(names.begin(), names.end(), name) == 1;
  };
  storm.During([&] {
    desk().AgentAddsTag(ticket, "bug");
    hub().AddsLabel(issue, "impact: outage");
  });
  EXPECT_TRUE(storm.Comes([&] { return has(labels(), "bug") && has(tags(), "outage"); }));
  storm.During([&] { hub().RemovesLabel(issue, "bug"); });
  EXPECT_TRUE(storm.Comes([&] { return !has(tags(), "bug"); }));
  storm.During([&] { desk().AgentSetsPriority(ticket, kUrgent); });
  EXPECT_TRUE(storm.Comes([&] { return has(labels(), "priority: urgent"); }));
  storm.During([&] { hub().AddsLabel(issue, "priority: high"); });
  EXPECT_TRUE(storm.Comes([&] { return desk().Ticket(ticket).priority == kHigh; }));
  EXPECT_TRUE(storm.Comes([&] { return !has(labels(), "priority: urgent"); }));
  ExpectRestAndNothingTwice({ticket});
  EXPECT_THAT(labels(),
              testing::UnorderedElementsAre("support", "impact: outage", "priority: high"));
  EXPECT_THAT(tags(), testing::UnorderedElementsAre("github", "outage"));
  EXPECT_EQ(desk().Ticket(ticket).priority, kHigh);
}

TEST_P(Rows, OfClosingAndReopeningAreToldOnce) {
  Link();
  const auto open = [&] { return hub().Issue(issue).open; };
  const auto status = [&] { return desk().Ticket(ticket).status; };
  storm.During([&] { hub().Closes(issue); });
  EXPECT_TRUE(
      storm.Comes([&] { return status() == kResolved && Notes(ticket, "was closed") == 1; }));
  storm.During([&] { hub().Reopens(issue); });
  EXPECT_TRUE(storm.Comes([&] { return status() == kOpen && Notes(ticket, "was reopened") == 1; }));
  storm.During([&] { desk().AgentSetsStatus(ticket, kResolved); });
  EXPECT_TRUE(storm.Comes([&] { return !open() && Comments("is done") == 1; }));
  storm.During([&] { desk().CustomerReplies(ticket, Div("still broken")); });
  EXPECT_TRUE(storm.Comes([&] { return open() && Comments("was reopened") == 1; }));
  ExpectRestAndNothingTwice({ticket});
  EXPECT_TRUE(open());
  EXPECT_EQ(status(), kOpen);
  EXPECT_EQ(hub().CommentsOf(issue).size(), 2U);
  EXPECT_EQ(desk().Ticket(ticket).entries.size(), 4U);  // status note, closed, reopened, the reply
}

INSTANTIATE_TEST_SUITE_P(Faults, Rows, testing::ValuesIn(kAllWeather),
                         [](const auto& it) { return NameOf(it.param); });

}  // namespace
}  // namespace tandem::sandbox
