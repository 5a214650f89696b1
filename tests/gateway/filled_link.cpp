#include "tests/gateway/filled_link.h"

namespace tandem {
namespace {

Time At(std::int64_t milliseconds) {
  return Time(std::chrono::milliseconds(milliseconds));
}

SideMemory Memory(const std::string& state) {
  SideMemory memory;
  memory.fields["state"] = {state, "done", {{"open", At(1'700'000'000'001)}, {"done", At(2)}}};
  memory.fields["label:impact: \"outage\" \xc3\xa4"] = {
      "on", "off", {}, At(1'700'000'000'011), {At(1'700'000'000'012), At(13)}};
  memory.state_changes = 3;
  memory.answered_at = At(1'700'000'000'002);
  memory.answered_seen = At(1'700'000'000'003);
  return memory;
}

TicketSide Side() {
  TicketSide side;
  side.memory = Memory("open");
  side.status_note = {NoteId{9007199254740992}, "a hash"};
  side.fresh = false;
  side.born_from = true;
  side.returning = true;
  side.with_history = false;
  side.labels_sent = {"support", "bug"};
  side.linked_by = "alice";
  side.links_before = 2;
  side.done_by_issue = true;
  side.write_status = "Resolved";
  side.commands_until = {At(1'700'000'000'007), 9007199254740993};
  side.ending = Ending{"unlinked", "alice", true, false};
  side.status = 6;
  side.missing_since = At(1'700'000'000'008);
  side.refused_since = At(1'700'000'000'010);
  side.read_only = true;
  return side;
}

}  // namespace

Link FilledLink() {
  Link link;
  link.issue = {IssueId{456}, RepositoryId{789}, "acme/infrastructure", 5};
  link.rule = "github";
  link.issue_memory = Memory("done");
  link.write_reason = "not_planned";
  link.tickets = {{TicketId{123}, Side()}, {TicketId{124}, {}}};
  link.copies = {{{OperationKind::kCopyNote, 9007199254740992, 456, 0},
                  {77, "hash of a note", TicketId{123}, true, At(1'700'000'000'007), 80,
                   At(1'700'000'000'003)}},
                 {{OperationKind::kCopyComment, 78, 123, 0}, {0, "left out"}},
                 {{OperationKind::kTellIssueClosed, 456, 123, 2}, {79, ""}}};
  link.intents = {
      {{OperationKind::kTellLinked, 456, 124, 0}, {At(1'700'000'000'004), "", TicketId{125}}},
      {{OperationKind::kStatusNote, 124, 124, 1}, {At(5)}}};
  link.announcements = {{{OperationKind::kTellTicketOpen, 123, 456, 4}, "Ada", "Open", ""},
                        {{OperationKind::kTellIssueOpen, 456, 123, 3}, "bob", "reopened", ""},
                        {{OperationKind::kAnswerComment, 9, 456, 0}, "", "linked", "124"}};
  link.last_synced = At(1'700'000'000'006);
  link.issue_missing_since = At(1'700'000'000'009);
  link.visibility = Visibility::kPublic;
  link.times_public = 4;
  link.untold = 5;
  link.unsure_writes = {{OwnComment({71}), {{At(14), false}, {At(1'700'000'000'016), true}}},
                        {OwnNote({71}), {{At(17), false}}}};
  link.unprompted = {At(14), At(1'700'000'000'015)};
  return link;
}

}  // namespace tandem
