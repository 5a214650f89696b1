// Priorities over many syncs: whatever people do, in whatever order, and whatever becomes of our
// writes, the last word of a person stands, and it becomes quiet.

#include "mappers/draft.h"
#include "mappers/progress.h"
#include "mappers/status.h"
#include "mappers/words.h"
#include "tests/sanitizer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace tandem {
namespace {

constexpr TicketId kTicket{123};
constexpr TicketId kSister{124};
constexpr int kLow = 1;
constexpr int kHigh = 3;
constexpr int kUrgent = 4;
const std::string kHighLabel = "priority: high";
const std::string kUrgentLabel = "Priority: Urgent";

// Two services and a link between them. What is lost is the answer; what is late is the effect.
struct Stage {
  Rule rule{};
  Account account{"https://acme.freshdesk.com",
                  "https://github.com",
                  {},
                  {{"open", 2}},
                  std::chrono::seconds(45)};
  Link link{};
  Sight sight{};
  std::vector<Action> late{};

  explicit Stage(const std::vector<TicketId>& tickets = {kTicket}) {
    rule.tag = rule.name = "github";
    rule.repository = "acme/infrastructure";
    rule.priority = {{kHigh, kHighLabel}, {kUrgent, kUrgentLabel}};
    sight.read_at = Time(std::chrono::hours(500'000));
    sight.visibility = Visibility::kPrivate;
    sight.issue.ref = {{7001}, {500}, "acme/infrastructure", 5};
    link.issue = sight.issue.ref;
    link.rule = rule.tag;
    for (const TicketId id : tickets) Join(id, kLow);
    Settle();
  }

  void Join(TicketId id, int priority) {
    Ticket& ticket = sight.tickets[id];
    ticket.id = id;
    ticket.status = 2;
    ticket.priority = priority;
    ticket.tags = {"github"};
    link.tickets[id];
  }

  void Label(const std::string& label) { sight.issue.labels.push_back(label); }
  void Unlabel(const std::string& label) {
    std::erase_if(sight.issue.labels,
                  [&](const std::string& each) { return Fold(each) == Fold(label); });
  }
  std::string Labels() const {
    std::string labels;
    for (const std::string& each : sight.issue.labels) labels += "[" + Fold(each) + "]";
    return labels;
  }
  int& Priority(TicketId id = kTicket) { return sight.tickets[id].priority; }

  // An action's effect, and the answer that tells it.
  Answered Effect(const Action& action) {
    if (const auto* note = std::get_if<AddNote>(&action)) return {note->ticket.value + 90'000};
    if (const auto* labels = std::get_if<ChangeLabels>(&action)) {
      for (const PublicText& each : labels->add) {
        if (!Holds(sight.issue.labels, each.text())) Label(each.text());
      }
      for (const PublicText& each : labels->remove) Unlabel(each.text());
      return {0, {}, true, 0, sight.issue.labels};
    }
    if (const auto* priority = std::get_if<SetTicketPriority>(&action))
      Priority(priority->ticket) = priority->priority;
    return {};
  }

  enum class Fate { kAnswered, kLost, kLate, kHalf };

  // One sync; gives how many writes it made of priorities and their labels.
  int Sync(Fate fate = Fate::kAnswered) {
    sight.read_at += std::chrono::seconds(1);
    const Plan plan = PlanLink(link, sight, rule, account);
    link = plan.link;
    int writes = 0;
    for (const Action& action : plan.actions) {
      const bool ours = std::holds_alternative<ChangeLabels>(action) ||
                        std::holds_alternative<SetTicketPriority>(action);
      link = BeforeSending(link, action, rule, sight.read_at);
      if (ours) ++writes;
      if (!ours || fate == Fate::kAnswered) {
        link = AfterAnswer(link, action, rule, Effect(action), sight.read_at);
      } else if (fate == Fate::kLost) {
        Effect(action);
      } else if (fate == Fate::kLate) {
        late.push_back(action);
      } else if (const auto* labels = std::get_if<ChangeLabels>(&action)) {
        Effect(ChangeLabels{labels->add, {}});
      }
    }
    return writes;
  }

  void LateWritesComeThrough() {
    for (const Action& action : late) Effect(action);
    late.clear();
  }

  // Syncs past the window of all attempts; false when it does not become quiet.
  bool Settle() {
    LateWritesComeThrough();
    Sync();
    sight.read_at += std::chrono::minutes(2);
    Sync();
    Sync();
    return Sync() == 0;
  }
};

TEST(Priority, ALabelThatAnEngineerSetAndTookOffAgainStaysOff) {
  Stage stage;
  stage.Label(kUrgentLabel);
  EXPECT_EQ(stage.Sync(), 1);
  EXPECT_EQ(stage.Priority(), kUrgent);
  stage.Unlabel(kUrgentLabel);
  EXPECT_EQ(stage.Sync(), 0);
  EXPECT_TRUE(stage.Settle());
  EXPECT_EQ(stage.Labels(), "");
  EXPECT_EQ(stage.Priority(), kUrgent);
}

TEST(Priority, AStewardWhoSetsItBackAtOnceIsBelieved) {
  Stage stage;
  stage.Label(kUrgentLabel);
  EXPECT_EQ(stage.Sync(), 1);
  stage.Priority() = kLow;
  EXPECT_EQ(stage.Sync(), 1);
  EXPECT_EQ(stage.Labels(), "");
  EXPECT_EQ(stage.Sync(), 0);
}

TEST(Priority, HighUrgentHighWithinTheWindowEndsAtHigh) {
  Stage stage;
  stage.Label(kHighLabel);
  stage.Sync();
  stage.Unlabel(kHighLabel);
  stage.Label(kUrgentLabel);
  stage.Sync(Stage::Fate::kLate);
  stage.Unlabel(kUrgentLabel);
  stage.Label(kHighLabel);
  EXPECT_EQ(stage.Sync(), 0);
  stage.LateWritesComeThrough();
  EXPECT_EQ(stage.Priority(), kUrgent);
  EXPECT_EQ(stage.Sync(), 0);
  EXPECT_TRUE(stage.Settle());
  EXPECT_EQ(stage.Priority(), kHigh);
  EXPECT_EQ(stage.Labels(), "[priority: high]");
}

TEST(Priority, AMapThatWasTakenOutAndComesBackBeginsAnew) {
  Stage stage;
  stage.Priority() = kUrgent;
  stage.Sync();
  const auto map = stage.rule.priority;
  stage.rule.priority.clear();
  EXPECT_EQ(stage.Sync(), 0);
  EXPECT_EQ(stage.Labels(), "[priority: urgent]");
  stage.Priority() = kLow;
  stage.Sync();
  stage.rule.priority = map;
  EXPECT_EQ(stage.Sync(), 0);
  EXPECT_EQ(stage.Labels(), "[priority: urgent]");
  EXPECT_EQ(stage.Priority(), kLow);
}

// A ticket joined the new issue before anything was known of the ticket that it was made for; an
// engineer had labelled it in between.
TEST(Priority, ALabelSetBeforeTheBirthWasRecordedIsTheNewerOne) {
  Stage stage(std::vector<TicketId>{});
  stage.Label(kUrgentLabel);  // sent with the issue
  stage.Label(kHighLabel);
  stage.Join(kSister, kLow);
  stage.Sync();
  EXPECT_EQ(stage.Labels(), "[priority: urgent][priority: high]") << "which is newer is not known";
  stage.Join(kTicket, kUrgent);
  stage.link.tickets[kTicket].born_from = true;
  stage.link.tickets[kTicket].labels_sent = {"support", kUrgentLabel};
  stage.Sync();
  EXPECT_TRUE(stage.Settle());
  EXPECT_EQ(stage.Labels(), "[priority: high]");
  EXPECT_EQ(stage.Priority(kTicket), kHigh);
  EXPECT_EQ(stage.Priority(kSister), kHigh);
}

using Random = std::mt19937;

int OneOf(Random& random, unsigned count) {
  return static_cast<int>(random() % count);
}

const std::string& AnyLabel(Random& random) {
  return OneOf(random, 2) == 0 ? kHighLabel : kUrgentLabel;
}

// What people do, and what becomes of the writes that follow from it.
void Muddle(Stage& stage, Random& random) {
  for (int step = 0; step < 12; ++step) {
    const TicketId id = OneOf(random, 2) == 0 ? kTicket : kSister;
    const std::string& label = AnyLabel(random);
    const int what = OneOf(random, 5);
    if (what == 0) stage.Priority(id) = 1 + OneOf(random, 4);
    if (what == 1 || what == 2) stage.Unlabel(label);
    if (what == 1) stage.Label(label);
    if (what == 3) stage.LateWritesComeThrough();
    stage.Sync(static_cast<Stage::Fate>(OneOf(random, 4)));
  }
}

TEST(Priority, AnEngineersLastWordStandsWhateverBecameOfOurWrites) {
  for (unsigned seed = 1; seed <= Rounds(3'000); ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    Stage stage({kTicket, kSister});
    Muddle(stage, random);
    ASSERT_TRUE(stage.Settle());
    const std::string& label = AnyLabel(random);
    if (Holds(stage.sight.issue.labels, label)) continue;
    stage.Label(label);
    ASSERT_TRUE(stage.Settle());
    const int priority = label == kHighLabel ? kHigh : kUrgent;
    EXPECT_EQ(stage.Labels(), "[" + Fold(label) + "]");
    EXPECT_EQ(stage.Priority(kTicket), priority);
    EXPECT_EQ(stage.Priority(kSister), priority);
  }
}

TEST(Priority, AStewardsLastWordStandsWhateverBecameOfOurWrites) {
  for (unsigned seed = 1; seed <= Rounds(3'000); ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    Stage stage({kTicket, kSister});
    Muddle(stage, random);
    ASSERT_TRUE(stage.Settle());
    // Where a label was taken off, it may stay off: the most urgent may be as urgent as before.
    if (stage.Labels().empty()) continue;
    const int priority = 1 + OneOf(random, 4);
    if (stage.Priority(kTicket) == priority && stage.Priority(kSister) == priority) continue;
    stage.Priority(kTicket) = stage.Priority(kSister) = priority;
    ASSERT_TRUE(stage.Settle());
    EXPECT_EQ(stage.Priority(kTicket), priority);
    EXPECT_EQ(stage.Priority(kSister), priority);
    const std::string high = priority == kHigh ? "[priority: high]" : "";
    EXPECT_EQ(stage.Labels(), priority == kUrgent ? "[priority: urgent]" : high);
  }
}

}  // namespace
}  // namespace tandem
