// A link that goes with its issue into another repository, where the issue and its comments may
// have new ids. Pure; safe everywhere.
#pragma once

#include "mappers/link.h"
#include "mappers/plan.h"
#include "mappers/rule.h"

#include <variant>

namespace tandem {

// Some message has no counterpart that is beyond doubt: nothing may be created or deleted there.
struct Unmatched {};
// A person's comment is not among those of the new issue: `link`, which remembers that, takes the
// place of the old one, and the issue is looked at once more when `wait` is over.
struct Missed {
  Link link{};
  Wait wait{};
};
using Transfer = std::variant<Link, Wait, Missed, Unmatched>;

// The link as it is for the issue at `sight.moved_to`. `sight` is of the link as it was, but
// `sight.issue.comments` are those of the new issue, all of them, marked with the operations of the
// old one. `rule` is the new repository's. A message whose outcome is unknown is waited for.
//
// Our comments are told by their markers. A person's comment keeps its id, or is told by when it
// was written, or where times are not kept by the hash of its text; one whose time is known, or
// that was missing before, and that is not there in two looks is gone. Those that are left were
// edited, and are taken in their order where their number is the same on both sides. A copy of ours
// that is not there any more was deleted, and stays so.
Transfer MovedTo(const Link& link, const Sight& sight, const Rule& rule, const Account& account);

}  // namespace tandem
