// Who we are on both services, and what they call things: read once, kept for the life of the
// process; contacts, and what was not to be seen, for ten minutes. Thread-safe: one for all
// workers, each of which brings its own clients. A read that fails is not kept.
#pragma once

#include "gateway/freshdesk.h"
#include "gateway/github.h"
#include "gateway/result.h"
#include "mappers/ids.h"

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace tandem {

class Directory {
 public:
  using Moment = std::chrono::steady_clock::time_point;
  explicit Directory(std::function<Moment()> now = std::chrono::steady_clock::now)
      : now_(std::move(now)) {}

  Result<Agent> OwnAgent(Freshdesk& freshdesk);
  Result<GithubAccount> OwnAccount(Github& github);
  // Assumed ones are asked for again after ten minutes, or once they were not enough for somebody.
  Result<TicketFields> Fields(Freshdesk& freshdesk);
  void DoubtFields();
  // Nothing when the key may not see him or there is none; that is asked again after ten minutes,
  // because a key may be given its permission later.
  Result<std::optional<Agent>> AgentOf(Freshdesk& freshdesk, FreshdeskUserId id);
  // Nobody as above, and not for sure when one look alone says so: a name that is not known may be
  // published, so it is looked for again from five seconds later on. What was read within ten
  // minutes before `now` is given again, so that a contact who is renamed is known by his new name
  // soon.
  struct ContactLook {
    std::optional<Requester> contact{};
    bool sure = true;
  };
  Result<ContactLook> ContactOf(Freshdesk& freshdesk, FreshdeskUserId id, Time now);
  // The id of a repository that a rule names.
  Result<RepositoryId> RepositoryOf(Github& github, const std::string& repository);
  // The same, or nothing; a failure is kept for a minute, so that a rule that names nothing does
  // not cost a call for each piece of work.
  std::optional<RepositoryId> RepositoryIfThere(Github& github, const std::string& repository);

 private:
  const std::function<Moment()> now_;
  struct Contact {
    std::optional<Requester> contact{};
    Time read_at{};
  };

  std::mutex mutex_;
  std::optional<Agent> own_agent_{};
  std::optional<GithubAccount> own_account_{};
  std::optional<TicketFields> fields_{};
  Moment fields_read_{};
  std::map<FreshdeskUserId, Agent> agents_{};
  std::map<FreshdeskUserId, Moment> no_agents_{};  // when that was the answer
  std::map<FreshdeskUserId, Contact> contacts_{};
  std::map<FreshdeskUserId, Moment> no_contacts_{};  // when that was the answer first
  std::map<std::string, RepositoryId> repositories_{};
  std::map<std::string, Moment> no_repositories_{};  // when it could not be read
};

}  // namespace tandem
