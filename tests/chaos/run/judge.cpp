#include "tests/chaos/run/judge.h"

#include "tests/chaos/run/made_twice.h"
#include "tests/chaos/run/view.h"

#include <algorithm>
#include <set>

namespace tandem::chaos {
namespace {

using namespace sandbox;  // NOLINT(google-build-using-namespace): this file is all about it

// All that people can read of a link, by side, without what they wrote there themselves.
struct Readable {
  std::string desk{};  // our notes
  std::string hub{};   // our comments
};

std::string OurNotes(const DeskTicket& ticket, const std::set<std::int64_t>& theirs) {
  std::string all;
  for (const DeskEntry& entry : ticket.entries) {
    if (!theirs.contains(entry.id)) all += entry.html + "\n";
  }
  return all;
}

std::size_t Times(const std::string& text, const std::string& in) {
  std::size_t count = 0;
  for (auto at = in.find(text); at != std::string::npos; at = in.find(text, at + 1)) ++count;
  return count;
}

const char* AnswerTo(Errand errand) {
  switch (errand) {
    case Errand::kSync:
      return "Synced.";
    case Errand::kElsewhere:
      return "is linked to another issue already";
    case Errand::kAlready:
      return "Write /unlink first to link another issue";
  }
  return "";
}

class Judging {
 public:
  Judging(Sandbox& world, Ledger& ledger) : world_(world), ledger_(ledger) {
    for (const Message& each : ledger.messages)
      (each.from == Side::kDesk ? notes_ : comments_).insert(each.id);
  }

  std::vector<Difference> Run() {
    differences_ = ledger_.undone;
    for (std::size_t link = 0; link < ledger_.links.size(); ++link) LookAtLink(link);
    LookAtMessages();
    LookAtIssues();
    for (const std::string& violation : world_.Log().Violations()) Say(violation);
    for (const std::string& twice : MadeTwice(world_.Log())) Say(twice);
    return std::move(differences_);
  }

 private:
  void Say(std::string what, std::size_t link = static_cast<std::size_t>(-1)) {
    differences_.push_back({std::move(what), std::min(link, ledger_.links.size())});
  }

  void LookAtLink(std::size_t at) {
    Linked& link = ledger_.links[at];
    link.issue = IssueOf(world_, link.ticket);
    readable_.emplace_back();
    if (link.issue == 0) return Say("no issue was made", at);
    if (link.issue_deleted) {
      if (!SaysEnded(world_, link.ticket))
        Say("the ticket does not say that its issue was deleted", at);
      return;
    }
    if (!SaysLinked(world_, link.ticket)) Say("the ticket does not say that it is linked", at);
    readable_.back().desk = OurNotes(world_.Freshdesk().Ticket(link.ticket), notes_);
    world_.Github().Configure([&](GithubState& state) {
      for (const auto& [id, comment] : FindRepository(state, kRepository)->comments) {
        if (comment.issue == link.issue && !comments_.contains(id))
          readable_.back().hub += comment.body + "\n";
      }
    });
    for (const Field field : kFields) LookAtField(at, field);
    for (const Errand errand : kErrands) {
      for (const Side side : {Side::kDesk, Side::kHub}) LookAtErrand(at, side, errand);
    }
  }

  // Each command is answered, and once.
  void LookAtErrand(std::size_t at, Side side, Errand errand) {
    const auto& errands = ledger_.links[at].errands;
    const auto given = errands.find({side, errand});
    const std::size_t wanted = given == errands.end() ? 0 : given->second;
    const Readable& readable = readable_[at];
    const std::size_t count =
        Times(AnswerTo(errand), side == Side::kDesk ? readable.desk : readable.hub);
    if (count != wanted) {
      Say(std::to_string(count) + " instead of " + std::to_string(wanted) + " answers \"" +
              AnswerTo(errand) + "\" on " + NameOf(side),
          at);
    }
  }

  void LookAtField(std::size_t at, Field field) {
    const Linked& link = ledger_.links[at];
    const bool desk = Shown(world_, link, field, Side::kDesk);
    const bool hub = Shown(world_, link, field, Side::kHub);
    const std::string name = NameOf(field);
    const bool may_stay_done = field == Field::kState && desk && link.done_by_person;
    if (desk != hub && !may_stay_done) {
      Say(name + " differs: " + (desk ? "on" : "off") + " in Freshdesk, " + (hub ? "on" : "off") +
              " in GitHub",
          at);
    }
    const auto& last = link.last.at(static_cast<std::size_t>(field));
    if (!last || !last->clean) return;
    if (hub == last->value && (desk == last->value || may_stay_done)) return;
    Say("a person's edit did not survive: " + name + " was set to " + (last->value ? "on" : "off") +
            " on " + NameOf(last->side),
        at);
  }

  void LookAtMessages() {
    for (const Message& each : ledger_.messages) {
      if (ledger_.links[each.link].issue_deleted) continue;
      const Readable& readable = readable_[each.link];
      const std::string& there = each.from == Side::kDesk ? readable.hub : readable.desk;
      const bool withdrawn = each.withdrawn == Message::Withdrawn::kAsked;
      const std::size_t wanted = each.deleted || each.secret || withdrawn ? 0 : 1;
      const std::size_t count = Times(each.text, there);
      const bool may_be_gone = each.withdrawn == Message::Withdrawn::kUnsure && count == 0;
      if (count != wanted && !may_be_gone) {
        Say(std::to_string(count) + " instead of " + std::to_string(wanted) + " copies of \"" +
                each.text + "\" from " + NameOf(each.from),
            each.link);
      }
      for (const std::string& before : each.earlier) {
        if (Times(before, there) > 0)
          Say("a copy still says \"" + before + "\", which was edited", each.link);
      }
    }
  }

  // Each of ours belongs to a ticket, and no ticket has two.
  void LookAtIssues() {
    std::set<std::int64_t> known;
    for (const Linked& link : ledger_.links) known.insert(link.issue);
    world_.Github().Configure([&](GithubState& state) {
      for (const auto& [number, issue] : FindRepository(state, kRepository)->issues) {
        if (issue.author == state.bot && !known.contains(number))
          Say("issue " + std::to_string(number) + " is one too many");
      }
    });
  }

  Sandbox& world_;
  Ledger& ledger_;
  std::set<std::int64_t> notes_{};
  std::set<std::int64_t> comments_{};
  std::vector<Readable> readable_{};
  std::vector<Difference> differences_{};
};

}  // namespace

std::vector<Difference> Judge(Sandbox& world, Ledger& ledger) {
  return Judging(world, ledger).Run();
}

}  // namespace tandem::chaos
