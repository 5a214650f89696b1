// The words of everything that Tandem writes, each text in one place: public text through the
// guard, notes as HTML. Pure; safe everywhere.
#pragma once

#include "mappers/link.h"
#include "mappers/model.h"
#include "mappers/plan.h"
#include "mappers/prefix.h"
#include "mappers/privacy.h"

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace tandem {

// A text for GitHub is cut here, in bytes; GitHub refuses bodies of more than 65,536 characters.
inline constexpr std::size_t kBodyLimit = 60'000;

std::string AddressOfTicket(const Account& account, TicketId ticket);
std::string AddressOfIssue(const Account& account, const IssueRef& issue);
std::string AddressOfComment(const Account& account, const IssueRef& issue, CommentId comment);
// "acme/infrastructure#5"
std::string IssueName(const IssueRef& issue);

// For GitHub.
PublicText IssueTitle(const Guard& guard, const Account& account, const Ticket& ticket);
PublicText IssueBody(const Guard& guard, const Account& account, const Ticket& ticket);
// Nothing when the note may not be published.
std::optional<PublicText> CommentForNote(const Guard& guard, const Account& account,
                                         TicketId ticket, const Note& note, const Prefixed& text);
PublicText CommentForAnnouncement(const Account& account, const Link& link,
                                  const Announcement& announcement);
PublicText CommentForAnswer(const Account& account, const std::string& reason,
                            const std::string& about);
PublicText CommentForHolding(const Account& account, const Announcement& announcement);
// On an issue that was created a second time: where it goes on.
PublicText CommentForDuplicate(const IssueRef& issue, const IssueRef& first);
PublicText CommentForEnding(const Account& account, const Announcement& announcement);
// In words, for the activity.
std::string WhyNotPublished(const Guard& guard, Visibility visibility, Prefix prefix);

// For Freshdesk.
std::string NoteForComment(const Account& account, const IssueRef& issue, const Comment& comment,
                           const Prefixed& text);
std::string NoteForAnnouncement(const Account& account, const IssueRef& issue,
                                const Announcement& announcement);
std::string NoteForAnswer(const Account& account, const std::string& reason,
                          const std::string& about);
std::string NoteForEnding(const Account& account, const IssueRef& issue,
                          const Announcement& announcement);
std::string NoteForHolding(const Account& account, const IssueRef& issue,
                           const Announcement& announcement);
std::string NoteForPublicity(const Account& account, const IssueRef& issue,
                             const Announcement& announcement);
struct StatusText {
  std::string html{};
  std::string hash{};  // of all but the time
};
StatusText StatusNoteText(const Account& account, const Rule& rule, const Sight& sight,
                          const Link& link);
// What a status note says, as Freshdesk shows it. Nothing when it says something else than
// StatusNoteText would, as while its ticket is held up.
struct StatusSaid {
  bool open = true;                // the issue's state
  std::set<std::string> labels{};  // those that the rule names, as the rule writes them
  bool operator==(const StatusSaid&) const = default;
};
std::optional<StatusSaid> ReadStatusNote(std::string_view html, const Rule& rule);
// Whether a note says the same, but for the time.
bool SaysTheSame(std::string_view note_html, const StatusText& text);
// What stands in the way of a sync, and since when.
struct Holdup {
  std::string reason{};  // in words, without a full stop
  Time since{};
  bool needs_person = false;
  std::chrono::milliseconds tried_within{};  // the next try comes by itself, at the latest so soon
};
// Without an issue: a ticket whose issue cannot be created yet.
StatusText HeldStatusText(const Account& account, const std::optional<IssueRef>& issue,
                          const Holdup& holdup);
// What keeps the tickets from being written to, in kinds: a reason's own words are not for GitHub.
enum class Obstacle { kNoAnswer, kNoRight, kRefused };
// For the issue, while its tickets cannot be told.
PublicText CommentForHoldup(const Account& account, const Link& link, const Holdup& holdup,
                            Obstacle obstacle);
StatusText NothingHeldText();
StatusText EndedStatusText(const Account& account, const IssueRef& issue, const Ending& ending);

}  // namespace tandem
