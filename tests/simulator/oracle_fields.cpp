#include "mappers/words.h"
#include "tests/simulator/oracle_parts.h"
#include "tests/simulator/people.h"

#include <algorithm>
#include <optional>
#include <string>

namespace tandem::simulator {
namespace {

constexpr milliseconds kLookAfter{45'000};  // retry.look_after

bool IsDone(const DeskTicket& ticket) {
  return ticket.ticket.status >= 4;
}

class Judgement {
 public:
  Judgement(World& world, const Script& script, const Linked& linked, Judged& judged)
      : world_(world), script_(script), linked_(linked), judged_(judged) {}

  void JudgeAll() {
    // Which of its tickets are linked cannot be told from the services alone while links change:
    // the last edit of a status note may come late.
    if (LinksMayChange(script_) || script_.plot == Plot::kThrownAway) return;
    // What was on its way to or from an archived ticket need not have come to the others.
    const auto is_archived = [](const auto& each) { return each.second.ticket.archived; };
    if (std::any_of(world_.desk.tickets.begin(), world_.desk.tickets.end(), is_archived)) return;
    JudgePairs();
    JudgeStates();
    JudgePriorities();
    if (script_.plot == Plot::kStoreFails) return;
    JudgeLastChange("state");
    JudgeLastChange("priority");
    for (const Pair& pair : kPairs) JudgeLastChange(std::string("pair:") + pair.tag);
    for (const DeskTicket* ticket : linked_.tickets) {
      JudgeOwn(*ticket, "status");
      JudgeOwn(*ticket, std::string("tag:") + kOtherTagName);
    }
    JudgeOtherLabel();
  }

 private:
  std::int64_t IssuePlace() const { return linked_.issue->issue.ref.number; }
  bool IsHere(std::int64_t place) const {
    return place == IssuePlace() ||
           std::any_of(linked_.tickets.begin(), linked_.tickets.end(),
                       [&](const auto* each) { return each->ticket.id.value == place; });
  }
  void Find(Verdict verdict, const std::string& words) {
    judged_.findings.push_back({verdict, words});
  }

  void JudgePairs() {
    for (const Pair& pair : kPairs) {
      const bool on = Holds(linked_.issue->issue.labels, pair.label);
      for (const DeskTicket* ticket : linked_.tickets) {
        ++judged_.fields;
        if (Holds(ticket->ticket.tags, pair.tag) != on)
          Find(Verdict::kUnequal, std::string("label and tag ") + pair.tag + " differ");
      }
    }
  }

  // Whatever collided: an open ticket under a closed issue is forgotten by everybody.
  void JudgeStates() {
    for (const DeskTicket* ticket : linked_.tickets) {
      ++judged_.fields;
      if (!IsDone(*ticket) && !linked_.issue->issue.open)
        Find(Verdict::kUnequal, "an open ticket has a closed issue");
    }
  }

  std::vector<int> PriorityLabels() const {
    std::vector<int> labels;
    for (const int priority : {3, 4}) {
      if (Holds(linked_.issue->issue.labels, PriorityLabelOf(priority))) labels.push_back(priority);
    }
    return labels;
  }

  void JudgePriorities() {
    ++judged_.fields;
    if (PriorityLabels().size() > 1) Find(Verdict::kUnequal, "the issue has two priorities");
  }

  // The last change that people made to a field of the link, wherever.
  const Change* LastChange(const std::string& field, std::int64_t only_at = 0) const {
    const Change* last = nullptr;
    for (const Change& each : world_.changes) {
      if (each.field != field || !IsHere(each.place)) continue;
      if (only_at == 0 || each.place == only_at) last = &each;
    }
    return last;
  }

  // Somebody changed the field on another side, and that was not known everywhere yet; or a write
  // of ours to this side was under way, whose outcome nobody knew.
  bool Collided(const Change& change, const std::string& kind) const {
    if (change.overwritten) return true;
    const Time quiet = InStepSince(world_, linked_, change.at);
    if (quiet == World::kBegin) return true;  // not linked on all sides yet
    for (const Change& each : world_.changes) {
      if (&each == &change || each.field != change.field || each.at > change.at) continue;
      // Of several labels of one map that came together, the rules choose.
      const bool of_several = change.field == "priority" && change.place == IssuePlace();
      const bool elsewhere = each.place != change.place && IsHere(each.place);
      if ((elsewhere || of_several) && each.at > quiet) return true;
    }
    // The issue shows the most urgent of its open tickets: opening or closing one of several asks
    // for a label as well, and whoever sets that very label by hand then cannot be told from it.
    const bool of_sisters = change.field == "priority" && change.place == IssuePlace() &&
                            linked_.tickets.size() > 1 && StateMovedSince(quiet, change);
    if (of_sisters) return true;
    return IsWayBack(change, quiet) || OursMayHaveBeenMeant(change, kind, quiet) ||
           OursWasTakenForAPersons(change);
  }

  // Whether a write of ours came through later, and before that a person had done by hand just what
  // it was to do: then it was taken to be through, and its coming to be a person's doing.
  bool OursWasTakenForAPersons(const Change& change) const {
    return std::any_of(world_.writes.begin(), world_.writes.end(), [&](const OurWrite& write) {
      if (write.certain || !IsHere(write.place) || write.applied <= change.at) return false;
      return std::any_of(world_.changes.begin(), world_.changes.end(), [&](const Change& each) {
        const auto set = write.sets.find(each.field);
        const Time read = InStepSince(world_, linked_, write.sent);
        return each.place == write.place && each.at > read && each.at < write.applied &&
               set != write.sets.end() && set->second == each.value;
      });
    });
  }

  // Whether it only took back what was done to that very place before anybody could read it:
  // nothing has changed. What was done while the last sync went on may have been read by that.
  bool IsWayBack(const Change& change, Time quiet) const {
    const Time read_by = SyncedBy(quiet);
    for (const Change& each : world_.changes) {
      const bool same = each.field == change.field && each.place == change.place;
      if (!same || each.at <= quiet || each.at >= change.at) continue;
      if (each.before == change.value) return true;
      if (each.at > read_by) return false;
    }
    return false;
  }

  // When the sync was over that began then and left nothing to do.
  Time SyncedBy(Time began) const {
    const auto syncs = world_.in_step.find(linked_.issue->issue.ref.id.value);
    if (syncs == world_.in_step.end()) return began;
    const auto sync = std::find_if(syncs->second.begin(), syncs->second.end(),
                                   [&](const InStep& each) { return each.began == began; });
    return sync == syncs->second.end() ? began : sync->ended;
  }

  // Whether a write of ours was under way there, or could still come through for all that anybody
  // knew, and was not to be told from what the person did.
  bool OursMayHaveBeenMeant(const Change& change, const std::string& kind, Time quiet) const {
    const auto is_open = [&](Time sent) {
      return sent <= change.at && sent + kLookAfter > change.at;
    };
    if (std::any_of(world_.unsure_saves.begin(), world_.unsure_saves.end(), is_open)) return true;
    return std::any_of(world_.writes.begin(), world_.writes.end(), [&](const OurWrite& write) {
      if (write.place != change.place || write.kind != kind) return false;
      const auto set = write.sets.find(change.field);
      const bool same = set != write.sets.end() && set->second == change.value;
      // It was decided before the person did the same: nobody writes what he has seen to be there,
      // but for tags, which go as a whole set.
      if (write.sent > change.at) return same && kind != "tags";
      if (write.done > change.at) return true;
      if (write.certain) return false;
      if (write.done > quiet || CameBeforeMemory(write, change)) return true;
      const bool seen = write.applied != Time{} && write.applied <= quiet;
      return same && !seen && is_open(write.sent);
    });
  }

  // It came through late, after the change and before that was surely remembered.
  bool CameBeforeMemory(const OurWrite& write, const Change& change) const {
    return write.applied > change.at && InStepSince(world_, linked_, write.applied) < change.at;
  }

  std::string KindOf(const Change& change) const {
    if (change.field.rfind("pair:", 0) == 0 || change.field.rfind("tag:", 0) == 0)
      return change.place == IssuePlace() ? "labels" : "tags";
    if (change.field == "priority") return change.place == IssuePlace() ? "labels" : "priority";
    return "state";
  }

  void JudgeLastChange(const std::string& field) {
    const Change* last = LastChange(field);
    if (last == nullptr) return;
    if (Collided(*last, KindOf(*last))) {
      ++judged_.collided;
      return;
    }
    ++judged_.edits;
    const auto why = field == "state"      ? WhyStateFell(*last)
                     : field == "priority" ? WhyPriorityFell(*last)
                                           : WhyPairFell(*last);
    if (why)
      Find(Verdict::kUndone, field + " set by deed " + std::to_string(last->deed) + ": " + *why);
  }

  std::optional<std::string> WhyPairFell(const Change& change) const {
    const std::string tag = change.field.substr(change.field.find(':') + 1);
    const bool on = Holds(linked_.tickets.front()->ticket.tags, tag);
    if (on == (change.value == "on")) return std::nullopt;
    return "is " + std::string(on ? "on" : "off") + " on all sides";
  }

  std::optional<std::string> WhyStateFell(const Change& change) const {
    const bool open = linked_.issue->issue.open;
    const bool all_done = std::all_of(linked_.tickets.begin(), linked_.tickets.end(),
                                      [](const auto* each) { return IsDone(*each); });
    if (change.place == IssuePlace()) {
      if (change.value == "open" && !open) return "the issue is closed";
      if (change.value == "done" && open) return "the issue is open";
      if (change.value == "done" && !all_done) return "a ticket is open";
      return std::nullopt;
    }
    const DeskTicket& ticket = *world_.desk.Find(TicketId{change.place});
    if (change.value == "open" && IsDone(ticket)) return "the ticket is done";
    if (change.value == "open" && !open) return "the issue is closed";
    if (change.value == "done" && !IsDone(ticket)) return "the ticket is open";
    if (change.value == "done" && all_done && open) return "the issue is open";
    return std::nullopt;
  }

  std::optional<std::string> WhyPriorityFell(const Change& change) const {
    const std::vector<int> labels = PriorityLabels();
    if (change.place == IssuePlace()) {
      if (change.value == "0") return WhyLabelIsBack(change, labels);
      const int priority = std::stoi(change.value);
      if (labels != std::vector<int>{priority}) return "the issue has another label";
      for (const DeskTicket* ticket : linked_.tickets) {
        if (ticket->ticket.priority != priority) return "a ticket has another priority";
      }
      return std::nullopt;
    }
    const int priority = std::stoi(change.value);
    if (world_.desk.Find(TicketId{change.place})->ticket.priority != priority)
      return "the ticket has another priority";
    if (linked_.tickets.size() > 1) return std::nullopt;  // the most urgent open one counts
    const bool mapped = priority >= 3;
    if (labels != (mapped ? std::vector<int>{priority} : std::vector<int>{}))
      return "the issue does not show it";
    return std::nullopt;
  }

  // A label that is taken off stays off, unless a state or a sister brings another priority up.
  std::optional<std::string> WhyLabelIsBack(const Change& change,
                                            const std::vector<int>& labels) const {
    if (linked_.tickets.size() > 1 || labels.empty()) return std::nullopt;
    if (StateMovedSince(InStepSince(world_, linked_, change.at), change)) return std::nullopt;
    return "a label is back";
  }

  // Whether somebody opened or closed anything of the link, but for that very change of a status.
  bool StateMovedSince(Time quiet, const Change& but) const {
    return std::any_of(world_.changes.begin(), world_.changes.end(), [&](const Change& each) {
      return each.field == "state" && each.deed != but.deed && IsHere(each.place) &&
             each.at > quiet;
    });
  }

  // What only the ticket has: its very status, and tags that no rule names.
  void JudgeOwn(const DeskTicket& ticket, const std::string& field) {
    const std::int64_t place = ticket.ticket.id.value;
    const Change* last = LastChange(field, place);
    if (last == nullptr) return;
    if (field == "status") {
      if (StateMovedSince(InStepSince(world_, linked_, last->at), *last)) return;
    }
    if (Collided(*last, field == "status" ? "state" : "tags")) {
      ++judged_.collided;
      return;
    }
    ++judged_.edits;
    const std::string now = field == "status" ? std::to_string(ticket.ticket.status)
                            : Holds(ticket.ticket.tags, kOtherTagName) ? "on"
                                                                       : "off";
    if (now != last->value)
      Find(Verdict::kUndone, field + " of ticket " + std::to_string(place) + " set by deed " +
                                 std::to_string(last->deed) + " is " + now);
  }

  void JudgeOtherLabel() {
    const std::string field = std::string("label:") + kOtherLabelName;
    const Change* last = LastChange(field);
    if (last == nullptr) return;
    ++judged_.edits;
    const bool on = Holds(linked_.issue->issue.labels, kOtherLabelName);
    if (on != (last->value == "on")) Find(Verdict::kUndone, "a label that no rule names");
  }

  World& world_;
  const Script& script_;
  const Linked& linked_;
  Judged& judged_;
};

}  // namespace

void JudgeFields(World& world, const Script& script, const Linked& linked, Judged& judged) {
  Judgement(world, script, linked, judged).JudgeAll();
}

}  // namespace tandem::simulator
