// Carries out a plan: one action at a time, each recorded before it is sent and as soon as it is
// answered, so that a crash between any two steps resumes where it stopped. Not thread-safe: each
// worker owns one.
#pragma once

#include "gateway/freshdesk.h"
#include "gateway/github.h"
#include "gateway/lease_guard.h"
#include "gateway/marker.h"
#include "gateway/metrics.h"
#include "gateway/result.h"
#include "gateway/snapshot.h"
#include "gateway/store.h"
#include "gateway/writer_turn.h"
#include "mappers/beginning.h"
#include "mappers/plan.h"
#include "mappers/progress.h"
#include "mappers/wording.h"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace tandem {

// One piece of work as its records know it.
struct Task {
  Lease lease{};
  std::string delivery{};
};

struct Applied {
  int writes = 0;
  int edits = 0;  // of these: edits and deletions of comments, and of status notes. Freshdesk tells
                  // nobody of notes that are edited or deleted, so no webhook need have announced
                  // what led to them
  // What stood in the way of actions, first things first. An action whose service had failed before
  // was not tried.
  std::vector<Error> troubles{};
};

class Apply {
 public:
  using Moment = std::chrono::steady_clock::time_point;
  // All must outlive this. `github_turns` keeps writes to GitHub apart; `guard` is asked before
  // each call of the two services. `now`: monotonic time, the guard's.
  Apply(Freshdesk& freshdesk, Github& github, Store& store, Snapshot& snapshot,
        const MarkerKeys& keys, WriterTurns& github_turns, LeaseGuard& guard, Metrics& metrics,
        std::function<Moment()> now = std::chrono::steady_clock::now);

  // Saves the plan's memory, then carries out its actions. An error when the store failed or the
  // lease is lost: nothing more was sent after that.
  Result<Applied> Run(const Task& task, const Link& stored, const Plan& plan, const Sight& sight,
                      const Rule& rule, const Account& account);

  // A ticket's record as it is once its issue is on its way, and as it is when it was refused.
  struct Creating {
    const TicketRecord& before;
    const TicketRecord& after;
  };
  // Creates a ticket's issue; the creation is recorded before it is sent and as soon as it is
  // answered.
  Result<Creation> Create(const Task& task, TicketId ticket, const Creating& record,
                          const CreateIssue& action, const Rule& rule, RepositoryId repository,
                          Visibility visibility);

  // Says on a ticket that is not linked what holds its issue up; in `existing`, where it was said
  // before.
  Status TellHeld(const Task& task, TicketId ticket, TicketRecord record, const StatusText& text,
                  std::optional<NoteId> existing, const std::string& marker_url);

  // Says in the status note of a link that the store does not know that it has ended.
  Status TellEnded(TicketId ticket, NoteId note, std::int64_t links_before, const StatusText& text,
                   const std::string& marker_url);

  // Takes away a note of ours; one that is not there is no failure.
  Status RemoveNote(NoteId note);

  // Answers a command on a ticket that is not linked, with the same care, and records that it is
  // done.
  Status Answer(const Task& task, TicketId ticket, TicketRecord record, const AnswerNote& answer);

 private:
  struct Carrying;  // what one Run works on
  Status Carry(Carrying& carrying, const Action& action);
  // gateway/apply_github.cpp, gateway/apply_freshdesk.cpp.
  Result<Answered> SendToGithub(const Link& link, const Sight& sight, const Action& action);
  // `tags`: see TagsToSet.
  Result<Answered> SendToFreshdesk(const Link& link, const Sight& sight, const Account& account,
                                   const Action& action, const std::vector<std::string>& tags);
  // A copy that a person deleted stays deleted: then there is nothing left to do. A 404 alone does
  // not say that it was. What was listed a moment ago is looked for again; a copy that was not is
  // written once more when the window is over, since a listing lacks what is fresh.
  enum class Believed { kNot, kLater, kNow };
  static Believed BelievedGone(const Link& link, const OwnMessage& message, bool listed);
  static Result<Answered> UnlessDeleted(const Status& done, Believed believed);
  Result<Answered> UnlessCommentDeleted(const IssueRef& issue, const Status& done,
                                        Believed believed);
  Status UnlessTakenOff(const IssueRef& issue, const PublicText& label, const Status& done);
  // All tags that the ticket is to have; nothing to read for an action that changes none.
  Result<std::vector<std::string>> TagsToSet(const Action& action);
  Result<Answered> ChangeLabelsOf(const IssueRef& issue, const ChangeLabels& action);
  Status StillVisibleAs(const std::string& repository, RepositoryId id, Visibility planned);

  Freshdesk& freshdesk_;
  Github& github_;
  Store& store_;
  Snapshot& snapshot_;
  const MarkerKeys& keys_;
  WriterTurns& turns_;
  LeaseGuard& guard_;
  Metrics& metrics_;
  std::function<Moment()> now_;
};

}  // namespace tandem
