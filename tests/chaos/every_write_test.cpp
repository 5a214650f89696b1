// Every kind of write has its effect once, however its call fails: a link for each way to fail, all
// at work at once, and one whose calls all go well, which the others must look like in the end.

#include "tests/chaos/failing_calls.h"
#include "tests/chaos/run/made_twice.h"
#include "tests/scenarios/story.h"

#include <algorithm>
#include <functional>
#include <gmock/gmock.h>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::sandbox {
namespace {

constexpr const char* kHighLabel = "priority: high";
constexpr std::string_view kNudge = "nudge ";

struct Linked {
  std::int64_t ticket = 0;
  std::int64_t issue = 0;
  std::int64_t note = 0;             // a steward's, and the comment that copies it
  std::int64_t copy_of_note = 0;     //
  std::int64_t comment = 0;          // an engineer's, and the note that copies it
  std::int64_t copy_of_comment = 0;  //
};

// A kind of write: which call it is, what is there before, how people bring it about, and how to
// tell that it is done.
struct Kind {
  const char* name;
  Service service;
  const char* method;
  std::function<std::string(const Linked&)> path;
  std::function<void(Story&, Linked&)> prepare;
  std::function<void(Story&, const Linked&)> ask;
  std::function<bool(Story&, const Linked&)> is_done;
};

void PrintTo(const Kind& kind, std::ostream* out) {
  *out << kind.name;
}

std::string OnTicket(const Linked& link) {
  return "/tickets/" + std::to_string(link.ticket) + "$";
}
std::string OnIssue(const Linked& link) {
  return "/issues/" + std::to_string(link.issue) + "$";
}
std::string OnLabels(const Linked& link) {
  return "/issues/" + std::to_string(link.issue) + "/labels";
}
std::string OnComments(const Linked& link) {
  return "/issues/" + std::to_string(link.issue) + "/comments$";
}
std::string OnNotes(const Linked& link) {
  return "/tickets/" + std::to_string(link.ticket) + "/notes$";
}
std::string OnCopyOfNote(const Linked& link) {
  return "/issues/comments/" + std::to_string(link.copy_of_note) + "$";
}
std::string OnCopyOfComment(const Linked& link) {
  return "/conversations/" + std::to_string(link.copy_of_comment) + "$";
}

// Freshdesk tells nobody that a note was edited or deleted: any other change does.
void Nudge(Story& story, const Linked& link, const std::string& why) {
  story.desk().AgentAddsTag(link.ticket, std::string(kNudge) + why);
}

void Nothing(Story&, Linked&) {}
void Message(Story& story, Linked& link) {
  link.note = story.desk().AgentAddsPrivateNote(link.ticket, "<div>first note</div>");
  link.comment = story.hub().Comments(link.issue, "first comment");
}
void Closed(Story& story, Linked& link) {
  story.hub().Closes(link.issue);
}
void Labelled(Story& story, Linked& link) {
  story.hub().AddsLabel(link.issue, "bug");
}

template <class Names>
bool Has(const Names& names, const std::string& name) {
  return std::count(names.begin(), names.end(), name) == 1;
}
bool IsLabelled(Story& story, const Linked& link, const std::string& label = "bug") {
  return Has(story.hub().Issue(link.issue).labels, label);
}
bool IsTagged(Story& story, const Linked& link) {
  return Has(story.desk().Ticket(link.ticket).tags, "bug");
}
bool IsOpen(Story& story, const Linked& link) {
  return story.hub().Issue(link.issue).open;
}
bool HasStatus(Story& story, const Linked& link, int status) {
  return story.desk().Ticket(link.ticket).status == status;
}

const std::vector<Kind>& Kinds() {  // NOLINT(readability-function-size): a table
  constexpr auto kDesk = Service::kFreshdesk;
  constexpr auto kHub = Service::kGithub;
  using S = Story;
  using L = const Linked;
  static const std::vector<Kind> kinds{
      {"ANewComment", kHub, "POST", OnComments, Nothing,
       [](S& s, L& l) { s.desk().AgentAddsPrivateNote(l.ticket, "<div>a note</div>"); },
       [](S& s, L& l) { return s.CommentsWith(l.issue, "a note") == 1; }},
      {"ANewNote", kDesk, "POST", OnNotes, Nothing,
       [](S& s, L& l) { s.hub().Comments(l.issue, "a comment"); },
       [](S& s, L& l) { return s.NotesWith(l.ticket, "a comment") == 1; }},
      {"AnEditOfAComment", kHub, "PATCH", OnCopyOfNote, Message,
       [](S& s, L& l) {
         s.desk().AgentEditsNote(l.note, "<div>second note</div>");
         Nudge(s, l, "of an edit");
       },
       [](S& s, L& l) { return s.CommentsWith(l.issue, "second note") == 1; }},
      {"AnEditOfANote", kDesk, "PUT", OnCopyOfComment, Message,
       [](S& s, L& l) { s.hub().EditsComment(l.comment, "second comment"); },
       [](S& s, L& l) { return s.NotesWith(l.ticket, "second comment") == 1; }},
      {"ADeletionOfAComment", kHub, "DELETE", OnCopyOfNote, Message,
       [](S& s, L& l) {
         s.desk().AgentDeletesNote(l.note);
         Nudge(s, l, "of a deletion");
       },
       [](S& s, L& l) { return s.CommentsWith(l.issue, "first note") == 0; }},
      {"ADeletionOfANote", kDesk, "DELETE", OnCopyOfComment, Message,
       [](S& s, L& l) { s.hub().DeletesComment(l.comment); },
       [](S& s, L& l) { return s.NotesWith(l.ticket, "first comment") == 0; }},
      {"AClosing", kHub, "PATCH", OnIssue, Nothing,
       [](S& s, L& l) { s.desk().AgentSetsStatus(l.ticket, kResolved); },
       [](S& s, L& l) { return !IsOpen(s, l); }},
      {"AReopening", kHub, "PATCH", OnIssue, Closed,
       [](S& s, L& l) { s.desk().AgentSetsStatus(l.ticket, kOpen); },
       [](S& s, L& l) { return IsOpen(s, l); }},
      {"ATicketsStatusWhenClosed", kDesk, "PUT", OnTicket, Nothing,
       [](S& s, L& l) { s.hub().Closes(l.issue); },
       [](S& s, L& l) { return HasStatus(s, l, kResolved); }},
      {"ATicketsStatusWhenReopened", kDesk, "PUT", OnTicket, Closed,
       [](S& s, L& l) { s.hub().Reopens(l.issue); },
       [](S& s, L& l) { return HasStatus(s, l, kOpen); }},
      {"ATicketsPriority", kDesk, "PUT", OnTicket, Nothing,
       [](S& s, L& l) { s.hub().AddsLabel(l.issue, kHighLabel); },
       [](S& s, L& l) { return s.desk().Ticket(l.ticket).priority == 3; }},
      {"APrioritysLabel", kHub, "POST", OnLabels, Nothing,
       [](S& s, L& l) { s.desk().AgentSetsPriority(l.ticket, 3); },
       [](S& s, L& l) { return IsLabelled(s, l, kHighLabel); }},
      {"ALabel", kHub, "POST", OnLabels, Nothing,
       [](S& s, L& l) { s.desk().AgentAddsTag(l.ticket, "bug"); },
       [](S& s, L& l) { return IsLabelled(s, l); }},
      {"ALabelTakenOff", kHub, "DELETE", OnLabels, Labelled,
       [](S& s, L& l) { s.desk().AgentRemovesTag(l.ticket, "bug"); },
       [](S& s, L& l) { return !IsLabelled(s, l); }},
      {"ATag", kDesk, "PUT", OnTicket, Nothing,
       [](S& s, L& l) { s.hub().AddsLabel(l.issue, "bug"); },
       [](S& s, L& l) { return IsTagged(s, l); }},
      {"ATagTakenOff", kDesk, "PUT", OnTicket, Labelled,
       [](S& s, L& l) { s.hub().RemovesLabel(l.issue, "bug"); },
       [](S& s, L& l) { return !IsTagged(s, l); }},
  };
  return kinds;
}

void Configured(Json& configuration) {
  Json rule = configuration["rules"].Items().at(0);
  rule.Set("create_limit", 0);
  rule.Set("priority", Json(Json::Object{{"High", kHighLabel}}));
  configuration.Set("rules", Json(Json::Array{rule}));
}

std::vector<Failing> AllFailings() {
  std::vector<Failing> all(std::begin(kFailings), std::end(kFailings));
  all.insert(all.end(), std::begin(kRefusals), std::end(kRefusals));
  return all;
}

// Told apart by their titles.
std::vector<Linked> LinkSeveral(Story& story, std::size_t count) {
  std::vector<Linked> links(count);
  for (std::size_t i = 0; i < count; ++i) {
    NewTicket ticket;
    ticket.tags = {"github"};
    ticket.subject = "Ticket of link " + std::to_string(i) + ".";
    links[i].ticket = story.desk().CustomerCreatesTicket(ticket);
  }
  EXPECT_TRUE(story.Soon([&] { return story.Issues() == static_cast<int>(count); }));
  EXPECT_TRUE(story.Quiet());
  for (const auto& [number, issue] : story.hub().Repository().issues) {
    for (std::size_t i = 0; i < count; ++i)
      if (issue.title == story.desk().Ticket(links[i].ticket).subject) links[i].issue = number;
  }
  return links;
}

void FindCopies(Story& story, Linked& link) {
  for (const HubComment& comment : story.hub().CommentsOf(link.issue))
    if (comment.body.find("first note") != std::string::npos) link.copy_of_note = comment.id;
  for (const DeskEntry& entry : story.desk().Ticket(link.ticket).entries)
    if (entry.html.find("first comment") != std::string::npos) link.copy_of_comment = entry.id;
}

std::string Sorted(std::vector<std::string> names) {
  std::erase_if(names, [](const std::string& name) { return name.starts_with(kNudge); });
  std::sort(names.begin(), names.end());
  return testing::PrintToString(names);
}

// All of a link that a write could have changed, and how many messages there are: equal for two
// links to which the same happened.
std::string Look(Story& story, const Linked& link) {
  const HubIssue issue = story.hub().Issue(link.issue);
  const DeskTicket ticket = story.desk().Ticket(link.ticket);
  std::ostringstream look;
  look << "issue open " << issue.open << " (" << issue.state_reason << "), labels "
       << Sorted(issue.labels) << ", comments " << story.CommentsWith(link.issue, "") << ", ours "
       << story.CommentsWith(link.issue, "<!-- tandem:") << "; ticket status " << ticket.status
       << ", priority " << ticket.priority << ", tags " << Sorted(ticket.tags) << ", notes "
       << story.NotesWith(link.ticket, "") << ", ours " << story.NotesWith(link.ticket, "#tandem-")
       << ", held " << story.NotesWith(link.ticket, "Held up");
  return look.str();
}

class EveryWrite : public testing::TestWithParam<Kind> {};

TEST_P(EveryWrite, HasItsEffectOnceHoweverItsCallFails) {
  const Kind& kind = GetParam();
  const std::vector<Failing> failings = AllFailings();
  Story story(Configured);
  std::vector<Linked> links = LinkSeveral(story, failings.size() + 1);
  for (Linked& link : links) kind.prepare(story, link);
  ASSERT_TRUE(story.Quiet());
  for (Linked& link : links) FindCopies(story, link);
  const Linked& untroubled = links.back();
  for (std::size_t i = 0; i < failings.size(); ++i)
    story.world().Failing().Add(Of(failings[i], kind.service, kind.method, kind.path(links[i])));
  for (const Linked& link : links) kind.ask(story, link);
  EXPECT_TRUE(story.Soon([&] { return story.world().Failing().Left() == 0; }))
      << story.world().Failing().Left() << " never struck";
  for (std::size_t i = 0; i < failings.size(); ++i)
    if (failings[i].mended == Mended::kByTheNextEvent) Nudge(story, links[i], "after a refusal");
  EXPECT_TRUE(story.Quiet());
  EXPECT_TRUE(kind.is_done(story, untroubled));
  for (std::size_t i = 0; i < failings.size(); ++i) {
    EXPECT_TRUE(kind.is_done(story, links[i])) << failings[i].name;
    EXPECT_EQ(Look(story, links[i]), Look(story, untroubled)) << failings[i].name;
  }
  EXPECT_THAT(chaos::MadeTwice(story.world().Log()), testing::IsEmpty());
  EXPECT_EQ(story.Issues(), static_cast<int>(links.size()));
}

INSTANTIATE_TEST_SUITE_P(Services, EveryWrite, testing::ValuesIn(Kinds()),
                         [](const auto& it) { return std::string(it.param.name); });

}  // namespace
}  // namespace tandem::sandbox
