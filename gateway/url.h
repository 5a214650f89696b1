// Addresses: split, compared and percent-encoded. Pure functions; safe everywhere.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tandem {

// An http or https address.
struct Url {
  std::string scheme{};  // lower case
  std::string host{};    // lower case, an IPv6 address without its brackets
  int port = 0;          // the scheme's own when the address names none
  std::string target{};  // path and query, as written; empty when the address ends with the host
  bool operator==(const Url&) const = default;
};

// Nothing for another scheme, a missing host, a bad port, or an address that carries a user name:
// such an address looks like one host and means another. A fragment is dropped.
std::optional<Url> ParseUrl(std::string_view text);

// For the Host header: with brackets around IPv6, with the port unless it is the scheme's own.
std::string HostAndPort(const Url& url);

// What follows `base` in `link`, which is an absolute address or an absolute path: the path and
// query to ask for below `base`. Nothing when `link` leads to another scheme, host or port, out of
// the base's path, or holds what may not stand in a request line.
std::optional<std::string> PathWithin(const Url& base, std::string_view link);

// The address that a Link header (RFC 8288) gives for rel="next".
std::optional<std::string> NextLink(std::string_view header);

// Everything but letters, digits and -._~ as %XX: for one part of a path, or a query's value.
std::string PercentEncode(std::string_view text);
// The opposite; nothing when a % is not followed by two hexadecimal digits.
std::optional<std::string> PercentDecode(std::string_view text);

}  // namespace tandem
