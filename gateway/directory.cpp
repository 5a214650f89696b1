#include "gateway/directory.h"

#include "mappers/words.h"

namespace tandem {
namespace {

constexpr std::chrono::minutes kAbsentAge{10};
constexpr std::chrono::minutes kFailureAge{1};

// The value that is kept, or the one that `read` gives, which is kept from then on. Nobody holds
// the lock while reading; two who read at once read the same.
template <class Value, class Read>
Result<Value> Keep(std::mutex& mutex, std::optional<Value>& kept, const Read& read) {
  {
    const std::lock_guard lock(mutex);
    if (kept) return *kept;
  }
  Result<Value> value = read();
  if (!value.ok()) return value;
  const std::lock_guard lock(mutex);
  kept = *value;
  return value;
}

template <class Id, class Value, class Read>
Result<Value> Keep(std::mutex& mutex, std::map<Id, Value>& kept, const Id& id, const Read& read) {
  {
    const std::lock_guard lock(mutex);
    if (const auto found = kept.find(id); found != kept.end()) return found->second;
  }
  Result<Value> value = read();
  if (!value.ok()) return value;
  const std::lock_guard lock(mutex);
  kept[id] = *value;
  return value;
}

constexpr std::chrono::minutes kContactAge{10};
constexpr std::chrono::seconds kAbsentTwice{5};  // between the looks that tell of nobody
constexpr std::size_t kMostContacts = 2'000;

}  // namespace

Result<Agent> Directory::OwnAgent(Freshdesk& freshdesk) {
  return Keep(mutex_, own_agent_, [&] { return freshdesk.Me(); });
}

Result<GithubAccount> Directory::OwnAccount(Github& github) {
  return Keep(mutex_, own_account_, [&] { return github.Me(); });
}

Result<TicketFields> Directory::Fields(Freshdesk& freshdesk) {
  {
    const std::lock_guard lock(mutex_);
    if (fields_ && fields_->assumed && now_() - fields_read_ >= kAbsentAge) fields_.reset();
  }
  return Keep(mutex_, fields_, [&]() -> Result<TicketFields> {
    TRY_ASSIGN(auto fields, freshdesk.Fields());
    const std::lock_guard lock(mutex_);
    fields_read_ = now_();
    return fields;
  });
}

void Directory::DoubtFields() {
  const std::lock_guard lock(mutex_);
  if (fields_ && fields_->assumed) fields_.reset();
}

Result<std::optional<Agent>> Directory::AgentOf(Freshdesk& freshdesk, FreshdeskUserId id) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = agents_.find(id); found != agents_.end())
      return std::optional(found->second);
    if (const auto absent = no_agents_.find(id); absent != no_agents_.end()) {
      if (now_() - absent->second < kAbsentAge) return std::optional<Agent>();
      no_agents_.erase(absent);
    }
  }
  TRY_ASSIGN(auto agent, freshdesk.ReadAgent(id));
  const std::lock_guard lock(mutex_);
  if (agent) {
    agents_.emplace(id, *agent);
  } else {
    no_agents_[id] = now_();
  }
  return agent;
}

Result<Directory::ContactLook> Directory::ContactOf(Freshdesk& freshdesk, FreshdeskUserId id,
                                                    Time now) {
  {
    const std::lock_guard lock(mutex_);
    const auto known = contacts_.find(id);
    if (known != contacts_.end() && now < known->second.read_at + kContactAge)
      return ContactLook{known->second.contact};
  }
  TRY_ASSIGN(const auto contact, freshdesk.ReadContact(id));
  const std::lock_guard lock(mutex_);
  if (contact) {
    no_contacts_.erase(id);
  } else {
    if (no_contacts_.size() >= kMostContacts) no_contacts_.clear();
    const auto first = no_contacts_.emplace(id, now_()).first->second;
    if (now_() - first < kAbsentTwice) return ContactLook{std::nullopt, false};
  }
  if (contacts_.size() >= kMostContacts) contacts_.clear();
  contacts_[id] = {contact, now};
  return ContactLook{contact};
}

Result<RepositoryId> Directory::RepositoryOf(Github& github, const std::string& repository) {
  return Keep(mutex_, repositories_, Fold(repository), [&]() -> Result<RepositoryId> {
    TRY_ASSIGN(const Repository read, github.ReadRepository(repository));
    return read.id;
  });
}

std::optional<RepositoryId> Directory::RepositoryIfThere(Github& github,
                                                         const std::string& repository) {
  {
    const std::lock_guard lock(mutex_);
    const auto failed = no_repositories_.find(Fold(repository));
    if (failed != no_repositories_.end() && now_() - failed->second < kFailureAge)
      return std::nullopt;
  }
  const auto id = RepositoryOf(github, repository);
  if (id.ok()) return *id;
  const std::lock_guard lock(mutex_);
  no_repositories_[Fold(repository)] = now_();
  return std::nullopt;
}

}  // namespace tandem
