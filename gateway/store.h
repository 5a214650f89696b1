// What is known about links, tickets and repositories. Everything that records does so under a
// lease and is refused once that lease is lost (kConflict). Thread-safe. redis_store.h keeps it in
// Redis.
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
  std::int64_t links_before = 0;      // at least so often it was linked before
  bool returning = false;             // as in TicketSide
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

// By the store's clock.
struct StoreAge {
  Time born{};         // asked for the first time: what people wrote before is history
  Time whole_since{};  // nothing that was stored since got lost, as far as it was noticed; the
                       // beginning of time when there was nothing to be lost before
};

class Store {
 public:
  virtual ~Store() = default;

  // The store's clock.
  virtual Result<Time> Now() = 0;
  virtual Result<StoreAge> Age() = 0;

  // kInvalid, with the name in Redis, when what is there was not written by us.
  virtual Result<std::optional<Link>> ReadLink(IssueId issue) = 0;
  virtual Result<TicketRecord> ReadTicket(TicketId ticket) = 0;
  // Writes what differs between the two, and the activity, in one script. `before` is what ReadLink
  // gave, or empty. A ticket that only `before` has is free to be linked again. The lease is that
  // of the issue's key.
  virtual Status Save(const Lease& lease, const Link& before, const Link& after,
                      const std::vector<Activity>& activity) = 0;
  // The lease is that of the ticket's lane. kInvalid for an issue that the ticket has not joined.
  virtual Status Save(const Lease& lease, TicketId ticket, const TicketRecord& record,
                      const std::vector<Activity>& activity) = 0;
  virtual Status Record(const std::vector<Activity>& activity) = 0;
  // The newest `count`, newest first.
  virtual Result<std::vector<PastActivity>> ReadActivity(std::size_t count) = 0;

  // The issues of a repository that are linked now, in no order.
  virtual Result<std::vector<IssueId>> LinksOf(RepositoryId repository) = 0;

  // Counts an issue that is about to be created for a ticket under a rule; false when the rule has
  // had `limit` (0: none) within the last 10 minutes. A ticket that was counted is not counted
  // again. The lease is that of the ticket's lane.
  virtual Result<bool> CountCreation(const Lease& lease, const std::string& rule, TicketId ticket,
                                     int limit) = 0;

  // Puts the ticket into the link of that issue. The lease is that of the ticket's key or of the
  // issue's key; afterwards the caller holds the link's lane, for as long as its lease would have
  // run, and both keys' dirt is in it. A ticket that is in the link already is Joined as well.
  virtual Result<JoinOutcome> Join(const Lease& lease, TicketId ticket, const IssueRef& issue,
                                   const Entry& entry) = 0;

  // The link goes along with its issue, which was transferred: `after` takes the place of `before`.
  // The lease is that of the old issue's key; afterwards the caller holds the new one's lane, as
  // above. Late events of the old issue, and of its place, are the new one's. Refused while the new
  // issue has a link of its own.
  virtual Result<JoinOutcome> Move(const Lease& lease, const Link& before, const Link& after,
                                   const std::vector<Activity>& activity) = 0;

  // How GitHub calls the repository now and who can read it; saved only if no event made it unknown
  // since `epoch` was read (else kConflict). Never read: unknown, epoch 0.
  virtual Result<VisibilityRead> ReadVisibility(RepositoryId repository) = 0;
  virtual Status SaveVisibility(RepositoryId repository, const std::string& full_name,
                                Visibility visibility, std::int64_t epoch) = 0;

  virtual Result<std::optional<HighWater>> ReadHighWater(const std::string& listing) = 0;
  virtual Status SaveHighWater(const Lease& lease, const std::string& listing,
                               const HighWater& mark) = 0;

  // The issues that are linked, or once were, in no order. Links that are older than the index are
  // looked for once, through the whole of Redis.
  virtual Result<std::vector<IssueId>> ListIssues() = 0;
  // Those of them that have a ticket, in the same order; one that is damaged is left out.
  virtual Result<std::vector<ListedLink>> ListLinks(const std::vector<IssueId>& issues) = 0;

  // What a person asked for; the lane of its ticket is due now. It takes the place of what was
  // asked for about that ticket before.
  virtual Status SaveRequest(const Request& request) = 0;
  virtual Result<std::vector<Request>> ReadRequests(const std::vector<TicketId>& tickets) = 0;
  // The request was carried out or refused. Another one that came meanwhile stays. The lease is
  // that of the ticket's lane.
  virtual Status FinishRequest(const Lease& lease, const Request& request) = 0;

  // One writer for a service's token over all gateways. False while another has it; whoever has it
  // has it for `duration` more.
  virtual Result<bool> TakeWriter(const std::string& service, const std::string& owner,
                                  std::chrono::milliseconds duration) = 0;
  virtual Status GiveWriterBack(const std::string& service, const std::string& owner) = 0;
};

}  // namespace tandem
