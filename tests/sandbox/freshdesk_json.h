// How Freshdesk's API writes what it holds. Stateless; safe everywhere.
#pragma once

#include "tests/sandbox/call.h"
#include "tests/sandbox/freshdesk_state.h"

namespace tandem::sandbox {

enum class Description { kWith, kWithout };  // lists leave it out unless asked

Json TicketJson(const FreshdeskState& state, const DeskTicket& ticket, Description description);
Json EntryJson(const DeskTicket& ticket, const DeskEntry& entry);
Json AgentJson(const DeskPerson& agent);
Json ContactJson(const DeskPerson& contact);
Json TicketFieldsJson(const FreshdeskState& state);

struct FieldError {
  std::string field{};
  std::string message{};
  std::string code{};
};
Answer ValidationFailed(const std::vector<FieldError>& errors);  // 400
Answer DeskError(int status, const std::string& code, const std::string& message);
Answer NoBody(int status);

}  // namespace tandem::sandbox
