// What an event costs in calls: exactly these writes, and no more reads than these.

#include "tests/scenarios/story.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <iomanip>
#include <iostream>
#include <map>

namespace tandem::sandbox {
namespace {

using testing::IsEmpty;

// "POST note", "PUT status note": writes by what they do, with how often.
using WritesDone = std::map<std::string, int>;

struct Reads {
  int freshdesk = 0;
  int github = 0;
  int not_modified = 0;  // of GitHub's: they cost nothing of its limit
};

struct Cost {
  WritesDone writes{};
  Reads reads{};
};

std::string Named(const Write& write) {
  static const std::map<std::string, std::string> places{
      {"/repos/{repo}/issues", "issue"},
      {"/repos/{repo}/issues/{n}", "issue"},
      {"/repos/{repo}/issues/{n}/comments", "comment"},
      {"/repos/{repo}/issues/comments/{n}", "comment"},
      {"/repos/{repo}/issues/{n}/labels", "label"},
      {"/repos/{repo}/issues/{n}/labels/{name}", "label"},
      {"/tickets/{n}", "ticket"},
      {"/tickets/{n}/notes", "note"},
      {"/conversations/{n}", "note"}};
  Call call;
  call.path = write.path;
  call.segments = SplitPath(write.path);
  const std::string shape = PathShape(call);
  const auto place = places.find(shape);
  // The status note is told by what stands only in it.
  const bool status =
      write.method == "PUT" && (write.body.find("Last synced") != std::string::npos ||
                                write.body.find("Link ended") != std::string::npos);
  return write.method + " " +
         (status                  ? "status note"
          : place == places.end() ? shape
                                  : place->second);
}

class Budget : public testing::Test {
 protected:
  Budget()
      : story([](Json& configuration) {
          Json rule = configuration["rules"].Items()[0];
          rule.Set("priority", Json(Json::Object{{"Urgent", "priority: urgent"}}));
          configuration.Set("rules", Json(Json::Array{rule}));
        }) {}

  // What the event costs until all is quiet.
  Cost Of(const std::string& event, const std::function<void()>& happens) {
    const auto calls_before = story.world().Log().Calls().size();
    const auto writes_before = story.Writes();
    happens();
    EXPECT_TRUE(story.Quiet()) << event;
    Cost cost;
    for (const Write& write : story.WritesSince(writes_before)) ++cost.writes[Named(write)];
    const auto calls = story.world().Log().Calls();
    for (auto i = calls_before; i < calls.size(); ++i) {
      if (calls[i].method != "GET") continue;
      (calls[i].service == Service::kFreshdesk ? cost.reads.freshdesk : cost.reads.github) += 1;
      cost.reads.not_modified += calls[i].status == 304 ? 1 : 0;
    }
    Print(event, cost);
    return cost;
  }

  std::int64_t Ticket(const std::vector<std::string>& tags) {
    NewTicket ticket;
    ticket.tags = tags;
    return story.desk().CustomerCreatesTicket(ticket);
  }
  void Note(std::int64_t ticket, const std::string& text) {
    last_note = story.desk().AgentAddsPrivateNote(ticket, "<div>" + text + "</div>");
  }

  Story story;
  std::int64_t last_note = 0;

 private:
  static void Print(const std::string& event, const Cost& cost) {
    std::cout << "[  reads   ] " << std::left << std::setw(44) << event << " Freshdesk "
              << std::setw(3) << cost.reads.freshdesk << " GitHub " << std::setw(3)
              << cost.reads.github << " of these not modified " << std::setw(3)
              << cost.reads.not_modified << " writes:";
    for (const auto& [what, count] : cost.writes) std::cout << " " << count << " x " << what << ";";
    std::cout << "\n";
  }
};

TEST_F(Budget, ANewTicketCostsTheIssueAndItsStatusNote) {
  story.LinkedTicket();  // what is read once in a while has been read
  EXPECT_EQ(Of("new tagged ticket", [&] { Ticket({"github"}); }).writes,
            (WritesDone{{"POST issue", 1}, {"POST note", 1}}));
}

TEST_F(Budget, MessagesTheirEditsAndDeletionsCostOneWriteForEachPlace) {
  const auto ticket = story.LinkedTicket();
  EXPECT_EQ(Of("private note", [&] { Note(ticket, "first"); }).writes,
            (WritesDone{{"POST comment", 1}}));
  std::int64_t comment = 0;
  EXPECT_EQ(Of("comment", [&] { comment = story.hub().Comments(story.issue, "second"); }).writes,
            (WritesDone{{"POST note", 1}}));
  EXPECT_EQ(Of("comment edited", [&] { story.hub().EditsComment(comment, "third"); }).writes,
            (WritesDone{{"PUT note", 1}}));
  EXPECT_EQ(Of("comment deleted", [&] { story.hub().DeletesComment(comment); }).writes,
            (WritesDone{{"DELETE note", 1}}));
  const auto nudge = [&](const std::string& tag) { story.desk().AgentAddsTag(ticket, tag); };
  const auto note = last_note;
  EXPECT_EQ(Of("note edited",
               [&] {
                 story.desk().AgentEditsNote(note, "<div>fourth</div>");
                 nudge("one");
               })
                .writes,
            (WritesDone{{"PATCH comment", 1}}));
  EXPECT_EQ(Of("note deleted",
               [&] {
                 story.desk().AgentDeletesNote(note);
                 nudge("two");
               })
                .writes,
            (WritesDone{{"DELETE comment", 1}}));
}

TEST_F(Budget, FieldsCostOneWriteAndAtMostOneOfTheStatusNote) {
  const auto ticket = story.LinkedTicket();
  EXPECT_EQ(Of("label", [&] { story.hub().AddsLabel(story.issue, "bug"); }).writes,
            (WritesDone{{"PUT ticket", 1}, {"PUT status note", 1}}));
  EXPECT_EQ(Of("tag", [&] { story.desk().AgentAddsTag(ticket, "outage"); }).writes,
            (WritesDone{{"POST label", 1}, {"PUT status note", 1}}));
  EXPECT_EQ(Of("priority", [&] { story.desk().AgentSetsPriority(ticket, 4); }).writes,
            (WritesDone{{"POST label", 1}, {"PUT status note", 1}}));
  EXPECT_EQ(Of("closing", [&] { story.hub().Closes(story.issue); }).writes,
            (WritesDone{{"PUT ticket", 1}, {"POST note", 1}, {"PUT status note", 1}}));
  EXPECT_EQ(Of("reopening", [&] { story.hub().Reopens(story.issue); }).writes,
            (WritesDone{{"PUT ticket", 1}, {"POST note", 1}, {"PUT status note", 1}}));
  EXPECT_EQ(Of("ticket done", [&] { story.desk().AgentSetsStatus(ticket, kResolved); }).writes,
            (WritesDone{{"PATCH issue", 1}, {"POST comment", 1}, {"PUT status note", 1}}));
}

TEST_F(Budget, ASecondTicketCostsItsOwnNotesAndNoMore) {
  const auto ticket = story.LinkedTicket();
  const auto second = Ticket({});
  ASSERT_TRUE(story.Quiet());
  const std::string target = "/issue acme/infrastructure#" + std::to_string(story.issue);
  EXPECT_EQ(Of("second ticket joins by /issue", [&] { Note(second, target); }).writes,
            (WritesDone{{"POST note", 1}, {"PUT ticket", 1}}));
  EXPECT_EQ(Of("comment, two tickets", [&] { story.hub().Comments(story.issue, "both"); }).writes,
            (WritesDone{{"POST note", 2}}));
  EXPECT_EQ(Of("private note, two tickets", [&] { Note(ticket, "one"); }).writes,
            (WritesDone{{"POST comment", 1}}));
  EXPECT_EQ(Of("closing, two tickets", [&] { story.hub().Closes(story.issue); }).writes,
            (WritesDone{{"PUT ticket", 2}, {"POST note", 2}, {"PUT status note", 2}}));
}

TEST_F(Budget, CommandsCostTheirAnswers) {
  const auto ticket = story.LinkedTicket();
  EXPECT_EQ(Of("/sync in a note", [&] { Note(ticket, "/sync"); }).writes,
            (WritesDone{{"POST note", 1}}));
  EXPECT_EQ(Of("/sync in a comment", [&] { story.hub().Comments(story.issue, "/sync"); }).writes,
            (WritesDone{{"POST comment", 1}}));
  EXPECT_EQ(Of("/unlink", [&] { Note(ticket, "/unlink"); }).writes,
            (WritesDone{
                {"POST note", 1}, {"POST comment", 1}, {"PUT status note", 1}, {"PUT ticket", 1}}));
}

TEST_F(Budget, NothingToDoIsNotWrittenAndWhatIsNoBusinessOfOursIsNotEvenRead) {
  const auto ticket = story.LinkedTicket();
  story.hub().Comments(story.issue, "seen");
  ASSERT_TRUE(story.Quiet());
  auto& webhooks = story.world().GithubWebhooks();
  EXPECT_THAT(Of("nothing to do: GitHub's webhook again",
                 [&] { webhooks.Redeliver(webhooks.Deliveries().size() - 1); })
                  .writes,
              IsEmpty());
  EXPECT_THAT(
      Of("nothing to do: a tag of no rule", [&] { story.desk().AgentAddsTag(ticket, "vip"); })
          .writes,
      IsEmpty());
  EXPECT_THAT(Of("nothing to do: a customer's message",
                 [&] { story.desk().CustomerReplies(ticket, "<div>hello</div>"); })
                  .writes,
              IsEmpty());
  std::int64_t untagged = 0;
  const Cost none = Of("untagged ticket", [&] { untagged = Ticket({"billing"}); });
  EXPECT_THAT(none.writes, IsEmpty());
  EXPECT_EQ(none.reads.freshdesk + none.reads.github, 0);
  const Cost note = Of("private note on an untagged ticket", [&] { Note(untagged, "hello"); });
  EXPECT_THAT(note.writes, IsEmpty());
  EXPECT_EQ(note.reads.github, 0);
}

}  // namespace
}  // namespace tandem::sandbox
