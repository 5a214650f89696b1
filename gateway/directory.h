// Who we are on both services, and what they call things: read once, kept for the life of the
// process; contacts for ten minutes. Thread-safe: one for all workers, each of which brings its own
// clients. A read that fails is not kept.
#pragma once

#include "gateway/freshdesk.h"
#include "gateway/github.h"
#include "gateway/result.h"
#include "mappers/ids.h"

#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace tandem {

class Directory {
 public:
  Result<Agent> OwnAgent(Freshdesk& freshdesk);
  Result<GithubAccount> OwnAccount(Github& github);
  Result<TicketFields> Fields(Freshdesk& freshdesk);
  // Nothing when the key may not see him or there is none.
  Result<std::optional<Agent>> AgentOf(Freshdesk& freshdesk, FreshdeskUserId id);
  // Nothing as above. What was read within ten minutes before `now` is given again, so that a
  // contact who is renamed is known by his new name soon.
  Result<std::optional<Requester>> ContactOf(Freshdesk& freshdesk, FreshdeskUserId id, Time now);
  // The id of a repository that a rule names.
  Result<RepositoryId> RepositoryOf(Github& github, const std::string& repository);

 private:
  struct Contact {
    std::optional<Requester> contact{};
    Time read_at{};
  };

  std::mutex mutex_;
  std::optional<Agent> own_agent_{};
  std::optional<GithubAccount> own_account_{};
  std::optional<TicketFields> fields_{};
  std::map<FreshdeskUserId, std::optional<Agent>> agents_{};
  std::map<FreshdeskUserId, Contact> contacts_{};
  std::map<std::string, RepositoryId> repositories_{};
};

}  // namespace tandem
