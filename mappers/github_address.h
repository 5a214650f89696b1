// Tells which addresses GitHub takes for references. Pure; safe from all threads.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tandem {

// The host, and port if any, of an address, in lower case.
std::string HostOf(std::string_view web_url);

// Whether this begins like an address with a scheme, as GitHub makes links of: "https://" and a
// host of letters, digits, dots and hyphens. `lower` is in lower case.
bool BeginsAddress(std::string_view lower);

// Where in the address, which is in lower case, the number or hash begins for which GitHub would
// write a back-link; nothing when it is no such address on GitHub, which is the host of `web_url`
// and github.com, or any host when `web_url` is empty.
std::optional<std::size_t> ReferenceIn(std::string_view lower, std::string_view web_url);

// The text begins with GitHub's host and "/", without a scheme.
bool BeginsWithHost(std::string_view lower, std::string_view web_url);

}  // namespace tandem
