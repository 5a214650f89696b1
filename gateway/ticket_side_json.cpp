#include "gateway/ticket_side_json.h"

#include "gateway/json_members.h"

namespace tandem {

// As in link_json.cpp: by position, and static where nobody else needs them.

static Json ToJson(const Attempt& attempt) {
  const auto& [value, at] = attempt;
  return Json::Object{{"value", ToJson(value)}, {"at", ToJson(at)}};
}
static bool FromJson(const Json& json, Attempt& attempt) {
  return json.IsObject() && FromMember(json, "value", attempt.value) &&
         FromMember(json, "at", attempt.at);
}

static Json ToJson(const FieldMemory& memory) {
  const auto& [agreed, seen, unknown, written_at, flips] = memory;
  return Json::Object{{"agreed", ToJson(agreed)},
                      {"seen", ToJson(seen)},
                      {"unknown", ToJson(unknown)},
                      {"written_at", ToJson(written_at)},
                      {"flips", ToJson(flips)}};
}
static bool FromJson(const Json& json, FieldMemory& memory) {
  return json.IsObject() && FromMember(json, "agreed", memory.agreed) &&
         FromMember(json, "seen", memory.seen) && FromMember(json, "unknown", memory.unknown) &&
         FromMember(json, "written_at", memory.written_at) &&
         FromMember(json, "flips", memory.flips);
}

static Json ToJson(const std::map<FieldName, FieldMemory>& fields) {
  Json::Object object;
  for (const auto& [name, memory] : fields) object.emplace_back(name, ToJson(memory));
  return object;
}
static bool FromJson(const Json& json, std::map<FieldName, FieldMemory>& fields) {
  for (const auto& [name, memory] : json.Members()) {
    if (!FromJson(memory, fields[name])) return false;
  }
  return json.IsObject();
}

Json ToJson(const SideMemory& memory) {
  const auto& [fields, state_changes, answered_at, answered_seen] = memory;
  return Json::Object{{"fields", ToJson(fields)},
                      {"state_changes", ToJson(state_changes)},
                      {"answered_at", ToJson(answered_at)},
                      {"answered_seen", ToJson(answered_seen)}};
}
bool FromJson(const Json& json, SideMemory& memory) {
  return json.IsObject() && FromMember(json, "fields", memory.fields) &&
         FromMember(json, "state_changes", memory.state_changes) &&
         FromMember(json, "answered_at", memory.answered_at) &&
         FromMember(json, "answered_seen", memory.answered_seen);
}

static Json ToJson(const StatusNote& note) {
  const auto& [id, hash] = note;
  return Json::Object{{"id", ToJson(id)}, {"hash", ToJson(hash)}};
}
static bool FromJson(const Json& json, StatusNote& note) {
  return json.IsObject() && FromMember(json, "id", note.id) && FromMember(json, "hash", note.hash);
}

Json ToJson(const MessagePlace& place) {
  const auto& [at, id] = place;
  return Json::Object{{"at", ToJson(at)}, {"id", ToJson(id)}};
}
bool FromJson(const Json& json, MessagePlace& place) {
  return json.IsObject() && FromMember(json, "at", place.at) && FromMember(json, "id", place.id);
}

static Json ToJson(const Ending& ending) {
  const auto& [reason, by, note_due, tag_due] = ending;
  return Json::Object{{"reason", ToJson(reason)},
                      {"by", ToJson(by)},
                      {"note_due", ToJson(note_due)},
                      {"tag_due", ToJson(tag_due)}};
}
static bool FromJson(const Json& json, Ending& ending) {
  return json.IsObject() && FromMember(json, "reason", ending.reason) &&
         FromMember(json, "by", ending.by) && FromMember(json, "note_due", ending.note_due) &&
         FromMember(json, "tag_due", ending.tag_due);
}

Json ToJson(const TicketSide& side) {
  const auto& [memory, status_note, fresh, born_from, returning, with_history, linked_by,
               labels_sent, links_before, done_by_issue, write_status, commands_until, ending,
               status, missing_since, refused_since, read_only] = side;
  return Json::Object{{"memory", ToJson(memory)},
                      {"status_note", ToJson(status_note)},
                      {"fresh", ToJson(fresh)},
                      {"born_from", ToJson(born_from)},
                      {"returning", ToJson(returning)},
                      {"with_history", ToJson(with_history)},
                      {"labels_sent", ToJson(labels_sent)},
                      {"linked_by", ToJson(linked_by)},
                      {"links_before", ToJson(links_before)},
                      {"done_by_issue", ToJson(done_by_issue)},
                      {"write_status", ToJson(write_status)},
                      {"commands_until", ToJson(commands_until)},
                      {"ending", ToJson(ending)},
                      {"status", ToJson(status)},
                      {"missing_since", ToJson(missing_since)},
                      {"refused_since", ToJson(refused_since)},
                      {"read_only", ToJson(read_only)}};
}
bool FromJson(const Json& json, TicketSide& side) {
  return json.IsObject() && FromMember(json, "memory", side.memory) &&
         FromMember(json, "status_note", side.status_note) &&
         FromMember(json, "fresh", side.fresh) && FromMember(json, "born_from", side.born_from) &&
         FromMember(json, "returning", side.returning) &&
         FromMember(json, "with_history", side.with_history) &&
         FromMember(json, "labels_sent", side.labels_sent) &&
         FromMember(json, "linked_by", side.linked_by) &&
         FromMember(json, "links_before", side.links_before) &&
         FromMember(json, "done_by_issue", side.done_by_issue) &&
         FromMember(json, "write_status", side.write_status) &&
         FromMember(json, "commands_until", side.commands_until) &&
         FromMember(json, "ending", side.ending) && FromMember(json, "status", side.status) &&
         FromMember(json, "missing_since", side.missing_since) &&
         FromMember(json, "refused_since", side.refused_since) &&
         FromMember(json, "read_only", side.read_only);
}

}  // namespace tandem
