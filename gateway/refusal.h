// What a refusing answer says, in words that are safe to log and to show: names of fields, codes
// and rights, never a value, since the services repeat what they were sent. Pure; safe everywhere.
#pragma once

#include "gateway/http.h"
#include "gateway/json.h"

#include <string>

namespace tandem {

// Whether a 403 or 429 means "too many requests" and not "you may not".
bool MeansRateLimit(const HttpResponse& response, const Json& body);

// The fields that a validation error names, with their codes: "status (missing_field), tags".
// Empty when it names none. Reads Freshdesk's and GitHub's shapes.
std::string RefusedFields(const Json& body);

// Those that are asked for and have no value: "cf_cause, cf_team". Empty when none is.
std::string MissingFields(const Json& body);

// A cause that is known by the service's own words, in ours, with what to do about it: "the issue
// is locked; unlock it". The latter is `rights` where it is a matter of rights. Empty when none is
// known.
std::string KnownCause(const Json& body, const std::string& rights);

// How KnownCause begins for a thing that is archived.
inline constexpr const char* kArchivedCause = "it is archived and can only be read";

// What X-Accepted-GitHub-Permissions asks for: "issues=write". Empty when there is no such header.
std::string PermissionsAskedFor(const HttpResponse& response);

}  // namespace tandem
