#include "gateway/config_values.h"
#include "gateway/url.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>
#include <utility>

namespace tandem {
namespace {

constexpr std::string_view kHostCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
constexpr std::size_t kLongestHost = 253;
constexpr int kIpv4Bits = 32;
constexpr int kIpv6Bits = 128;
constexpr int kLargestPort = 65'535;
constexpr int kMostDatabases = 1'000'000;

Error Must(std::string what) {
  return {Remedy::kInvalid, "must be " + std::move(what), {}};
}

std::optional<int> Number(std::string_view text, int most) {
  int value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool good = fault == std::errc() && end == text.data() + text.size() && value >= 0 &&
                    value <= most && !text.starts_with('-');
  return good ? std::optional(value) : std::nullopt;
}

// 4, 6, or 0 when it is no IP address.
int IpVersion(std::string_view text) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  const std::string address(text);
  if (address.size() != std::strlen(address.c_str())) return 0;
  if (inet_pton(AF_INET, address.c_str(), bytes.data()) == 1) return 4;
  return inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1 ? 6 : 0;
}

struct HostAndPort {
  std::string host{};
  std::optional<std::string> port{};
};

// "host", "host:port", "[::1]", "[::1]:port"; nothing when the host cannot be one.
std::optional<HostAndPort> SplitHost(std::string_view text) {
  HostAndPort split;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    split.host = Folded(text.substr(1, end - 1));
    text.remove_prefix(end + 1);
    if (IpVersion(split.host) != 6 || (!text.empty() && text[0] != ':')) return std::nullopt;
  } else {
    const auto end = std::min(text.find(':'), text.size());
    split.host = Folded(text.substr(0, end));
    text.remove_prefix(end);
    if (split.host.empty() || split.host.size() > kLongestHost ||
        split.host.find_first_not_of(kHostCharacters) != std::string::npos) {
      return std::nullopt;
    }
  }
  if (!text.empty()) split.port = std::string(text.substr(1));
  return split;
}

// Cuts what follows the first of `marks` off `text` and gives it, mark included.
std::string CutFrom(std::string_view& text, std::string_view marks) {
  const auto at = std::min(text.find_first_of(marks), text.size());
  std::string tail(text.substr(at));
  text = text.substr(0, at);
  return tail;
}

}  // namespace

Result<Address> ParseAddress(std::string_view text, PortZero zero) {
  const auto split = SplitHost(text);
  const auto port = split && split->port ? Number(*split->port, kLargestPort) : std::nullopt;
  const int least = zero == PortZero::kAllowed ? 0 : 1;
  if (!port || *port < least) {
    return Must("host:port with a port from " + std::to_string(least) +
                " to 65535, such as \"127.0.0.1:8080\" or \"[::1]:8080\"");
  }
  return Address{split->host, *port};
}

Result<std::string> ParseRange(std::string_view text) {
  const auto slash = text.find('/');
  const int version = IpVersion(text.substr(0, slash));
  const bool whole = slash == std::string_view::npos;
  const int most = version == 4 ? kIpv4Bits : kIpv6Bits;
  if (version == 0 || (!whole && !Number(text.substr(slash + 1), most))) {
    return Must(R"(an IP address or a CIDR range, such as "10.0.0.0/8" or "fd00::/8")");
  }
  return std::string(text);
}

std::string ConfiguredUrl::Origin() const {
  std::string origin = scheme + "://";
  origin += host.find(':') == std::string::npos ? host : "[" + host + "]";
  if (port != 0) origin += ":" + std::to_string(port);
  return origin;
}

Result<ConfiguredUrl> ReadConfiguredUrl(std::string_view text) {
  const Error wrong = Must("an address, such as \"https://example.com\"");
  const auto is_odd = [](unsigned char c) {
    return c <= ' ' || c >= 0x7F ||
           std::string_view("\"<>\\^`{|}").find(static_cast<char>(c)) != std::string_view::npos;
  };
  if (std::any_of(text.begin(), text.end(), is_odd)) return wrong;
  const auto scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) return wrong;
  ConfiguredUrl url;
  url.scheme = Folded(text.substr(0, scheme_end));
  text.remove_prefix(scheme_end + 3);
  url.fragment = CutFrom(text, "#");
  url.query = CutFrom(text, "?");
  url.path = CutFrom(text, "/");
  if (const auto at = text.rfind('@'); at != std::string_view::npos) {
    url.has_user_info = true;
    url.user_info = std::string(text.substr(0, at));
    text.remove_prefix(at + 1);
  }
  const auto split = SplitHost(text);
  if (!split) return wrong;
  url.host = split->host;
  if (!split->port) return url;
  const auto port = Number(*split->port, kLargestPort);
  if (!port || *port == 0) return wrong;
  url.port = *port;
  return url;
}

bool IsLoopback(const std::string& host) {
  if (host == "localhost" || host == "::1") return true;
  return IpVersion(host) == 4 && host.starts_with("127.");
}

namespace {

Result<ConfiguredUrl> ParseSafeUrl(std::string_view text) {
  TRY_ASSIGN(ConfiguredUrl url, ReadConfiguredUrl(text));
  if (url.scheme != "https" && url.scheme != "http") {
    return Must("an https address, such as \"https://example.com\"");
  }
  if (url.scheme == "http" && !IsLoopback(url.host)) {
    return Must("an https address; http is for loopback only (127.0.0.0/8, [::1], localhost)");
  }
  if (url.has_user_info) return Must("an address without user and password");
  if (!url.fragment.empty()) return Must("an address without \"#\"");
  return url;
}

// Puts "user:password" of a Redis address where it belongs.
Status ReadUserInfo(const ConfiguredUrl& url, RedisConfig& redis) {
  if (!url.has_user_info) return Done{};
  const auto colon = url.user_info.find(':');
  if (colon == std::string::npos || colon + 1 == url.user_info.size()) {
    return Must("redis://user:password@host or redis://:password@host where there is an \"@\"");
  }
  const auto user = PercentDecode(std::string_view(url.user_info).substr(0, colon));
  auto password = PercentDecode(std::string_view(url.user_info).substr(colon + 1));
  if (!user || !password) return Must("percent-encoded in user and password (%40 for \"@\")");
  redis.user = *user;
  redis.password = Secret(*std::move(password));
  return Done{};
}

}  // namespace

Result<RedisConfig> ParseRedis(std::string_view text) {
  constexpr std::string_view kUnix = "unix://";
  const Error wrong = Must(
      "redis://[[user]:password@]host[:port][/database], rediss:// for TLS, or unix:///path; what "
      "is odd in a "
      "password is percent-encoded");
  RedisConfig redis;
  if (text.starts_with(kUnix)) {
    const std::string path(text.substr(kUnix.size()));
    if (path.size() < 2 || path[0] != '/' || path.find_first_of("?#") != std::string::npos) {
      return wrong;
    }
    redis.server = RedisUnix{path};
    return redis;
  }
  const auto url = ReadConfiguredUrl(text);
  if (!url || (url->scheme != "redis" && url->scheme != "rediss") || !url->query.empty() ||
      !url->fragment.empty()) {
    return wrong;
  }
  TRY(ReadUserInfo(*url, redis));
  redis.server = RedisTcp{url->host, url->port == 0 ? 6379 : url->port, url->scheme == "rediss"};
  if (url->path.size() <= 1) return redis;
  const auto database = Number(std::string_view(url->path).substr(1), kMostDatabases);
  if (!database) return wrong;
  redis.database = *database;
  return redis;
}

Result<std::string> ParseServiceUrl(std::string_view text, UrlPath path) {
  TRY_ASSIGN(ConfiguredUrl url, ParseSafeUrl(text));
  if (!url.query.empty()) return Must("an address without \"?\"");
  while (url.path.ends_with('/')) url.path.pop_back();
  if (path == UrlPath::kRefused && !url.path.empty()) {
    return Must("an address without a path, such as \"https://acme.freshdesk.com\"");
  }
  return url.Origin() + url.path;
}

Result<Secret> ParseAlertUrl(std::string_view text) {
  TRY_ASSIGN(const ConfiguredUrl url, ParseSafeUrl(text));
  return Secret(url.Origin() + url.path + url.query);
}

}  // namespace tandem
