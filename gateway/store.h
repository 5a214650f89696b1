// What is known about links, tickets and repositories, in Redis. Everything that records does so
// under a lease and is refused once that lease is lost (kConflict). Thread-safe: borrows a
// connection of the pool for each call.
#pragma once

#include "gateway/key.h"
#include "gateway/queue.h"
#include "gateway/request.h"
#include "gateway/result.h"
#include "mappers/link.h"
#include "mappers/model.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tandem {

class RedisPool;

// A line of the activity: what happened to which link, in words, without a person's text.
struct Activity {
  std::string delivery{};
  std::string link{};  // the lane's key
  std::string what{};  // one word: "accepted", "decided", "did", "nothing", "refused", "failed",
                       // "parked", "dropped"
  std::string detail{};
};

// An activity as it is read back.
struct PastActivity {
  Time at{};
  Activity activity{};
};

// How a ticket enters a link; kept until the link's next plan has taken it in.
struct Entry {
  bool born_from = false;
  bool with_history = true;
  std::string linked_by{};
  std::string rule{};                 // the rule's tag, for a link that begins with this ticket
  std::vector<std::string> labels{};  // as sent with the issue, when born_from
  MessagePlace commands_until{};      // as in TicketRecord
};

struct Joined {
  Lease lease{};
};               // of the link's lane; the lease it was called with is over
struct Busy {};  // the other key's lane is being worked on: again shortly
struct Refused {
  IssueId linked_to{};
};  // the ticket belongs to another link, or (0) is reserved by a creation
using JoinOutcome = std::variant<Joined, Busy, Refused>;

struct VisibilityRead {
  Visibility visibility = Visibility::kUnknown;
  std::chrono::milliseconds age{};
  std::int64_t epoch = 0;  // rises with each event that makes it unknown
};

// How far the catch-up poll has come with one listing.
struct HighWater {
  Time updated_at{};  // newest seen, by the service's clock
  std::vector<std::string>
      seen{};  // "id@updated_at" within the overlap, so that nothing is looked at twice
};

// A link as a listing shows it.
struct ListedLink {
  Link link{};  // without its copies
  Standing standing{};
};

class Store {
 public:
  // `pool` must outlive this.
  explicit Store(RedisPool& pool);

  // The store's clock.
  Result<Time> Now();
  // When this store was asked for the first time: what people wrote before is history.
  Result<Time> Born();

  // kInvalid, with the name in Redis, when what is there was not written by us.
  Result<std::optional<Link>> ReadLink(IssueId issue);
  Result<TicketRecord> ReadTicket(TicketId ticket);
  // Writes what differs between the two, and the activity, in one script. `before` is what ReadLink
  // gave, or empty. A ticket that only `before` has is free to be linked again. The lease is that
  // of the issue's key.
  Status Save(const Lease& lease, const Link& before, const Link& after,
              const std::vector<Activity>& activity);
  // The lease is that of the ticket's lane. kInvalid for an issue that the ticket has not joined.
  Status Save(const Lease& lease, TicketId ticket, const TicketRecord& record,
              const std::vector<Activity>& activity);
  Status Record(const std::vector<Activity>& activity);
  // The newest `count`, newest first.
  Result<std::vector<PastActivity>> ReadActivity(std::size_t count);

  // The issues of a repository that are linked now, in no order.
  Result<std::vector<IssueId>> LinksOf(RepositoryId repository);

  // Counts an issue that is about to be created for a ticket under a rule; false when the rule has
  // had `limit` (0: none) within the last 10 minutes. A ticket that was counted is not counted
  // again.
  Result<bool> CountCreation(const std::string& rule, TicketId ticket, int limit);

  // Puts the ticket into the link of that issue. The lease is that of the ticket's key or of the
  // issue's key; afterwards the caller holds the link's lane, for as long as its lease would have
  // run, and both keys' dirt is in it. A ticket that is in the link already is Joined as well.
  Result<JoinOutcome> Join(const Lease& lease, TicketId ticket, const IssueRef& issue,
                           const Entry& entry);

  // The link goes along with its issue, which was transferred: `after` takes the place of `before`.
  // The lease is that of the old issue's key; afterwards the caller holds the new one's lane, as
  // above. Late events of the old issue, and of its place, are the new one's. Refused while the new
  // issue has a link of its own.
  Result<JoinOutcome> Move(const Lease& lease, const Link& before, const Link& after,
                           const std::vector<Activity>& activity);

  // How GitHub calls the repository now and who can read it; saved only if no event made it unknown
  // since `epoch` was read (else kConflict). Never read: unknown, epoch 0.
  Result<VisibilityRead> ReadVisibility(RepositoryId repository);
  Status SaveVisibility(RepositoryId repository, const std::string& full_name,
                        Visibility visibility, std::int64_t epoch);

  Result<std::optional<HighWater>> ReadHighWater(const std::string& listing);
  Status SaveHighWater(const Lease& lease, const std::string& listing, const HighWater& mark);

  // The issues that are linked, or once were, in no order. Links that are older than the index are
  // looked for once, through the whole of Redis.
  Result<std::vector<IssueId>> ListIssues();
  // Those of them that have a ticket, in the same order; one that is damaged is left out.
  Result<std::vector<ListedLink>> ListLinks(const std::vector<IssueId>& issues);

  // What a person asked for; the lane of its ticket is due now. It takes the place of what was
  // asked for about that ticket before.
  Status SaveRequest(const Request& request);
  Result<std::vector<Request>> ReadRequests(const std::vector<TicketId>& tickets);
  // The request was carried out or refused. Another one that came meanwhile stays. The lease is
  // that of the ticket's lane.
  Status FinishRequest(const Lease& lease, const Request& request);

  // One writer for a service's token over all gateways. False while another has it; whoever has it
  // has it for `duration` more.
  Result<bool> TakeWriter(const std::string& service, const std::string& owner,
                          std::chrono::milliseconds duration);
  Status GiveWriterBack(const std::string& service, const std::string& owner);

 private:
  RedisPool& pool_;
};

}  // namespace tandem
