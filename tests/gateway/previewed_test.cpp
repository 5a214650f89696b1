#include "gateway/previewed.h"

#include "mappers/draft.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

Link Planned() {
  Link link;
  link.issue = {IssueId{456}, RepositoryId{789}, "acme/infrastructure", 5};
  link.tickets[TicketId{123}].write_status = "Resolved";
  return link;
}

TEST(Previewed, TellsWhereEachActionGoesAndTheTextItWrites) {
  Rule rule;
  rule.labels = {"support", "bug"};
  const Guard guard(rule, Visibility::kPrivate);
  const PublicText words = Guard::Own("our words");
  const TicketId ticket{123};
  struct Row {
    Action action;
    const char* name;
    const char* target;
    const char* text;
  };
  const std::vector<Row> rows{
      {AddComment{{}, words, {}}, "add_comment", "acme/infrastructure#5", "our words"},
      {AddNote{{}, ticket, "<p>html</p>", {}}, "add_note", "ticket 123", "<p>html</p>"},
      {EditStatusNote{ticket, {}, {}, "<p>now</p>", {}}, "edit_status_note", "ticket 123",
       "<p>now</p>"},
      {SetIssueState{false, "completed"}, "close_issue", "acme/infrastructure#5", "completed"},
      {ChangeLabels{{*guard.Label("support")}, {*guard.Label("bug")}}, "change_labels",
       "acme/infrastructure#5", "+support\n-bug"},
      {SetTicketStatus{ticket, 4, true}, "set_ticket_status", "ticket 123", "Resolved"},
      {SetTicketStatus{TicketId{9}, 4, true}, "set_ticket_status", "ticket 9", "status 4"},
      {ChangeTags{ticket, {"a", "b"}, {"c"}}, "change_tags", "ticket 123", "+a\n+b\n-c"}};
  for (const Row& row : rows) {
    const PreviewedAction shown = Describe(row.action, Planned());
    EXPECT_EQ(shown.action, row.name);
    EXPECT_EQ(shown.target, row.target) << row.name;
    EXPECT_EQ(shown.text, row.text) << row.name;
  }
}

TEST(Previewed, IsJsonInTheShapeThatIsPromised) {
  const CreateIssue create{
      {}, "acme/infrastructure", Guard::Own("a title"), Guard::Own("a body"), {}};
  PreviewedAction unknown;
  unknown.action = "add_note";
  unknown.target = "ticket 1";
  unknown.redacted = {{"email", 2}};
  EXPECT_EQ(
      ToJson(Previewed{{Describe(create), unknown}, std::nullopt, {}}).Dump(),
      R"({"actions":[{"action":"create_issue","target":"acme/infrastructure",)"
      R"("title":"a title","text":"a body","redacted":[],"redacted_counts":{},"labels":[]},)"
      R"({"action":"add_note","target":"ticket 1","text":null,"redacted":["email"],"redacted_counts":{"email":2}}],)"
      R"("nothing_because":null,"waits":[]})");
  EXPECT_EQ(ToJson(Previewed{{}, "why", {}}).Dump(),
            R"({"actions":[],"nothing_because":"why","waits":[]})");
}

}  // namespace
}  // namespace tandem
