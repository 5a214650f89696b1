// The commands in notes and comments, and the words that decide about one message.

#include "mappers/commands.h"

#include "gateway/issue_name.h"
#include "mappers/command_arguments.h"
#include "mappers/markup.h"
#include "mappers/prefix.h"
#include "mappers/ticket_links.h"
#include "mappers/words.h"
#include "tests/fuzz/check.h"

namespace tandem::fuzz {
namespace {

constexpr std::string_view kGithub = "https://github.com";
constexpr std::string_view kFreshdesk = "https://acme.freshdesk.com";

Broken CheckArgument(const std::optional<Command>& command) {
  if (!command) return {};
  const std::string& argument = command->argument;
  TANDEM_MUST(argument.find('\n') == std::string::npos, argument);
  TANDEM_MUST(Trimmed(argument) == argument, argument);
  if (const auto named = IssueNamed(argument, kGithub)) TANDEM_MUST(named->number > 0, argument);
  if (const auto named = TicketNamed(argument, kFreshdesk)) TANDEM_MUST(named->value > 0, argument);
  return {};
}

// A text that cannot hold a command is not parsed; one with an entity always is.
Broken CheckUnparsed(std::string_view input) {
  const std::string text(input);
  if (CommandInNote(text + "<br>&amp;")) TANDEM_MUST(CommandInNote(input), input);
  if (CommandInComment(text + "\n\n&amp;")) TANDEM_MUST(CommandInComment(input), input);
  return {};
}

// What is quoted is nobody's command, whatever it holds.
Broken CheckQuoted(std::string_view markdown) {
  TANDEM_MUST(!CommandInComment(QuoteMarkdown(CleanText(markdown))), markdown);
  return {};
}

// "/private" at the start keeps a message where it is, whatever follows.
Broken CheckPrivate(std::string_view text) {
  const std::string markdown = "/private " + std::string(text);
  TANDEM_MUST(SplitPrefixOfMarkdown(markdown).prefix == Prefix::kPrivate, markdown);
  const std::string html = "<div>/private</div>" + std::string(text);
  TANDEM_MUST(SplitPrefixOfHtml(html).prefix == Prefix::kPrivate, html);
  return {};
}

}  // namespace

Broken CheckCommands(std::string_view input) {
  TANDEM_MUST_PASS(CheckArgument(CommandInNote(input)));
  TANDEM_MUST_PASS(CheckArgument(CommandInComment(input)));
  TANDEM_MUST_PASS(CheckUnparsed(input));
  TANDEM_MUST_PASS(CheckQuoted(input));
  TANDEM_MUST_PASS(CheckPrivate(input));
  for (const TicketId ticket : TicketsNamedIn(input, kFreshdesk)) {
    TANDEM_MUST(ticket.value > 0, input);
  }
  if (const auto issue = ReadIssueName(input, kGithub)) {
    TANDEM_MUST(issue->number > 0 && !issue->repository.empty(), input);
  }
  return {};
}

}  // namespace tandem::fuzz
