// Pieces of the texts for GitHub that the built-in ones and the configuration's templates have in
// common. Pure; safe everywhere.
#pragma once

#include "mappers/model.h"
#include "mappers/plan.h"
#include "mappers/prefix.h"
#include "mappers/privacy.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tandem {

// "[ticket 123](https://acme.freshdesk.com/a/tickets/123)"
PublicText TicketLink(const Account& account, TicketId ticket, OwnWords name = "ticket ");
// What stands below a text that was cut.
PublicText RestIn(const Account& account, TicketId ticket);
PublicText PriorityName(int priority);  // empty when there is no such

// mappers/wording_attachments.cpp: names and sizes, as far as a text of this kind may be published;
// at most 20, and about 4 kB of names. Addresses are not in the model at all.
struct NamedAttachments {
  std::vector<std::map<std::string, PublicText>> each{};  // `name`, `size` (empty when not known)
  PublicText line = Guard::Own("");  // "a.png (12 kB), b.txt (3.4 MB) and 5 more"
};
NamedAttachments NameAttachments(const Guard& guard, TextKind kind, Prefix prefix,
                                 const std::vector<Attachment>& attachments);
// A last paragraph that says where they are; empty when there are none.
PublicText AttachedTo(const Account& account, TicketId ticket, const NamedAttachments& named);

// mappers/wording_templates.cpp: the texts by the rule's own templates; nothing when it has none.
std::optional<PublicText> TitleFromTemplate(const Guard& guard, const Account& account,
                                            const Ticket& ticket);
std::optional<PublicText> BodyFromTemplate(const Guard& guard, const Account& account,
                                           const Ticket& ticket);
// Of a note that may be published.
std::optional<PublicText> CommentFromTemplate(const Guard& guard, const Account& account,
                                              TicketId ticket, const Note& note,
                                              const Prefixed& text);

}  // namespace tandem
