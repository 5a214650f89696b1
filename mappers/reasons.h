// Why a link ends and how a command is answered, by the names that announcements are stored with.
// Add names, never change one. Values; safe everywhere.
#pragma once

namespace tandem {

namespace ended {
inline constexpr const char* kUnlinked = "unlinked";  // a person asked for it
inline constexpr const char* kIssueGone = "issue gone";
inline constexpr const char* kIssueMoved = "issue moved";  // to a repository without a rule
inline constexpr const char* kTicketDeleted = "ticket deleted";
inline constexpr const char* kTicketSpam = "ticket spam";
inline constexpr const char* kTicketMerged = "ticket merged";  // about: the primary, when known
inline constexpr const char* kTicketArchived = "ticket archived";
inline constexpr const char* kTicketGone = "ticket gone";
}  // namespace ended

namespace published {
// about: how many copies of the ticket's notes were written while the repository was private
inline constexpr const char* kBornFrom = "born from";  // the issue's own text was, too
inline constexpr const char* kJoined = "joined";
}  // namespace published

namespace held {
// about: the ticket that this one was merged into
inline constexpr const char* kMergedElsewhere = "merged elsewhere";
inline constexpr const char* kMergedUnreadable = "merged unreadable";
inline constexpr const char* kIssueMoved = "issue moved";  // about: the issue that it is now
}  // namespace held

namespace answer {
inline constexpr const char* kLinked = "linked";    // about: the ticket
inline constexpr const char* kAlready = "already";  // about: the issue that the ticket has
inline constexpr const char* kElsewhere =
    "elsewhere";                                       // about: the ticket, which has another issue
inline constexpr const char* kNoTicket = "no ticket";  // about: the ticket
inline constexpr const char* kWhichTicket = "which ticket";  // the command names none
inline constexpr const char* kNotHere = "not here";          // about: a ticket that is not linked
inline constexpr const char* kUnlinked = "unlinked";         // about: the ticket or the issue
inline constexpr const char* kNotLinked = "not linked";      // the command's own ticket
inline constexpr const char* kHistory = "history";
inline constexpr const char* kSynced = "synced";
inline constexpr const char* kWhichRule = "which rule";      // about: the rules' names
inline constexpr const char* kNoRule = "no rule";            // about: the issue
inline constexpr const char* kNoIssue = "no issue";          // about: the issue
inline constexpr const char* kPullRequest = "pull request";  // about: the issue
inline constexpr const char* kIssueAway = "issue away";      // about: the issue
}  // namespace answer

}  // namespace tandem
