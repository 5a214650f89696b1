#include "tests/mappers/plan_fixture.h"

#include "mappers/draft.h"
#include "mappers/markup.h"
#include "mappers/status.h"
#include "mappers/wording.h"
#include "mappers/words.h"

#include <algorithm>
#include <charconv>

namespace tandem {
namespace {

constexpr std::int64_t kIssue = 7001;
constexpr std::int64_t kFirstIssue = 7000;
const Time kNow = Time(std::chrono::milliseconds(1'769'860'800'000));  // 2026-01-31 12:00 UTC

std::int64_t NumberIn(const std::string& text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::vector<std::string> Strings(const Json& json) {
  std::vector<std::string> strings;
  for (const Json& item : json.Items()) strings.push_back(item.StringOr(""));
  return strings;
}

// "-50s", "-2m": so long before the sync.
Time Before(const Json& ago) {
  const std::string text = ago.StringOr("-1h");
  const auto amount = NumberIn(text.substr(1));
  const auto seconds = text.back() == 'h'   ? amount * 3600
                       : text.back() == 'm' ? amount * 60
                                            : amount;
  return kNow - std::chrono::seconds(seconds);
}

std::optional<Level> LevelNamed(const Json& json) {
  const std::string name = json.StringOr("auto");
  if (name == "none") return Level::kNone;
  if (name == "marked") return Level::kMarked;
  return name == "all" ? std::optional(Level::kAll) : std::nullopt;
}

int PriorityNamed(const std::string& name) {
  if (name == "unknown") return 0;
  return name == "Urgent" ? 4 : name == "High" ? 3 : name == "Medium" ? 2 : 1;
}

Rule ReadRule(const Json& json) {
  Rule rule;
  rule.name = rule.tag = "github";
  rule.repository = "acme/infrastructure";
  for (const auto& [tag, label] : json["mirror"].Members())
    rule.mirror.push_back({tag, label.StringOr("")});
  for (const auto& [priority, label] : json["priority"].Members())
    rule.priority.push_back({PriorityNamed(priority), label.StringOr("")});
  for (const auto& [reason, status] : json["closed"].Members())
    rule.status.closed[reason] = status.String();
  if (!json["done"].IsNull()) rule.status.done = Strings(json["done"]);
  rule.status.linked = json["linked"].String();
  if (json["reopened"].IsString()) rule.status.reopened = json["reopened"].String();
  rule.close_when_all_done = json["close_issue"].StringOr("when_all_done") == "when_all_done";
  rule.publish.notes = LevelNamed(json["publish"]["notes"]);
  rule.publish.even_if_public = json["publish"]["even_if_public"].Bool().value_or(false);
  rule.templates.note = json["templates"]["note"].String();
  return rule;
}

Account ReadAccount() {
  return {
      "https://acme.freshdesk.com",
      "https://github.com",
      {{"ann-dev", "ann@acme.org"}},
      {{"open", 2}, {"pending", 3}, {"resolved", 4}, {"closed", 5}, {"waiting on engineering", 6}},
      std::chrono::seconds(45),
      {}};
}

Comment ReadComment(const Json& json) {
  Comment comment;
  comment.id = {json["id"].Integer().value_or(0)};
  comment.author_login = json["by"].StringOr("alice");
  if (json["member"].Bool().value_or(false)) comment.association = Association::kMember;
  comment.markdown = json["text"].StringOr("A comment.");
  comment.created_at = Before(json["at"]);
  if (json["edited"].IsString()) comment.updated_at = Before(json["edited"]);
  if (json["ours"].IsString()) comment.mark = Mark{};
  return comment;
}

Note ReadNote(const Json& json) {
  Note note;
  note.id = {json["id"].Integer().value_or(0)};
  const std::string kind = json["kind"].StringOr("private note");
  note.kind = kind == "private note"  ? Note::Kind::kPrivateNote
              : kind == "public note" ? Note::Kind::kPublicNote
              : kind == "reply"       ? Note::Kind::kReply
                                      : Note::Kind::kOther;
  note.author_name = json["by"].StringOr("Ann Agent");
  note.author_mail = json["mail"].StringOr("");
  note.html = json["html"].StringOr("<div>A note.</div>");
  note.created_at = Before(json["at"]);
  if (json["edited"].IsString()) note.updated_at = Before(json["edited"]);
  for (const auto& [name, size] : json["attachments"].Members())
    note.attachments.push_back({name, size.Integer().value_or(0)});
  if (json["ours"].IsString()) note.mark = Mark{};
  return note;
}

Issue ReadIssue(const Json& json) {
  Issue issue;
  issue.ref = {{kIssue}, {500}, "acme/infrastructure", 5};
  issue.open = json["state"].StringOr("open") == "open";
  issue.locked = json["locked"].Bool().value_or(false);
  issue.state_reason = json["reason"].StringOr("");
  issue.closed_by = json["closed_by"].StringOr("");
  issue.labels = Strings(json["labels"]);
  issue.assignees = Strings(json["assignees"]);
  issue.updated_at = kNow;
  issue.markdown = json["body"].StringOr("");
  issue.author_login = "alice";
  if (json["member"].Bool().value_or(false)) issue.association = Association::kMember;
  for (const Json& comment : json["comments"].Items())
    issue.comments.push_back(ReadComment(comment));
  return issue;
}

Ticket ReadTicket(TicketId id, const Json& json, const Account& account) {
  Ticket ticket;
  ticket.id = id;
  ticket.status = StatusNumber(json["status"].StringOr("Open"), account).value_or(0);
  ticket.tags = json["tags"].IsNull() ? std::vector<std::string>{"github"} : Strings(json["tags"]);
  ticket.priority = PriorityNamed(json["priority"].StringOr("Low"));
  ticket.spam = json["spam"].Bool().value_or(false);
  ticket.deleted = json["deleted"].Bool().value_or(false);
  ticket.archived = json["archived"].Bool().value_or(false);
  ticket.updated_at = kNow;
  ticket.requester.names = Strings(json["requester"]);
  ticket.requester.looked_up = json["requester_looked_up"].Bool().value_or(true);
  for (const Json& note : json["notes"].Items()) ticket.notes.push_back(ReadNote(note));
  return ticket;
}

// "note 11", "comment 21 on 123" ("note 11 anew 1", ...), "ticket 123 done 1", "issue closed 1 on
// 123": as an operation.
Operation ReadOperation(const std::string& text) {
  std::vector<std::string> words(1);
  for (const char c : text) c == ' ' ? (void)words.emplace_back() : (void)words.back().push_back(c);
  words.resize(6);
  if (words[0] == "note")
    return {OperationKind::kCopyNote, NumberIn(words[1]), kIssue, NumberIn(words[3])};
  if (words[0] == "comment")
    return {OperationKind::kCopyComment, NumberIn(words[1]), NumberIn(words[3]),
            NumberIn(words[5])};
  if (words[0] == "ticket") {
    const auto kind =
        words[2] == "done" ? OperationKind::kTellTicketDone : OperationKind::kTellTicketOpen;
    return {kind, NumberIn(words[1]), kIssue, NumberIn(words[3])};
  }
  if (words[0] == "answer") {
    return words[1] == "note"
               ? Operation{OperationKind::kAnswerNote, NumberIn(words[2]), NumberIn(words[4]), 0}
               : Operation{OperationKind::kAnswerComment, NumberIn(words[2]), kIssue, 0};
  }
  if (words[0] == "ended")
    return {OperationKind::kLinkEnded, NumberIn(words[2]), NumberIn(words[2]), 0};
  if (words[0] == "duplicate") return {OperationKind::kTellDuplicate, kIssue, kFirstIssue, 0};
  if (words[0] == "refused") return {OperationKind::kRefuseTicket, NumberIn(words[1]), kIssue, 0};
  if (words[0] == "merge" && words[1] == "told")
    return {OperationKind::kTellIssueHeld, NumberIn(words[2]), kIssue, NumberIn(words[4])};
  if (words[0] == "merge")
    return {OperationKind::kTellTicketHeld, kIssue, NumberIn(words[1]), NumberIn(words[3])};
  if (words[0] == "status")
    return {OperationKind::kStatusNote, NumberIn(words[3]), NumberIn(words[3]), 0};
  const auto kind =
      words[1] == "closed" ? OperationKind::kTellIssueClosed : OperationKind::kTellIssueOpen;
  return {kind, kIssue, NumberIn(words[4]), NumberIn(words[2])};
}

// The hash of a source that said this.
std::string HashOf(const Operation& operation, const Json& text) {
  if (!text.IsString()) return {};
  return operation.kind == OperationKind::kCopyNote ? HashOfHtml(text.StringOr(""))
                                                    : HashOfMarkdown(text.StringOr(""));
}

Copy ReadCopy(const Operation& operation, const Json& json) {
  if (!json.IsObject()) return {json.Integer().value_or(0), {}};
  Copy copy;
  copy.id = json["id"].Integer().value_or(0);
  copy.source_hash = HashOf(operation, json["text"]);
  copy.ticket = {json["ticket"].Integer().value_or(0)};
  copy.history = json["history"].Bool().value_or(false);
  if (json["missing_since"].IsString()) copy.missing_since = Before(json["missing_since"]);
  copy.double_left = json["double_left"].Integer().value_or(0);
  return copy;
}

Intent ReadIntent(const Operation& operation, const Json& json) {
  if (!json.IsObject()) return {Before(json), {}};
  return {Before(json["at"]), HashOf(operation, json["text"]),
          TicketId{json["ticket"].Integer().value_or(0)}};
}

FieldMemory Settled(const std::string& value) {
  return {value, value, {}};
}

void ReadTicketSide(Link& link, TicketId id, const Json& json, const Rule& rule,
                    const Json& labels) {
  TicketSide& side = link.tickets[id];
  side.fresh = json["fresh"].Bool().value_or(false);
  side.born_from = json["born"].Bool().value_or(false);
  side.with_history = json["with_history"].Bool().value_or(true);
  side.linked_by = json["linked_by"].StringOr("");
  side.labels_sent = Strings(json["labels_sent"]);
  if (side.fresh) return;
  side.memory.fields[kStateField] = Settled(json["state"].StringOr(kOpen));
  side.memory.fields[kTagField] = Settled(kOn);
  side.done_by_issue = json["done_by_issue"].Bool().value_or(false);
  side.write_status = json["write_status"].StringOr("");
  if (json["commands_until"].IsString()) side.commands_until.at = Before(json["commands_until"]);
  side.commands_until.id = json["commands_until_note"].Integer().value_or(0);
  if (json["ending"].IsString()) side.ending = Ending{json["ending"].StringOr(""), {}, true, false};
  side.read_only = json["read_only"].Bool().value_or(false);
  if (json["missing_since"].IsString()) side.missing_since = Before(json["missing_since"]);
  side.status_note = {NoteId{90'000 + id.value}, {}};
  for (const TagLabel& pair : rule.mirror) {
    side.memory.fields[FieldOf(pair)] = Settled(labels[pair.label].StringOr(kOff));
  }
  if (json["priority"].IsString())
    side.memory.fields[kPriorityField] =
        Settled(std::to_string(PriorityNamed(json["priority"].StringOr(""))));
}

SideMemory& SideNamed(Link& link, const std::string& name) {
  return name == "issue" ? link.issue_memory : link.tickets[TicketId{NumberIn(name)}].memory;
}

// "priority": what the tickets together asked for when that was last decided; without it the map
// is new.
void ReadPriority(Link& link, const Json& json, const Rule& rule) {
  if (!json["priority"].IsString()) return;
  auto& fields = link.issue_memory.fields;
  fields[kPriorityField] = Settled(std::to_string(PriorityNamed(json["priority"].StringOr(""))));
  for (const PriorityLabel& label : rule.priority) {
    if (json["new_label"].StringOr("") == label.label) continue;
    fields[FieldOf(label)] = Settled(json["labels"][label.label].StringOr(kOff));
  }
}

// The memory: agreed and seen are equal unless the case says otherwise.
Link ReadLink(const Json& json, const Rule& rule) {
  Link link;
  link.issue = {{kIssue}, {500}, "acme/infrastructure", 5};
  link.rule = rule.tag;
  link.issue_memory.state_changes = json["issue_changes"].Integer().value_or(0);
  bool any_settled = false;
  for (const auto& [id, side] : json["tickets"].Members()) {
    ReadTicketSide(link, TicketId{NumberIn(id)}, side, rule, json["labels"]);
    any_settled = any_settled || !link.tickets[TicketId{NumberIn(id)}].fresh;
  }
  if (any_settled) {
    link.issue_memory.fields[kStateField] = Settled(json["issue"].StringOr(kOpen));
    for (const TagLabel& pair : rule.mirror) {
      link.issue_memory.fields[FieldOf(pair)] = Settled(json["labels"][pair.label].StringOr(kOff));
    }
    ReadPriority(link, json, rule);
  }
  for (const Json& field : json["fields"].Items()) {
    FieldMemory& memory =
        SideNamed(link, field["side"].StringOr("")).fields[field["field"].StringOr(kStateField)];
    if (field["agreed"].IsString()) memory.agreed = field["agreed"].StringOr("");
    if (field["seen"].IsString()) memory.seen = field["seen"].StringOr("");
    for (const Json& attempt : field["unknown"].Items()) {
      memory.unknown.push_back({attempt["value"].StringOr(""), Before(attempt["at"])});
    }
    if (field["written_at"].IsString()) memory.written_at = Before(field["written_at"]);
    for (const Json& flip : field["flips"].Items()) memory.flips.push_back(Before(flip));
  }
  if (json["visibility"].IsString())
    link.visibility =
        json["visibility"].StringOr("") == "public" ? Visibility::kPublic : Visibility::kPrivate;
  if (json["issue_missing_since"].IsString())
    link.issue_missing_since = Before(json["issue_missing_since"]);
  if (json["last_synced"].IsString()) link.last_synced = Before(json["last_synced"]);
  const auto unprompted = json["unprompted"].Integer().value_or(0);
  link.unprompted.assign(static_cast<std::size_t>(unprompted), Before(Json("-30m")));
  for (const auto& [name, copy] : json["copies"].Members()) {
    const Operation operation = ReadOperation(name);
    link.copies[operation] = ReadCopy(operation, copy);
  }
  for (const auto& [name, intent] : json["intents"].Members()) {
    const Operation operation = ReadOperation(name);
    link.intents[operation] = ReadIntent(operation, intent);
  }
  for (const Json& operation : json["announcements"].Items()) {
    link.announcements.push_back({ReadOperation(operation.StringOr("")), {}, {}, {}});
  }
  return link;
}

// "ours": "note 11" on a comment means that it carries the marker of that operation; "" that it
// names none.
void SetMarks(const Json& json, PlanFixture& fixture) {
  const auto set = [](const Json& message, std::optional<Mark>& mark) {
    const std::string ours = message["ours"].StringOr("");
    if (!ours.empty()) mark = Mark{ReadOperation(ours)};
  };
  for (std::size_t i = 0; i < fixture.sight.issue.comments.size(); ++i) {
    set(json["issue"]["comments"].Items()[i], fixture.sight.issue.comments[i].mark);
  }
  for (auto& [id, ticket] : fixture.sight.tickets) {
    const Json& notes = json["tickets"][std::to_string(id.value)]["notes"];
    for (std::size_t i = 0; i < ticket.notes.size(); ++i)
      set(notes.Items()[i], ticket.notes[i].mark);
  }
}

Presence PresenceNamed(const std::string& name) {
  if (name == "missing") return Presence::kMissing;
  if (name == "deleted") return Presence::kDeleted;
  if (name == "moved") return Presence::kMoved;
  if (name == "switched off") return Presence::kSwitchedOff;
  return name == "repository gone" ? Presence::kRepositoryGone : Presence::kThere;
}

}  // namespace

PlanFixture ReadPlanFixture(const Json& json) {
  PlanFixture fixture;
  fixture.rule = ReadRule(json["rule"]);
  fixture.account = ReadAccount();
  if (json["born"].IsString()) fixture.account.commands_since = Before(json["born"]);
  fixture.link = ReadLink(json["linked"], fixture.rule);
  const std::string visibility = json["visibility"].StringOr("private");
  fixture.sight.visibility = visibility == "private"  ? Visibility::kPrivate
                             : visibility == "public" ? Visibility::kPublic
                                                      : Visibility::kUnknown;
  fixture.sight.read_at = kNow;
  fixture.sight.issue = ReadIssue(json["issue"]);
  fixture.sight.presence = PresenceNamed(json["presence"].StringOr("there"));
  fixture.sight.moved_to = {{7002}, {600}, "acme/tools", 9};
  fixture.sight.brake = json["brake"].StringOr("");
  fixture.sight.let_go_on = json["let_go_on"].Bool().value_or(false);
  if (json["duplicate_of"].Integer())
    fixture.sight.duplicate_of = {
        {kFirstIssue}, {500}, "acme/infrastructure", *json["duplicate_of"].Integer()};
  fixture.sight.may_follow = json["may_follow"].Bool().value_or(false);
  for (const auto& [name, ticket] : json["tickets"].Members()) {
    const TicketId id{NumberIn(name)};
    fixture.sight.tickets[id] = ReadTicket(id, ticket, fixture.account);
  }
  for (const auto& [name, merge] : json["merges"].Members()) {
    Merge& read = fixture.sight.merges[TicketId{NumberIn(name)}];
    read.primary = TicketId{merge["into"].Integer().value_or(0)};
    const std::string refusal = merge["refused"].StringOr("");
    if (!refusal.empty())
      read.refusal =
          refusal == "elsewhere" ? LinkRefusal::kLinkedElsewhere : LinkRefusal::kNotThere;
  }
  for (const auto& [name, refusal] : json["refused"].Members()) {
    fixture.sight.refusals[TicketId{NumberIn(name)}] = refusal.StringOr("") == "elsewhere"
                                                           ? LinkRefusal::kLinkedElsewhere
                                                           : LinkRefusal::kNotThere;
  }
  SetMarks(json, fixture);
  for (const Json& id : json["gone_comments"].Items())
    fixture.sight.gone_comments.insert({id.Integer().value_or(0)});
  // A status note that was written says what was agreed then.
  Sight then = fixture.sight;
  if (!json["linked"]["assignees"].IsNull())
    then.issue.assignees = Strings(json["linked"]["assignees"]);
  const std::string hash = StatusNoteText(fixture.account, fixture.rule, then, fixture.link).hash;
  for (auto& entry : fixture.link.tickets) {
    if (entry.second.status_note.id) entry.second.status_note.hash = hash;
  }
  fixture.expected = json["expect"];
  return fixture;
}

}  // namespace tandem
