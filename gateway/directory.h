// Who we are on both services, and what they call things: read once, kept for the life of the
// process. Thread-safe: one for all workers, each of which brings its own clients. A read that
// fails is not kept.
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
  // The id of a repository that a rule names.
  Result<RepositoryId> RepositoryOf(Github& github, const std::string& repository);

 private:
  std::mutex mutex_;
  std::optional<Agent> own_agent_{};
  std::optional<GithubAccount> own_account_{};
  std::optional<TicketFields> fields_{};
  std::map<FreshdeskUserId, std::optional<Agent>> agents_{};
  std::map<std::string, RepositoryId> repositories_{};
};

}  // namespace tandem
