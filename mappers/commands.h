// What people ask of Tandem in a message: "/issue", "/unlink" and "/sync" in private notes;
// "/ticket", "/unticket" and "/sync" in comments. ("/private" and "/publish" are prefixes, see
// prefix.h.) Pure; safe from all threads.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tandem {

enum class CommandKind { kIssue, kUnlink, kTicket, kUnticket, kSync };

struct Command {
  CommandKind kind = CommandKind::kSync;
  std::string argument{};  // the rest of its line, without outer blanks; empty when none
  bool operator==(const Command&) const = default;
};

// The first line of the message that is a command of that side, in whatever case, in a <div> or
// after a greeting. Lines in quotes, quoted mail, code and hidden text are none (see own_text.h),
// nor are items and cells of a comment; the command's word stands at the line's start and ends at a
// blank or at punctuation.
std::optional<Command> CommandInNote(std::string_view html);
std::optional<Command> CommandInComment(std::string_view markdown);

}  // namespace tandem
