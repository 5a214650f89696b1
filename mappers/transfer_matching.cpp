#include "mappers/transfer_matching.h"

#include "mappers/beginning.h"
#include "mappers/commands.h"
#include "mappers/markup.h"

#include <algorithm>
#include <string>
#include <tuple>

namespace tandem {
namespace {

using Ids = std::map<std::int64_t, std::int64_t>;

// What is remembered of a person's comment.
struct Known {
  std::string hash{};    // of its text when it was copied last; empty when unknown
  bool copied = false;   // some ticket has a note that says it
  Time missing_since{};  // since when it has not been found
  Time at{};             // when it was written; zero when nobody remembers
  bool command = false;  // it was answered, or is to be
};

// Comments of the new issue that nothing was matched with yet, oldest first.
struct Unclaimed {
  std::vector<const Comment*> comments{};

  // In order, one for each of `wanted`, as far as they go.
  template <class Fits>
  void Claim(const std::vector<std::int64_t>& wanted, Ids& ids, const Fits& fits) {
    auto next = wanted.begin();
    std::erase_if(comments, [&](const Comment* comment) {
      if (next == wanted.end() || !fits(*comment)) return false;
      ids[*next++] = comment->id.value;
      return true;
    });
  }
  template <class Fits>
  std::size_t Count(const Fits& fits) const {
    return static_cast<std::size_t>(std::count_if(
        comments.begin(), comments.end(), [&](const Comment* each) { return fits(*each); }));
  }
};

Unclaimed InOrder(const std::vector<Comment>& comments) {
  Unclaimed all;
  for (const Comment& comment : comments) all.comments.push_back(&comment);
  std::sort(all.comments.begin(), all.comments.end(),
            [](const Comment* left, const Comment* right) {
              return std::tie(left->created_at, left->id) < std::tie(right->created_at, right->id);
            });
  return all;
}

bool IsCommand(const Comment& comment) {
  return MayCommand(comment) && comment.markdown.command().has_value();
}

// Old ids in the order in which the services gave them: that of the conversation.
std::map<std::int64_t, Known> PeoplesComments(const Link& link) {
  std::map<std::int64_t, Known> known;
  for (const auto& [operation, copy] : link.copies) {
    const bool answers = operation.kind == OperationKind::kAnswerComment;
    if (!answers && operation.kind != OperationKind::kCopyComment) continue;
    Known& comment = known[operation.source];
    comment.at = std::max(comment.at, copy.source_at);
    comment.command = comment.command || answers;
    if (answers) continue;
    comment.copied = comment.copied || copy.id != 0;
    comment.missing_since = std::max(comment.missing_since, copy.missing_since);
    if (!copy.source_hash.empty()) comment.hash = copy.source_hash;
  }
  for (const Announcement& each : link.announcements) {
    if (each.operation.kind == OperationKind::kAnswerComment)
      known[each.operation.source].command = true;
  }
  return known;
}

// Our own: by id, by marker, and after an earlier transfer, whose markers name what nobody
// remembers, by order. What is not there then was deleted by somebody.
bool MatchOurs(const Link& link, Unclaimed& unclaimed, Ids& ids) {
  std::map<std::int64_t, Operation> left;
  for (const auto& [operation, copy] : link.copies) {
    if (!MakesComment(operation.kind) || copy.id == 0) continue;
    left[copy.id] = operation;
  }
  std::vector<std::int64_t> missing;
  for (const auto& [id, operation] : left) {
    unclaimed.Claim({id}, ids, [&, id = id](const Comment& each) { return each.id.value == id; });
    if (ids.contains(id)) continue;
    unclaimed.Claim({id}, ids, [&, ours = operation](const Comment& each) {
      return each.mark && each.mark->operation == ours;
    });
    if (!ids.contains(id)) missing.push_back(id);
  }
  const auto strange = [](const Comment& each) { return each.mark && !each.mark->operation; };
  const std::size_t unknown = unclaimed.Count(strange);
  if (missing.empty() || unknown == 0) return true;
  if (missing.size() != unknown) return false;
  unclaimed.Claim(missing, ids, strange);
  return true;
}

// Which of them have no counterpart yet.
template <class Wanted>
std::vector<std::int64_t> Without(const std::map<std::int64_t, Known>& known, const Ids& ids,
                                  const Wanted& wanted) {
  std::vector<std::int64_t> left;
  for (const auto& [id, comment] : known) {
    if (!ids.contains(id) && wanted(comment)) left.push_back(id);
  }
  return left;
}

// By what it is known for, those that are known by it.
template <class Fits>
void ClaimBy(const std::map<std::int64_t, Known>& known, Unclaimed& unclaimed, Ids& ids,
             const Fits& fits) {
  for (const auto& [id, comment] : known) {
    if (ids.contains(id)) continue;
    unclaimed.Claim({id}, ids, [&, id = id, &wanted = comment](const Comment& each) {
      return fits(id, wanted, each);
    });
  }
}

// Whether what was matched shows that comments keep the time at which they were written.
bool TimesAreKept(const std::map<std::int64_t, Known>& known, const std::vector<Comment>& comments,
                  const Ids& ids) {
  return std::any_of(comments.begin(), comments.end(), [&](const Comment& each) {
    return std::any_of(known.begin(), known.end(), [&](const auto& entry) {
      const auto match = ids.find(entry.first);
      return match != ids.end() && match->second == each.id.value && entry.second.at != Time{} &&
             entry.second.at == each.created_at;
    });
  });
}

// What is not there keeps its old id, by which nobody finds it: it is taken to be deleted. Gives
// what is to be looked for once more before that.
std::vector<std::int64_t> LeaveGone(const std::map<std::int64_t, Known>& known, bool times_are_kept,
                                    Time believed_since, Ids& ids) {
  const auto is_missing = [&](const Known& each) {
    if (each.command) return times_are_kept && each.at != Time{};
    return each.missing_since != Time{} || each.at != Time{};
  };
  std::vector<std::int64_t> missed;
  for (const std::int64_t id : Without(known, ids, is_missing)) {
    const Known& comment = known.at(id);
    const bool seen_once =
        comment.missing_since == Time{} || comment.missing_since > believed_since;
    if (seen_once && comment.copied) {
      missed.push_back(id);
    } else {
      ids[id] = id;
    }
  }
  return missed;
}

// Those that are known for themselves. Gives whether that shows that times are kept.
bool ClaimKnown(const std::map<std::int64_t, Known>& known, const std::vector<Comment>& comments,
                Unclaimed& unclaimed, Ids& ids) {
  std::erase_if(unclaimed.comments, [](const Comment* each) { return each->mark.has_value(); });
  std::map<CommentId, std::string> hashes;
  for (const Comment* each : unclaimed.comments) hashes[each->id] = HashOfMarkdown(each->markdown);
  const auto same_id = [](std::int64_t id, const Known&, const Comment& each) {
    return each.id.value == id;
  };
  const auto same_text = [&](std::int64_t, const Known& wanted, const Comment& each) {
    return !wanted.hash.empty() && hashes.at(each.id) == wanted.hash;
  };
  const auto same_time = [](std::int64_t, const Known& wanted, const Comment& each) {
    return wanted.at != Time{} && each.created_at == wanted.at;
  };
  const auto same_both = [&](std::int64_t id, const Known& wanted, const Comment& each) {
    return same_time(id, wanted, each) && same_text(id, wanted, each);
  };
  ClaimBy(known, unclaimed, ids, same_id);
  ClaimBy(known, unclaimed, ids, same_both);
  ClaimBy(known, unclaimed, ids, same_time);
  const bool times_are_kept = TimesAreKept(known, comments, ids);
  ClaimBy(known, unclaimed, ids, [&](std::int64_t id, const Known& wanted, const Comment& each) {
    return (!times_are_kept || wanted.at == Time{}) && same_text(id, wanted, each);
  });
  return times_are_kept;
}

// Those of which nothing is known but that they are there. False when that is not beyond doubt.
bool ClaimInOrder(const std::map<std::int64_t, Known>& known, Unclaimed& unclaimed, Ids& ids) {
  // A command that was given since cannot be told from an old one. None is carried out twice, and
  // in the worst case the newest has to be repeated.
  unclaimed.Claim(Without(known, ids, [](const Known& each) { return each.command; }), ids,
                  IsCommand);
  const auto left =
      Without(known, ids, [](const Known& each) { return each.copied && !each.command; });
  const auto is_message = [](const Comment& each) { return !IsCommand(each); };
  if (left.empty()) return true;
  if (left.size() != unclaimed.Count(is_message)) return false;
  unclaimed.Claim(left, ids, is_message);
  return true;
}

}  // namespace

Matching MatchComments(const Link& link, const Sight& sight, const Account& account) {
  const std::vector<Comment>& comments = sight.issue.comments;
  Matching matching;
  Unclaimed unclaimed = InOrder(comments);
  matching.beyond_doubt = MatchOurs(link, unclaimed, matching.ids);
  if (!matching.beyond_doubt) return matching;
  const auto known = PeoplesComments(link);
  const bool times_are_kept = ClaimKnown(known, comments, unclaimed, matching.ids);
  const Time believed_since = sight.read_at - SecondLook(account);
  matching.missed = LeaveGone(known, times_are_kept, believed_since, matching.ids);
  if (matching.missed.empty()) matching.beyond_doubt = ClaimInOrder(known, unclaimed, matching.ids);
  return matching;
}

}  // namespace tandem
