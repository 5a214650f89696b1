#include "gateway/url.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace tandem {
namespace {

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

int OwnPort(std::string_view scheme) {
  return scheme == "https" ? 443 : 80;
}

// "host", "host:1", "[::1]:1".
bool ReadAuthority(std::string_view authority, Url& url) {
  if (authority.find('@') != std::string_view::npos) return false;
  std::string_view port;
  if (authority.starts_with('[')) {
    const auto end = authority.find(']');
    if (end == std::string_view::npos) return false;
    url.host = LowerCase(authority.substr(1, end - 1));
    port = authority.substr(end + 1);
    const bool version6 = url.host.find(':') != std::string::npos &&
                          url.host.find_first_not_of("0123456789abcdef:.") == std::string::npos;
    if (!version6) return false;
  } else {
    const auto colon = std::min(authority.find(':'), authority.size());
    url.host = LowerCase(authority.substr(0, colon));
    port = authority.substr(colon);
  }
  if (url.host.empty()) return false;
  if (port.empty()) return true;
  const auto [stop, fault] = std::from_chars(port.data() + 1, port.data() + port.size(), url.port);
  return port.front() == ':' && fault == std::errc() && stop == port.data() + port.size() &&
         url.port >= 1 && url.port <= 65535;
}

bool FitsARequestLine(std::string_view path) {
  return std::all_of(path.begin(), path.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

std::string WithoutTrailingSlash(std::string text) {
  while (text.ends_with('/')) text.pop_back();
  return text;
}

bool IsNext(std::string_view parameters) {
  const std::string lower = LowerCase(parameters);
  const auto rel = lower.find("rel=");
  if (rel == std::string::npos) return false;
  std::string_view value = std::string_view(lower).substr(rel + 4);
  if (value.starts_with('"')) {
    value.remove_prefix(1);
    value = value.substr(0, value.find('"'));
  } else {
    value = value.substr(0, value.find_first_of("; \t"));
  }
  return value == "next";
}

}  // namespace

std::optional<Url> ParseUrl(std::string_view text) {
  const auto colon = text.find("://");
  if (colon == std::string_view::npos) return std::nullopt;
  Url url;
  url.scheme = LowerCase(text.substr(0, colon));
  if (url.scheme != "http" && url.scheme != "https") return std::nullopt;
  url.port = OwnPort(url.scheme);
  std::string_view rest = text.substr(colon + 3);
  rest = rest.substr(0, rest.find('#'));
  const auto path = std::min(rest.find_first_of("/?"), rest.size());
  if (!ReadAuthority(rest.substr(0, path), url)) return std::nullopt;
  url.target = std::string(rest.substr(path));
  if (url.target.starts_with('?')) url.target.insert(0, "/");
  return url;
}

std::string HostAndPort(const Url& url) {
  std::string text = url.host.find(':') == std::string::npos ? url.host : "[" + url.host + "]";
  if (url.port != OwnPort(url.scheme)) text += ":" + std::to_string(url.port);
  return text;
}

std::optional<std::string> PathWithin(const Url& base, std::string_view link) {
  std::string target;
  if (link.starts_with('/') && !link.starts_with("//")) {
    target = std::string(link.substr(0, link.find('#')));
  } else {
    const auto url = ParseUrl(link);
    if (!url || url->scheme != base.scheme || url->host != base.host || url->port != base.port) {
      return std::nullopt;
    }
    target = url->target;
  }
  const std::string prefix = WithoutTrailingSlash(base.target);
  if (!target.starts_with(prefix + "/") || !FitsARequestLine(target)) return std::nullopt;
  return target.substr(prefix.size());
}

std::optional<std::string> NextLink(std::string_view header) {
  for (auto open = header.find('<'); open != std::string_view::npos; open = header.find('<')) {
    const auto close = header.find('>', open);
    if (close == std::string_view::npos) return std::nullopt;
    const std::string_view address = header.substr(open + 1, close - open - 1);
    header.remove_prefix(close + 1);
    if (IsNext(header.substr(0, header.find('<')))) return std::string(address);
  }
  return std::nullopt;
}

std::string PercentEncode(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x80 && std::isalnum(byte) != 0) ||
        std::string_view("-._~").find(c) != std::string_view::npos) {
      encoded += c;
    } else {
      encoded += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
    }
  }
  return encoded;
}

std::optional<std::string> PercentDecode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    unsigned value = 0;
    if (i + 2 >= text.size()) return std::nullopt;
    const char* hex = text.data() + i + 1;
    const auto [end, fault] = std::from_chars(hex, hex + 2, value, 16);
    if (fault != std::errc() || end != hex + 2) return std::nullopt;
    decoded += static_cast<char>(value);
    i += 2;
  }
  return decoded;
}

}  // namespace tandem
