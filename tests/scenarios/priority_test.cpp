// The priority map, end to end: a ticket's priority and its label follow each other, with no write
// more than it takes.

#include "tests/scenarios/story.h"

#include <algorithm>

namespace tandem::sandbox {
namespace {

constexpr int kLow = 1;
constexpr int kHigh = 3;
constexpr int kUrgent = 4;
constexpr const char* kHighLabel = "priority: high";
constexpr const char* kUrgentLabel = "priority: urgent";

void MapPriorities(Json& configuration) {
  Json rule = configuration["rules"].Items()[0];
  rule.Set("priority", Json(Json::Object{{"Urgent", kUrgentLabel}, {"High", kHighLabel}}));
  configuration.Set("rules", Json(Json::Array{rule}));
}

NewTicket WithPriority(int priority) {
  NewTicket ticket;
  ticket.priority = priority;
  return ticket;
}

bool HasLabel(Story& story, const std::string& label) {
  const auto labels = story.hub().Issue(story.issue).labels;
  return std::count(labels.begin(), labels.end(), label) == 1;
}

// The label of the map that the issue has, when it is one; "none" or "several" otherwise.
std::string LabelOf(Story& story) {
  const bool high = HasLabel(story, kHighLabel);
  const bool urgent = HasLabel(story, kUrgentLabel);
  if (high && urgent) return "several";
  return high ? kHighLabel : urgent ? kUrgentLabel : "none";
}

int PriorityOf(Story& story, std::int64_t ticket) {
  return story.desk().Ticket(ticket).priority;
}

// "PUT ticket", "POST label", "DELETE label", "PUT note": the writes since `from`, in order.
std::vector<std::string> Done(Story& story, std::size_t from) {
  std::vector<std::string> done;
  for (const Write& write : story.WritesSince(from)) {
    const char* what = write.path.find("/labels") != std::string::npos           ? " label"
                       : write.path.find("/conversations/") != std::string::npos ? " note"
                       : write.service == Service::kFreshdesk                    ? " ticket"
                                                                                 : " other";
    done.push_back(write.method + what);
  }
  return done;
}

using Writes = std::vector<std::string>;

void LoseWebhooks(Story& story) {
  WebhookFaults faults;
  faults.lose_everything = true;
  story.world().Set(faults);
}

void MapPrioritiesAndPoll(Json& configuration) {
  MapPriorities(configuration);
  configuration.Set("catch_up", "100ms");
}

// A gateway that polls is never quiet: it has come to rest when it has not written for a while.
bool Rests(Story& story) {
  constexpr std::chrono::milliseconds kRest{700};
  auto writes = story.Writes();
  auto since = std::chrono::steady_clock::now();
  return Story::Soon([&] {
    const auto now = std::chrono::steady_clock::now();
    if (story.Writes() != writes) {
      writes = story.Writes();
      since = now;
    }
    return now - since >= kRest;
  });
}

TEST(Priority, ANewIssueCarriesTheLabelOfItsTicket) {
  Story story(MapPriorities);
  story.LinkedTicket(WithPriority(kUrgent));
  EXPECT_EQ(LabelOf(story), kUrgentLabel);
  EXPECT_TRUE(HasLabel(story, "support"));
  EXPECT_EQ(story.Writes(), 2U);  // the issue, the status note
}

TEST(Priority, TheStewardsPriorityBecomesALabelWithOneWrite) {
  Story story(MapPriorities);
  const auto ticket = story.LinkedTicket(WithPriority(kLow));
  const auto before = story.Writes();
  story.desk().AgentSetsPriority(ticket, kUrgent);
  ASSERT_TRUE(story.Soon([&] { return LabelOf(story) == kUrgentLabel; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(Done(story, before), (Writes{"POST label", "PUT note"}));
  EXPECT_EQ(PriorityOf(story, ticket), kUrgent);
  EXPECT_EQ(story.NotesWith(ticket, std::string("Labels: ") + kUrgentLabel), 1);
}

TEST(Priority, TheEngineersLabelBecomesThePriorityWithOneWrite) {
  Story story(MapPriorities);
  const auto ticket = story.LinkedTicket(WithPriority(kLow));
  const auto before = story.Writes();
  story.hub().AddsLabel(story.issue, kHighLabel);
  ASSERT_TRUE(story.Soon([&] { return PriorityOf(story, ticket) == kHigh; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(Done(story, before), (Writes{"PUT ticket", "PUT note"}));
  EXPECT_EQ(LabelOf(story), kHighLabel);
}

// GitHub has no call that adds one label and removes another.
TEST(Priority, AnotherPriorityTakesTheOldLabelOff) {
  Story story(MapPriorities);
  const auto ticket = story.LinkedTicket(WithPriority(kHigh));
  story.hub().AddsLabel(story.issue, "wontfix");
  ASSERT_TRUE(story.Quiet());
  const auto before = story.Writes();
  story.desk().AgentSetsPriority(ticket, kUrgent);
  ASSERT_TRUE(story.Soon([&] { return LabelOf(story) == kUrgentLabel; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(Done(story, before), (Writes{"POST label", "DELETE label", "PUT note"}));
  EXPECT_TRUE(HasLabel(story, "wontfix"));
  story.desk().AgentSetsPriority(ticket, kLow);
  ASSERT_TRUE(story.Soon([&] { return LabelOf(story) == "none"; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.WritesSince(before).size(), 5U);
}

TEST(Priority, ASecondLabelOfTheMapReplacesTheFirst) {
  Story story(MapPriorities);
  const auto ticket = story.LinkedTicket(WithPriority(kUrgent));
  const auto before = story.Writes();
  story.hub().AddsLabel(story.issue, kHighLabel);
  ASSERT_TRUE(story.Soon(
      [&] { return PriorityOf(story, ticket) == kHigh && LabelOf(story) == kHighLabel; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(Done(story, before), (Writes{"DELETE label", "PUT ticket", "PUT note"}));
}

TEST(Priority, ALabelTakenOffStaysOffUntilThePriorityChanges) {
  Story story(MapPriorities);
  const auto ticket = story.LinkedTicket(WithPriority(kUrgent));
  story.hub().RemovesLabel(story.issue, kUrgentLabel);
  ASSERT_TRUE(story.Quiet());
  story.hub().Comments(story.issue, "one more sync");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "one more sync") == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(LabelOf(story), "none");
  EXPECT_EQ(PriorityOf(story, ticket), kUrgent);
  story.desk().AgentSetsPriority(ticket, kHigh);
  EXPECT_TRUE(story.Soon([&] { return LabelOf(story) == kHighLabel; }));
  EXPECT_TRUE(story.Quiet());
}

// The issue shows the most urgent of its open tickets, and a label set there is meant for all.
TEST(Priority, OfAnIssueWithTwoTicketsFollowsTheMoreUrgentOne) {
  Story story(MapPriorities);
  const auto ticket = story.desk().CustomerCreatesTicket(WithPriority(kLow));
  const auto sister = story.desk().CustomerCreatesTicket(WithPriority(kHigh));
  NewIssue naming;
  naming.labels = {"support"};
  for (const auto id : {ticket, sister})
    naming.body += story.world().FreshdeskUrl() + "/a/tickets/" + std::to_string(id) + " ";
  story.issue = story.hub().OpensIssue(naming);
  ASSERT_TRUE(story.Soon([&] { return LabelOf(story) == kHighLabel; }));
  ASSERT_TRUE(story.Quiet());
  const auto before = story.Writes();
  story.desk().AgentSetsPriority(ticket, kUrgent);
  ASSERT_TRUE(story.Soon([&] { return LabelOf(story) == kUrgentLabel; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(PriorityOf(story, sister), kHigh);
  EXPECT_EQ(Done(story, before), (Writes{"POST label", "DELETE label", "PUT note", "PUT note"}));
  story.hub().RemovesLabel(story.issue, kUrgentLabel);
  story.hub().AddsLabel(story.issue, kHighLabel);
  ASSERT_TRUE(story.Soon([&] { return PriorityOf(story, ticket) == kHigh; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(PriorityOf(story, sister), kHigh);
  EXPECT_EQ(LabelOf(story), kHighLabel);
}

TEST(Priority, IsBroughtOverBothWaysWithoutAnyWebhook) {
  Story story(MapPrioritiesAndPoll);
  NewTicket tagged = WithPriority(kLow);
  tagged.tags = {"github"};
  const auto ticket = story.desk().CustomerCreatesTicket(tagged);
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "is linked to") == 1; }));
  story.issue = story.hub().Repository().issues.rbegin()->first;
  LoseWebhooks(story);
  ASSERT_TRUE(Rests(story));
  auto before = story.Writes();
  story.desk().AgentSetsPriority(ticket, kUrgent);
  ASSERT_TRUE(story.Soon([&] { return LabelOf(story) == kUrgentLabel; }));
  ASSERT_TRUE(Rests(story));
  EXPECT_EQ(Done(story, before), (Writes{"POST label", "PUT note"}));
  before = story.Writes();
  story.hub().AddsLabel(story.issue, kHighLabel);
  ASSERT_TRUE(story.Soon([&] { return PriorityOf(story, ticket) == kHigh; }));
  ASSERT_TRUE(Rests(story));
  EXPECT_EQ(Done(story, before), (Writes{"DELETE label", "PUT ticket", "PUT note"}));
}

// The ticket is set to Urgent, and before our late write of that can be taken for anybody's, the
// engineer has chosen again: Low, Urgent, Low within the window.
TEST(Priority, ALateWriteOfOursDoesNotUndoTheEngineersChoice) {
  Story story(MapPriorities);
  const auto ticket = story.LinkedTicket(WithPriority(kHigh));
  Fault late;
  late.method = "PUT";
  late.path = "/tickets/\\d+$";
  late.kind = FaultKind::kLate;
  late.delay = std::chrono::milliseconds(250);
  story.world().Failing().Add(late);
  story.hub().AddsLabel(story.issue, kUrgentLabel);
  ASSERT_TRUE(story.Soon([&] { return story.world().Failing().Left() == 0; }));
  story.hub().AddsLabel(story.issue, kHighLabel);
  ASSERT_TRUE(story.Soon([&] { return PriorityOf(story, ticket) == kUrgent; }));
  ASSERT_TRUE(story.Soon([&] { return PriorityOf(story, ticket) == kHigh; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(PriorityOf(story, ticket), kHigh);
  EXPECT_EQ(LabelOf(story), kHighLabel);
}

TEST(Priority, AnAnswerThatIsLostLeadsToNoSecondWrite) {
  Story story(MapPriorities);
  const auto ticket = story.LinkedTicket(WithPriority(kLow));
  const auto before = story.Writes();
  Fault lost;
  lost.method = "PUT";
  lost.path = "/tickets/\\d+$";
  lost.kind = FaultKind::kResetAfter;
  story.world().Failing().Add(lost);
  story.hub().AddsLabel(story.issue, kUrgentLabel);
  ASSERT_TRUE(story.Soon([&] { return PriorityOf(story, ticket) == kUrgent; }));
  ASSERT_TRUE(story.Quiet());
  const auto writes = Done(story, before);
  EXPECT_EQ(std::count(writes.begin(), writes.end(), "PUT ticket"), 1);
  EXPECT_EQ(LabelOf(story), kUrgentLabel);
}

// The new label is there and the old one was refused: part of the change has happened, so it is
// looked at again soon, and the rest is done.
TEST(Priority, LabelsChangedByHalfAreChangedInFullSoon) {
  Story story(MapPriorities);
  const auto ticket = story.LinkedTicket(WithPriority(kHigh));
  const auto before = story.Writes();
  Fault refused;
  refused.service = Service::kGithub;
  refused.method = "DELETE";
  refused.path = "/labels/";
  refused.status = 422;
  story.world().Failing().Add(refused);
  WebhookFaults unheard;
  unheard.lose_everything = true;
  story.world().GithubWebhooks().Set(unheard);
  story.desk().AgentSetsPriority(ticket, kUrgent);
  ASSERT_TRUE(story.Soon([&] { return LabelOf(story) == kUrgentLabel; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(PriorityOf(story, ticket), kUrgent);
  const auto writes = Done(story, before);
  EXPECT_EQ(std::count(writes.begin(), writes.end(), "POST label"), 1);
}

// A rule of the account may set another priority at once: its word stands, and nobody goes on
// writing.
TEST(Priority, ARuleOfTheAccountThatSetsItBackIsNotFoughtWith) {
  Story story(MapPriorities);
  const auto ticket = story.LinkedTicket(WithPriority(kHigh));
  Fault overruled;
  overruled.method = "PUT";
  overruled.path = "/tickets/\\d+$";
  overruled.status = 200;
  overruled.body = R"({"id":)" + std::to_string(ticket) + R"(,"priority":3,"status":2,"tags":[]})";
  overruled.times = 100;
  story.world().Failing().Add(overruled);
  const auto before = story.Writes();
  story.hub().AddsLabel(story.issue, kUrgentLabel);
  ASSERT_TRUE(story.Soon([&] { return Done(story, before).size() >= 6; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(Done(story, before), (Writes{"DELETE label", "PUT ticket", "PUT note", "POST label",
                                         "DELETE label", "PUT note"}));
  EXPECT_EQ(LabelOf(story), kHighLabel);
  EXPECT_EQ(PriorityOf(story, ticket), kHigh);
}

}  // namespace
}  // namespace tandem::sandbox
