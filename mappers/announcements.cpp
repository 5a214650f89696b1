// The part of the plan that tells people what was decided: each announcement once, where it
// belongs.

#include "mappers/draft.h"
#include "mappers/wording.h"

#include <algorithm>

namespace tandem {

void AnnounceOnce(Draft& draft, const Announcement& announcement) {
  auto& all = draft.link().announcements;
  const auto same = [&](const Announcement& each) {
    return each.operation == announcement.operation;
  };
  if (!draft.link().copies.contains(announcement.operation) &&
      std::none_of(all.begin(), all.end(), same))
    all.push_back(announcement);
}

void TellAnnouncements(Draft& draft) {
  for (const Announcement& announcement : draft.link().announcements) {
    const Operation& operation = announcement.operation;
    if (!MayCreate(draft, operation)) continue;
    if (MakesComment(operation.kind)) {
      draft.Do(AddComment{
          operation, CommentForAnnouncement(draft.account, draft.link(), announcement), {}});
    } else {
      draft.Do(AddNote{operation,
                       TicketId{operation.target},
                       NoteForAnnouncement(draft.account, draft.link().issue, announcement),
                       {}});
    }
  }
}

}  // namespace tandem
