#include "mappers/github_address.h"

#include "mappers/utf8.h"

#include <algorithm>
#include <array>
#include <string>

namespace tandem {

namespace {

// "/owner/repo/<kind>/1", and "/orgs/name/discussions/1".
constexpr std::array<std::string_view, 7> kKinds = {"issues", "issue",   "pull",       "pulls",
                                                    "commit", "commits", "discussions"};
constexpr std::string_view kGitHub = "github.com";
constexpr std::size_t kKindAt = 2;
constexpr std::size_t kNumberAt = 3;

std::size_t SchemeLength(std::string_view lower) {
  if (lower.compare(0, 8, "https://") == 0) return 8;
  return lower.compare(0, 7, "http://") == 0 ? 7 : 0;
}

std::string_view WithoutWww(std::string_view host) {
  if (host.compare(0, 4, "www.") == 0) host.remove_prefix(4);
  return host;
}

bool Names(std::string_view host, std::string_view authority) {
  if (host.empty() || authority.compare(0, host.size(), host) != 0) return false;
  return authority.size() == host.size() || authority[host.size()] == ':';
}

bool IsGitHub(std::string_view authority, std::string_view web_url) {
  if (web_url.empty()) return true;
  const std::size_t user = authority.rfind('@');
  if (user != std::string_view::npos) authority.remove_prefix(user + 1);
  authority = WithoutWww(authority);
  return Names(kGitHub, authority) || Names(HostOf(web_url), authority);
}

// The path may be percent-encoded, and GitHub decodes it.
bool IsKind(std::string_view segment) {
  return segment.find('%') != std::string_view::npos ||
         std::find(kKinds.begin(), kKinds.end(), segment) != kKinds.end();
}

}  // namespace

std::string HostOf(std::string_view web_url) {
  std::string lower = AsciiLowered(web_url);
  lower.erase(0, SchemeLength(lower));
  return lower.substr(0, lower.find('/'));
}

bool BeginsAddress(std::string_view lower) {
  const std::size_t scheme = SchemeLength(lower);
  if (scheme == 0) return false;
  const std::string_view rest = lower.substr(scheme);
  const std::size_t end =
      std::min(rest.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-"), rest.size());
  if (end == 0 || rest.front() == '.' || rest.front() == '-') return false;
  return end == rest.size() || std::string_view("/:?#").find(rest[end]) != std::string_view::npos;
}

std::optional<std::size_t> ReferenceIn(std::string_view lower, std::string_view web_url) {
  const std::size_t host = SchemeLength(lower);
  const std::size_t path = std::min(lower.find('/', host), lower.size());
  if (!IsGitHub(lower.substr(host, path - host), web_url)) return std::nullopt;
  std::size_t at = path;
  for (std::size_t segment = 0; at < lower.size(); ++segment) {
    at = lower.find_first_not_of('/', at);
    if (at == std::string_view::npos) return std::nullopt;
    if (segment == kNumberAt) {
      return IsAsciiAlnum(static_cast<unsigned char>(lower[at])) || lower[at] == '%'
                 ? std::optional(at)
                 : std::nullopt;
    }
    const std::size_t end = std::min(lower.find('/', at), lower.size());
    if (segment == kKindAt && !IsKind(lower.substr(at, end - at))) return std::nullopt;
    at = end;
  }
  return std::nullopt;
}

bool BeginsWithHost(std::string_view lower, std::string_view web_url) {
  const std::string_view bare = WithoutWww(lower);
  const std::string host = HostOf(web_url);
  const auto begins = [bare](std::string_view name) {
    return !name.empty() && bare.compare(0, name.size(), name) == 0 && bare.size() > name.size() &&
           (bare[name.size()] == '/' || bare[name.size()] == ':');
  };
  return begins(kGitHub) || begins(host);
}

}  // namespace tandem
