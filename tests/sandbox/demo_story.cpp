#include "tests/sandbox/demo_story.h"

#include <algorithm>

namespace tandem::sandbox {
namespace {

constexpr std::int64_t kIssue = 1;  // the first of a fresh repository
constexpr const char* kComment = "The fuser is stuck at 240 degrees.";
constexpr const char* kNote = "It stands in the **basement**";
constexpr const char* kReply = "It is still burning.";

bool Holds(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

DemoStory::DemoStory(DemoStage& stage, DemoPrint& print)
    : stage_(stage),
      desk_(stage.world().Freshdesk()),
      hub_(stage.world().Github()),
      print_(print) {}

std::vector<DemoStory::Step> DemoStory::Beginning() {
  return {
      {"Carla, a customer, writes to the support team",
       [this] { ticket_ = desk_.CustomerCreatesTicket(); },
       {{"nothing goes to GitHub unasked", [this] { return Issue().id == 0; }}}},
      {"Sam, a steward, tags the ticket \"github\"",
       [this] { desk_.AgentAddsTag(ticket_, "github"); },
       {{"there is one issue",
         [this] { return hub_.Repository().issues.size() == 1 && Issue().open; }},
        {"a private note on the ticket names it",
         [this] { return NoteSays(std::string(kRepository) + "#" + std::to_string(kIssue)); }}}},
      {"Erin, an engineer, comments on the issue",
       [this] {
         hub_.Comments(kIssue, std::string(kComment) + " Which *floor* is the printer on?");
       },
       {{"her comment is a private note on the ticket", [this] { return NoteSays(kComment); }}}},
      {"Sam answers in a private note",
       [this] {
         desk_.AgentAddsPrivateNote(
             ticket_, "<div>It stands in the <b>basement</b>, beside the paper.</div>");
       },
       {{"the answer is a comment on the issue", [this] { return CommentSays(kNote); }}}},
  };
}

std::vector<DemoStory::Step> DemoStory::Middle() {
  return {
      {"Sam adds the tag \"bug\"",
       [this] { desk_.AgentAddsTag(ticket_, "bug"); },
       {{"the issue has the label \"bug\"", [this] { return Holds(Issue().labels, "bug"); }}}},
      {"Erin adds the label \"impact: outage\"",
       [this] { hub_.AddsLabel(kIssue, "impact: outage"); },
       {{"the ticket has the tag \"outage\", as the rule pairs them",
         [this] { return Holds(Ticket().tags, "outage"); }}}},
  };
}

std::vector<DemoStory::Step> DemoStory::End() {
  return {
      {"Erin closes the issue",
       [this] { hub_.Closes(kIssue); },
       {{"the ticket is resolved", [this] { return Ticket().status == kResolved; }},
        {"a private note says who closed the issue",
         [this] { return NoteSays("was closed by <b>erin</b>"); }}}},
      {"Carla replies that it is not mended",
       [this] { desk_.CustomerReplies(ticket_, "<div>" + std::string(kReply) + "</div>"); },
       {{"the ticket is open again", [this] { return Ticket().status == kOpen; }},
        {"so is the issue", [this] { return Issue().open; }},
        {"a comment tells the engineers why", [this] { return CommentSays("was reopened"); }},
        {"the customer's own words stay in Freshdesk", [this] { return !CommentSays(kReply); }}}},
  };
}

bool DemoStory::Play() {
  std::vector<Step> steps;
  for (auto&& part : {Beginning(), Middle(), End()})
    steps.insert(steps.end(), part.begin(), part.end());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (!Play(steps[i], i + 1)) return false;
  }
  return Summary();
}

bool DemoStory::Play(const Step& step, std::size_t number) {
  print_.Title(std::to_string(number) + ". " + step.title);
  const std::size_t before = stage_.world().Log().Writes().size();
  step.act();
  const auto all_hold = [&] {
    return std::all_of(step.effects.begin(), step.effects.end(),
                       [](const Effect& effect) { return effect.holds(); });
  };
  const bool settled = stage_.Settled(all_hold) && all_hold();
  const auto writes = stage_.world().Log().Writes();
  std::vector<std::string> words;
  for (std::size_t i = before; i < writes.size(); ++i) words.push_back(InWords(writes[i], Names()));
  print_.Did(words);
  if (!settled) return Refused(step);
  std::vector<std::string> seen;
  for (const Effect& effect : step.effects) seen.push_back(effect.text);
  print_.Seen(seen);
  ShowBothSides();
  return true;
}

bool DemoStory::Refused(const Step& step) {
  ShowBothSides();
  print_.Line("");
  if (const auto trouble = stage_.Trouble()) {
    print_.Line(*trouble);
    return false;
  }
  bool all_hold = true;
  for (const Effect& effect : step.effects) {
    if (effect.holds()) continue;
    all_hold = false;
    print_.Line("FAILED: after \"" + step.title + "\" it did not come about that " + effect.text +
                ".");
  }
  if (all_hold) print_.Line("FAILED: Tandem did not come to rest after \"" + step.title + "\".");
  return false;
}

void DemoStory::ShowBothSides() {
  const DeskTicket ticket = Ticket();
  const HubIssue issue = Issue();
  const std::string right = std::string("GitHub  ") + kRepository;
  print_.Picture(
      "Freshdesk  ticket " + std::to_string(ticket.id) + ": " + ticket.subject,
      SideOf(ticket, Names()),
      issue.id == 0 ? right : right + "#" + std::to_string(issue.number) + ": " + issue.title,
      SideOf(issue, hub_.CommentsOf(kIssue)));
}

bool DemoStory::Summary() {
  const auto calls = stage_.world().Log().Calls();
  const auto reads = static_cast<std::size_t>(std::count_if(
      calls.begin(), calls.end(), [](const CallSeen& call) { return call.method == "GET"; }));
  const auto violations = stage_.world().Log().Violations();
  for (const std::string& violation : violations) print_.Line("FAILED: " + violation);
  if (!violations.empty()) return false;
  print_.Title("Done. Tandem made " + std::to_string(calls.size()) + " calls: " +
               std::to_string(reads) + " reads and " + std::to_string(calls.size() - reads) +
               " writes. No reply was sent to the customer.");
  return true;
}

DeskTicket DemoStory::Ticket() const {
  return desk_.Ticket(ticket_);
}

HubIssue DemoStory::Issue() const {
  return hub_.Issue(kIssue);
}

bool DemoStory::NoteSays(const std::string& text) const {
  const auto entries = Ticket().entries;
  return std::any_of(entries.begin(), entries.end(), [&](const DeskEntry& entry) {
    return entry.is_private && entry.html.find(text) != std::string::npos;
  });
}

bool DemoStory::CommentSays(const std::string& text) const {
  const auto comments = hub_.CommentsOf(kIssue);
  return std::any_of(comments.begin(), comments.end(), [&](const HubComment& comment) {
    return comment.body.find(text) != std::string::npos;
  });
}

DeskNames DemoStory::Names() const {
  DeskNames names;
  desk_.Configure([&](FreshdeskState& state) {
    for (const auto& [id, person] : state.agents) names.people[id] = person.name;
    for (const auto& [id, person] : state.contacts) names.people[id] = person.name;
    for (const auto& [number, name] : state.statuses) names.statuses[number] = name.agent_sees;
  });
  return names;
}

}  // namespace tandem::sandbox
