// The listings that the catch-up poll goes through, page by page. Not thread-safe; each lives for
// one poll.
#pragma once

#include "gateway/config.h"
#include "gateway/freshdesk.h"
#include "gateway/github.h"
#include "gateway/queue.h"
#include "gateway/result.h"
#include "mappers/model.h"
#include "mappers/rule.h"

#include <string>
#include <vector>

namespace tandem {

struct Listed {
  std::string id{};  // "ticket:123", "issue:456", "comment:789"
  Time updated_at{};
  Delivery hint{};
};

struct ListedPage {
  std::vector<Listed> entries{};
  bool more = false;
};

// What changed since a moment, oldest change first.
class Listing {
 public:
  virtual ~Listing() = default;
  virtual Status Begin(Time since) = 0;
  virtual Result<ListedPage> NextPage() = 0;
};

// Tickets; an unlinked one without a rule's tag is of no interest. Freshdesk has 300 pages at most.
class TicketListing : public Listing {
 public:
  explicit TicketListing(Freshdesk& freshdesk) : freshdesk_(freshdesk) {}
  Status Begin(Time since) override;
  Result<ListedPage> NextPage() override;

 private:
  Freshdesk& freshdesk_;
  Time since_{};
  int page_ = 1;
};

// Issues; one that is not linked and asks for no link is of no interest.
class IssueListing : public Listing {
 public:
  IssueListing(Github& github, std::string repository, RepositoryId id, const Config& config);
  Status Begin(Time since) override;
  Result<ListedPage> NextPage() override;

 private:
  Github& github_;
  std::string repository_;
  RepositoryId id_;
  const Config& config_;
  Time since_{};
  std::string next_{};
};

// Comments, for their issues: an edit of a comment need not touch its issue.
class CommentListing : public Listing {
 public:
  CommentListing(Github& github, std::string repository, RepositoryId id);
  Status Begin(Time since) override;
  Result<ListedPage> NextPage() override;

 private:
  Github& github_;
  std::string repository_;
  RepositoryId id_;
  Time since_{};
  std::string next_{};
};

}  // namespace tandem
