#include "mappers/commands.h"

#include "mappers/html_tokens.h"
#include "mappers/markup.h"
#include "mappers/own_text.h"
#include "mappers/utf8.h"
#include "mappers/words.h"

#include <algorithm>
#include <array>

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

// An end that nothing began ends the line all the same: what follows was meant to stand below it.
std::string WithLinesAtStrayEnds(std::string_view html) {
  constexpr std::array<std::string_view, 3> kForeign{"blockquote", "pre", "code"};
  std::array<std::size_t, kForeign.size()> open{};
  std::string text;
  HtmlTokens tokens(html);
  HtmlToken token;
  while (tokens.Next(token)) {
    const auto found = std::find(kForeign.begin(), kForeign.end(), token.name);
    std::size_t* count = found == kForeign.end() ? nullptr : &open[found - kForeign.begin()];
    const bool ends = count != nullptr && token.kind == HtmlToken::Kind::kEndTag;
    if (count != nullptr && token.kind == HtmlToken::Kind::kStartTag) ++*count;
    if (ends && *count == 0) {
      text += "<br>";
      continue;
    }
    if (ends) --*count;
    text += html.substr(token.begin, token.end - token.begin);
  }
  return text;
}

// Whether a slash may begin a line of what is shown, so that the text is worth parsing: most are
// read at every sync and hold none but those of addresses and of end tags.
bool MayHoldCommand(std::string_view text) {
  if (text.find('&') != std::string_view::npos) return true;  // it may be an entity
  for (auto at = text.find('/'); at != std::string_view::npos; at = text.find('/', at + 1)) {
    const char before = at == 0 ? ' ' : text[at - 1];
    const char after = at + 1 == text.size() ? '>' : text[at + 1];
    const bool within = IsAsciiAlnum(before) || before == ':' || before == '/' || before == '<';
    if (!within && after != '>') return true;
  }
  return false;
}

template <std::size_t Count>
std::optional<Command> FirstCommand(const std::string& text, const std::array<Word, Count>& words) {
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (auto command = CommandOf(std::string_view(text).substr(at, end - at), words))
      return command;
    at = end + 1;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Command> CommandInNote(std::string_view html) {
  if (!MayHoldCommand(html)) return std::nullopt;
  return FirstCommand(OwnTextOfHtml(WithLinesAtStrayEnds(html)), kInNotes);
}

std::optional<Command> CommandInComment(std::string_view markdown) {
  if (!MayHoldCommand(markdown)) return std::nullopt;
  const std::string text = CleanText(markdown);
  if (!FirstCommand(OwnTextOfMarkdown(text), kInComments)) return std::nullopt;
  return FirstCommand(OwnTextBesideQuotes(text), kInComments);
}

}  // namespace tandem
