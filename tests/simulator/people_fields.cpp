#include "mappers/words.h"
#include "tests/simulator/people.h"
#include "tests/simulator/people_parts.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace tandem::simulator {
namespace {

class FieldChange {
 public:
  FieldChange(World& world, const Deed& deed) : world_(world), deed_(deed) {}

  void Act() {
    if (deed_.kind == DeedKind::kLock) return Lock();
    if (deed_.kind == DeedKind::kDeleteIssue) return DeleteIssue();
    if (deed_.kind == DeedKind::kTransfer) return Transfer();
    if (deed_.kind == DeedKind::kArchive)
      return deed_.ticket == 0 ? ArchiveRepositories() : ArchiveTicket();
    if (deed_.kind == DeedKind::kTrash || deed_.kind == DeedKind::kSpam) return ThrowAway();
    if (deed_.kind == DeedKind::kStatus || deed_.kind == DeedKind::kTag ||
        deed_.kind == DeedKind::kOtherTag || deed_.kind == DeedKind::kPriority) {
      if (DeskTicket* ticket = TicketWithinReach(world_, deed_.ticket)) ChangeTicket(*ticket);
    } else if (HubIssue* issue = IssueOf(world_, deed_.ticket)) {
      if (!world_.hub.archived) ChangeIssue(*issue);
    }
  }

 private:
  void Remember(std::int64_t place, const std::string& field, const std::string& before,
                const std::string& value) {
    world_.changes.push_back({world_.now(), place, field, value, before, false, deed_.id});
  }

  void Lock() {
    HubIssue* issue = IssueOf(world_, deed_.ticket);
    if (issue == nullptr || issue->issue.locked == (deed_.value == 1)) return;
    issue->issue.locked = deed_.value == 1;
    issue->issue.updated_at = InSeconds(world_.now());
    Told(world_, *issue);
  }

  void DeleteIssue() {
    const HubIssue* issue = IssueOf(world_, deed_.ticket);
    if (issue == nullptr) return;
    Told(world_, *issue);
    const std::int64_t number = issue->issue.ref.number;
    world_.hub.gone.insert(number);
    world_.hub.issues.erase(number);
  }

  // Until the ticket that it was made for says that it is linked, a store that was not told of the
  // issue looks for it only where it was made.
  bool AllKnowOf(const HubIssue& issue) const {
    const auto& tickets = world_.desk.tickets;
    return std::all_of(tickets.begin(), tickets.end(), [&](const auto& each) {
      const int ticket = static_cast<int>(each.first.value);
      return world_.hub.MadeFor(ticket) != &issue || WasLinked(each.second);
    });
  }

  // To people it is the same issue, and so it is in the record.
  void Transfer() {
    const HubIssue* old = IssueOf(world_, deed_.ticket);
    if (old == nullptr || !AllKnowOf(*old)) return;
    Told(world_, *old);
    const IssueRef ref = old->issue.ref;
    std::map<std::int64_t, std::int64_t> ids;
    std::vector<std::int64_t> comments;
    for (const HubComment& each : old->comments) comments.push_back(each.comment.id.value);
    const HubIssue& now = world_.hub.Transfer(ref.number, deed_.value == 1, world_.now());
    ids[ref.number] = now.issue.ref.number;
    ids[ref.id.value] = now.issue.ref.id.value;
    for (std::size_t i = 0; i < comments.size(); ++i)
      ids[comments[i]] = now.comments[i].comment.id.value;
    world_.Rename(ids);
    world_.DeliverIssue(now);
  }

  void ArchiveRepositories() {
    if (world_.hub.archived == (deed_.value == 1)) return;
    world_.hub.archived = deed_.value == 1;
    ++world_.deeds_done;
    world_.DeliverRepository(kRepository);
  }

  // Freshdesk does that to what was closed long ago, and tells nobody.
  void ArchiveTicket() {
    constexpr int kClosed = 5;
    DeskTicket* ticket = TicketWithinReach(world_, deed_.ticket);
    if (ticket == nullptr || ticket->ticket.status != kClosed) return;
    ticket->ticket.archived = true;
    ++world_.deeds_done;
  }

  void ThrowAway() {
    DeskTicket* desk = world_.desk.Find(TicketId{deed_.ticket});
    if (desk == nullptr) return;
    bool& thrown = deed_.kind == DeedKind::kTrash ? desk->ticket.deleted : desk->ticket.spam;
    if (thrown == (deed_.value == 1)) return;
    thrown = deed_.value == 1;
    desk->ticket.updated_at = InSeconds(world_.now());
    Told(world_, desk->ticket.id);
  }

  void ChangeTicket(DeskTicket& desk) {
    Ticket& ticket = desk.ticket;
    const std::int64_t place = ticket.id.value;
    if (deed_.kind == DeedKind::kStatus) {
      if (ticket.status == deed_.value) return;
      const bool done = deed_.value >= 4;
      Remember(place, "status", std::to_string(ticket.status), std::to_string(deed_.value));
      if ((ticket.status >= 4) != done)
        Remember(place, "state", done ? "open" : "done", done ? "done" : "open");
      ticket.status = deed_.value;
    } else if (deed_.kind == DeedKind::kPriority) {
      if (ticket.priority == deed_.value) return;
      Remember(place, "priority", std::to_string(ticket.priority), std::to_string(deed_.value));
      ticket.priority = deed_.value;
    } else {
      const bool other = deed_.kind == DeedKind::kOtherTag;
      const std::string tag = other ? kOtherTagName : kPairs[deed_.about].tag;
      if (Holds(ticket.tags, tag) == (deed_.value == 1)) return;
      Remember(place, (other ? "tag:" : "pair:") + tag, OffOn(), OnOff());
      if (deed_.value == 1) {
        ticket.tags.push_back(tag);
      } else {
        std::erase(ticket.tags, tag);
      }
    }
    ticket.updated_at = InSeconds(world_.now());
    Told(world_, ticket.id);
  }

  void ChangeIssue(HubIssue& hub) {
    Issue& issue = hub.issue;
    const std::int64_t place = issue.ref.number;
    if (deed_.kind == DeedKind::kState) {
      const bool open = deed_.value == 1;
      if (issue.open == open) return;
      Remember(place, "state", open ? "done" : "open", open ? "open" : "done");
      issue.open = open;
      issue.state_reason = open ? "reopened" : (deed_.value == 2 ? "completed" : "not_planned");
      issue.closed_by = open ? "" : "erin";
    } else if (deed_.kind == DeedKind::kAssign) {
      issue.assignees =
          issue.assignees.empty() ? std::vector<std::string>{"erin"} : std::vector<std::string>{};
    } else if (!ChangeLabel(issue, place)) {
      return;
    }
    issue.updated_at = InSeconds(world_.now());
    Told(world_, hub);
  }

  bool ChangeLabel(Issue& issue, std::int64_t place) {
    std::string label = kOtherLabelName;
    std::string field = std::string("label:") + kOtherLabelName;
    std::string before = OffOn();
    std::string value = OnOff();
    if (deed_.kind == DeedKind::kLabel) {
      label = kPairs[deed_.about].label;
      field = std::string("pair:") + kPairs[deed_.about].tag;
    } else if (deed_.kind == DeedKind::kPriorityLabel) {
      label = PriorityLabelOf(deed_.about);
      field = "priority";
      const std::string priority = std::to_string(deed_.about);
      before = deed_.value == 1 ? "0" : priority;
      value = deed_.value == 1 ? priority : "0";
    }
    if (Holds(issue.labels, label) == (deed_.value == 1)) return false;
    Remember(place, field, before, value);
    if (deed_.value == 1) {
      Hub::AddLabel(issue, label);
    } else {
      Hub::RemoveLabel(issue, label);
    }
    return true;
  }

  std::string OnOff() const { return deed_.value == 1 ? "on" : "off"; }
  std::string OffOn() const { return deed_.value == 1 ? "off" : "on"; }

  World& world_;
  const Deed& deed_;
};

}  // namespace

void ChangeField(World& world, const Deed& deed) {
  FieldChange(world, deed).Act();
}

const char* PriorityLabelOf(int priority) {
  if (priority == 4) return "priority: urgent";
  return priority == 3 ? "priority: high" : nullptr;
}

}  // namespace tandem::simulator
