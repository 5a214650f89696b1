#include "mappers/markup.h"
#include "mappers/wording_parts.h"

#include <utility>

namespace tandem {
namespace {

void Put(PublicFields& fields, const char* name, std::optional<PublicText> value) {
  if (value) fields.fields.emplace(name, *std::move(value));
}

PublicFields CommonFields(const Account& account, TicketId ticket) {
  PublicFields fields;
  Put(fields, "ticket.id", Guard::Number(ticket.value));
  Put(fields, "ticket.url", Guard::TicketUrl(account.freshdesk_url, ticket));
  return fields;
}

void PutAttachments(PublicFields& fields, NamedAttachments named) {
  Put(fields, "attachment_names", std::move(named.line));
  fields.attachments = std::move(named.each);
}

}  // namespace

std::optional<PublicText> TitleFromTemplate(const Guard& guard, const Account& account,
                                            const Ticket& ticket) {
  if (!guard.RoomInTemplate(TemplateKind::kTitle)) return std::nullopt;
  PublicFields fields = CommonFields(account, ticket.id);
  Put(fields, "rule.name", guard.RuleInTitle());
  Put(fields, "ticket.type", guard.TypeInTitle(ticket.type));
  Put(fields, "ticket.priority", PriorityName(ticket.priority));
  Put(fields, "ticket.group", guard.Title(ticket.group, TextKind::kCompany));
  Put(fields, "ticket.company", guard.Title(ticket.company, TextKind::kCompany));
  Put(fields, "subject", guard.Title(ticket.subject));
  return guard.FromTemplate(TemplateKind::kTitle, fields);
}

std::optional<PublicText> BodyFromTemplate(const Guard& guard, const Account& account,
                                           const Ticket& ticket) {
  const auto room = guard.RoomInTemplate(TemplateKind::kBody);
  if (!room) return std::nullopt;
  PublicFields fields = CommonFields(account, ticket.id);
  Put(fields, "rule.name", guard.RuleName());
  Put(fields, "ticket.type", guard.TypeName(ticket.type));
  Put(fields, "ticket.priority", PriorityName(ticket.priority));
  Put(fields, "ticket.group", guard.Line(TextKind::kCompany, ticket.group));
  Put(fields, "ticket.company", guard.Line(TextKind::kCompany, ticket.company));
  Put(fields, "subject", guard.Line(TextKind::kSubject, ticket.subject));
  Put(fields, "description",
      guard.Quoted(TextKind::kDescription, Prefix::kNone, HtmlToMarkdown(ticket.html), *room,
                   RestIn(account, ticket.id)));
  PutAttachments(fields,
                 NameAttachments(guard, TextKind::kDescription, Prefix::kNone, ticket.attachments));
  return guard.FromTemplate(TemplateKind::kBody, fields);
}

std::optional<PublicText> CommentFromTemplate(const Guard& guard, const Account& account,
                                              TicketId ticket, const Note& note,
                                              const Prefixed& text) {
  const auto room = guard.RoomInTemplate(TemplateKind::kNote);
  if (!room) return std::nullopt;
  PublicFields fields = CommonFields(account, ticket);
  Put(fields, "rule.name", guard.RuleName());
  Put(fields, "author", guard.Author(note, account.people));
  Put(fields, "text",
      guard.Quoted(TextKind::kNotes, text.prefix, HtmlToMarkdown(text.rest), *room,
                   RestIn(account, ticket)));
  PutAttachments(fields, NameAttachments(guard, TextKind::kNotes, text.prefix, note.attachments));
  return guard.FromTemplate(TemplateKind::kNote, fields);
}

}  // namespace tandem
