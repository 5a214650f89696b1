// A plan in the words of a case's "expect".

#include "tests/mappers/plan_fixture.h"

namespace tandem {
namespace {

std::string Number(std::int64_t number) {
  return std::to_string(number);
}

std::string HowOften(const Operation& operation) {
  return operation.n == 0 ? "" : " anew " + Number(operation.n);
}

std::string Told(const Operation& operation) {
  switch (operation.kind) {
    case OperationKind::kCopyNote:
      return "copy of note " + Number(operation.source) + HowOften(operation);
    case OperationKind::kCopyComment:
      return "copy of comment " + Number(operation.source) + HowOften(operation);
    case OperationKind::kTellTicketDone:
      return "ticket " + Number(operation.source) + " is done";
    case OperationKind::kTellTicketOpen:
      return "ticket " + Number(operation.source) + " is open";
    case OperationKind::kTellIssueClosed:
      return "the issue was closed";
    case OperationKind::kTellIssueOpen:
      return "the issue was reopened";
    case OperationKind::kTellLinked:
      return "linked from GitHub";
    case OperationKind::kStatusNote:
      return "status note";
    case OperationKind::kCreateIssue:
      return "create issue";
    case OperationKind::kAnswerNote:
      return "answer to note " + Number(operation.source);
    case OperationKind::kAnswerComment:
      return "answer to comment " + Number(operation.source);
    case OperationKind::kTellTicketEnded:
      return "the link has ended";
    case OperationKind::kTellIssueEnded:
      return "the link of ticket " + Number(operation.source) + " has ended";
    case OperationKind::kTellPublic:
      return "the repository is public";
    case OperationKind::kRefuseTicket:
      return "ticket " + Number(operation.source) + " is refused";
    case OperationKind::kLinkEnded:
      return "link ended";
    case OperationKind::kTellTicketHeld:
      return operation.n == 7002 ? "the transfer is held" : "the merge is held";
    case OperationKind::kTellDuplicate:
      return "it is a duplicate";
    case OperationKind::kTellIssueHeld:
      return "the merge of ticket " + Number(operation.source) + " is held";
    case OperationKind::kTellHeldUp:
      return "held up";
  }
  return {};
}

std::string Changed(const std::vector<std::string>& add, const std::vector<std::string>& remove) {
  std::string text;
  for (const std::string& each : add) text += " +" + each;
  for (const std::string& each : remove) text += " -" + each;
  return text;
}

std::vector<std::string> Texts(const std::vector<PublicText>& labels) {
  std::vector<std::string> texts;
  texts.reserve(labels.size());
  for (const PublicText& label : labels) texts.push_back(label.text());
  return texts;
}

struct Show {
  std::string operator()(const AddComment& action) const {
    return "comment: " + Told(action.operation);
  }
  std::string operator()(const AddNote& action) const {
    return "note on " + Number(action.ticket.value) + ": " + Told(action.operation);
  }
  std::string operator()(const EditStatusNote& action) const {
    const bool ended = action.operation.kind == OperationKind::kLinkEnded;
    return "edit status note on " + Number(action.ticket.value) + (ended ? ": link ended" : "");
  }
  std::string operator()(const SetIssueState& action) const {
    return std::string(action.open ? "reopen" : "close") + " the issue as " + action.reason;
  }
  std::string operator()(const ChangeLabels& action) const {
    return "labels:" + Changed(Texts(action.add), Texts(action.remove));
  }
  std::string operator()(const SetTicketStatus& action) const {
    return "status of " + Number(action.ticket.value) + ": " + Number(action.status);
  }
  std::string operator()(const ChangeTags& action) const {
    return "tags of " + Number(action.ticket.value) + ":" + Changed(action.add, action.remove);
  }
  std::string operator()(const SetTicketPriority& action) const {
    return "priority of " + Number(action.ticket.value) + ": " + Number(action.priority);
  }
  std::string operator()(const EditComment& action) const {
    return "edit comment " + Number(action.comment.value) + ": " + Told(action.operation);
  }
  std::string operator()(const DeleteComment& action) const {
    return "delete comment " + Number(action.comment.value) + ": " + Told(action.operation);
  }
  std::string operator()(const EditNote& action) const {
    return "edit note " + Number(action.note.value) + " on " + Number(action.ticket.value) + ": " +
           Told(action.operation);
  }
  std::string operator()(const DeleteNote& action) const {
    return "delete note " + Number(action.note.value) + " on " + Number(action.ticket.value) +
           ": " + Told(action.operation);
  }
  std::string operator()(const RemoveDoubleComment& action) const {
    return "delete second comment " + Number(action.comment.value) + ": " + Told(action.operation);
  }
  std::string operator()(const RemoveDoubleNote& action) const {
    return "delete second note " + Number(action.note.value) + " on " +
           Number(action.ticket.value) + ": " + Told(action.operation);
  }
};

}  // namespace

Plan PlanOf(const PlanFixture& fixture) {
  const auto& [rule, account, link, sight, expected] = fixture;
  if (sight.duplicate_of.id) return PlanDouble(link, sight, rule, account);
  return sight.presence == Presence::kThere ? PlanLink(link, sight, rule, account)
                                            : PlanWithoutIssue(link, sight, rule, account);
}

std::vector<std::string> Shown(const Plan& plan) {
  std::vector<std::string> lines;
  for (const Action& action : plan.actions) lines.push_back(std::visit(Show{}, action));
  return lines;
}

}  // namespace tandem
