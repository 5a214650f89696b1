// Recognises the signatures and the quoted threads that mail programs append. Pure; safe from all
// threads. The class names are those that Gmail, Outlook, Thunderbird, Yahoo, Proton and Freshdesk
// write.
#pragma once

#include "mappers/html_tree.h"

namespace tandem {

enum class MailPart { kText, kSignature, kQuote, kQuoteToTheEnd };

// What this element is: kQuoteToTheEnd when a quoted thread begins with it and takes all that
// follows under the same parent (Outlook's line above "From: ... Sent: ...").
MailPart MailPartOf(const GumboNode& element);

}  // namespace tandem
