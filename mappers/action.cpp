#include "mappers/action.h"

#include <type_traits>

namespace tandem {

const char* NameOf(const Action& action) {
  struct Namer {
    const char* operator()(const AddComment&) const { return "add_comment"; }
    const char* operator()(const AddNote&) const { return "add_note"; }
    const char* operator()(const EditStatusNote&) const { return "edit_status_note"; }
    const char* operator()(const SetIssueState& state) const {
      return state.open ? "reopen_issue" : "close_issue";
    }
    const char* operator()(const ChangeLabels&) const { return "change_labels"; }
    const char* operator()(const SetTicketStatus&) const { return "set_ticket_status"; }
    const char* operator()(const ChangeTags&) const { return "change_tags"; }
    const char* operator()(const SetTicketPriority&) const { return "set_ticket_priority"; }
    const char* operator()(const EditComment&) const { return "edit_comment"; }
    const char* operator()(const DeleteComment&) const { return "delete_comment"; }
    const char* operator()(const EditNote&) const { return "edit_note"; }
    const char* operator()(const DeleteNote&) const { return "delete_note"; }
    const char* operator()(const RemoveDoubleComment&) const { return "remove_double_comment"; }
    const char* operator()(const RemoveDoubleNote&) const { return "remove_double_note"; }
  };
  return std::visit(Namer{}, action);
}

bool IsHeldByTheBrake(const Action& action) {
  if (const auto* state = std::get_if<SetIssueState>(&action)) return !state->open;
  if (const auto* status = std::get_if<SetTicketStatus>(&action)) return status->done;
  return std::holds_alternative<RemoveDoubleComment>(action) ||
         std::holds_alternative<RemoveDoubleNote>(action);
}

bool SaysAllIsWell(const Action& action) {
  if (const auto* note = std::get_if<EditStatusNote>(&action))
    return note->operation.kind == OperationKind::kStatusNote;
  const auto* comment = std::get_if<DeleteComment>(&action);
  return comment != nullptr && comment->operation.kind == OperationKind::kTellHeldUp;
}

std::optional<OwnMessage> MessageEdited(const Action& action) {
  if (const auto* comment = std::get_if<EditComment>(&action)) return OwnComment(comment->comment);
  if (const auto* note = std::get_if<EditNote>(&action)) return OwnNote(note->note);
  if (const auto* note = std::get_if<EditStatusNote>(&action)) return OwnNote(note->note);
  return std::nullopt;
}

std::optional<OwnMessage> MessageDeleted(const Action& action) {
  if (const auto* comment = std::get_if<DeleteComment>(&action))
    return OwnComment(comment->comment);
  if (const auto* note = std::get_if<DeleteNote>(&action)) return OwnNote(note->note);
  return std::nullopt;
}

bool WritesToGithub(const Action& action) {
  return std::visit(
      [](const auto& each) {
        using Kind = std::decay_t<decltype(each)>;
        return std::is_same_v<Kind, AddComment> || std::is_same_v<Kind, SetIssueState> ||
               std::is_same_v<Kind, ChangeLabels> || std::is_same_v<Kind, EditComment> ||
               std::is_same_v<Kind, DeleteComment> || std::is_same_v<Kind, RemoveDoubleComment>;
      },
      action);
}

}  // namespace tandem
