#include "tests/mappers/restoration_world.h"

#include "mappers/progress.h"
#include "mappers/wording.h"
#include "mappers/words.h"

#include <algorithm>

namespace tandem {
namespace {

constexpr std::int64_t kIssue = 7'001;

void Put(std::vector<std::string>& names, const std::string& name, bool on) {
  std::erase_if(names, [&](const std::string& each) { return Fold(each) == Fold(name); });
  if (on) names.push_back(name);
}

}  // namespace

RestorationWorld::RestorationWorld() {
  now_ = Time(std::chrono::hours(450'000));
  rule.name = rule.tag = "github";
  rule.repository = "acme/infrastructure";
  rule.mirror = {{"bug", "bug"}, {"outage", "impact: outage"}};
  rule.priority = {{4, "priority: urgent"}, {3, "priority: high"}};
  account = {"https://acme.freshdesk.com",
             "https://github.com",
             {},
             {{"open", 2}, {"pending", 3}, {"resolved", 4}, {"closed", 5}},
             std::chrono::milliseconds(0),
             {}};
  sight_.visibility = Visibility::kPrivate;
  sight_.issue.ref = {{kIssue}, {500}, rule.repository, 5};
  sight_.issue.author_login = "alice";
  link.issue = sight_.issue.ref;
  link.rule = rule.tag;
}

TicketId RestorationWorld::AddTicket() {
  Ticket ticket;
  ticket.id = TicketId{next_id_++};
  ticket.status = 2;
  ticket.priority = 1;
  ticket.tags = {rule.tag};
  ticket.requester.looked_up = true;
  const TicketId id = ticket.id;
  sight_.tickets.emplace(id, std::move(ticket));
  return id;
}

std::int64_t RestorationWorld::AddNote(TicketId ticket, const std::string& html) {
  Advance();
  Note note;
  note.id = NoteId{next_id_++};
  note.kind = Note::Kind::kPrivateNote;
  note.author_name = "Sam Steward";
  note.html = html;
  note.created_at = note.updated_at = now_;
  sight_.tickets.at(ticket).notes.push_back(note);
  return note.id.value;
}

std::int64_t RestorationWorld::AddComment(const std::string& markdown) {
  Advance();
  Comment comment;
  comment.id = CommentId{next_id_++};
  comment.author_login = "erin";
  comment.markdown = markdown;
  comment.created_at = comment.updated_at = now_;
  sight_.issue.comments.push_back(comment);
  return comment.id.value;
}

Note* RestorationWorld::FindNote(std::int64_t id) {
  for (auto& entry : sight_.tickets) {
    for (Note& note : entry.second.notes) {
      if (note.id.value == id) return &note;
    }
  }
  return nullptr;
}

void RestorationWorld::EditNote(std::int64_t id, const std::string& html) {
  Advance();
  Note* note = FindNote(id);
  if (note == nullptr) return;
  note->html = html;
  note->updated_at = now_;
}

void RestorationWorld::EditComment(std::int64_t id, const std::string& markdown) {
  Advance();
  for (Comment& comment : sight_.issue.comments) {
    if (comment.id.value != id) continue;
    comment.markdown = markdown;
    comment.updated_at = now_;
  }
}

void RestorationWorld::DeleteNote(std::int64_t id) {
  Advance();
  for (auto& entry : sight_.tickets)
    std::erase_if(entry.second.notes, [&](const Note& note) { return note.id.value == id; });
}

void RestorationWorld::DeleteComment(std::int64_t id) {
  Advance();
  std::erase_if(sight_.issue.comments,
                [&](const Comment& comment) { return comment.id.value == id; });
}

void RestorationWorld::SetStatus(TicketId ticket, int status) {
  Advance();
  At(ticket).status = status;
}

void RestorationWorld::SetPriority(TicketId ticket, int priority) {
  Advance();
  At(ticket).priority = priority;
}

void RestorationWorld::SetIssue(bool open) {
  Advance();
  sight_.issue.open = open;
  sight_.issue.state_reason = open ? "reopened" : "completed";
  sight_.issue.closed_by = open ? "" : "erin";
}

void RestorationWorld::SetLabel(const std::string& label, bool on) {
  Advance();
  Put(sight_.issue.labels, label, on);
}

void RestorationWorld::SetTag(TicketId ticket, const std::string& tag, bool on) {
  Advance();
  Put(At(ticket).tags, tag, on);
}

void RestorationWorld::Join(TicketId ticket, TicketSide side) {
  link.tickets.emplace(ticket, std::move(side));
}

void RestorationWorld::Forget() {
  link = {};
  link.issue = sight_.issue.ref;
  link.rule = rule.tag;
  Advance();
}

void RestorationWorld::Return(TicketId ticket) {
  TicketSide side;
  side.returning = true;
  link.tickets.emplace(ticket, std::move(side));
}

std::vector<TicketId> RestorationWorld::Tickets() const {
  std::vector<TicketId> tickets;
  for (const auto& entry : sight_.tickets) tickets.push_back(entry.first);
  return tickets;
}

std::int64_t RestorationWorld::MadeBy(const Operation& operation) const {
  const auto made = std::find_if(ours_.begin(), ours_.end(),
                                 [&](const auto& entry) { return entry.second == operation; });
  return made == ours_.end() ? 0 : made->first;
}

// As a snapshot reads it: the link's tickets, and of our markers those that it can name.
Sight RestorationWorld::Seen() {
  Sight seen = sight_;
  seen.read_at = now_;
  std::erase_if(seen.tickets,
                [&](const auto& entry) { return !link.tickets.contains(entry.first); });
  const auto possible = PossibleOperations(link, seen);
  const auto mark = [&](auto& message) {
    const auto ours = ours_.find(message.id.value);
    if (ours == ours_.end()) return false;
    const bool named = std::find(possible.begin(), possible.end(), ours->second) != possible.end();
    message.mark = named ? Mark{ours->second} : Mark{};
    return true;
  };
  for (Comment& comment : seen.issue.comments) mark(comment);
  for (auto& entry : seen.tickets) {
    for (Note& note : entry.second.notes) {
      if (mark(note)) note.marked_url = AddressOfIssue(account, link.issue);
    }
  }
  for (const CommentId id : CommentsToLookFor(link, seen)) seen.gone_comments.insert(id);
  return seen;
}

std::vector<std::string> RestorationWorld::Sync() {
  constexpr int kMost = 10;
  std::vector<std::string> done;
  for (int round = 0; round < kMost; ++round) {
    Advance();
    const Plan plan = PlanLink(link, Seen(), rule, account);
    link = plan.link;
    if (plan.actions.empty() && plan.waits.empty()) return done;
    for (const Action& action : plan.actions) {
      done.emplace_back(NameOf(action));
      if (const auto* note = std::get_if<tandem::AddNote>(&action))
        done.back() += ": " + note->html;
      CarryOut(action);
    }
  }
  done.emplace_back("it never ends");
  return done;
}

void RestorationWorld::CarryOut(const Action& action) {
  Advance();
  link = BeforeSending(link, action, rule, now_);
  Answered answered;
  answered.updated_at = now_;
  if (const auto* add = std::get_if<tandem::AddComment>(&action)) {
    answered.id = AddComment(add->body.text());
    sight_.issue.comments.back().author_login = "tandem-bot";
    ours_[answered.id] = add->operation;
  } else if (const auto* note = std::get_if<tandem::AddNote>(&action)) {
    answered.id = AddNote(note->ticket, note->html);
    ours_[answered.id] = note->operation;
  } else if (const auto* status_note = std::get_if<EditStatusNote>(&action)) {
    EditNote(status_note->note.value, status_note->html);
    ours_[status_note->note.value] = status_note->operation;
  } else if (const auto* comment = std::get_if<tandem::EditComment>(&action)) {
    EditComment(comment->comment.value, comment->body.text());
  } else if (const auto* edit = std::get_if<tandem::EditNote>(&action)) {
    EditNote(edit->note.value, edit->html);
  } else if (const auto* gone = std::get_if<tandem::DeleteComment>(&action)) {
    DeleteComment(gone->comment.value);
  } else if (const auto* taken = std::get_if<tandem::DeleteNote>(&action)) {
    DeleteNote(taken->note.value);
  } else if (const auto* state = std::get_if<SetIssueState>(&action)) {
    SetIssue(state->open);
    if (!state->open) sight_.issue.closed_by = "tandem-bot";
    answered.open = state->open;
  } else if (const auto* status = std::get_if<SetTicketStatus>(&action)) {
    SetStatus(status->ticket, status->status);
    answered.status = status->status;
  } else if (const auto* priority = std::get_if<SetTicketPriority>(&action)) {
    SetPriority(priority->ticket, priority->priority);
  } else if (const auto* labels = std::get_if<ChangeLabels>(&action)) {
    for (const PublicText& label : labels->add) SetLabel(label.text(), true);
    for (const PublicText& label : labels->remove) SetLabel(label.text(), false);
    answered.names = sight_.issue.labels;
  } else if (const auto* tags = std::get_if<ChangeTags>(&action)) {
    for (const std::string& tag : tags->add) SetTag(tags->ticket, tag, true);
    for (const std::string& tag : tags->remove) SetTag(tags->ticket, tag, false);
    answered.names = At(tags->ticket).tags;
  }
  link = AfterAnswer(link, action, rule, answered, now_);
}

}  // namespace tandem
