#include "tests/simulator/simulated_github.h"

#include "mappers/commands.h"
#include "mappers/words.h"
#include "tests/simulator/page.h"
#include "tests/simulator/people.h"

#include <algorithm>
#include <utility>

namespace tandem::simulator {
namespace {

using namespace std::chrono_literals;

constexpr auto kReadingLag = 5s;
constexpr std::size_t kShortPage = 1;
constexpr std::size_t kShortPageOfComments = 3;

int NumberOf(const std::string& page) {
  return page.empty() ? 1 : std::stoi(page);
}

std::string PageAfter(const std::string& page, bool more) {
  return more ? std::to_string(NumberOf(page) + 1) : "";
}

Error NotThere() {
  return {Remedy::kNotFound, "it is not there", {}};
}

Error Locked() {
  return {Remedy::kUnauthorized, "the issue is locked", {}};
}

Error Archived() {
  return {Remedy::kUnauthorized, "the repository was archived", {}};
}

Error Moved() {
  return {Remedy::kConflict, "it has moved", {}};
}

// Who reads an issue is led on to where it was transferred to, others are not.
Result<HubIssue*> IssueToWrite(World& world, std::int64_t number) {
  if (world.hub.archived) return Archived();
  if (world.hub.moved.contains(number)) return Moved();
  HubIssue* found = world.hub.Find(number);
  if (found == nullptr) return NotThere();
  return found;
}

// A comment is looked for in one repository alone.
Hub::Place CommentIn(World& world, const std::string& repository, CommentId id) {
  const Hub::Place place = world.hub.Find(id);
  if (place.issue == nullptr || place.issue->issue.ref.repository != repository) return {};
  return place;
}

Result<Hub::Place> CommentToWrite(World& world, const std::string& repository, CommentId id) {
  if (world.hub.archived) return Archived();
  const Hub::Place place = CommentIn(world, repository, id);
  if (place.comment == nullptr) return NotThere();
  return place;
}

// As in simulated_freshdesk.cpp.
void HideMarkers(std::vector<Comment>& comments) {
  for (Comment& comment : comments) {
    if (comment.author == kOurAccount)
      comment.markdown = comment.markdown.text().substr(0, comment.markdown.text().find("<!--"));
  }
}

std::map<std::string, std::string> SetsOf(const std::vector<std::string>& labels, bool on) {
  std::map<std::string, std::string> sets;
  for (const Pair& pair : kPairs) {
    if (Holds(labels, pair.label)) sets[std::string("pair:") + pair.tag] = on ? "on" : "off";
  }
  for (const int priority : {3, 4}) {
    if (Holds(labels, PriorityLabelOf(priority)))
      sets["priority"] = on ? std::to_string(priority) : "0";
  }
  return sets;
}

// As in simulated_freshdesk.cpp.
void Echo(World& world, const HubIssue& issue) {
  if (world.writes.size() % 4 == 0) world.DeliverIssue(issue);
}

Issue ViewOf(const HubIssue& issue) {
  Issue view = issue.issue;
  view.comment_count = std::count_if(issue.comments.begin(), issue.comments.end(),
                                     [](const HubComment& each) { return !each.deleted; });
  return view;
}

}  // namespace

Result<GithubAccount> SimulatedGithub::Me() {
  return line_.Read<GithubAccount>(CallKind::kRead, [](bool) -> Result<GithubAccount> {
    return GithubAccount{kOurAccount, "tandem"};
  });
}

Result<Repository> SimulatedGithub::ReadRepository(const std::string& repository) {
  return line_.Read<Repository>(CallKind::kRead, [&](bool) -> Result<Repository> {
    const RepositoryId id = repository == kRepositoryName ? kRepository : kOtherRepository;
    return Repository{id, repository, Visibility::kPrivate, line_.world().hub.archived, true};
  });
}

Result<Issue> SimulatedGithub::ReadIssue(const std::string& /*repository*/, std::int64_t number) {
  last_was_gone_ = false;
  return line_.Read<Issue>(
      CallKind::kRead,
      [&](bool) -> Result<Issue> {
        last_was_gone_ = line_.world().hub.gone.contains(number);
        const HubIssue* issue = line_.world().hub.Follow(number);
        if (issue == nullptr) return NotThere();
        return ViewOf(*issue);
      },
      number);
}

Result<std::vector<Comment>> SimulatedGithub::ReadComments(const std::string& /*repository*/,
                                                           std::int64_t number) {
  using Comments = std::vector<Comment>;
  return line_.Read<Comments>(CallKind::kList, [&](bool stale) -> Result<Comments> {
    if (line_.world().hub.moved.contains(number)) return Moved();
    const HubIssue* issue = line_.world().hub.Find(number);
    if (issue == nullptr) return NotThere();
    const Time fresh = line_.world().now() - kReadingLag;
    Comments comments;
    for (const HubComment& each : issue->comments) {
      if (!each.deleted && !(stale && each.made > fresh)) comments.push_back(each.comment);
    }
    if (line_.world().teeth.off == Safeguard::kMarkers) HideMarkers(comments);
    return comments;
  });
}

Result<IssuePage> SimulatedGithub::ReadIssuesSince(const std::string& repository, Time since,
                                                   const std::string& next) {
  return line_.Read<IssuePage>(CallKind::kList, [&](bool stale) -> Result<IssuePage> {
    const Time fresh = line_.world().now() - kReadingLag;
    IssuePage page;
    for (const auto& entry : line_.world().hub.issues) {
      const HubIssue& issue = entry.second;
      if (issue.issue.ref.repository != repository) continue;
      if (issue.issue.updated_at >= since && !(stale && issue.made > fresh))
        page.issues.push_back(ViewOf(issue));
    }
    std::stable_sort(page.issues.begin(), page.issues.end(),
                     [](const Issue& a, const Issue& b) { return a.updated_at < b.updated_at; });
    if (line_.world().short_pages)
      page.next = PageAfter(next, LeavePage(page.issues, NumberOf(next), kShortPage));
    return page;
  });
}

Result<CommentPage> SimulatedGithub::ReadCommentsSince(const std::string& repository, Time since,
                                                       const std::string& next) {
  return line_.Read<CommentPage>(CallKind::kRead, [&](bool) -> Result<CommentPage> {
    CommentPage page;
    for (const auto& entry : line_.world().hub.issues) {
      if (entry.second.issue.ref.repository != repository) continue;
      for (const HubComment& each : entry.second.comments) {
        if (each.deleted || each.comment.updated_at < since) continue;
        const bool commands = each.comment.association != Association::kOther &&
                              each.comment.markdown.command().has_value();
        page.comments.push_back({each.comment.id, entry.first, each.comment.updated_at, commands});
      }
    }
    std::stable_sort(
        page.comments.begin(), page.comments.end(),
        [](const CommentSeen& a, const CommentSeen& b) { return a.updated_at < b.updated_at; });
    if (line_.world().short_pages)
      page.next = PageAfter(next, LeavePage(page.comments, NumberOf(next), kShortPageOfComments));
    return page;
  });
}

Result<Issue> SimulatedGithub::CreateIssue(const std::string& repository, const PublicText& title,
                                           const PublicText& body, const Marker& marker,
                                           const std::vector<PublicText>& labels) {
  Issue issue;
  issue.title = title.text();
  issue.markdown = body.text() + MarkerComment(marker);
  issue.author = kOurAccount;
  issue.author_login = "tandem";
  issue.association = Association::kMember;
  for (const PublicText& label : labels) issue.labels.push_back(label.text());
  World& world = line_.world();
  return line_.Write<Issue>({{}, {}, 0, "issue"}, [&world, issue, repository]() -> Result<Issue> {
    if (world.hub.archived) return Archived();
    const HubIssue& made = world.hub.Open(issue, repository, world.now());
    Echo(world, made);
    return ViewOf(made);
  });
}

Result<Comment> SimulatedGithub::AddComment(const std::string& /*repository*/, std::int64_t number,
                                            const PublicText& body, const Marker& marker) {
  Comment comment;
  comment.author = kOurAccount;
  comment.author_login = "tandem";
  comment.association = Association::kMember;
  comment.markdown = body.text() + MarkerComment(marker);
  World& world = line_.world();
  return line_.Write<Comment>({{}, {}, number, "message"},
                              [&world, number, comment]() -> Result<Comment> {
                                TRY_ASSIGN(HubIssue * issue, IssueToWrite(world, number));
                                if (issue->issue.locked) return Locked();
                                Comment made = world.hub.Add(*issue, comment, world.now()).comment;
                                Echo(world, *issue);
                                return made;
                              });
}

Status SimulatedGithub::EditComment(const std::string& repository, CommentId id,
                                    const PublicText& body, const Marker& marker) {
  World& world = line_.world();
  const std::string markdown = body.text() + MarkerComment(marker);
  return line_.Write<Done>({{}, {}, 0, "message", id.value},
                           [&world, repository, id, markdown]() -> Status {
                             TRY_ASSIGN(const auto place, CommentToWrite(world, repository, id));
                             const auto [issue, comment] = place;
                             comment->comment.markdown = markdown;
                             comment->comment.updated_at = InSeconds(world.now());
                             Echo(world, *issue);
                             return Done{};
                           });
}

Status SimulatedGithub::DeleteComment(const std::string& repository, CommentId id) {
  World& world = line_.world();
  return line_.Write<Done>({{}, {}, 0, "message", id.value}, [&world, repository, id]() -> Status {
    TRY_ASSIGN(const auto place, CommentToWrite(world, repository, id));
    const auto [issue, comment] = place;
    comment->deleted = true;
    Echo(world, *issue);
    return Done{};
  });
}

Result<bool> SimulatedGithub::IsCommentGone(const std::string& repository, CommentId id) {
  auto gone = line_.Read<bool>(
      CallKind::kRead,
      [&](bool) -> Result<bool> {
        return CommentIn(line_.world(), repository, id).comment == nullptr;
      },
      id.value);
  if (!gone.ok() && gone.error().remedy == Remedy::kNotFound) return true;
  return gone;
}

Result<Issue> SimulatedGithub::SetState(const std::string& /*repository*/, std::int64_t number,
                                        bool open, const std::string& reason) {
  World& world = line_.world();
  return line_.Write<Issue>({{}, {}, number, "state", 0, {{"state", open ? "open" : "done"}}},
                            [&world, number, open, reason]() -> Result<Issue> {
                              TRY_ASSIGN(HubIssue * found, IssueToWrite(world, number));
                              found->issue.open = open;
                              found->issue.state_reason = reason;
                              found->issue.closed_by = open ? "" : "tandem";
                              found->issue.updated_at = InSeconds(world.now());
                              Echo(world, *found);
                              return ViewOf(*found);
                            });
}

Result<std::vector<std::string>> SimulatedGithub::AddLabels(const std::string& /*repository*/,
                                                            std::int64_t number,
                                                            const std::vector<PublicText>& labels) {
  using Names = std::vector<std::string>;
  Names names;
  for (const PublicText& label : labels) names.push_back(label.text());
  World& world = line_.world();
  return line_.Write<Names>({{}, {}, number, "labels", 0, SetsOf(names, true)},
                            [&world, number, names]() -> Result<Names> {
                              TRY_ASSIGN(HubIssue * found, IssueToWrite(world, number));
                              for (const std::string& name : names)
                                Hub::AddLabel(found->issue, name);
                              found->issue.updated_at = InSeconds(world.now());
                              Echo(world, *found);
                              return found->issue.labels;
                            });
}

Status SimulatedGithub::RemoveLabel(const std::string& /*repository*/, std::int64_t number,
                                    const PublicText& label) {
  World& world = line_.world();
  const std::string& name = label.text();
  return line_.Write<Done>({{}, {}, number, "labels", 0, SetsOf({name}, false)},
                           [&world, number, name]() -> Status {
                             TRY_ASSIGN(HubIssue * found, IssueToWrite(world, number));
                             if (!Holds(found->issue.labels, name)) return NotThere();
                             Hub::RemoveLabel(found->issue, name);
                             found->issue.updated_at = InSeconds(world.now());
                             Echo(world, *found);
                             return Done{};
                           });
}

}  // namespace tandem::simulator
