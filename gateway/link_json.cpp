#include "gateway/link_json.h"

#include "gateway/json_members.h"
#include "gateway/operation_text.h"
#include "gateway/ticket_side_json.h"

namespace tandem {

// Each ToJson takes its struct apart by position: a new member does not compile until somebody has
// thought of it here. They are static, because the lists' templates would not find them in an
// unnamed namespace.

static Json ToJson(const Operation& operation) {
  return OperationText(operation);
}
static bool FromJson(const Json& json, Operation& operation) {
  const auto read = ReadOperation(json.StringOr(""));
  operation = read.value_or(operation);
  return read.has_value();
}

static Json ToJson(const std::map<TicketId, TicketSide>& tickets) {
  Json::Object object;
  for (const auto& [id, side] : tickets)
    object.emplace_back(std::to_string(id.value), ToJson(side));
  return object;
}
static bool FromJson(const Json& json, std::map<TicketId, TicketSide>& tickets) {
  for (const auto& [name, side] : json.Members()) {
    const auto id = ReadWholeNumber(name);
    if (!id || !FromJson(side, tickets[TicketId{*id}])) return false;
  }
  return json.IsObject();
}

static Json ToJson(const Intent& intent) {
  const auto& [at, source_hash, ticket] = intent;
  return Json::Object{
      {"at", ToJson(at)}, {"source_hash", ToJson(source_hash)}, {"ticket", ToJson(ticket)}};
}
static bool FromJson(const Json& json, Intent& intent) {
  return json.IsObject() && FromMember(json, "at", intent.at) &&
         FromMember(json, "source_hash", intent.source_hash) &&
         FromMember(json, "ticket", intent.ticket);
}

static Json ToJson(const std::map<Operation, Intent>& intents) {
  Json::Object object;
  for (const auto& [operation, intent] : intents) {
    object.emplace_back(OperationText(operation), ToJson(intent));
  }
  return object;
}
static bool FromJson(const Json& json, std::map<Operation, Intent>& intents) {
  for (const auto& [name, intent] : json.Members()) {
    const auto operation = ReadOperation(name);
    if (!operation || !FromJson(intent, intents[*operation])) return false;
  }
  return json.IsObject();
}

static Json ToJson(const Copy& copy) {
  const auto& [id, source_hash, ticket, history, missing_since, double_left, source_at] = copy;
  return Json::Object{{"id", ToJson(id)},
                      {"source_hash", ToJson(source_hash)},
                      {"ticket", ToJson(ticket)},
                      {"history", ToJson(history)},
                      {"missing_since", ToJson(missing_since)},
                      {"double_left", ToJson(double_left)},
                      {"source_at", ToJson(source_at)}};
}
static bool FromJson(const Json& json, Copy& copy) {
  return json.IsObject() && FromMember(json, "id", copy.id) &&
         FromMember(json, "source_hash", copy.source_hash) &&
         FromMember(json, "ticket", copy.ticket) && FromMember(json, "history", copy.history) &&
         FromMember(json, "missing_since", copy.missing_since) &&
         FromMember(json, "double_left", copy.double_left) &&
         FromMember(json, "source_at", copy.source_at);
}

static Json ToJson(const Announcement& announcement) {
  const auto& [operation, by, reason, about] = announcement;
  return Json::Object{{"operation", ToJson(operation)},
                      {"by", ToJson(by)},
                      {"reason", ToJson(reason)},
                      {"about", ToJson(about)}};
}
static bool FromJson(const Json& json, Announcement& announcement) {
  return json.IsObject() && FromJson(json["operation"], announcement.operation) &&
         FromMember(json, "by", announcement.by) &&
         FromMember(json, "reason", announcement.reason) &&
         FromMember(json, "about", announcement.about);
}

static Json ToJson(const IssueRef& ref) {
  const auto& [id, repository_id, repository, number] = ref;
  return Json::Object{{"id", ToJson(id)},
                      {"repository_id", ToJson(repository_id)},
                      {"repository", ToJson(repository)},
                      {"number", ToJson(number)}};
}
static bool FromJson(const Json& json, IssueRef& ref) {
  return json.IsObject() && FromMember(json, "id", ref.id) &&
         FromMember(json, "repository_id", ref.repository_id) &&
         FromMember(json, "repository", ref.repository) && FromMember(json, "number", ref.number);
}

static Json ToJson(const Creation& creation) {
  const auto& [rule, intent, labels, created] = creation;
  return Json::Object{{"rule", ToJson(rule)},
                      {"intent", ToJson(intent)},
                      {"labels", ToJson(labels)},
                      {"created", ToJson(created)}};
}
static bool FromJson(const Json& json, Creation& creation) {
  return json.IsObject() && FromMember(json, "rule", creation.rule) &&
         FromMember(json, "intent", creation.intent) &&
         FromMember(json, "labels", creation.labels) &&
         FromMember(json, "created", creation.created);
}

static Json ToJson(const AnswerSent& answering) {
  const auto& [operation, intent] = answering;
  return Json::Object{{"operation", ToJson(operation)}, {"intent", ToJson(intent)}};
}
static bool FromJson(const Json& json, AnswerSent& answering) {
  return json.IsObject() && FromJson(json["operation"], answering.operation) &&
         FromMember(json, "intent", answering.intent);
}

static Json ToJson(Visibility visibility) {
  if (visibility == Visibility::kPublic) return "public";
  return visibility == Visibility::kPrivate ? "private" : "unknown";
}
static bool FromJson(const Json& json, Visibility& visibility) {
  const std::string text = json.StringOr("");
  visibility = text == "public"    ? Visibility::kPublic
               : text == "private" ? Visibility::kPrivate
                                   : Visibility::kUnknown;
  return json.IsString();
}

// "comment:71"
static std::string MessageText(const OwnMessage& message) {
  return (message.kind == OwnMessage::Kind::kComment ? "comment:" : "note:") +
         std::to_string(message.id);
}
static std::optional<OwnMessage> ReadMessage(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto id = ReadWholeNumber(text.substr(colon + 1));
  const auto kind = text.substr(0, colon);
  if (!id || (kind != "comment" && kind != "note")) return std::nullopt;
  return kind == "comment" ? OwnComment({*id}) : OwnNote({*id});
}

static Json ToJson(const UnsureWrite& write) {
  const auto& [at, deletes] = write;
  return Json::Object{{"at", ToJson(at)}, {"deletes", ToJson(deletes)}};
}
static bool FromJson(const Json& json, UnsureWrite& write) {
  return json.IsObject() && FromMember(json, "at", write.at) &&
         FromMember(json, "deletes", write.deletes);
}

static Json ToJson(const std::map<OwnMessage, std::vector<UnsureWrite>>& unsure) {
  Json::Object object;
  for (const auto& [message, writes] : unsure)
    object.emplace_back(MessageText(message), ToJson(writes));
  return object;
}
static bool FromJson(const Json& json, std::map<OwnMessage, std::vector<UnsureWrite>>& unsure) {
  for (const auto& [name, writes] : json.Members()) {
    const auto message = ReadMessage(name);
    if (!message || !FromJson(writes, unsure[*message]) || unsure[*message].empty()) return false;
  }
  return json.IsObject();
}

// A link's copies are fields of their own.
static Json ToJson(const Link& link) {
  const auto& [issue, rule, issue_memory, write_reason, tickets, copies, intents, announcements,
               last_synced, issue_missing_since, visibility, times_public, untold, unsure_writes,
               unprompted] = link;
  return Json::Object{{"issue", ToJson(issue)},
                      {"rule", ToJson(rule)},
                      {"issue_memory", ToJson(issue_memory)},
                      {"write_reason", ToJson(write_reason)},
                      {"tickets", ToJson(tickets)},
                      {"intents", ToJson(intents)},
                      {"announcements", ToJson(announcements)},
                      {"last_synced", ToJson(last_synced)},
                      {"issue_missing_since", ToJson(issue_missing_since)},
                      {"visibility", ToJson(visibility)},
                      {"times_public", ToJson(times_public)},
                      {"untold", ToJson(untold)},
                      {"unsure_writes", ToJson(unsure_writes)},
                      {"unprompted", ToJson(unprompted)}};
}
static bool FromJson(const Json& json, Link& link) {
  return json.IsObject() && FromJson(json["issue"], link.issue) &&
         FromMember(json, "rule", link.rule) &&
         FromMember(json, "issue_memory", link.issue_memory) &&
         FromMember(json, "write_reason", link.write_reason) &&
         FromMember(json, "tickets", link.tickets) && FromMember(json, "intents", link.intents) &&
         FromMember(json, "announcements", link.announcements) &&
         FromMember(json, "last_synced", link.last_synced) &&
         FromMember(json, "issue_missing_since", link.issue_missing_since) &&
         FromMember(json, "visibility", link.visibility) &&
         FromMember(json, "times_public", link.times_public) &&
         FromMember(json, "untold", link.untold) &&
         FromMember(json, "unsure_writes", link.unsure_writes) &&
         FromMember(json, "unprompted", link.unprompted);
}

namespace {

template <class T>
bool FromText(std::string_view text, T& value) {
  const auto json = Json::Parse(text);
  return json.ok() && FromJson(*json, value);
}

bool ReadField(std::string_view name, std::string_view text, Link& link) {
  if (name == kCoreField) return true;  // was read before
  if (name.starts_with(kCopyField)) {
    const auto operation = ReadOperation(name.substr(kCopyField.size()));
    return operation && FromText(text, link.copies[*operation]);
  }
  if (!name.starts_with(kJoinedField)) return false;
  const auto ticket = ReadWholeNumber(name.substr(kJoinedField.size()));
  TicketSide side;
  if (!ticket || *ticket < 1 || !FromText(text, side)) return false;
  link.tickets.try_emplace(TicketId{*ticket}, std::move(side));
  return true;
}

}  // namespace

HashFields EncodeLink(const Link& link) {
  HashFields fields{{kCoreField, ToJson(link).Dump()}};
  for (const auto& [operation, copy] : link.copies) {
    fields.emplace(kCopyField + OperationText(operation), ToJson(copy).Dump());
  }
  return fields;
}

Result<Link> DecodeLink(const HashFields& fields) {
  Link link;
  const auto core = fields.find(kCoreField);
  if (core == fields.end()) return Error{Remedy::kInvalid, "no field core"};
  if (!FromText(core->second, link)) return Error{Remedy::kInvalid, "field core is damaged"};
  for (const auto& [name, text] : fields) {
    if (!ReadField(name, text, link)) {
      return Error{Remedy::kInvalid, "field " + name + " is damaged or not ours"};
    }
  }
  return link;
}

std::string EncodeEntry(const TicketSide& side) {
  return Json(Json::Object{{"fresh", true},
                           {"born_from", side.born_from},
                           {"returning", side.returning},
                           {"with_history", side.with_history},
                           {"labels_sent", ToJson(side.labels_sent)},
                           {"linked_by", side.linked_by},
                           {"commands_until", ToJson(side.commands_until)}})
      .Dump();
}

std::string EncodeCreation(const Creation& creation) {
  return ToJson(creation).Dump();
}

Result<Creation> DecodeCreation(std::string_view text) {
  Creation creation;
  if (!FromText(text, creation)) return Error{Remedy::kInvalid, "field creation is damaged"};
  return creation;
}

std::string EncodePlace(const MessagePlace& place) {
  return ToJson(place).Dump();
}

Result<MessagePlace> DecodePlace(std::string_view text) {
  MessagePlace place;
  if (!FromText(text, place)) return Error{Remedy::kInvalid, "field commands_until is damaged"};
  return place;
}

std::string EncodeAnswerSent(const AnswerSent& answering) {
  return ToJson(answering).Dump();
}

Result<AnswerSent> DecodeAnswerSent(std::string_view text) {
  AnswerSent answering;
  if (!FromText(text, answering)) return Error{Remedy::kInvalid, "field answering is damaged"};
  return answering;
}

std::string EncodeTexts(const std::vector<std::string>& texts) {
  return ToJson(texts).Dump();
}

Result<std::vector<std::string>> DecodeTexts(std::string_view text) {
  std::vector<std::string> texts;
  if (!FromText(text, texts)) return Error{Remedy::kInvalid, "a list of texts is damaged"};
  return texts;
}

}  // namespace tandem
