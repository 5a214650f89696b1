#include "tests/chaos/run/people.h"

#include "tests/chaos/run/view.h"

#include <algorithm>

namespace tandem::chaos {
namespace {

using namespace sandbox;  // NOLINT(google-build-using-namespace): this file is all about it
using std::chrono::milliseconds;
using std::chrono::steady_clock;

std::string Div(const std::string& text) {
  return "<div>" + text + "</div>";
}

Time Now() {
  return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
}

std::size_t PlaceOf(Field field) {
  return static_cast<std::size_t>(field);
}

}  // namespace

People::People(Sandbox& world, const Settings& settings, milliseconds calm, Looks looks)
    : world_(world),
      settings_(settings),
      calm_(calm),
      looks_(std::move(looks)),
      dice_(settings.seed) {}

std::string People::NextText() {
  return "Remark " + std::to_string(++texts_) + " of this run.";
}

void People::Note(std::size_t link, std::string what) {
  ledger_.deeds.push_back({Now(), link, std::move(what)});
}

void People::OpenTicket() {
  NewTicket ticket;
  ticket.subject = "Trouble number " + std::to_string(ledger_.links.size() + 1);
  ticket.tags = {"github"};
  ledger_.links.push_back({world_.Freshdesk().CustomerCreatesTicket(ticket)});
  Note(ledger_.links.size() - 1, "a customer opens the ticket");
}

void People::Meet(Linked& link) {
  if (link.issue == 0) link.issue = IssueOf(world_, link.ticket);
  if (link.issue != 0 && !link.in_step) link.in_step = SaysLinked(world_, link.ticket);
}

void People::Act() {
  ++acts_;
  auto& links = ledger_.links;
  // All tickets are there after the first quarter of the run.
  const bool time_for_one = links.size() < settings_.links &&
                            acts_ * settings_.links * 4 >= links.size() * settings_.operations;
  if (links.empty() || time_for_one) return OpenTicket();
  const std::size_t link = dice_.Below(links.size());
  Meet(links[link]);
  const std::size_t kind = dice_.Below(100);
  const Side side = dice_.Chance(0.5) ? Side::kDesk : Side::kHub;
  const bool fields = links[link].in_step;
  if (kind < 40) return Write(link, links[link].issue == 0 ? Side::kDesk : side);
  if (kind < 44) return WriteSecret(link);
  if (kind < 58) return EditOrDelete();
  if (!fields) return Write(link, Side::kDesk);
  if (kind < 61) return Command(link, side);
  if (kind < 63 && api_) return Ask(link);
  const Field field = kFields.at(dice_.Below(kFields.size()));
  // What was done in Freshdesk is opened there: the issue's reopening would leave the ticket done.
  const bool opens = field == Field::kState && links[link].done_by_person;
  ChangeField(link, field, opens ? Side::kDesk : side);
}

void People::Write(std::size_t link, Side side) {
  const Linked& to = ledger_.links[link];
  const std::string text = NextText();
  const std::int64_t id = side == Side::kDesk
                              ? world_.Freshdesk().AgentAddsPrivateNote(to.ticket, Div(text))
                              : world_.Github().Comments(to.issue, text);
  Note(link, std::string("writes on ") + NameOf(side) + ": " + text);
  // In a public repository notes are published only where their writer says so.
  const bool secret = side == Side::kDesk && settings_.is_public;
  ledger_.messages.push_back({link, side, id, text, {}, false, secret});
  if (side == Side::kDesk && to.withdrawn)
    ledger_.messages.back().withdrawn = Message::Withdrawn::kUnsure;
}

void People::WriteSecret(std::size_t link) {
  const std::string text = NextText();
  CheckLast(link, Field::kState);
  const auto id = world_.Freshdesk().CustomerReplies(ledger_.links[link].ticket, Div(text));
  Note(link, "a customer writes: " + text);
  // A customer's mail opens a done ticket: an edit of the state on this side.
  Linked& to = ledger_.links[link];
  auto& last = to.last.at(PlaceOf(Field::kState));
  last = FieldEdit{Side::kDesk, false, steady_clock::now(), false};
  to.done_by_person = false;
  to.looks = looks_(to);
  to.edited_at = Now();
  ledger_.messages.push_back({link, Side::kDesk, id, text, {}, false, true});
}

void People::EditOrDelete() {
  if (ledger_.messages.empty()) return Write(dice_.Below(ledger_.links.size()), Side::kDesk);
  Message& message = ledger_.messages[dice_.Below(ledger_.messages.size())];
  if (message.deleted || message.secret) return Write(message.link, Side::kDesk);
  const bool desk = message.from == Side::kDesk;
  if (dice_.Chance(0.4)) {
    message.deleted = true;
    desk ? world_.Freshdesk().AgentDeletesNote(message.id)
         : world_.Github().DeletesComment(message.id);
    Note(message.link, std::string("deletes on ") + NameOf(message.from) + ": " + message.text);
    if (desk) Nudge(message.link);
    return;
  }
  message.earlier.push_back(message.text);
  if (message.withdrawn == Message::Withdrawn::kAsked)
    message.withdrawn = Message::Withdrawn::kUnsure;
  message.text = NextText();
  desk ? world_.Freshdesk().AgentEditsNote(message.id, Div(message.text))
       : world_.Github().EditsComment(message.id, message.text);
  Note(message.link, std::string("edits on ") + NameOf(message.from) + ": " + message.text);
  if (desk) Nudge(message.link);
}

// Its words are for Tandem: they are not mirrored.
void People::Command(std::size_t link, Side side) {
  Linked& to = ledger_.links[link];
  const Linked& other = ledger_.links[dice_.Below(ledger_.links.size())];
  const bool refused = dice_.Chance(0.5) && other.ticket != to.ticket && other.in_step;
  const Errand errand = !refused              ? Errand::kSync
                        : side == Side::kDesk ? Errand::kAlready
                                              : Errand::kElsewhere;
  const std::string text = NextText();
  std::string command = "/sync ";
  if (errand == Errand::kElsewhere) command = "/ticket " + std::to_string(other.ticket) + " ";
  if (errand == Errand::kAlready)
    command = "/issue " + std::string(kRepository) + "#" + std::to_string(other.issue);
  const bool desk = side == Side::kDesk;
  const std::int64_t id =
      desk ? world_.Freshdesk().AgentAddsPrivateNote(to.ticket, Div(command) + Div(text))
           : world_.Github().Comments(to.issue, command + "\n\n" + text);
  Note(link, std::string("commands on ") + NameOf(side) + ": " + command);
  ++to.errands[{side, errand}];
  ++ledger_.commands;
  ledger_.messages.push_back({link, side, id, text, {}, false, true});
}

void People::Ask(std::size_t link) {
  ++ledger_.asked;
  // Of few links: of their notes there is less to be said afterwards.
  constexpr std::size_t kOneIn = 10;
  const std::size_t chosen = link - link % kOneIn;
  Meet(ledger_.links[chosen]);
  if (ledger_.links[chosen].in_step && !ledger_.links[chosen].withdrawn) return Withdraw(chosen);
  (void)api_("/api/sync/" + std::to_string(ledger_.links[link].ticket));
  Note(link, "asks the API for a sync");
}

void People::Withdraw(std::size_t link) {
  Linked& of = ledger_.links[link];
  std::vector<Message*> copied;
  for (Message& each : ledger_.messages) {
    if (each.link != link || each.from != Side::kDesk || each.secret) continue;
    each.withdrawn = Message::Withdrawn::kUnsure;
    if (IsOnIssue(world_, of.issue, each.text)) copied.push_back(&each);
  }
  of.withdrawn = true;
  const bool accepted = api_("/api/withdraw/" + std::to_string(of.ticket)) == 202;
  Note(link, std::string("withdraws the ticket's notes, ") + (accepted ? "accepted" : "not taken"));
  if (!accepted) return;
  for (Message* each : copied) each->withdrawn = Message::Withdrawn::kAsked;
}

void People::Set(const Linked& link, Field field, Side side, bool value) {
  const bool desk = side == Side::kDesk;
  if (field == Field::kState) {
    if (desk) return world_.Freshdesk().AgentSetsStatus(link.ticket, value ? kResolved : kOpen);
    return value ? world_.Github().Closes(link.issue) : world_.Github().Reopens(link.issue);
  }
  if (desk && field == Field::kPriority)
    return world_.Freshdesk().AgentSetsPriority(link.ticket, value ? kUrgent : kHigh);
  const std::string tag = NameOf(field);
  if (desk) {
    return value ? world_.Freshdesk().AgentAddsTag(link.ticket, tag)
                 : world_.Freshdesk().AgentRemovesTag(link.ticket, tag);
  }
  value ? world_.Github().AddsLabel(link.issue, LabelOf(field))
        : world_.Github().RemovesLabel(link.issue, LabelOf(field));
  // A label that is only taken off says nothing of the priority.
  if (field == Field::kPriority && !value) world_.Github().AddsLabel(link.issue, kHighLabel);
}

void People::CheckLast(std::size_t link, Field field) {
  const Linked& of = ledger_.links[link];
  const auto& last = of.last.at(PlaceOf(field));
  if (!last || !last->clean || Shown(world_, of, field, last->side) == last->value) return;
  ledger_.undone.push_back({std::string("a person's edit was undone: ") + NameOf(field) + " on " +
                                NameOf(last->side) + " was set to " + (last->value ? "on" : "off") +
                                " and is not so",
                            link});
}

void People::ChangeField(std::size_t link, Field field, Side side) {
  CheckLast(link, field);
  Linked& of = ledger_.links[link];
  auto& last = of.last.at(PlaceOf(field));
  const auto now = steady_clock::now();
  const bool here = Shown(world_, of, field, side);
  // Tags are written as one set: a late write of one takes back what was done to another.
  const bool calm = std::all_of(of.last.begin(), of.last.end(),
                                [&](const auto& each) { return !each || now - each->at >= calm_; });
  // More than one look: a gateway may be killed after it has read and before it remembers.
  constexpr std::size_t kEnough = 3;
  // It says so itself: where a service refuses for a while, many a look is in vain.
  const bool remembered = !synced_ || synced_(of.ticket) > of.edited_at;
  const bool known = remembered && looks_(of) >= of.looks + kEnough;
  const bool clean = calm && known && here == Shown(world_, of, field, Other(side));
  if (field == Field::kState && side == Side::kDesk) of.done_by_person = !here;
  Set(of, field, side, !here);
  Note(link, std::string("sets on ") + NameOf(side) + ": " + NameOf(field) + " " +
                 (here ? "off" : "on") + (clean ? "" : ", a collision perhaps"));
  last = FieldEdit{side, !here, now, clean};
  of.looks = looks_(of);
  of.edited_at = Now();
  ++ledger_.field_edits;
  if (clean) ++ledger_.clean_edits;
}

void People::Choose(std::size_t link, Field field, Side side, bool value) {
  CheckLast(link, field);
  Linked& of = ledger_.links[link];
  if (field == Field::kState && side == Side::kDesk) of.done_by_person = value;
  Set(of, field, side, value);
  Note(link,
       std::string("sets on ") + NameOf(side) + ": " + NameOf(field) + (value ? " on" : " off"));
  of.last.at(PlaceOf(field)) = FieldEdit{side, value, steady_clock::now(), true};
}

void People::DeleteIssue(std::size_t link) {
  world_.Github().DeletesIssue(ledger_.links[link].issue);
  ledger_.links[link].issue_deleted = true;
  Note(link, "deletes the issue");
}

void People::Nudge(std::size_t link) {
  world_.Freshdesk().AgentAddsTag(ledger_.links[link].ticket, "nudge" + std::to_string(++nudges_));
}

}  // namespace tandem::chaos
