// The simulated GitHub: one repository, its issues and their comments, and the record of what was
// done there. Not thread-safe: each story has its own.
#pragma once

#include "mappers/model.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace tandem::simulator {

inline constexpr GithubUserId kOurAccount{21};
inline constexpr GithubUserId kEngineer{22};
inline constexpr RepositoryId kRepository{9};
inline constexpr const char* kRepositoryName = "acme/infrastructure";

struct HubComment {
  Comment comment{};
  Time made{};
  int deed = -1;  // as in DeskNote
  int version = 0;
  bool deleted = false;
  Time edited_by_hand{};
  int hand = -1;
  bool deleted_by_hand = false;
};

struct HubIssue {
  Issue issue{};  // without comments
  Time made{};
  std::vector<HubComment> comments{};
};

class Hub {
 public:
  std::map<std::int64_t, HubIssue> issues{};  // by number
  std::set<std::int64_t> gone{};              // the numbers of those that were deleted

  HubIssue* Find(std::int64_t number);
  struct Place {
    HubIssue* issue = nullptr;
    HubComment* comment = nullptr;
  };
  Place Find(CommentId id);
  Place WrittenBy(int deed);
  HubIssue& Open(Issue issue, Time now);
  HubComment& Add(HubIssue& issue, Comment comment, Time now);
  // A label is called as the repository has it, whoever sets it.
  static void AddLabel(Issue& issue, const std::string& label);
  static void RemoveLabel(Issue& issue, const std::string& label);
  // The first issue that Tandem made for this ticket; null when there is none.
  HubIssue* MadeFor(int ticket);

 private:
  std::int64_t last_number_ = 0;
  std::int64_t last_id_ = 70'000;
};

}  // namespace tandem::simulator
