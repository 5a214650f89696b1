// Recognises the signatures and the quoted threads that mail programs append. Pure; safe from all
// threads. The class names are those that Gmail, Outlook, Thunderbird, Yahoo, Proton and Freshdesk
// write.
#pragma once

#include "mappers/html_tree.h"

namespace tandem {

enum class MailPart { kText, kSignature, kSignatureToTheEnd, kQuote, kQuoteToTheEnd };

// What this element is: ...ToTheEnd when it only begins the part, which takes all that follows
// under the same parent (Outlook's line above "From: ... Sent: ...", the "-- " above a signature).
MailPart MailPartOf(const GumboNode& element);

}  // namespace tandem
