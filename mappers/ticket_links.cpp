#include "mappers/ticket_links.h"

#include "mappers/utf8.h"
#include "mappers/words.h"

#include <algorithm>
#include <set>

namespace tandem {

namespace {

constexpr std::int64_t kGreatestId = std::int64_t{1} << 53;

bool IsAlnum(char c) {
  return IsAsciiAlnum(static_cast<unsigned char>(c));
}
bool IsDigit(char c) {
  return IsAsciiDigit(static_cast<unsigned char>(c));
}

bool TakePrefix(std::string_view& text, std::string_view prefix) {
  if (text.compare(0, prefix.size(), prefix) != 0) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool TakeScheme(std::string_view& url) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!EqualsIgnoringCase(url.substr(0, scheme.size()), scheme)) continue;
    url.remove_prefix(scheme.size());
    return true;
  }
  return false;
}

// The host that the address begins with, lower case, without a port that goes without saying.
std::string TakeHost(std::string_view& url) {
  std::size_t end = 0;
  while (end < url.size() &&
         (IsAlnum(url[end]) || url[end] == '.' || url[end] == '-' || url[end] == ':')) {
    ++end;
  }
  std::string host = AsciiLowered(url.substr(0, end));
  url.remove_prefix(end);
  for (const std::string_view port : {":443", ":80"}) {
    const bool ends = host.size() > port.size() &&
                      host.compare(host.size() - port.size(), port.size(), port) == 0;
    if (ends) host.erase(host.size() - port.size());
  }
  return host;
}

std::string HostOf(std::string_view url) {
  TakeScheme(url);
  return TakeHost(url);
}

// A number of 1 to 2^53 without leading zeros.
std::optional<std::int64_t> TakeNumber(std::string_view& text) {
  std::size_t digits = 0;
  std::int64_t number = 0;
  while (digits < text.size() && IsDigit(text[digits])) {
    if (digits >= 16) return std::nullopt;
    number = number * 10 + (text[digits] - '0');
    ++digits;
  }
  if (digits == 0 || text.front() == '0' || number > kGreatestId) return std::nullopt;
  text.remove_prefix(digits);
  return number;
}

// The text without HTML comments. One that never ends hides the rest when it begins a line, and is
// shown as it is elsewhere.
std::string WithoutComments(std::string_view text) {
  std::string out;
  std::size_t at = 0;
  for (std::size_t open = text.find("<!--"); open != std::string_view::npos;
       open = text.find("<!--", at)) {
    const std::size_t close = text.find("-->", open + 4);
    out += text.substr(at, open - at);
    if (close == std::string_view::npos) {
      const std::string_view line = text.substr(0, open);
      const std::size_t before = line.find_last_not_of(' ');
      const bool begins = before == std::string_view::npos || line[before] == '\n';
      return begins ? out : out + std::string(text.substr(open));
    }
    out += ' ';
    at = close + 3;
  }
  return out.append(text.substr(std::min(at, text.size())));
}

// An address inside another one (a query, a path, a user's part) names nothing.
bool MayPrecede(char c) {
  return !IsAlnum(c) && std::string_view("/=%&?#@:.-_+").find(c) == std::string_view::npos;
}

std::optional<TicketId> TicketAt(std::string_view url, std::string_view host) {
  if (!TakeScheme(url) || TakeHost(url) != host) return std::nullopt;
  if (!TakePrefix(url, "/a/tickets/") && !TakePrefix(url, "/helpdesk/tickets/"))
    return std::nullopt;
  const auto number = TakeNumber(url);
  if (!number) return std::nullopt;
  if (!url.empty() && (IsAlnum(url.front()) || url.front() == '%')) return std::nullopt;
  return TicketId{*number};
}

bool IsName(std::string_view name) {
  return !name.empty() && name.size() <= 100 && name != "." && name != ".." &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return IsAlnum(c) || c == '-' || c == '_' || c == '.'; });
}

std::string_view TakeSegment(std::string_view& path) {
  if (!TakePrefix(path, "/")) return {};
  const std::string_view segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

}  // namespace

std::vector<TicketId> TicketsNamedIn(std::string_view markdown, std::string_view freshdesk_url) {
  const std::string text = WithoutComments(markdown);
  const std::string lower = AsciiLowered(text);
  const std::string host = HostOf(freshdesk_url);
  std::vector<TicketId> tickets;
  std::set<TicketId> known;
  if (host.empty()) return tickets;
  for (std::size_t at = lower.find("http"); at != std::string::npos;
       at = lower.find("http", at + 4)) {
    if (at > 0 && !MayPrecede(text[at - 1])) continue;
    const auto ticket = TicketAt(std::string_view(text).substr(at), host);
    if (ticket && known.insert(*ticket).second) tickets.push_back(*ticket);
  }
  return tickets;
}

std::vector<TicketId> TicketNumbersIn(std::string_view markdown) {
  constexpr std::string_view kPath = "/tickets/";
  constexpr std::size_t kMost = 200;
  std::vector<TicketId> tickets;
  for (std::size_t at = markdown.find(kPath);
       at != std::string_view::npos && tickets.size() < kMost;
       at = markdown.find(kPath, at + kPath.size())) {
    std::string_view rest = markdown.substr(at + kPath.size());
    if (const auto number = TakeNumber(rest)) tickets.push_back({*number});
  }
  return tickets;
}

std::optional<CommentId> CommentNamedIn(std::string_view html, const IssueRef& issue) {
  const std::string start = AsciiLowered("/" + issue.repository + "/issues/" +
                                         std::to_string(issue.number) + "#issuecomment-");
  const auto at = AsciiLowered(html).find(start);
  if (at == std::string::npos) return std::nullopt;
  std::string_view rest = html.substr(at + start.size());
  const auto number = TakeNumber(rest);
  return number ? std::optional(CommentId{*number}) : std::nullopt;
}

std::optional<IssueUrl> ParseIssueUrl(std::string_view url, std::string_view github_web_url) {
  std::string_view rest = Trimmed(url, " \t\r\n<>");
  const std::string host = HostOf(github_web_url);
  if (host.empty() || !TakeScheme(rest) || TakeHost(rest) != host) return std::nullopt;
  const std::string_view owner = TakeSegment(rest);
  const std::string_view name = TakeSegment(rest);
  if (!IsName(owner) || !IsName(name) || !TakePrefix(rest, "/issues/")) return std::nullopt;
  const auto number = TakeNumber(rest);
  if (!number ||
      (!rest.empty() && std::string_view("/?#").find(rest.front()) == std::string_view::npos)) {
    return std::nullopt;
  }
  if (rest.find_first_of(" \t\r\n<>") != std::string_view::npos) return std::nullopt;
  return IssueUrl{std::string(owner) + "/" + std::string(name), *number};
}

}  // namespace tandem
