#include "mappers/words.h"
#include "tests/simulator/oracle_parts.h"
#include "tests/simulator/people.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace tandem::simulator {
namespace {

// A message of a person, wherever it is.
struct Planted {
  int deed = -1;
  int version = 0;
  bool deleted = false;
  bool copied = true;  // its kind is copied at all
  std::string text{};
  Time made{};
  std::int64_t place = 0;  // the ticket, or 0 for a comment
};

// A copy that is there.
struct Found {
  std::string text{};
  std::int64_t id = 0;
  Time edited_by_hand{};
  int hand = -1;
};

bool IsPrivate(const Planted& planted) {
  return planted.text.find("/private ") != std::string::npos;
}
bool IsCommand(const Planted& planted) {
  return planted.text.find("mark") == std::string::npos;
}

std::vector<Planted> PlantedIn(const DeskTicket& ticket) {
  std::vector<Planted> planted;
  for (const DeskNote& each : ticket.notes) {
    if (each.deed < 0) continue;
    planted.push_back({each.deed, each.version, each.deleted,
                       each.note.kind == Note::Kind::kPrivateNote, each.note.html.text(), each.made,
                       ticket.ticket.id.value});
  }
  return planted;
}

std::vector<Planted> PlantedIn(const HubIssue& issue) {
  std::vector<Planted> planted;
  for (const HubComment& each : issue.comments) {
    if (each.deed < 0) continue;
    planted.push_back(
        {each.deed, each.version, each.deleted, true, each.comment.markdown.text(), each.made, 0});
  }
  return planted;
}

// The copies on one side, and whether a person ever deleted one.
struct Copies {
  std::vector<Found> found{};
  bool deleted_by_hand = false;
};

Copies CopiesIn(const DeskTicket& ticket, const std::string& token) {
  Copies copies;
  for (const DeskNote& each : ticket.notes) {
    if (each.deed >= 0 || each.note.html.text().find(token) == std::string::npos) continue;
    copies.deleted_by_hand = copies.deleted_by_hand || each.deleted_by_hand;
    if (!each.deleted)
      copies.found.push_back(
          {each.note.html.text(), each.note.id.value, each.edited_by_hand, each.hand});
  }
  return copies;
}

Copies CopiesIn(const HubIssue& issue, const std::string& token) {
  Copies copies;
  for (const HubComment& each : issue.comments) {
    if (each.deed >= 0 || each.comment.markdown.text().find(token) == std::string::npos) continue;
    copies.deleted_by_hand = copies.deleted_by_hand || each.deleted_by_hand;
    if (!each.deleted)
      copies.found.push_back(
          {each.comment.markdown.text(), each.comment.id.value, each.edited_by_hand, each.hand});
  }
  return copies;
}

class Judgement {
 public:
  Judgement(World& world, const Script& script, const Linked& linked, Judged& judged)
      : world_(world), script_(script), linked_(linked), judged_(judged) {}

  void JudgeAll() {
    for (const DeskTicket* ticket : linked_.tickets) {
      const bool with_history =
          Holds(ticket->ticket.tags, "github") && ticket->ticket.id.value == kFirstTicket;
      for (const Planted& each : PlantedIn(*ticket))
        JudgeOne(each, CopiesIn(*linked_.issue, TokenOf(each.deed)),
                 with_history || InStepSince(world_, linked_, each.made) != World::kBegin,
                 "the issue");
      for (const Planted& each : PlantedIn(*linked_.issue))
        JudgeOne(each, CopiesIn(*ticket, TokenOf(each.deed)), true,
                 "ticket " + std::to_string(ticket->ticket.id.value));
    }
  }

 private:
  void Find(Verdict verdict, const Planted& planted, const std::string& what) {
    judged_.findings.push_back({verdict, TokenOf(planted.deed) + ": " + what});
  }

  // Nobody restored the map: only what changed since has come back.
  bool StoreWasLost() const { return world_.ruined != Time{}; }

  void JudgeOne(const Planted& planted, const Copies& copies, bool due, const std::string& where) {
    if (IsCommand(planted)) return;
    ++judged_.texts;
    const auto count = copies.found.size();
    if (count > 1) return Find(Verdict::kTwice, planted, "more than once on " + where);
    const bool wanted = planted.copied && !planted.deleted && !IsPrivate(planted);
    if (!planted.copied && count > 0)
      return Find(Verdict::kTwice, planted, "was copied to " + where + " and is not to be");
    if (LinksMayChange(script_) || StoreWasLost()) return;
    if (!wanted) {
      if (count > 0) Find(Verdict::kUnequal, planted, "is still on " + where);
      return;
    }
    if (!due || copies.deleted_by_hand) return;
    if (count == 0) return Find(Verdict::kLost, planted, "is not on " + where);
    JudgeText(planted, copies.found.front(), where);
  }

  void JudgeText(const Planted& planted, const Found& copy, const std::string& where) {
    const std::string latest = TokenOf(planted.deed) + std::to_string(planted.version) + " ";
    const bool shows_latest = copy.text.find(latest) != std::string::npos;
    if (copy.hand < 0) {
      if (!shows_latest) Find(Verdict::kUnequal, planted, "its copy on " + where + " is old");
      return;
    }
    const bool by_hand = copy.text.find(HandOf(copy.hand)) != std::string::npos;
    // An old text that a person wrote into stands until its source is edited again.
    if (!by_hand && !shows_latest)
      return Find(Verdict::kUnequal, planted, "its copy on " + where + " is old");
    // Where a link was left to people, nothing had been in step when the person wrote.
    if (judged_.by_hand || EditCollided(planted, copy)) {
      ++judged_.collided;
      return;
    }
    ++judged_.edits;
    if (!by_hand) Find(Verdict::kUndone, planted, "a person's edit of its copy on " + where);
  }

  // Its source was edited since both sides were last in step, or a write of ours was under way.
  bool EditCollided(const Planted& planted, const Found& copy) const {
    const Time quiet = InStepSince(world_, linked_, copy.edited_by_hand);
    for (const Deed& deed : script_.deeds) {
      const Time at = DoneAt(deed);
      if (deed.kind == DeedKind::kEdit && deed.about == planted.deed && at > quiet) return true;
    }
    if (planted.made > quiet) return true;
    return std::any_of(world_.writes.begin(), world_.writes.end(), [&](const OurWrite& write) {
      return write.message == copy.id && write.done > quiet && !write.certain;
    });
  }

  static Time DoneAt(const Deed& deed) { return World::kBegin + deed.at; }

  World& world_;
  const Script& script_;
  const Linked& linked_;
  Judged& judged_;
};

}  // namespace

std::vector<Linked> LinksOf(World& world) {
  std::map<std::int64_t, Linked> links;
  for (auto& entry : world.desk.tickets) {
    DeskTicket& ticket = entry.second;
    const DeskNote* said = nullptr;
    for (const DeskNote& each : ticket.notes) {
      if (IsStatusNote(each)) said = &each;
    }
    if (said == nullptr || !IsWithinReach(ticket) || ticket.ticket.archived) continue;
    for (auto& [number, issue] : world.hub.issues) {
      const std::string address = "/issues/" + std::to_string(number) + "\"";
      if (said->note.html.text().find(address) == std::string::npos) continue;
      links[number].issue = &issue;
      links[number].tickets.push_back(&ticket);
    }
  }
  std::vector<Linked> all;
  all.reserve(links.size());
  for (auto& entry : links) all.push_back(std::move(entry.second));
  return all;
}

bool LinksMayChange(const Script& script) {
  return script.plot == Plot::kLinks || script.plot == Plot::kMerges ||
         script.plot == Plot::kIssueGoes;
}

// Its first words, not those of an answer to a command.
bool IsStatusNote(const DeskNote& note) {
  const std::string& html = note.note.html.text();
  return note.deed < 0 && !note.deleted &&
         html.find("This ticket is linked to") != std::string::npos &&
         (html.find("Last synced") != std::string::npos ||
          html.find("Held up") != std::string::npos);
}

Time LinkedAt(const DeskTicket& ticket) {
  const auto note = std::find_if(ticket.notes.begin(), ticket.notes.end(), IsStatusNote);
  return note == ticket.notes.end() ? Time{} : note->says_linked;
}

Time InStepSince(const World& world, const Linked& linked, Time before) {
  const auto found = world.in_step.find(linked.issue->issue.ref.id.value);
  if (found == world.in_step.end()) return World::kBegin;
  Time linked_at = World::kBegin;
  for (const DeskTicket* ticket : linked.tickets)
    linked_at = std::max(linked_at, LinkedAt(*ticket));
  Time last = World::kBegin;
  for (const InStep& each : found->second) {
    if (each.ended < before && each.began > linked_at) last = std::max(last, each.began);
  }
  return last;
}

void JudgeMessages(World& world, const Script& script, const Linked& linked, Judged& judged) {
  Judgement(world, script, linked, judged).JudgeAll();
}

}  // namespace tandem::simulator
