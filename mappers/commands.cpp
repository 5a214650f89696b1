#include "mappers/commands.h"

#include "mappers/html_tokens.h"
#include "mappers/markup.h"
#include "mappers/words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

namespace tandem {
namespace {

struct Word {
  std::string_view text;
  CommandKind kind;
};
constexpr std::array kInNotes{Word{"issue", CommandKind::kIssue},
                              Word{"unlink", CommandKind::kUnlink},
                              Word{"sync", CommandKind::kSync}};
constexpr std::array kInComments{Word{"ticket", CommandKind::kTicket},
                                 Word{"unticket", CommandKind::kUnticket},
                                 Word{"sync", CommandKind::kSync}};

constexpr std::string_view kBlanks = " \t\r\n";

std::string_view Trimmed(std::string_view text, std::string_view what = kBlanks) {
  const auto begin = text.find_first_not_of(what);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(what) - begin + 1);
}

// The command that a line is, without its slash's indentation.
template <std::size_t Count>
std::optional<Command> CommandOf(std::string_view line, const std::array<Word, Count>& words) {
  const std::string_view text = Trimmed(line);
  if (text.empty() || text.front() != '/') return std::nullopt;
  const std::size_t end = std::min(text.find_first_of(" \t.,:;!"), text.size());
  const std::string name = Fold(text.substr(1, end - 1));
  for (const Word& word : words) {
    if (word.text == name)
      return Command{word.kind, std::string(Trimmed(text.substr(end), " \t.,:;!"))};
  }
  return std::nullopt;
}

// The HTML without what its writer quotes or shows as code.
std::string WithoutQuotesAndCode(std::string_view html) {
  constexpr std::array<std::string_view, 3> kForeign{"blockquote", "pre", "code"};
  std::string kept;
  std::vector<std::string> open;
  HtmlTokens tokens(html);
  HtmlToken token;
  while (tokens.Next(token)) {
    const bool foreign = std::find(kForeign.begin(), kForeign.end(), token.name) != kForeign.end();
    if (foreign && token.kind == HtmlToken::Kind::kStartTag) {
      open.push_back(token.name);
      kept += "<br>";
    } else if (foreign && token.kind == HtmlToken::Kind::kEndTag) {
      const auto opened = std::find(open.rbegin(), open.rend(), token.name);
      if (opened != open.rend()) open.erase(std::next(opened).base(), open.end());
      kept += "<br>";
    } else if (open.empty()) {
      kept += html.substr(token.begin, token.end - token.begin);
    }
  }
  return kept;
}

// Blanks that do not break, as keyboards and editors put them in, become plain ones.
std::string WithPlainBlanks(std::string text) {
  constexpr std::string_view kNoBreak = "\xc2\xa0";
  for (auto at = text.find(kNoBreak); at != std::string::npos; at = text.find(kNoBreak, at + 1))
    text.replace(at, kNoBreak.size(), " ");
  return text;
}

// The lines of a Markdown text that are neither code nor comments.
std::vector<std::string> LinesOutsideCode(const std::string& markdown) {
  std::vector<std::string> lines;
  std::string fence;
  bool in_comment = false;
  for (std::size_t at = 0; at <= markdown.size();) {
    const std::size_t end = std::min(markdown.find('\n', at), markdown.size());
    const std::string_view line = std::string_view(markdown).substr(at, end - at);
    at = end + 1;
    const std::string_view text = Trimmed(line);
    const bool fences = text.substr(0, 3) == "```" || text.substr(0, 3) == "~~~";
    if (!fence.empty()) {
      if (fences && text.substr(0, 3) == fence) fence.clear();
    } else if (in_comment) {
      in_comment = text.find("-->") == std::string_view::npos;
    } else if (fences) {
      fence = text.substr(0, 3);
    } else if (text.substr(0, 4) == "<!--") {
      in_comment = text.find("-->") == std::string_view::npos;
    } else if (line.substr(0, 4) != "    " && line.substr(0, 1) != "\t") {
      lines.emplace_back(text);
    }
  }
  return lines;
}

std::optional<std::int64_t> PositiveNumber(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && number > 0 ? std::optional(number) : std::nullopt;
}

}  // namespace

std::optional<Command> CommandInNote(std::string_view html) {
  const std::string text = WithPlainBlanks(CleanText(PlainText(WithoutQuotesAndCode(html))));
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (auto command = CommandOf(std::string_view(text).substr(at, end - at), kInNotes))
      return command;
    at = end + 1;
  }
  return std::nullopt;
}

std::optional<Command> CommandInComment(std::string_view markdown) {
  for (const std::string& line : LinesOutsideCode(WithPlainBlanks(CleanText(markdown)))) {
    if (auto command = CommandOf(line, kInComments)) return command;
  }
  return std::nullopt;
}

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
