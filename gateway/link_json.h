// A link as the fields of its hash in Redis, and back; what else of mappers/link.h is kept there.
// Pure functions; safe from all threads.
#pragma once

#include "gateway/result.h"
#include "mappers/link.h"

#include <map>
#include <string>
#include <string_view>

namespace tandem {

// Field name -> text: "core" with everything but the copies, and "copy:<operation>" for each of
// these, so that a link with thousands of messages is written a field at a time.
using HashFields = std::map<std::string, std::string>;
inline const std::string kCoreField = "core";
inline const std::string kCopyField = "copy:";      // and the operation
inline const std::string kJoinedField = "joined:";  // and the ticket

HashFields EncodeLink(const Link& link);
// The opposite. A "joined:<ticket>" field, as Join writes it, becomes a fresh side, unless the core
// has that ticket. A member that is missing has its default (it was written by an older version).
// kInvalid for anything else that we did not write, naming the field.
Result<Link> DecodeLink(const HashFields& fields);

// What Join leaves for the link's next plan: the side that a ticket begins with. links_before is
// left out: only the script knows it.
std::string EncodeEntry(const TicketSide& side);

std::string EncodeCreation(const Creation& creation);
Result<Creation> DecodeCreation(std::string_view text);

std::string EncodePlace(const MessagePlace& place);
Result<MessagePlace> DecodePlace(std::string_view text);
std::string EncodeAnswerSent(const AnswerSent& answering);
Result<AnswerSent> DecodeAnswerSent(std::string_view text);

// A list of texts, as JSON.
std::string EncodeTexts(const std::vector<std::string>& texts);
Result<std::vector<std::string>> DecodeTexts(std::string_view text);

}  // namespace tandem
