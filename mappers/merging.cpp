#include "mappers/merging.h"

#include "mappers/draft.h"
#include "mappers/endings.h"
#include "mappers/markup.h"
#include "mappers/reasons.h"
#include "mappers/status.h"
#include "mappers/ticket_links.h"
#include "mappers/utf8.h"
#include "mappers/words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <string_view>
#include <vector>

namespace tandem {
namespace {

constexpr int kClosed = 5;  // the same number in every account
constexpr std::size_t kLongest = 1'000;

// Letters and digits in a row, in lower case; everything else separates.
std::vector<std::string> WordsOf(std::string_view text) {
  std::vector<std::string> words;
  bool within = false;
  for (const char c : text.substr(0, kLongest)) {
    const bool letter = std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (letter && !within) words.emplace_back();
    if (letter) words.back().push_back(static_cast<char>(std::tolower(c)));
    within = letter;
  }
  return words;
}

std::int64_t NumberIn(const std::string& word) {
  std::int64_t number = 0;
  const char* const end = word.data() + word.size();
  const auto [stop, fault] = std::from_chars(word.data(), end, number);
  return fault == std::errc() && stop == end ? number : 0;
}

// Words that may stand before "merged into": whoever writes "should be merged" tells no merge.
bool MayPrecede(const std::string& word, TicketId own) {
  constexpr std::array<std::string_view, 12> kWords{"this", "the",  "ticket", "request",
                                                    "with", "id",   "number", "is",
                                                    "was",  "been", "closed", "and"};
  return word == "has" || NumberIn(word) == own.value ||
         std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

bool MayPrecedeNumber(const std::string& word) {
  constexpr std::array<std::string_view, 8> kWords{"the", "ticket", "request", "with",
                                                   "id",  "number", "no",      "primary"};
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

// Whether the text is worth parsing: Freshdesk writes the word whole, and hardly any other note
// holds it.
bool MayTellMerge(std::string_view html) {
  constexpr std::string_view kMerged = "merged";
  return std::search(html.begin(), html.end(), kMerged.begin(), kMerged.end(),
                     [](char a, char b) { return AsciiLower(a) == b; }) != html.end();
}

std::optional<TicketId> PrimaryIn(const Note& note, TicketId own, const Account& account) {
  if (!MayTellMerge(note.html)) return std::nullopt;
  const auto words = WordsOf(PlainText(note.html));
  auto word = words.begin();
  while (word != words.end() && *word != "merged" && MayPrecede(*word, own)) ++word;
  const bool told = words.end() - word >= 2 && *word == "merged" && *(word + 1) == "into";
  if (!told) return std::nullopt;
  word += 2;
  while (word != words.end() && MayPrecedeNumber(*word)) ++word;
  TicketId primary{word == words.end() ? 0 : NumberIn(*word)};
  if (!primary) {
    const auto linked = TicketsNamedIn(HtmlToMarkdown(note.html), account.freshdesk_url);
    if (linked.size() == 1) primary = linked.front();
  }
  return primary && primary != own ? std::optional(primary) : std::nullopt;
}

// It is told once on either side, and tried again at each later sync.
void HoldMerge(Draft& draft, TicketId id, const Merge& merge) {
  const bool elsewhere = merge.refusal == LinkRefusal::kLinkedElsewhere;
  const char* const reason = elsewhere ? held::kMergedElsewhere : held::kMergedUnreadable;
  const std::string about = std::to_string(merge.primary.value);
  const std::int64_t issue = draft.link().issue.id.value;
  for (const Operation& operation :
       {Operation{OperationKind::kTellTicketHeld, issue, id.value, merge.primary.value},
        Operation{OperationKind::kTellIssueHeld, id.value, issue, merge.primary.value}}) {
    AnnounceOnce(draft, {operation, {}, reason, about});
  }
  draft.WaitUntil(
      draft.sight.read_at,
      "ticket " + std::to_string(id.value) + " was merged into ticket " + about +
          (elsewhere ? ", which is linked to another issue" : ", which cannot be read"));
}

}  // namespace

std::optional<TicketId> MergeTold(const Ticket& ticket, const Account& account) {
  std::optional<TicketId> primary;
  for (const Note& note : ticket.notes) {
    const bool by_agent =
        note.kind == Note::Kind::kPrivateNote || note.kind == Note::Kind::kPublicNote;
    const auto told = by_agent && !note.mark ? PrimaryIn(note, ticket.id, account) : std::nullopt;
    const bool is_public = note.kind == Note::Kind::kReply || note.kind == Note::Kind::kPublicNote;
    if (told) {
      primary = told;
    } else if (is_public) {
      primary.reset();
    }
  }
  return primary;
}

std::optional<TicketId> MergedInto(const Ticket& ticket, const Rule& rule, const Account& account) {
  const bool done = ticket.status == kClosed || ClassOf(ticket.status, rule, account) == kDone;
  return done ? MergeTold(ticket, account) : std::nullopt;
}

void NoticeMerges(Draft& draft) {
  for (auto& [id, side] : draft.link().tickets) {
    const auto ticket = draft.sight.tickets.find(id);
    if (side.ending || ticket == draft.sight.tickets.end()) continue;
    const auto primary = MergedInto(ticket->second, draft.rule, draft.account);
    if (!primary) continue;
    const auto merge = draft.sight.merges.find(id);
    if (merge != draft.sight.merges.end() && !merge->second.refusal) {
      const std::string into = std::to_string(merge->second.primary.value);
      EndLink(draft.link(), id, ended::kTicketMerged, {}, TellEnd::kBothSides, into);
      draft.Decide("ticket " + std::to_string(id.value) + " was merged into ticket " + into +
                   ": the link moves there");
      continue;
    }
    draft.merged.insert(id);
    if (merge != draft.sight.merges.end()) HoldMerge(draft, id, merge->second);
  }
}

}  // namespace tandem
