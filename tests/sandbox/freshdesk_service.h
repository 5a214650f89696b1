// The sandbox's Freshdesk: the account behind the API, with everything that agents and customers
// do by hand. Each change fires the webhooks of two automation rules, whoever makes it.
// Thread-safe.
#pragma once

#include "tests/sandbox/call.h"
#include "tests/sandbox/freshdesk_state.h"
#include "tests/sandbox/journal.h"
#include "tests/sandbox/rate_window.h"
#include "tests/sandbox/webhooks.h"

#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace tandem::sandbox {

// People of every fresh account. Ids of 64 bits, as the real ones.
inline constexpr std::int64_t kBotAgent = 150'000'000'001;      // "Tandem", tandem@acme.org
inline constexpr std::int64_t kStewardAgent = 150'000'000'002;  // "Sam Steward", sam@acme.org
inline constexpr std::int64_t kSecondAgent = 150'000'000'003;   // "Alice Agent", alice@acme.org
inline constexpr std::int64_t kCustomer = 150'000'001'001;      // "Carla Customer"
inline constexpr std::int64_t kCompany = 150'000'002'001;       // "Umbrella Ltd"
inline constexpr std::int64_t kGroup = 150'000'003'001;         // "Infrastructure"

struct NewTicket {
  std::string subject = "The printer is on fire";
  std::string html = "<div>It burns.</div>";
  std::vector<std::string> tags{};
  std::string type{};
  int priority = 1;
  std::optional<std::int64_t> group{};
  std::int64_t requester = kCustomer;
  std::vector<DeskAttachment> attachments{};
};

class FreshdeskService {
 public:
  FreshdeskService(Clock& clock, Journal& journal, Webhooks& webhooks);  // all must outlive this

  // For the port: one call as it came.
  Answer Handle(const Call& call);

  // Customers and agents. Each returns the id of what it makes; 0 when the ticket is not there.
  std::int64_t CustomerCreatesTicket(NewTicket ticket = {});
  std::int64_t CustomerReplies(std::int64_t ticket, const std::string& html);  // reopens a done one
  std::int64_t AgentReplies(std::int64_t ticket, const std::string& html,
                            std::int64_t agent = kStewardAgent);
  std::int64_t AgentAddsPrivateNote(std::int64_t ticket, const std::string& html,
                                    std::int64_t agent = kStewardAgent);
  std::int64_t AgentAddsPublicNote(std::int64_t ticket, const std::string& html,
                                   std::int64_t agent = kStewardAgent);
  std::int64_t AgentForwards(std::int64_t ticket, const std::string& html,
                             std::int64_t agent = kStewardAgent);
  void AgentEditsNote(std::int64_t note, const std::string& html);
  void AgentDeletesNote(std::int64_t note);
  void AgentAddsTag(std::int64_t ticket, const std::string& tag);
  void AgentRemovesTag(std::int64_t ticket, const std::string& tag);
  void AgentSetsStatus(std::int64_t ticket, int status);
  void AgentSetsPriority(std::int64_t ticket, int priority);
  void AgentChanges(std::int64_t ticket, const DeskChange& change);
  void AgentMarksSpam(std::int64_t ticket);
  void AgentDeletesTicket(std::int64_t ticket);
  void AgentRestoresTicket(std::int64_t ticket);  // out of trash and spam
  void ArchivesTicket(std::int64_t ticket);
  // Closes `secondary` with a private note "... merged into ticket N"; no rule fires.
  void AgentMergesTicket(std::int64_t secondary, std::int64_t primary);

  // Copies for assertions; an empty ticket (id 0) when there is none.
  DeskTicket Ticket(std::int64_t id) const;
  std::vector<DeskTicket> Tickets() const;
  // Runs `change` on the whole state: statuses, people, switches, fields, list_lag, key_agent.
  void Configure(const std::function<void(FreshdeskState&)>& change);
  void Limit(RateLimit limit);
  // The secret in the header of the webhooks, and whether the body's placeholders are put in
  // unescaped, so that a quote in a tag breaks the JSON. Which of the two is true is not known.
  void SignWith(std::string secret);
  enum class Placeholders { kEscaped, kRaw };
  void Render(Placeholders placeholders);

 private:
  std::int64_t Add(std::int64_t ticket, DeskEntry entry);
  void Change(std::int64_t ticket, const std::function<void(DeskTicket&)>& change);
  void Fire(const DeskTicket& ticket, const std::string& event);
  Answer Limited(const Call& call);

  Journal& journal_;
  Webhooks& webhooks_;
  mutable std::mutex mutex_;
  FreshdeskState state_;
  RateWindow window_{RateLimit{}};
  std::string secret_ = "freshdesk-secret";
  Placeholders placeholders_ = Placeholders::kEscaped;
};

}  // namespace tandem::sandbox
