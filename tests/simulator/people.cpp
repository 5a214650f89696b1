#include "tests/simulator/people.h"

#include "mappers/words.h"

#include <algorithm>

namespace tandem::simulator {
namespace {

std::string Words(const Deed& deed, int version, int source) {
  const std::string words = "it says " + TokenOf(source) + std::to_string(version) + " again";
  switch (static_cast<Flavour>(deed.value)) {
    case Flavour::kPrivate:
      return "/private " + words;
    case Flavour::kPublish:
      return "/publish " + words;
    default:
      return words;
  }
}

std::string Html(const Deed& deed, int version, int source) {
  const std::string words = Words(deed, version, source);
  if (static_cast<Flavour>(deed.value) != Flavour::kRich) return "<p>" + words + "</p>";
  return "<p>Look:</p><ul><li><b>one</b></li><li>" + words + "</li></ul><pre>a &lt; b</pre>";
}

std::string Markdown(const Deed& deed, int version, int source) {
  const std::string words = Words(deed, version, source);
  if (static_cast<Flavour>(deed.value) != Flavour::kRich) return words;
  return "Look:\n\n- **one**\n- " + words + "\n\n```\na < b\n```\n";
}

class Person {
 public:
  Person(World& world, const Deed& deed) : world_(world), deed_(deed) {}

  void Act() {
    switch (deed_.kind) {
      case DeedKind::kTicket:
        return WriteTicket();
      case DeedKind::kNote:
        return WriteNote(Html(deed_, 0, deed_.id), Note::Kind::kPrivateNote);
      case DeedKind::kReply:
        return WriteNote(Html(deed_, 0, deed_.id), Note::Kind::kReply);
      case DeedKind::kComment:
        return WriteComment(Markdown(deed_, 0, deed_.id));
      case DeedKind::kAskForIssue:
        return AskForIssue();
      case DeedKind::kAskForUnlink:
        return WriteNote("<p>/unlink</p>", Note::Kind::kPrivateNote);
      case DeedKind::kAskForSync:
        return WriteNote("<p>/sync</p>", Note::Kind::kPrivateNote);
      case DeedKind::kAskForTicket:
        return WriteComment("/ticket " + std::to_string(deed_.value));
      case DeedKind::kAskForUnticket:
        return WriteComment("/unticket " + std::to_string(deed_.value));
      case DeedKind::kEdit:
      case DeedKind::kDelete:
        return ChangeMessage();
      case DeedKind::kEditCopy:
      case DeedKind::kDeleteCopy:
        return ChangeCopy();
      case DeedKind::kLock:
        return Lock();
      case DeedKind::kTrash:
      case DeedKind::kSpam:
        return ThrowAway();
      case DeedKind::kMerge:
        return Merge();
      case DeedKind::kBackup:
        return world_.shelf.Backup();
      case DeedKind::kRollBack:
        world_.ruined = world_.now();
        return world_.shelf.RollBack();
      case DeedKind::kWipe:
        world_.ruined = world_.now();
        return world_.shelf.Wipe();
      default:
        return ChangeField();
    }
  }

 private:
  void Remember(std::int64_t place, const std::string& field, const std::string& before,
                const std::string& value) {
    world_.changes.push_back({world_.now(), place, field, value, before, false, deed_.id});
  }

  // Null when it is not there or in the trash.
  DeskTicket* TicketWithinReach(std::int64_t id) {
    DeskTicket* ticket = world_.desk.Find(TicketId{id});
    return ticket != nullptr && IsWithinReach(*ticket) ? ticket : nullptr;
  }

  void WriteTicket() {
    Ticket ticket;
    ticket.id = TicketId{deed_.ticket};
    ticket.subject = "It says " + TokenOf(deed_.id) + "0";
    ticket.html = "<p>It says " + TokenOf(deed_.id) + "0</p>";
    ticket.status = 2;
    ticket.priority = 1;
    ticket.requester.id = kCustomer;
    if (deed_.value == 1) ticket.tags = {"github"};
    ticket.updated_at = InSeconds(world_.now());
    world_.desk.tickets.emplace(ticket.id, DeskTicket{ticket, world_.now(), {}});
    Told(ticket.id);
  }

  void WriteNote(const std::string& html, Note::Kind kind) {
    DeskTicket* ticket = TicketWithinReach(deed_.ticket);
    if (ticket == nullptr) return;
    Note note;
    note.kind = kind;
    note.author = kSteward;
    note.html = html;
    world_.desk.Add(*ticket, std::move(note), world_.now()).deed = deed_.id;
    Told(ticket->ticket.id);
  }

  void WriteComment(const std::string& markdown) {
    HubIssue* issue = IssueOf(world_, deed_.ticket);
    if (issue == nullptr) return;
    Comment comment;
    comment.author = kEngineer;
    comment.author_login = "erin";
    comment.association = Association::kMember;
    comment.markdown = markdown;
    world_.hub.Add(*issue, std::move(comment), world_.now()).deed = deed_.id;
    Told(*issue);
  }

  void AskForIssue() {
    const HubIssue* issue = deed_.value == 0 ? nullptr : IssueOf(world_, deed_.value);
    if (deed_.value != 0 && issue == nullptr) return;
    const std::string named = issue == nullptr ? ""
                                               : " " + std::string(kRepositoryName) + "#" +
                                                     std::to_string(issue->issue.ref.number);
    WriteNote("<p>/issue" + named + "</p>", Note::Kind::kPrivateNote);
  }

  void ChangeMessage() {
    const bool edits = deed_.kind == DeedKind::kEdit;
    if (const auto [ticket, note] = world_.desk.WrittenBy(deed_.about); note != nullptr) {
      if (note->deleted || !IsWithinReach(*ticket)) return;
      ++world_.deeds_done;
      note->deleted = !edits;
      if (!edits) return;
      note->note.html = Desk::Rewritten(Html(deed_, ++note->version, deed_.about));
      note->note.updated_at = InSeconds(world_.now());
      return;  // Freshdesk tells nobody
    }
    const auto [issue, comment] = world_.hub.WrittenBy(deed_.about);
    if (comment == nullptr || comment->deleted) return;
    comment->deleted = !edits;
    if (edits) {
      comment->comment.markdown = Markdown(deed_, ++comment->version, deed_.about);
      comment->comment.updated_at = InSeconds(world_.now());
    }
    Told(*issue);
  }

  void ChangeCopy() {
    const bool edits = deed_.kind == DeedKind::kEditCopy;
    const std::string token = TokenOf(deed_.about);
    const auto change = [&](auto& message, auto& body, Time& updated_at) {
      ++world_.deeds_done;
      if (!edits) {
        message.deleted = true;
        message.deleted_by_hand = true;
        return;
      }
      std::string text = body.text();
      text.insert(text.find(token), HandOf(deed_.id) + " ");
      body = std::move(text);
      updated_at = InSeconds(world_.now());
      message.edited_by_hand = world_.now();
      message.hand = deed_.id;
    };
    if (DeskTicket* ticket = world_.desk.Find(TicketId{deed_.ticket})) {
      if (!IsWithinReach(*ticket)) return;
      for (DeskNote& each : ticket->notes) {
        if (each.deleted || each.deed >= 0 ||
            each.note.html.text().find(token) == std::string::npos)
          continue;
        return change(each, each.note.html, each.note.updated_at);
      }
      return;
    }
    for (auto& entry : world_.hub.issues) {
      for (HubComment& each : entry.second.comments) {
        if (each.deleted || each.deed >= 0 ||
            each.comment.markdown.text().find(token) == std::string::npos)
          continue;
        change(each, each.comment.markdown, each.comment.updated_at);
        return world_.DeliverIssue(entry.second);
      }
    }
  }

  void Lock() {
    HubIssue* issue = IssueOf(world_, deed_.ticket);
    if (issue == nullptr || issue->issue.locked == (deed_.value == 1)) return;
    issue->issue.locked = deed_.value == 1;
    issue->issue.updated_at = InSeconds(world_.now());
    Told(*issue);
  }

  void ThrowAway() {
    DeskTicket* desk = world_.desk.Find(TicketId{deed_.ticket});
    if (desk == nullptr) return;
    bool& thrown = deed_.kind == DeedKind::kTrash ? desk->ticket.deleted : desk->ticket.spam;
    if (thrown == (deed_.value == 1)) return;
    thrown = deed_.value == 1;
    desk->ticket.updated_at = InSeconds(world_.now());
    Told(desk->ticket.id);
  }

  // Freshdesk closes it and says so in a note, and tells nobody.
  void Merge() {
    DeskTicket* from = TicketWithinReach(deed_.ticket);
    const DeskTicket* into = TicketWithinReach(deed_.value);
    if (from == nullptr || into == nullptr || from->merged_into || into->merged_into) return;
    constexpr int kClosed = 5;
    from->merged_into = into->ticket.id;
    from->merged = world_.now();
    from->ticket.status = kClosed;
    Note note;
    note.kind = Note::Kind::kPrivateNote;
    note.author = kSteward;
    note.html = "<div>This ticket is closed and merged into ticket " + std::to_string(deed_.value) +
                "</div>";
    world_.desk.Add(*from, std::move(note), world_.now()).deed = deed_.id;
    ++world_.deeds_done;
  }

  void ChangeField() {
    if (deed_.kind == DeedKind::kStatus || deed_.kind == DeedKind::kTag ||
        deed_.kind == DeedKind::kOtherTag || deed_.kind == DeedKind::kPriority) {
      if (DeskTicket* ticket = TicketWithinReach(deed_.ticket)) ChangeTicket(*ticket);
    } else if (HubIssue* issue = IssueOf(world_, deed_.ticket)) {
      ChangeIssue(*issue);
    }
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
    Told(ticket.id);
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
    Told(hub);
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
  void Told(TicketId ticket) {
    ++world_.deeds_done;
    world_.DeliverTicket(ticket);
  }
  void Told(const HubIssue& issue) {
    ++world_.deeds_done;
    world_.DeliverIssue(issue);
  }

  World& world_;
  const Deed& deed_;
};

}  // namespace

void Do(World& world, const Deed& deed) {
  if (deed.kind != DeedKind::kNothing) Person(world, deed).Act();
}

std::string TokenOf(int deed) {
  return "mark" + std::to_string(deed) + "v";
}

std::string HandOf(int deed) {
  return "hand" + std::to_string(deed) + "x";
}

HubIssue* IssueOf(World& world, int ticket) {
  HubIssue* issue = world.hub.MadeFor(ticket);
  return issue == nullptr ? world.hub.MadeFor(kFirstTicket) : issue;
}

const char* PriorityLabelOf(int priority) {
  if (priority == 4) return "priority: urgent";
  return priority == 3 ? "priority: high" : nullptr;
}

}  // namespace tandem::simulator
