#include "tests/sandbox/freshdesk_json.h"

#include "tests/sandbox/rewriting.h"

#include <algorithm>

namespace tandem::sandbox {
namespace {

Json Optional(const std::optional<std::int64_t>& id) {
  return id ? Json(*id) : Json();
}

Json AttachmentsJson(const std::vector<DeskAttachment>& attachments) {
  Json::Array all;
  for (const auto& attachment : attachments)
    all.emplace_back(Json::Object{
        {"id", attachment.id},
        {"name", attachment.name},
        {"content_type", attachment.content_type},
        {"size", attachment.size},
        {"attachment_url", "https://attachments.example/" + std::to_string(attachment.id) +
                               "?Signature=short-lived"}});
  return all;
}

Json CustomFieldsJson(const FreshdeskState& state, const DeskTicket& ticket) {
  Json::Object fields;
  for (const auto& name : state.custom_fields) {
    const auto found = std::ranges::find(ticket.custom_fields, name, &Json::Member::first);
    fields.emplace_back(name, found == ticket.custom_fields.end() ? Json() : found->second);
  }
  return fields;
}

Json StringsJson(const std::vector<std::string>& strings) {
  return Json::Array(strings.begin(), strings.end());
}

Json StatusChoices(const FreshdeskState& state) {
  Json::Object choices;
  for (const auto& [number, names] : state.statuses)
    choices.emplace_back(std::to_string(number),
                         Json::Array{names.agent_sees, names.customer_sees});
  return choices;
}

Json FieldJson(std::int64_t id, const char* name, const char* type, Json choices) {
  return Json::Object{{"id", id},        {"name", name},
                      {"label", name},   {"type", type},
                      {"position", id},  {"required_for_closure", false},
                      {"default", true}, {"choices", std::move(choices)}};
}

}  // namespace

Json TicketJson(const FreshdeskState& state, const DeskTicket& ticket, Description description) {
  Json json = Json::Object{{"id", ticket.id},
                           {"subject", ticket.subject},
                           {"type", ticket.type.empty() ? Json() : Json(ticket.type)},
                           {"status", ticket.status},
                           {"priority", ticket.priority},
                           {"source", 1},
                           {"requester_id", ticket.requester},
                           {"responder_id", Optional(ticket.responder)},
                           {"group_id", Optional(ticket.group)},
                           {"company_id", Optional(ticket.company)},
                           {"product_id", Json()},
                           {"tags", StringsJson(ticket.tags)},
                           {"custom_fields", CustomFieldsJson(state, ticket)},
                           {"spam", ticket.spam},
                           {"cc_emails", StringsJson(ticket.copies_to)},
                           {"fwd_emails", Json::Array()},
                           {"is_escalated", false},
                           {"created_at", ToIso(ticket.created)},
                           {"updated_at", ToIso(ticket.updated)}};
  if (ticket.deleted) json.Set("deleted", true);
  if (description == Description::kWithout) return json;
  json.Set("description", ticket.html);
  json.Set("description_text", HtmlToText(ticket.html));
  json.Set("attachments", AttachmentsJson(ticket.attachments));
  return json;
}

Json EntryJson(const DeskTicket& ticket, const DeskEntry& entry) {
  return Json::Object{{"id", entry.id},
                      {"ticket_id", ticket.id},
                      {"user_id", entry.author},
                      {"body", entry.html},
                      {"body_text", HtmlToText(entry.html)},
                      {"incoming", entry.incoming},
                      {"private", entry.is_private},
                      {"source", entry.source},
                      {"support_email", Json()},
                      {"to_emails", Json::Array()},
                      {"attachments", AttachmentsJson(entry.attachments)},
                      {"created_at", ToIso(entry.created)},
                      {"updated_at", ToIso(entry.updated)}};
}

Json AgentJson(const DeskPerson& agent) {
  return Json::Object{
      {"id", agent.id},
      {"available", true},
      {"occasional", false},
      {"ticket_scope", 1},
      {"type", "support_agent"},
      {"contact", Json::Object{{"active", true}, {"name", agent.name}, {"email", agent.mail}}}};
}

Json ContactJson(const DeskPerson& contact) {
  const auto text = [](const std::string& value) { return value.empty() ? Json() : Json(value); };
  return Json::Object{{"id", contact.id},
                      {"active", true},
                      {"name", contact.name},
                      {"email", contact.mail},
                      {"phone", text(contact.phone)},
                      {"mobile", text(contact.mobile)},
                      {"address", text(contact.address)},
                      {"twitter_id", text(contact.twitter)},
                      {"unique_external_id", Json()},
                      {"other_emails", StringsJson(contact.other_mails)},
                      {"company_id", Optional(contact.company)}};
}

Json TicketFieldsJson(const FreshdeskState& state) {
  Json::Object groups;
  for (const auto& [id, name] : state.groups) groups.emplace_back(name, id);
  Json::Array fields{FieldJson(1, "subject", "default_subject", Json()),
                     FieldJson(2, "status", "default_status", StatusChoices(state)),
                     FieldJson(3, "priority", "default_priority",
                               Json::Object{{"Low", 1}, {"Medium", 2}, {"High", 3}, {"Urgent", 4}}),
                     FieldJson(4, "group", "default_group", groups)};
  std::int64_t id = 100;
  for (const auto& name : state.custom_fields)
    fields.push_back(FieldJson(id++, name.c_str(), "custom_text", Json()));
  return fields;
}

Answer ValidationFailed(const std::vector<FieldError>& errors) {
  Json::Array list;
  for (const auto& error : errors)
    list.emplace_back(
        Json::Object{{"field", error.field}, {"message", error.message}, {"code", error.code}});
  return JsonAnswer(400, Json::Object{{"description", "Validation failed"}, {"errors", list}});
}

Answer DeskError(int status, const std::string& code, const std::string& message) {
  return JsonAnswer(status, Json::Object{{"code", code}, {"message", message}});
}

Answer NoBody(int status) {
  Answer answer;
  answer.status = status;
  return answer;
}

}  // namespace tandem::sandbox
