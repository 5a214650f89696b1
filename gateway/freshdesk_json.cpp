#include "gateway/freshdesk_json.h"

#include "gateway/time_text.h"

#include <charconv>

namespace tandem {
namespace {

Time ReadTime(const Json& json) {
  return ParseTime(json.StringOr("")).value_or(Time{});
}

int ReadInt(const Json& json) {
  constexpr std::int64_t kLargest = 1'000'000;
  const auto value = json.Integer().value_or(0);
  return value >= 0 && value <= kLargest ? static_cast<int>(value) : 0;
}

std::vector<Attachment> ReadAttachments(const Json& json) {
  std::vector<Attachment> attachments;
  for (const Json& item : json.Items()) {
    if (!item.IsObject()) continue;
    attachments.push_back({item["name"].StringOr(""), item["size"].Integer().value_or(0)});
  }
  return attachments;
}

void AddText(const Json& json, std::vector<std::string>& texts) {
  if (auto text = json.String(); text && !text->empty()) texts.push_back(*std::move(text));
}
void AddTexts(const Json& json, std::vector<std::string>& texts) {
  for (const Json& item : json.Items()) AddText(item, texts);
}

// What a ticket tells of whoever asked for it: more when it was read with its requester.
Requester ReadRequester(const Json& ticket) {
  Requester requester = ReadContactJson(ticket["requester"]);
  requester.id = {ticket["requester_id"].Id().value_or(0)};
  AddText(ticket["name"], requester.names);
  AddText(ticket["email"], requester.mails);
  AddText(ticket["phone"], requester.phones);
  AddText(ticket["twitter_id"], requester.handles);
  AddTexts(ticket["cc_emails"], requester.cc_mails);
  AddTexts(ticket["reply_cc_emails"], requester.cc_mails);
  return requester;
}

// Sources of a conversation's entries; there are others.
Note::Kind KindOf(const Json& json) {
  constexpr std::int64_t kReplySource = 0;
  constexpr std::int64_t kNoteSource = 2;
  const auto source = json["source"].Integer();
  const auto is_private = json["private"].Bool();
  if (!source || !is_private) return Note::Kind::kOther;
  // A mail from outside, such as a reply to a forwarded ticket, is no agent's note.
  const bool from_outside = json["incoming"].Bool().value_or(false);
  if (*source == kNoteSource && *is_private && from_outside) return Note::Kind::kOther;
  if (*source == kNoteSource)
    return *is_private ? Note::Kind::kPrivateNote : Note::Kind::kPublicNote;
  if (*source == kReplySource && !*is_private) return Note::Kind::kReply;
  return Note::Kind::kOther;
}

std::optional<int> ReadStatusNumber(const std::string& text) {
  int value = 0;
  const auto [stop, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool good = fault == std::errc() && stop == text.data() + text.size() && value > 0;
  return good ? std::optional(value) : std::nullopt;
}

void ReadStatuses(const Json& choices, TicketFields& fields) {
  for (const auto& [number, names] : choices.Members()) {
    const auto status = ReadStatusNumber(number);
    if (!status) continue;
    // Of several names the first is the one that agents see.
    const auto take = [&, number = *status](const std::string& name) {
      fields.statuses.emplace(name, number);
      fields.status_names.emplace(number, name);
    };
    if (const auto name = names.String()) take(*name);
    for (const Json& item : names.Items()) {
      if (const auto name = item.String()) take(*name);
    }
  }
}

}  // namespace

Requester ReadContactJson(const Json& json) {
  Requester contact;
  contact.id = {json["id"].Id().value_or(0)};
  AddText(json["name"], contact.names);
  AddText(json["email"], contact.mails);
  AddTexts(json["other_emails"], contact.mails);
  AddText(json["phone"], contact.phones);
  AddText(json["mobile"], contact.phones);
  AddText(json["address"], contact.addresses);
  AddText(json["twitter_id"], contact.handles);
  AddText(json["unique_external_id"], contact.handles);
  return contact;
}

std::optional<Ticket> ReadTicketJson(const Json& json) {
  const auto id = json["id"].Id();
  if (!id) return std::nullopt;
  Ticket ticket;
  ticket.id = {*id};
  ticket.subject = json["subject"].StringOr("");
  ticket.html = json["description"].StringOr("");
  ticket.type = json["type"].StringOr("");
  ticket.group_id = json["group_id"].Id().value_or(0);
  ticket.company_id = json["company_id"].Id().value_or(0);
  ticket.status = ReadInt(json["status"]);
  ticket.priority = ReadInt(json["priority"]);
  ticket.requester = ReadRequester(json);
  for (const Json& tag : json["tags"].Items()) {
    if (auto name = tag.String()) ticket.tags.push_back(*std::move(name));
  }
  ticket.attachments = ReadAttachments(json["attachments"]);
  ticket.spam = json["spam"].Bool().value_or(false);
  ticket.deleted = json["deleted"].Bool().value_or(false);
  ticket.archived = json["archived"].Bool().value_or(false);
  ticket.created_at = ReadTime(json["created_at"]);
  ticket.updated_at = ReadTime(json["updated_at"]);
  return ticket;
}

std::optional<Note> ReadNoteJson(const Json& json) {
  const auto id = json["id"].Id();
  if (!id) return std::nullopt;
  Note note;
  note.id = {*id};
  note.kind = KindOf(json);
  note.author = {json["user_id"].Id().value_or(0)};
  note.html = json["body"].StringOr("");
  note.attachments = ReadAttachments(json["attachments"]);
  note.created_at = ReadTime(json["created_at"]);
  note.updated_at = ReadTime(json["updated_at"]);
  return note;
}

std::optional<Agent> ReadAgentJson(const Json& json) {
  const auto id = json["id"].Id();
  if (!id) return std::nullopt;
  const Json& contact = json["contact"];
  return Agent{{*id}, contact["name"].StringOr(""), contact["email"].StringOr("")};
}

TicketFields ReadTicketFieldsJson(const Json& json) {
  TicketFields fields;
  for (const Json& field : json.Items()) {
    const std::string type = field["type"].StringOr("");
    if (type == "default_status") ReadStatuses(field["choices"], fields);
    if (type != "default_group") continue;
    for (const auto& [name, group] : field["choices"].Members()) {
      if (const auto id = group.Id()) fields.groups.emplace(*id, name);
    }
  }
  fields.assumed = fields.statuses.empty();
  if (fields.assumed) {
    fields.statuses = {{"Open", 2}, {"Pending", 3}, {"Resolved", 4}, {"Closed", 5}};
    for (const auto& [name, number] : fields.statuses) fields.status_names[number] = name;
  }
  return fields;
}

}  // namespace tandem
