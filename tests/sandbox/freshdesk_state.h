// What the sandbox's Freshdesk account holds, and the changes that agents, customers and the API
// make to it; each fires the automation rules as the real one does. Not thread-safe: the service
// locks.
#pragma once

#include "gateway/json.h"
#include "tests/sandbox/clock.h"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tandem::sandbox {

enum DeskStatus : int { kOpen = 2, kPending = 3, kResolved = 4, kClosed = 5 };
enum DeskSource : int { kReplySource = 0, kNoteSource = 2, kForwardSource = 8 };

struct DeskPerson {
  std::int64_t id = 0;
  std::string name{};
  std::string mail{};
  std::optional<std::int64_t> company{};  // of a contact, as all that follows
  std::string phone{};                    // empty: null
  std::string mobile{};
  std::string address{};
  std::string twitter{};
  std::vector<std::string> other_mails{};
};

struct DeskAttachment {
  std::int64_t id = 0;
  std::string name{};
  std::string content_type = "application/octet-stream";
  std::int64_t size = 0;
};

// An entry of a conversation: a note, a reply, a forward.
struct DeskEntry {
  std::int64_t id = 0;
  std::int64_t author = 0;
  std::string html{};
  bool incoming = false;
  bool is_private = false;
  int source = kNoteSource;
  std::vector<DeskAttachment> attachments{};
  Moment created{};
  Moment updated{};
};

struct DeskTicket {
  std::int64_t id = 0;
  std::string subject{};
  std::string html{};
  std::string type{};  // empty: null
  int status = kOpen;
  int priority = 1;
  std::int64_t requester = 0;
  std::optional<std::int64_t> responder{};
  std::optional<std::int64_t> group{};
  std::optional<std::int64_t> company{};
  std::vector<std::string> tags{};
  Json::Object custom_fields{};
  std::vector<std::string> copies_to{};  // mail addresses
  std::vector<DeskAttachment> attachments{};
  bool spam = false;
  bool deleted = false;
  bool archived = false;
  Moment created{};
  Moment updated{};
  std::vector<DeskEntry> entries{};  // oldest first
};

struct DeskStatusNames {
  std::string agent_sees{};
  std::string customer_sees{};
};

struct FreshdeskState {
  Clock* clock = nullptr;
  // Fires the creation or the update rule; the event as `{{triggered_event}}` renders it.
  std::function<void(const DeskTicket&, const std::string& event)> fire{};

  std::string base_url{};  // "http://127.0.0.1:1234"
  std::string key = "freshdesk-key";
  std::int64_t key_agent = 0;  // whose API key it is
  std::map<std::int64_t, DeskPerson> agents{};
  std::map<std::int64_t, DeskPerson> contacts{};
  std::map<std::int64_t, std::string> companies{};
  std::map<std::int64_t, std::string> groups{};
  std::map<int, DeskStatusNames> statuses{};
  std::vector<std::string> custom_fields{};
  std::vector<std::string> required_for_closure{};  // custom fields
  std::chrono::milliseconds list_lag{0};            // lists miss what is younger
  bool note_edits_touch_ticket = true;  // whether the real ones do is not known: try both
  std::map<std::int64_t, DeskTicket> tickets{};
  std::int64_t next_ticket = 1;
  std::int64_t next_entry = 36'000'000'001;
};

// Null when there is none, or it was purged: 30 days after it had been deleted.
DeskTicket* FindTicket(FreshdeskState& state, std::int64_t id);
struct FoundEntry {
  DeskTicket* ticket = nullptr;
  DeskEntry* entry = nullptr;
};
FoundEntry FindEntry(FreshdeskState& state, std::int64_t id);
// Deleted, spam and archived tickets refuse writes.
bool Writable(const DeskTicket& ticket);

DeskTicket& CreateTicket(FreshdeskState& state, DeskTicket ticket);
// What is set is changed, in one update: the rule fires once, with the first event that matches,
// and only when a value really changed.
struct DeskChange {
  std::optional<int> status{};
  std::optional<int> priority{};
  std::optional<std::string> type{};
  std::optional<std::string> subject{};
  std::optional<std::string> html{};
  std::optional<std::optional<std::int64_t>> responder{};
  std::optional<std::optional<std::int64_t>> group{};
  std::optional<std::vector<std::string>> tags{};
  Json::Object custom_fields{};
};
void ChangeTicket(FreshdeskState& state, DeskTicket& ticket, const DeskChange& change);
enum class Fires { kYes, kNo };
DeskEntry& AddEntry(FreshdeskState& state, DeskTicket& ticket, DeskEntry entry,
                    Fires fires = Fires::kYes);
// No rule knows of a note's edit or deletion.
void EditEntry(FreshdeskState& state, DeskTicket& ticket, DeskEntry& entry,
               const std::string& html);
void DeleteEntry(FreshdeskState& state, DeskTicket& ticket, std::int64_t id);

}  // namespace tandem::sandbox
