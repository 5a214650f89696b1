// The store in Redis: what changes together changes in one script. Thread-safe: borrows a
// connection of the pool for each call.
#pragma once

#include "gateway/store.h"

#include <optional>
#include <string>
#include <vector>

namespace tandem {

class RedisPool;

class RedisStore final : public Store {
 public:
  // `pool` must outlive this.
  explicit RedisStore(RedisPool& pool);

  // What may carry our markers already, though this store was never asked for anything.
  enum class Before { kNothing, kUnknown };
  // Lets the store be born, if it was not.
  Status Begin(Before before);

  Result<Time> Now() override;
  Result<StoreAge> Age() override;
  Result<std::optional<Link>> ReadLink(IssueId issue) override;
  Result<TicketRecord> ReadTicket(TicketId ticket) override;
  Status Save(const Lease& lease, const Link& before, const Link& after,
              const std::vector<Activity>& activity) override;
  Status Save(const Lease& lease, TicketId ticket, const TicketRecord& record,
              const std::vector<Activity>& activity) override;
  Status Record(const std::vector<Activity>& activity) override;
  Result<std::vector<PastActivity>> ReadActivity(std::size_t count) override;
  Result<std::vector<IssueId>> LinksOf(RepositoryId repository) override;
  Result<bool> CountCreation(const Lease& lease, const std::string& rule, TicketId ticket,
                             int limit) override;
  Result<JoinOutcome> Join(const Lease& lease, TicketId ticket, const IssueRef& issue,
                           const Entry& entry) override;
  Result<JoinOutcome> Move(const Lease& lease, const Link& before, const Link& after,
                           const std::vector<Activity>& activity) override;
  Result<VisibilityRead> ReadVisibility(RepositoryId repository) override;
  Status SaveVisibility(RepositoryId repository, const std::string& full_name,
                        Visibility visibility, std::int64_t epoch) override;
  Result<std::optional<HighWater>> ReadHighWater(const std::string& listing) override;
  Status SaveHighWater(const Lease& lease, const std::string& listing,
                       const HighWater& mark) override;
  Result<std::vector<IssueId>> ListIssues() override;
  Result<std::vector<ListedLink>> ListLinks(const std::vector<IssueId>& issues) override;
  Status SaveRequest(const Request& request) override;
  Result<std::vector<Request>> ReadRequests(const std::vector<TicketId>& tickets) override;
  Status FinishRequest(const Lease& lease, const Request& request) override;
  Result<bool> TakeWriter(const std::string& service, const std::string& owner,
                          std::chrono::milliseconds duration) override;
  Status GiveWriterBack(const std::string& service, const std::string& owner) override;

 private:
  RedisPool& pool_;
};

}  // namespace tandem
