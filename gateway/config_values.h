// The texts of the configuration that mean something: durations, sizes, addresses, URLs, names.
// Each function gives the value or says what is allowed, never repeating the text, which may be a
// secret. Pure; safe everywhere.
#pragma once

#include "gateway/config.h"
#include "gateway/result.h"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace tandem {

// "250ms", "5s", "5m", "6h": digits and a unit, within the range.
Result<std::chrono::milliseconds> ParseDuration(std::string_view text,
                                                std::chrono::milliseconds least,
                                                std::chrono::milliseconds most);
// "250ms"; the largest unit that loses nothing.
std::string ShowDuration(std::chrono::milliseconds duration);

// Bytes: "65536B", "64KiB", "2MiB"; 64 KiB to 25 MiB.
Result<std::size_t> ParseSize(std::string_view text);

enum class PortZero { kAllowed, kRefused };
// "host:port" or "[::1]:port"; the host without brackets.
Result<Address> ParseAddress(std::string_view text, PortZero zero);
// An IPv4 or IPv6 address, or a CIDR range; gives the text back.
Result<std::string> ParseRange(std::string_view text);

// redis://[[user]:password@]host[:port][/database], rediss://..., unix:///path; user and password
// percent-decoded.
Result<RedisConfig> ParseRedis(std::string_view text);

struct ConfiguredUrl {
  std::string scheme{};  // in lower case
  bool has_user_info = false;
  std::string user_info{};  // as written
  std::string host{};       // in lower case; IPv6 without brackets
  int port = 0;             // 0: none is given
  std::string path{};
  std::string query{};     // with the "?"
  std::string fragment{};  // with the "#"
  // "http://[::1]:8080": scheme, host and port.
  std::string Origin() const;
};
// Any URL with a host, in printable ASCII.
Result<ConfiguredUrl> ReadConfiguredUrl(std::string_view text);
// 127.0.0.0/8, ::1, localhost.
bool IsLoopback(const std::string& host);

enum class UrlPath { kAllowed, kRefused };
// The base of a service: https, or http on loopback; without user info, query, fragment; given back
// without a trailing slash.
Result<std::string> ParseServiceUrl(std::string_view text, UrlPath path);
// The same for an address that is posted to as it is: path and query may be anything.
Result<Secret> ParseAlertUrl(std::string_view text);

// "owner/name" as GitHub allows them; gives the text back.
Result<std::string> ParseRepository(std::string_view text);
// A Freshdesk tag: 1 to 32 characters, no comma, no space at its ends; gives the text back.
Result<std::string> ParseTag(std::string_view text);
// A GitHub login; gives the text back.
Result<std::string> ParseLogin(std::string_view text);
// A mail address, roughly; gives the text back.
Result<std::string> ParseMail(std::string_view text);
// One line: not empty, no control characters, no space at its ends; gives the text back.
Result<std::string> ParseLine(std::string_view text);
// The same for a secret, so that it may be sent in a header.
Result<Secret> ParseSecret(std::string_view text);

// In lower case, ASCII letters only: how names are compared that neither service distinguishes by
// case.
std::string Folded(std::string_view text);

}  // namespace tandem
