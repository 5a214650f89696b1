// A link with one ticket in step, and its syncs, one after another. Not thread-safe.
#pragma once

#include "mappers/draft.h"
#include "mappers/progress.h"

#include <chrono>
#include <string>
#include <vector>

namespace tandem {

using Names = std::vector<std::string>;
constexpr TicketId kTicket{123};

inline Note PrivateNote(std::int64_t id, const std::string& html) {
  Note note;
  note.id = {id};
  note.kind = Note::Kind::kPrivateNote;
  note.html = html;
  return note;
}

struct MessageStage {
  MessageStage() {
    rule.tag = "github";
    rule.repository = "acme/infrastructure";
    sight.read_at = Time(std::chrono::hours(500'000));
    sight.visibility = Visibility::kPrivate;
    sight.issue.ref = {{7001}, {500}, "acme/infrastructure", 5};
    sight.tickets[kTicket].id = kTicket;
    sight.tickets[kTicket].requester.looked_up = true;
    sight.tickets[kTicket].tags = {"github"};
    link.issue = sight.issue.ref;
    link.rule = rule.tag;
    link.issue_memory.fields[kStateField] = {"open", "open", {}};
    TicketSide& side = link.tickets[kTicket];
    side.fresh = false;
    side.memory.fields[kStateField] = {"open", "open", {}};
    side.memory.fields[kTagField] = {kOn, kOn, {}};
  }
  // The names of what is done, status notes left out; every answer gives this id.
  Names Sync(std::chrono::seconds later = std::chrono::seconds(1), std::int64_t id = 901) {
    sight.read_at += later;
    const Plan plan = PlanLink(link, sight, rule, account);
    link = plan.link;
    Names names;
    for (const Action& action : plan.actions) {
      link = BeforeSending(link, action, rule, sight.read_at);
      link = AfterAnswer(link, action, rule, {id, {}, true, 0, {}}, sight.read_at);
      const bool status = std::holds_alternative<EditStatusNote>(action) ||
                          (std::holds_alternative<AddNote>(action) &&
                           std::get<AddNote>(action).operation.kind == OperationKind::kStatusNote);
      if (!status) names.emplace_back(NameOf(action));
    }
    return names;
  }
  std::vector<Note>& notes() { return sight.tickets[kTicket].notes; }

  Rule rule{};
  Account account{};
  Link link{};
  Sight sight{};
};

}  // namespace tandem
