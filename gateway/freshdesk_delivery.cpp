#include "gateway/freshdesk_delivery.h"

#include "gateway/server_request.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace tandem {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

std::string_view Trim(std::string_view text) {
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::optional<TicketId> ReadTicket(std::string_view digits) {
  constexpr std::int64_t kLargest = std::int64_t{1} << 53;
  if (digits.empty() || digits.front() < '0' || digits.front() > '9') return std::nullopt;
  std::int64_t id = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, fault] = std::from_chars(digits.data(), end, id);
  if (fault != std::errc() || stop != end || id < 1 || id > kLargest) return std::nullopt;
  return TicketId{id};
}

std::optional<TicketId> ReadTicket(const Json& value) {
  if (const auto id = value.Id()) return TicketId{*id};
  const auto text = value.String();
  return text ? ReadTicket(Trim(*text)) : std::nullopt;
}

// The first of these members, in the wrapper of the "simple" body or at the top.
const Json& Find(const Json& body, std::initializer_list<std::string_view> names) {
  for (const Json* place : {&body["freshdesk_webhook"], &body}) {
    for (const std::string_view name : names) {
      if (!(*place)[name].IsNull()) return (*place)[name];
    }
  }
  static const Json none;
  return none;
}

// Nothing when the tags cannot be told: absent, of another type, or a placeholder that Freshdesk
// left as it was.
std::optional<std::vector<std::string>> ReadTags(const Json& value) {
  std::vector<std::string> tags;
  if (value.IsArray()) {
    for (const Json& item : value.Items()) {
      if (!item.IsString()) return std::nullopt;
      tags.push_back(*item.String());
    }
    return tags;
  }
  const auto text = value.String();
  if (!text || text->find("{{") != std::string::npos) return std::nullopt;
  for (std::string_view rest = *text; !rest.empty();) {
    const auto comma = rest.find(',');
    tags.emplace_back(Trim(rest.substr(0, comma)));
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
  }
  return tags;
}

std::string Squeeze(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (kSpace.find(c) != std::string_view::npos || c == '"') continue;
    result += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return result;
}

// Freshdesk writes events unquoted: {ticket_action:created}, {status:{from:4,to:6}}. Only forms
// that have been seen, and that say nothing of a private note, count as clear.
bool IsClearlyNoPrivateNote(const Json& value) {
  const std::string event = Squeeze(value.IsString() ? *value.String() : value.Dump());
  if (event == "{ticket_action:created}" || event == "{note_type:public}") return true;
  if (event.find("note") != std::string::npos || event.find("private") != std::string::npos) {
    return false;
  }
  constexpr std::array<std::string_view, 2> kFields = {"{status:{from:", "{priority:{from:"};
  return std::any_of(kFields.begin(), kFields.end(),
                     [&](std::string_view begin) { return event.starts_with(begin); });
}

bool IsOfInterestOnlyIfLinked(const Json& body, const std::vector<std::string>& rule_tags) {
  const auto tags = ReadTags(Find(body, {"ticket_tags", "tags"}));
  const Json& event = Find(body, {"triggered_event", "event"});
  if (!tags || event.IsNull() || !IsClearlyNoPrivateNote(event)) return false;
  return std::none_of(tags->begin(), tags->end(), [&](const std::string& tag) {
    return std::any_of(rule_tags.begin(), rule_tags.end(),
                       [&](const std::string& rule_tag) { return EqualNoCase(tag, rule_tag); });
  });
}

// A UTF-8 character must not be cut in two before this byte.
bool IsInsideCharacter(char byte) {
  return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80U;
}

std::vector<std::string> KeyNames(const Json& body) {
  constexpr std::size_t kMost = 20;
  constexpr std::size_t kLongest = 40;  // bytes
  std::vector<std::string> names;
  for (const auto& [name, value] : body.Members()) {
    if (names.size() == kMost) break;
    auto end = std::min(name.size(), kLongest);
    while (end > 0 && end < name.size() && IsInsideCharacter(name[end])) --end;
    names.push_back(name.substr(0, end));
  }
  return names;
}

}  // namespace

FreshdeskHint ReadFreshdeskDelivery(std::string_view segment, std::string_view body,
                                    const std::vector<std::string>& tags) {
  FreshdeskHint hint;
  hint.ticket = ReadTicket(segment);
  const auto json = Json::ParseSent(body);
  if (!json) return hint;
  hint.key_names = KeyNames(*json);
  const auto told = ReadTicket(Find(*json, {"ticket_id"}));
  if (!hint.ticket) hint.ticket = told;
  // A body about another ticket says nothing of this one.
  const bool about_this = !told || told == hint.ticket;
  hint.only_if_linked = hint.ticket && about_this && IsOfInterestOnlyIfLinked(*json, tags);
  return hint;
}

}  // namespace tandem
