// The simulated GitHub: two repositories, their issues and comments, and the record of what was
// done there. No two issues have the same number. Not thread-safe: each story has its own.
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
inline constexpr RepositoryId kOtherRepository{10};
inline constexpr const char* kOtherRepositoryName = "acme/applications";

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
  std::map<std::int64_t, HubIssue> issues{};     // by number
  std::set<std::int64_t> gone{};                 // the numbers of those that were deleted
  std::map<std::int64_t, std::int64_t> moved{};  // the number that one has since it was transferred
  bool archived = false;                         // the repositories take nothing

  HubIssue* Find(std::int64_t number);
  // As readers are led on: where the issue is now.
  HubIssue* Follow(std::int64_t number);
  struct Place {
    HubIssue* issue = nullptr;
    HubComment* comment = nullptr;
  };
  Place Find(CommentId id);
  Place WrittenBy(int deed);
  HubIssue& Open(Issue issue, const std::string& repository, Time now);
  // Makes the issue anew in the other repository. The old number leads there.
  HubIssue& Transfer(std::int64_t number, bool keep_comment_ids, Time now);
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
