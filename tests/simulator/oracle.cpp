#include "tests/simulator/oracle.h"

#include "gateway/marker.h"
#include "mappers/marker_text.h"
#include "mappers/ticket_links.h"
#include "tests/simulator/oracle_parts.h"
#include "tests/simulator/people.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace tandem::simulator {
namespace {

// Of our own messages that are there.
std::vector<std::string> MarkersIn(const HubIssue& issue) {
  std::vector<std::string> markers;
  for (const HubComment& each : issue.comments) {
    if (each.deed >= 0 || each.deleted) continue;
    if (const auto marker = MarkerInMarkdown(each.comment.markdown)) markers.push_back(*marker);
  }
  return markers;
}
std::vector<std::string> MarkersIn(const DeskTicket& ticket) {
  std::vector<std::string> markers;
  for (const DeskNote& each : ticket.notes) {
    if (each.deed >= 0 || each.deleted) continue;
    if (const auto marker = MarkerInHtml(each.note.html)) markers.push_back(marker->marker);
  }
  return markers;
}

// Two things with one marker are one operation, carried out twice.
void JudgeMarkers(World& world, Judged& judged) {
  // An empty store counts changes from one again, and tells the next closing by the name of the
  // first.
  if (world.ruined != Time{}) return;
  std::map<std::string, int> seen;
  const auto count = [&](const std::string& marker, const std::string& where) {
    if (++seen[marker] == 2)
      judged.findings.push_back({Verdict::kTwice, where + " holds what was made twice"});
  };
  for (const auto& [number, issue] : world.hub.issues) {
    const std::string name = "issue " + std::to_string(number);
    if (issue.issue.author == kOurAccount) {
      if (const auto marker = MarkerInMarkdown(issue.issue.markdown))
        count(*marker, name + " and another");
    }
    for (const std::string& marker : MarkersIn(issue)) count(marker, name);
  }
  for (const auto& [id, ticket] : world.desk.tickets) {
    for (const std::string& marker : MarkersIn(ticket))
      count(marker, "ticket " + std::to_string(id.value));
  }
}

// An issue for each ticket that asked for one, and none beside.
void JudgeIssues(World& world, const Script& script, Judged& judged) {
  // A store that is lost between the making of an issue and of its status note knows of neither.
  const bool may_be_more = LinksMayChange(script) || script.plot == Plot::kStoreFails;
  for (const auto& entry : world.desk.tickets) {
    const int ticket = static_cast<int>(entry.first.value);
    const std::string address = "/a/tickets/" + std::to_string(ticket);
    const auto made =
        std::count_if(world.hub.issues.begin(), world.hub.issues.end(), [&](const auto& each) {
          return each.second.issue.author == kOurAccount &&
                 each.second.issue.markdown.find(address) != std::string::npos;
        });
    const std::string name = "ticket " + std::to_string(ticket);
    if (made > 1 && !may_be_more)
      judged.findings.push_back({Verdict::kTwice, name + " has more than one issue"});
    // A steward may have linked it to another's issue by command before it got one of its own.
    const auto& notes = entry.second.notes;
    const bool linked = std::any_of(notes.begin(), notes.end(), [](const DeskNote& each) {
      const auto marker = MarkerInHtml(each.note.html);
      return each.deed < 0 && marker && marker->url.find("/issues/") != std::string::npos;
    });
    const bool asks = ticket == kFirstTicket && !entry.second.ticket.archived;
    if (made == 0 && !linked && asks && script.plot != Plot::kStoreFails)
      judged.findings.push_back({Verdict::kLost, name + " has no issue"});
  }
}

// Whether it was told how to go on by hand: its link could not go along with the issue.
bool IsToGoOnByHand(const DeskTicket& ticket) {
  return std::any_of(ticket.notes.begin(), ticket.notes.end(), [](const DeskNote& each) {
    return each.deed < 0 && !each.deleted &&
           each.note.html.text().find("Its link waits") != std::string::npos;
  });
}

bool HasStatusNote(const DeskTicket& ticket) {
  return std::any_of(ticket.notes.begin(), ticket.notes.end(), IsStatusNote);
}

// Whether Tandem has told its people that it cannot find the issue that they asked for: a service
// was mistaken about that.
bool WasRefused(const DeskTicket& ticket) {
  return std::any_of(ticket.notes.begin(), ticket.notes.end(), [](const DeskNote& each) {
    return each.deed < 0 && each.note.html.text().find("is not there, or Tandem may not read it") !=
                                std::string::npos;
  });
}

// The numbers of the issues that it says it is linked to.
std::vector<std::int64_t> IssuesTold(const DeskTicket& ticket) {
  std::vector<std::int64_t> numbers;
  for (const DeskNote& each : ticket.notes) {
    if (!IsStatusNote(each)) continue;
    const auto marker = MarkerInHtml(each.note.html);
    const auto url =
        marker ? ParseIssueUrl(marker->url, "https://github.com") : std::optional<IssueUrl>();
    if (url) numbers.push_back(url->number);
  }
  return numbers;
}

// Where nobody asks for it, no link ends: nothing goes away for good.
void JudgeLinks(World& world, const Script& script, Judged& judged) {
  if (LinksMayChange(script) || script.plot == Plot::kStoreFails) return;
  for (const auto& [id, ticket] : world.desk.tickets) {
    if (!IsWithinReach(ticket) || ticket.ticket.archived || WasRefused(ticket)) continue;
    if (WasLinked(ticket) && !HasStatusNote(ticket))
      judged.findings.push_back(
          {Verdict::kLost, "the link of ticket " + std::to_string(id.value) + " has ended"});
  }
}

// Whether people went on with it after it was merged, or a write of ours that reopened it came
// through afterwards: then nobody can tell that it is a merge still.
bool GoesOn(const World& world, const DeskTicket& merged) {
  const bool written =
      std::any_of(merged.notes.begin(), merged.notes.end(), [&](const DeskNote& each) {
        return each.note.kind == Note::Kind::kReply && each.made > merged.merged;
      });
  const bool changed =
      std::any_of(world.changes.begin(), world.changes.end(), [&](const Change& each) {
        return each.at > merged.merged && (each.field == "state" || each.field == "status");
      });
  return written || changed ||
         std::any_of(world.writes.begin(), world.writes.end(), [&](const OurWrite& each) {
           const auto state = each.sets.find("state");
           return each.place == merged.ticket.id.value && each.applied > merged.merged &&
                  state != each.sets.end() && state->second == "open";
         });
}

// The link of a ticket that was merged is that of the ticket which it was merged into.
void JudgeMerges(World& world, Judged& judged) {
  for (const auto& [id, ticket] : world.desk.tickets) {
    const DeskTicket* primary = world.desk.Find(ticket.merged_into);
    if (primary == nullptr || !WasLinked(ticket) || GoesOn(world, ticket)) continue;
    ++judged.fields;
    const std::string name = "ticket " + std::to_string(id.value);
    if (HasStatusNote(ticket))
      judged.findings.push_back({Verdict::kUnequal, name + " was merged and is still linked"});
    if (!HasStatusNote(*primary))
      judged.findings.push_back({Verdict::kLost, "the link of " + name + ", which was merged"});
  }
}

// A link goes along with its issue, or its tickets are told how to go on by hand.
void JudgeMoved(World& world, Judged& judged) {
  judged.transferred = !world.hub.moved.empty();
  for (const auto& [id, ticket] : world.desk.tickets) {
    judged.by_hand = judged.by_hand || IsToGoOnByHand(ticket);
    if (IsToGoOnByHand(ticket)) continue;
    for (const std::int64_t number : IssuesTold(ticket)) {
      ++judged.fields;
      if (!world.hub.moved.contains(number)) continue;
      judged.findings.push_back(
          {Verdict::kUnequal,
           "the link of ticket " + std::to_string(id.value) + " has not gone along"});
    }
  }
}

bool Tells(const HubIssue& issue, const std::string& archived) {
  return std::any_of(issue.comments.begin(), issue.comments.end(), [&](const HubComment& each) {
    const std::string& words = each.comment.markdown.text();
    return each.deed < 0 && words.find("was archived") != std::string::npos &&
           words.find(archived) != std::string::npos;
  });
}

// The issue of an archived ticket says that the link has ended.
void JudgeArchived(World& world, Judged& judged) {
  for (const auto& [id, ticket] : world.desk.tickets) {
    if (!ticket.ticket.archived) continue;
    const std::string name = std::to_string(id.value);
    for (const std::int64_t number : IssuesTold(ticket)) {
      ++judged.fields;
      const HubIssue* issue = world.hub.Find(number);
      if (issue == nullptr || !Tells(*issue, name))
        judged.findings.push_back(
            {Verdict::kUnequal, "nobody was told of archived ticket " + name});
    }
  }
}

// A link ends with its issue, and its tickets say so.
void JudgeGone(World& world, Judged& judged) {
  for (const auto& [id, ticket] : world.desk.tickets) {
    for (const std::int64_t number : IssuesTold(ticket)) {
      if (!world.hub.gone.contains(number)) continue;
      judged.findings.push_back(
          {Verdict::kUnequal, "ticket " + std::to_string(id.value) + " is linked to what is gone"});
    }
  }
}

void JudgeRest(World& world, Judged& judged) {
  const auto& tickets = world.desk.tickets;
  const bool by_hand = std::any_of(tickets.begin(), tickets.end(),
                                   [](const auto& each) { return IsToGoOnByHand(each.second); });
  for (const auto& [name, lane] : world.shelf.lanes()) {
    if (!lane.parked && lane.attempts == 0) continue;
    if (WaitsForPeople(lane) && by_hand) continue;
    judged.findings.push_back({Verdict::kHeld, name + " is held: " + lane.reason});
  }
}

}  // namespace

const char* NameOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kLost:
      return "lost";
    case Verdict::kTwice:
      return "twice";
    case Verdict::kUnequal:
      return "unequal";
    case Verdict::kUndone:
      return "undone";
    case Verdict::kHeld:
      return "held";
  }
  return "";
}

Judged Judge(World& world, const Script& script) {
  Judged judged;
  JudgeRest(world, judged);
  JudgeMarkers(world, judged);
  JudgeIssues(world, script, judged);
  JudgeLinks(world, script, judged);
  JudgeMerges(world, judged);
  JudgeGone(world, judged);
  JudgeMoved(world, judged);
  JudgeArchived(world, judged);
  for (const Linked& linked : LinksOf(world)) {
    JudgeMessages(world, script, linked, judged);
    // What no restored map knows of is not kept in step: only doubles are judged there. Where a
    // link was left to people, somebody has begun another one to that issue.
    if (script.plot != Plot::kStoreFails && !judged.by_hand)
      JudgeFields(world, script, linked, judged);
  }
  return judged;
}

}  // namespace tandem::simulator
