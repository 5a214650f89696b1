#include "mappers/command_arguments.h"

#include "mappers/words.h"

#include <charconv>
#include <string>

namespace tandem {
namespace {

std::optional<std::int64_t> PositiveNumber(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && number > 0 ? std::optional(number) : std::nullopt;
}

}  // namespace

std::optional<IssueUrl> IssueNamed(std::string_view argument, std::string_view github_web_url) {
  const std::string_view text = Trimmed(argument, " \t<>");
  const auto hash = text.find('#');
  const bool is_url = text.find("://") != std::string_view::npos;
  if (is_url || hash == std::string_view::npos) return ParseIssueUrl(text, github_web_url);
  // The address' own reader decides about names and numbers.
  return ParseIssueUrl(std::string(github_web_url) + "/" + std::string(text.substr(0, hash)) +
                           "/issues/" + std::string(text.substr(hash + 1)),
                       github_web_url);
}

std::optional<TicketId> TicketNamed(std::string_view argument, std::string_view freshdesk_url) {
  std::string_view word = argument.substr(0, argument.find_first_of(" \t,;"));
  if (word.substr(0, 1) == "#") word.remove_prefix(1);
  if (const auto number = PositiveNumber(word)) return TicketId{*number};
  const auto named = TicketsNamedIn(word, freshdesk_url);
  return named.size() == 1 ? std::optional(named.front()) : std::nullopt;
}

}  // namespace tandem
