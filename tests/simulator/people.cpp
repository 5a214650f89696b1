#include "tests/simulator/people.h"

#include "tests/simulator/people_parts.h"

#include <algorithm>

namespace tandem::simulator {
namespace {

std::string Words(const Deed& deed, int version, int source) {
  std::string words = "it says " + TokenOf(source) + std::to_string(version) + " again";
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
  std::string words = Words(deed, version, source);
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
        return ChangeField(world_, deed_);
    }
  }

 private:
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
    Told(world_, ticket.id);
  }

  void WriteNote(const std::string& html, Note::Kind kind) {
    DeskTicket* ticket = TicketWithinReach(world_, deed_.ticket);
    if (ticket == nullptr) return;
    Note note;
    note.kind = kind;
    note.author = kSteward;
    note.html = html;
    world_.desk.Add(*ticket, std::move(note), world_.now()).deed = deed_.id;
    Told(world_, ticket->ticket.id);
  }

  void WriteComment(const std::string& markdown) {
    HubIssue* issue = IssueOf(world_, deed_.ticket);
    if (issue == nullptr || world_.hub.archived) return;
    Comment comment;
    comment.author = kEngineer;
    comment.author_login = "erin";
    comment.association = Association::kMember;
    comment.markdown = markdown;
    world_.hub.Add(*issue, std::move(comment), world_.now()).deed = deed_.id;
    Told(world_, *issue);
  }

  void AskForIssue() {
    const HubIssue* issue = deed_.value == 0 ? nullptr : IssueOf(world_, deed_.value);
    if (deed_.value != 0 && issue == nullptr) return;
    const std::string named = issue == nullptr ? ""
                                               : " " + issue->issue.ref.repository + "#" +
                                                     std::to_string(issue->issue.ref.number);
    WriteNote("<p>/issue" + named + "</p>", Note::Kind::kPrivateNote);
  }

  void ChangeMessage() {
    const bool edits = deed_.kind == DeedKind::kEdit;
    if (const auto [ticket, note] = world_.desk.WrittenBy(deed_.about); note != nullptr) {
      if (note->deleted || TicketWithinReach(world_, ticket->ticket.id.value) == nullptr) return;
      ++world_.deeds_done;
      note->deleted = !edits;
      if (!edits) return;
      note->note.html = Desk::Rewritten(Html(deed_, ++note->version, deed_.about));
      note->note.updated_at = InSeconds(world_.now());
      return;  // Freshdesk tells nobody
    }
    const auto [issue, comment] = world_.hub.WrittenBy(deed_.about);
    if (comment == nullptr || comment->deleted || world_.hub.archived) return;
    comment->deleted = !edits;
    if (edits) {
      comment->comment.markdown = Markdown(deed_, ++comment->version, deed_.about);
      comment->comment.updated_at = InSeconds(world_.now());
    }
    Told(world_, *issue);
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
    if (deed_.ticket != 0) {
      DeskTicket* ticket = TicketWithinReach(world_, deed_.ticket);
      if (ticket == nullptr) return;
      for (DeskNote& each : ticket->notes) {
        if (each.deleted || each.deed >= 0 ||
            each.note.html.text().find(token) == std::string::npos)
          continue;
        return change(each, each.note.html, each.note.updated_at);
      }
      return;
    }
    if (world_.hub.archived) return;
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

  // Freshdesk closes it and says so in a note, and tells nobody.
  void Merge() {
    DeskTicket* from = TicketWithinReach(world_, deed_.ticket);
    const DeskTicket* into = TicketWithinReach(world_, deed_.value);
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

  World& world_;
  const Deed& deed_;
};

}  // namespace

DeskTicket* TicketWithinReach(World& world, std::int64_t id) {
  DeskTicket* ticket = world.desk.Find(TicketId{id});
  const bool takes = ticket != nullptr && IsWithinReach(*ticket) && !ticket->ticket.archived;
  return takes ? ticket : nullptr;
}

void Told(World& world, TicketId ticket) {
  ++world.deeds_done;
  world.DeliverTicket(ticket);
}

void Told(World& world, const HubIssue& issue) {
  ++world.deeds_done;
  world.DeliverIssue(issue);
}

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

}  // namespace tandem::simulator
