#include "tests/simulator/hub.h"

#include "mappers/words.h"
#include "tests/simulator/desk.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tandem::simulator {
namespace {

constexpr std::array kLabels = {"Bug", "Impact: Outage", "Priority: Urgent", "Priority: High",
                                "Support"};

}  // namespace

HubIssue* Hub::Find(std::int64_t number) {
  const auto found = issues.find(number);
  return found == issues.end() ? nullptr : &found->second;
}

Hub::Place Hub::Find(CommentId id) {
  for (auto& entry : issues) {
    for (HubComment& comment : entry.second.comments) {
      if (comment.comment.id == id && !comment.deleted) return {&entry.second, &comment};
    }
  }
  return {};
}

Hub::Place Hub::WrittenBy(int deed) {
  for (auto& entry : issues) {
    for (HubComment& comment : entry.second.comments) {
      if (comment.deed == deed) return {&entry.second, &comment};
    }
  }
  return {};
}

HubIssue* Hub::Follow(std::int64_t number) {
  while (moved.contains(number)) number = moved.at(number);
  return Find(number);
}

HubIssue& Hub::Open(Issue issue, const std::string& repository, Time now) {
  const std::int64_t number = ++last_number_;
  const std::vector<std::string> labels = std::exchange(issue.labels, {});
  for (const std::string& label : labels) AddLabel(issue, label);
  const bool other = repository == kOtherRepositoryName;
  issue.ref = {IssueId{++last_id_}, other ? kOtherRepository : kRepository, repository, number};
  issue.title = std::string(Trimmed(issue.title));
  issue.updated_at = InSeconds(now);
  HubIssue& made = issues[number];
  made.issue = std::move(issue);
  made.made = now;
  return made;
}

HubIssue& Hub::Transfer(std::int64_t number, bool keep_comment_ids, Time now) {
  HubIssue old = std::move(issues.at(number));
  issues.erase(number);
  const bool is_here = old.issue.ref.repository_id == kRepository;
  HubIssue& made = Open(old.issue, is_here ? kOtherRepositoryName : kRepositoryName, now);
  made.comments = std::move(old.comments);
  for (HubComment& each : made.comments) {
    if (!keep_comment_ids) each.comment.id = CommentId{++last_id_};
  }
  moved[number] = made.issue.ref.number;
  return made;
}

HubComment& Hub::Add(HubIssue& issue, Comment comment, Time now) {
  comment.id = CommentId{++last_id_};
  comment.created_at = InSeconds(now);
  comment.updated_at = comment.created_at;
  issue.issue.updated_at = InSeconds(now);
  issue.comments.push_back({std::move(comment), now});
  return issue.comments.back();
}

void Hub::AddLabel(Issue& issue, const std::string& label) {
  if (Holds(issue.labels, label)) return;
  const auto named = std::find_if(kLabels.begin(), kLabels.end(),
                                  [&](const char* each) { return Fold(each) == Fold(label); });
  issue.labels.push_back(named == kLabels.end() ? label : *named);
}

void Hub::RemoveLabel(Issue& issue, const std::string& label) {
  std::erase_if(issue.labels, [&](const std::string& each) { return Fold(each) == Fold(label); });
}

HubIssue* Hub::MadeFor(int ticket) {
  const std::string address = "/a/tickets/" + std::to_string(ticket);
  for (auto& entry : issues) {
    if (entry.second.issue.author == kOurAccount &&
        entry.second.issue.markdown.find(address) != std::string::npos)
      return &entry.second;
  }
  return nullptr;
}

}  // namespace tandem::simulator
