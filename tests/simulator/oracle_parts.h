// The parts of the judgement, each about one link. Not thread-safe.
#pragma once

#include "tests/simulator/oracle.h"

#include <vector>

namespace tandem::simulator {

// An issue and the tickets whose status notes say that they are linked to it.
struct Linked {
  HubIssue* issue = nullptr;
  std::vector<DeskTicket*> tickets{};
};
std::vector<Linked> LinksOf(World& world);

// oracle_messages.cpp: every text once on each counterpart, as its author left it.
void JudgeMessages(World& world, const Script& script, const Linked& linked, Judged& judged);
// oracle_fields.cpp: the fields agree, and what people set stands.
void JudgeFields(World& world, const Script& script, const Linked& linked, Judged& judged);

// Whether links end and begin again because somebody asks for it.
bool LinksMayChange(const Script& script);
bool IsStatusNote(const DeskNote& note);
// When Tandem first said on this ticket that it is linked.
Time LinkedAt(const DeskTicket& ticket);
// When the last sync of the issue that left nothing to do began, before that time: all that people
// had done until then was known on every side. The beginning of the story when there was none.
Time InStepSince(const World& world, const Linked& linked, Time before);

}  // namespace tandem::simulator
