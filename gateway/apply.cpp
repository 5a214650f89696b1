#include "gateway/apply.h"

#include "gateway/kill_point.h"
#include "gateway/parked_advice.h"
#include "gateway/without.h"
#include "mappers/loops.h"

#include <optional>
#include <set>
#include <utility>

namespace tandem {
namespace {

constexpr std::chrono::seconds kPatienceForTurn{10};

// The present by the store's clock, reckoned from before it was asked (`started`): never earlier
// than it is, so that what is waited for is not waited for too short.
class StoreClock {
 public:
  StoreClock(Time then, Apply::Moment started, const std::function<Apply::Moment()>& now)
      : then_(then), now_(now), started_(started) {}
  Time Now() const {
    return then_ + std::chrono::duration_cast<std::chrono::milliseconds>(now_() - started_);
  }

 private:
  Time then_;
  const std::function<Apply::Moment()>& now_;
  Apply::Moment started_;
};

// After this error nothing more is sent to the service in this sync; other errors concern one
// action only.
bool StopsService(Remedy remedy) {
  return remedy != Remedy::kInvalid && remedy != Remedy::kNotFound;
}

// See Applied::edits.
bool IsEdit(const Action& action) {
  return std::holds_alternative<EditComment>(action) ||
         std::holds_alternative<DeleteComment>(action) ||
         std::holds_alternative<EditStatusNote>(action);
}

ActionOutcome OutcomeOf(const Error& error) {
  return error.remedy == Remedy::kUnknownOutcome ? ActionOutcome::kUnknown : ActionOutcome::kFailed;
}

void CountDoubles(Metrics& metrics, const Action& done) {
  const auto* comment = std::get_if<AddComment>(&done);
  if (comment != nullptr && comment->operation.kind == OperationKind::kTellDuplicate)
    metrics.CountDouble(DoubleKind::kIssue);
  if (std::holds_alternative<RemoveDoubleComment>(done)) metrics.CountDouble(DoubleKind::kComment);
  if (std::holds_alternative<RemoveDoubleNote>(done)) metrics.CountDouble(DoubleKind::kNote);
}

// "add_comment", and what was taken out of its texts.
std::string WithRedactions(const std::string& name, const Redactions& redactions) {
  const std::string words = InWords(redactions);
  return words.empty() ? name : name + ": " + words;
}

Redactions RedactionsIn(const Action& action) {
  return std::visit(
      [](const auto& each) {
        if constexpr (requires { each.body.redacted(); })
          return each.body.redacted();
        else
          return Redactions{};
      },
      action);
}

}  // namespace

struct Apply::Carrying {
  const Task& task;
  const Sight& sight;
  const Rule& rule;
  const Account& account;
  StoreClock clock;
  bool prompted = true;  // see Plan
  Link link{};           // as it is stored now
  bool store_failed = false;

  Status Save(Apply& apply, Link after, const std::vector<Activity>& activity) {
    Status saved = apply.store_.Save(task.lease, link, after, activity);
    store_failed = !saved.ok();
    if (saved.ok()) link = std::move(after);
    return saved;
  }
  Activity Entry(const char* what, std::string detail) const {
    return {task.delivery, task.lease.lane.text, what, std::move(detail)};
  }
};

Apply::Apply(Freshdesk& freshdesk, Github& github, Store& store, Snapshot& snapshot,
             const MarkerKeys& keys, WriterTurns& github_turns, LeaseGuard& guard, Metrics& metrics,
             std::function<Moment()> now)
    : freshdesk_(freshdesk),
      github_(github),
      store_(store),
      snapshot_(snapshot),
      keys_(keys),
      turns_(github_turns),
      guard_(guard),
      metrics_(metrics),
      now_(std::move(now)) {}

Result<Applied> Apply::Run(const Task& task, const Link& stored, const Plan& plan,
                           const Sight& sight, const Rule& rule, const Account& account) {
  // Not when the snapshot began: reading may have taken long, and what is sent now may come through
  // so much later.
  const Moment asked = now_();
  TRY_ASSIGN(const Time now, store_.Now());
  Carrying carrying{task, sight, rule, account, StoreClock(now, asked, now_), plan.prompted};
  std::vector<Activity> decided;
  for (const std::string& decision : plan.decisions)
    decided.push_back(carrying.Entry("decided", decision));
  if (decided.empty() && plan.actions.empty())
    decided.push_back(carrying.Entry(
        "nothing", plan.waits.empty() ? "both sides are in step" : plan.waits.front().reason));
  MayDie(KillPoint::kBeforeMemory);
  TRY(store_.Save(task.lease, stored, plan.link, decided));
  carrying.link = plan.link;
  metrics_.CountDouble(DoubleKind::kLeft, plan.doubles_left_now);
  MayDie(KillPoint::kAfterMemory);

  Applied applied;
  std::set<bool> stopped;  // services that failed: true is GitHub
  for (const Action& action : plan.actions) {
    if (stopped.contains(WritesToGithub(action))) continue;
    if (SaysAllIsWell(action) && !applied.troubles.empty()) continue;
    if (applied.writes > 0) MayDie(KillPoint::kBetweenActions);
    const Status done = Carry(carrying, action);
    metrics_.CountAction(NameOf(action),
                         done.ok() ? ActionOutcome::kDone : OutcomeOf(done.error()));
    if (done.ok()) {
      ++applied.writes;
      CountDoubles(metrics_, action);
      if (IsEdit(action)) ++applied.edits;
      continue;
    }
    if (carrying.store_failed) return done.error();
    if (StopsService(done.error().remedy)) stopped.insert(WritesToGithub(action));
    applied.troubles.push_back(done.error());
  }
  return applied;
}

Status Apply::Carry(Carrying& carrying, const Action& action) {
  std::optional<WriterTurns::Turn> turn;
  if (WritesToGithub(action)) {
    TRY_ASSIGN(WriterTurns::Turn taken, turns_.Take(kPatienceForTurn));
    turn.emplace(std::move(taken));
  }
  const std::string name = NameOf(action);
  // Read before the write is announced: a slow answer must not use up the time in which to send.
  const auto tags = TagsToSet(action);
  if (!tags.ok()) {
    TRY(store_.Record({carrying.Entry("failed", name + ": " + tags.error().message)}));
    return tags.error();
  }
  const LeaseGuard::Announced announced(guard_, now_());
  Link sending = BeforeSending(carrying.link, action, carrying.rule, carrying.clock.Now());
  TRY(carrying.Save(*this, WeakenedIntents(carrying.link, std::move(sending)), {}));
  MayDie(KillPoint::kAfterIntent);
  const Result<Answered> answered =
      WritesToGithub(action)
          ? SendToGithub(carrying.link, carrying.sight, action)
          : SendToFreshdesk(carrying.link, carrying.sight, carrying.account, action, *tags);
  MayDie(KillPoint::kBeforeRecord);
  if (answered.ok()) {
    Link after = AfterAnswer(carrying.link, action, carrying.rule, *answered, carrying.clock.Now());
    if (!carrying.prompted) RememberUnprompted(after, carrying.clock.Now());
    TRY(carrying.Save(*this, std::move(after),
                      {carrying.Entry("did", WithRedactions(name, RedactionsIn(action)))}));
    MayDie(KillPoint::kAfterRecord);
    return Done{};
  }
  // What may have happened stays an intent or an attempt: the next plan looks for it before it is
  // repeated.
  const bool certain = answered.error().remedy != Remedy::kUnknownOutcome;
  const bool read_only = !WritesToGithub(action) && freshdesk_.RefusedAsReadOnly(answered.error());
  Link after = certain ? AfterRefusal(carrying.link, action, carrying.rule,
                                      read_only ? RefusedAs::kReadOnly : RefusedAs::kOther,
                                      carrying.clock.Now(), SecondLook(carrying.account))
                       : carrying.link;
  TRY(carrying.Save(*this, std::move(after),
                    {carrying.Entry("failed", name + ": " + answered.error().message)}));
  return answered.error();
}

// Of `link`, in which this very write is remembered as unsure, if it is one that is.
Apply::Believed Apply::BelievedGone(const Link& link, const OwnMessage& message, bool listed) {
  if (listed) return Believed::kNot;
  const auto writes = link.unsure_writes.find(message);
  const bool first = writes != link.unsure_writes.end() && writes->second.size() == 1;
  return first ? Believed::kLater : Believed::kNow;
}

Result<Answered> Apply::UnlessDeleted(const Status& done, Believed believed) {
  if (done.ok()) return Answered{};
  if (done.error().remedy != Remedy::kNotFound) return done.error();
  if (believed == Believed::kNow) return Answered{};
  if (believed == Believed::kLater)
    return Error{Remedy::kUnknownOutcome, done.error().message + ": it is looked for once more"};
  return Error{
      Remedy::kConflict,
      done.error().message + ", though it was listed a moment ago: it is looked for again"};
}

Status Apply::StillVisibleAs(const std::string& repository, RepositoryId id, Visibility planned) {
  TRY_ASSIGN(const Visibility now, snapshot_.ReadVisibility(repository, id));
  if (now == planned && now != Visibility::kUnknown) return Done{};
  return Error{Remedy::kConflict,
               "who can read " + repository + " has changed since the plan was made"};
}

Result<Creation> Apply::Create(const Task& task, TicketId ticket, const Creating& record,
                               const CreateIssue& action, const Rule& rule, RepositoryId repository,
                               Visibility visibility) {
  TRY_ASSIGN(const bool within_limit,
             store_.CountCreation(task.lease, rule.tag, ticket, rule.create_limit));
  if (!within_limit) {
    return Error{Remedy::kInvalid, WhyCreationsAreHeld(rule)};
  }
  TRY_ASSIGN(WriterTurns::Turn turn, turns_.Take(kPatienceForTurn));
  TRY(StillVisibleAs(action.repository, repository, visibility));
  const LeaseGuard::Announced announced(guard_, now_());
  TRY_ASSIGN(const Time now, store_.Now());
  Creation creation{rule.tag, {now, {}}, {}, {}};
  for (const PublicText& label : action.labels) creation.labels.push_back(label.text());
  TicketRecord sending = record.after;
  sending.creation = creation;
  if (Has(Safeguard::kIntent)) TRY(store_.Save(task.lease, ticket, sending, {}));
  MayDie(KillPoint::kAfterIntent);

  const auto made = github_.CreateIssue(action.repository, action.title, action.body,
                                        keys_.Sign(action.operation), action.labels);
  MayDie(KillPoint::kBeforeRecord);
  metrics_.CountAction("create_issue", made.ok() ? ActionOutcome::kDone : OutcomeOf(made.error()));
  if (!made.ok()) {
    const Activity failed{task.delivery, task.lease.lane.text, "failed",
                          "create_issue: " + made.error().message};
    const bool certain = made.error().remedy != Remedy::kUnknownOutcome;
    TRY(store_.Save(task.lease, ticket, certain ? record.before : sending, {failed}));
    return made.error();
  }
  IssueRef ref = made->ref;
  ref.repository = action.repository;
  ref.repository_id = repository;
  sending.creation->created = ref;
  sending.creation->labels = made->labels;  // without push access GitHub drops them silently
  TRY(store_.Save(task.lease, ticket, sending,
                  {{task.delivery, task.lease.lane.text, "did",
                    WithRedactions("create_issue", (action.title + action.body).redacted())}}));
  MayDie(KillPoint::kAfterRecord);
  return *sending.creation;
}

Status Apply::Answer(const Task& task, TicketId ticket, TicketRecord record,
                     const AnswerNote& answer) {
  const LeaseGuard::Announced announced(guard_, now_());
  TRY_ASSIGN(const Time now, store_.Now());
  TicketRecord sending = record;
  sending.answering = AnswerSent{answer.operation, {now, {}}};
  if (Has(Safeguard::kIntent)) TRY(store_.Save(task.lease, ticket, sending, {}));
  MayDie(KillPoint::kAfterIntent);
  const std::string html =
      answer.html + MarkerLink(keys_.Sign(answer.operation), answer.marker_url, "Tandem");
  const auto made = freshdesk_.AddPrivateNote(ticket, html);
  MayDie(KillPoint::kBeforeRecord);
  metrics_.CountAction("add_note", made.ok() ? ActionOutcome::kDone : OutcomeOf(made.error()));
  if (!made.ok() && made.error().remedy == Remedy::kUnknownOutcome) return made.error();
  record.answering.reset();
  if (made.ok()) record.commands_until = answer.place;
  const Activity told{task.delivery, task.lease.lane.text, made.ok() ? "did" : "failed",
                      made.ok() ? "a command is answered" : "add_note: " + made.error().message};
  TRY(store_.Save(task.lease, ticket, record, {told}));
  MayDie(KillPoint::kAfterRecord);
  return made.ok() ? Status(Done{}) : made.error();
}

Status Apply::TellHeld(const Task& task, TicketId ticket, TicketRecord record,
                       const StatusText& text, std::optional<NoteId> existing,
                       const std::string& marker_url) {
  const Operation operation{OperationKind::kStatusNote, ticket.value, ticket.value,
                            record.links_before};
  const std::string html = text.html + MarkerLink(keys_.Sign(operation), marker_url, "Tandem");
  // Also before an edit: what comes through when the ticket has joined a link would stay there.
  const LeaseGuard::Announced announced(guard_, now_());
  TRY_ASSIGN(const Time now, store_.Now());
  record.answering = AnswerSent{operation, {now, {}}};
  TRY(store_.Save(task.lease, ticket, record, {}));
  if (!existing) {
    TRY(freshdesk_.AddPrivateNote(ticket, html));
  } else {
    TRY(freshdesk_.EditNote(*existing, html));  // one that is not there may be there all the same
  }
  record.answering.reset();
  record.held_hash = text.hash;
  return store_.Save(
      task.lease, ticket, record,
      {{task.delivery, task.lease.lane.text, "did", "the ticket says it is held up"}});
}

Status Apply::TellEnded(TicketId ticket, NoteId note, std::int64_t links_before,
                        const StatusText& text, const std::string& marker_url) {
  const Operation operation{OperationKind::kLinkEnded, ticket.value, ticket.value, links_before};
  const Status edited =
      freshdesk_.EditNote(note, text.html + MarkerLink(keys_.Sign(operation), marker_url));
  return !edited.ok() && edited.error().remedy == Remedy::kNotFound ? Status(Done{}) : edited;
}

Status Apply::RemoveNote(NoteId note) {
  const Status removed = freshdesk_.DeleteNote(note);
  return !removed.ok() && removed.error().remedy == Remedy::kNotFound ? Status(Done{}) : removed;
}

}  // namespace tandem
