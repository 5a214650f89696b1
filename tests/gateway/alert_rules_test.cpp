// Which alerts are due, told by states, time and what was told before.

#include "gateway/alert_rules.h"

#include <array>
#include <gmock/gmock.h>
#include <string>
#include <vector>

namespace tandem {

void PrintTo(const AlertsDue& due, std::ostream* out) {
  for (const Concern& concern : due.raise) *out << " raise " << concern.cause;
  for (const std::string& cause : due.over) *out << " over " << cause;
  for (const std::string& cause : due.forget) *out << " forget " << cause;
}

namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;

const Time kNow = Time(std::chrono::hours(500'000));
const AlertPace kPace{seconds(60), minutes(3), minutes(5)};

Concern About(const std::string& cause) {
  return {cause, "what happened"};
}

Told On(const std::string& cause, minutes ago) {
  return {cause, kNow - ago, kNow - ago, false};
}

Told Over(const std::string& cause, minutes raised_ago, minutes over_ago) {
  return {cause, kNow - raised_ago, kNow - over_ago, true};
}

struct Row {
  const char* name;
  std::vector<Concern> concerns;
  std::vector<Told> told;
  AlertsDue due;
};

const auto kRows = std::to_array<Row>({
    {"NothingWhenAllIsWell", {}, {}, {}},
    {"WhatIsNewAtOnce", {About("refused:github")}, {}, {{About("refused:github")}, {}, {}}},
    {"NothingTwiceWithinTheHour", {About("queue")}, {On("queue", minutes(59))}, {}},
    {"TheSameAgainAfterAnHour",
     {About("queue")},
     {On("queue", minutes(60))},
     {{About("queue")}, {}, {}}},
    {"ThatItIsOverOnce", {}, {On("queue", minutes(3))}, {{}, {"queue"}, {}}},
    {"NothingMoreOnceThatItIsOverWasTold", {}, {Over("queue", minutes(50), minutes(40))}, {}},
    {"NothingAnewOfWhatCameBackWithinTheHour",
     {About("queue")},
     {Over("queue", minutes(59), minutes(1))},
     {}},
    {"WhatCameBackAfterAnHour",
     {About("queue")},
     {Over("queue", minutes(60), minutes(1))},
     {{About("queue")}, {}, {}}},
    {"NothingOfWhatHasBeenOverForAnHourButForgetsIt",
     {},
     {Over("queue", minutes(60), minutes(1))},
     {{}, {}, {"queue"}}},
    {"WhatIsParkedTogetherInOneMessage",
     {About("parked:issue:1"), About("parked:issue:2")},
     {},
     {{About("parked:issue:1"), About("parked:issue:2")}, {}, {}}},
    {"NothingOfWhatIsParkedWithinFiveMinutesOfTheLastMessage",
     {About("parked:issue:1"), About("parked:issue:2")},
     {On("parked:issue:1", minutes(4))},
     {}},
    {"WhatWasParkedMeanwhileAfterFiveMinutes",
     {About("parked:issue:1"), About("parked:issue:2")},
     {On("parked:issue:1", minutes(5))},
     {{About("parked:issue:2")}, {}, {}}},
    {"OtherCausesThoughSomethingWasParkedLately",
     {About("parked:issue:1"), About("refused:github")},
     {On("parked:issue:1", minutes(1))},
     {{About("refused:github")}, {}, {}}},
    {"NothingParkedAnyMoreOnlyAfterFiveMinutes", {}, {On("parked:issue:1", minutes(4))}, {}},
    {"WhatIsParkedNoLongerTogetherWithWhatIsParkedNow",
     {About("parked:issue:2")},
     {On("parked:issue:1", minutes(6))},
     {{About("parked:issue:2")}, {"parked:issue:1"}, {}}},
});

class Due : public testing::TestWithParam<Row> {};

TEST_P(Due, Tells) {
  const Row& row = GetParam();
  EXPECT_EQ(DueAlerts(row.concerns, row.told, kNow, kPace), row.due);
}

INSTANTIATE_TEST_SUITE_P(Alerts, Due, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(AfterTelling, TheSameIsNotDueAndItsEndIsDueOnce) {
  const std::vector<Concern> concerns{About("queue"), About("parked:issue:1")};
  const AlertsDue first = DueAlerts(concerns, {}, kNow, kPace);
  const auto told = AfterTelling(first, {}, kNow);
  EXPECT_EQ(DueAlerts(concerns, told, kNow + seconds(5), kPace), AlertsDue{});
  const Time later = kNow + minutes(10);
  const AlertsDue over = DueAlerts({}, told, later, kPace);
  EXPECT_EQ(over.over, (std::vector<std::string>{"queue", "parked:issue:1"}));
  const auto told_over = AfterTelling(over, told, later);
  EXPECT_EQ(DueAlerts({}, told_over, later + seconds(5), kPace), AlertsDue{});
  const Time much_later = kNow + minutes(60);
  const AlertsDue forgotten = DueAlerts({}, told_over, much_later, kPace);
  EXPECT_EQ(AfterTelling(forgotten, told_over, much_later), std::vector<Told>{});
}

TEST(AfterTelling, AgainCountsFromTheLastTime) {
  std::vector<Told> told = AfterTelling({{About("queue")}, {}, {}}, {}, kNow);
  const Time second = kNow + minutes(60);
  told = AfterTelling(DueAlerts({About("queue")}, told, second, kPace), told, second);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(DueAlerts({About("queue")}, told, second + minutes(59), kPace), AlertsDue{});
}

ParkedFact ParkedFor(seconds time, const std::string& key = "issue:5",
                     const std::string& reason = "refused") {
  return {{{key}, reason, kNow - time, 1}, "acme/infrastructure#5"};
}

std::vector<std::string> CausesOf(const AlertFacts& facts) {
  std::vector<std::string> causes;
  for (const Concern& concern : ConcernsOf(facts, kNow, kPace)) causes.push_back(concern.cause);
  return causes;
}

using Causes = std::vector<std::string>;

TEST(Concerns, AreOfWhatHasBeenParkedForAMinute) {
  AlertFacts facts;
  facts.parked = {ParkedFor(seconds(59))};
  EXPECT_EQ(CausesOf(facts), Causes{}) << "it may mend itself";
  facts.parked = {ParkedFor(seconds(60)), ParkedFor(seconds(90), "brake")};
  EXPECT_EQ(CausesOf(facts), (Causes{"parked:issue:5", "parked:brake"}));
}

TEST(Concerns, NameWhatHappenedToWhatAndTheSetting) {
  AlertFacts facts;
  facts.parked = {ParkedFor(seconds(90), "issue:5", "look at the rights of github.token")};
  facts.refused = {{Service::kFreshdesk, kNow - minutes(2)}};
  facts.unannounced = {{"acme/infrastructure", 3, "acme/infrastructure#5", kNow - minutes(9), {}}};
  facts.oldest_age = minutes(11);
  facts.waiting = 7;
  facts.parked_deliveries = 2;
  AlertsDue due;
  due.raise = ConcernsOf(facts, kNow, kPace);
  const std::string message = AlertMessage(due, "acme.freshdesk.com");
  for (const char* part :
       {"Tandem (acme.freshdesk.com)", "issue:5 (acme/infrastructure#5) is parked since",
        "look at the rights of github.token", "Freshdesk has refused our credential",
        "freshdesk.api_key", "3 changes of acme/infrastructure", "no webhook has ever come",
        "github.webhook_secret", "the oldest of 7 keys", "11 minutes", "2 deliveries",
        "tandem parked retry KEY"}) {
    EXPECT_THAT(message, HasSubstr(part));
  }
}

TEST(Concerns, AreOfAQueueThatIsTenMinutesOldAndNotBefore) {
  AlertFacts facts;
  facts.oldest_age = minutes(10);
  EXPECT_EQ(CausesOf(facts), Causes{});
  facts.oldest_age += seconds(1);
  EXPECT_EQ(CausesOf(facts), Causes{"queue"});
}

// One change without a webhook may be of a kind that no webhook tells, such as an automation's.
TEST(Concerns, AreOfLostWebhooksOnlyWhenNoneComesAnyMoreOrSeveralAreMissing) {
  const Time found = kNow - minutes(20);
  const auto cause = [&](std::int64_t changes, Time last_webhook) {
    AlertFacts facts;
    facts.unannounced = {{"", changes, "ticket:1", found, last_webhook}};
    return CausesOf(facts);
  };
  const Causes broken{"unannounced:Freshdesk"};
  EXPECT_EQ(cause(1, {}), broken) << "none has ever come";
  EXPECT_EQ(cause(1, found - minutes(1)), broken);
  EXPECT_EQ(cause(1, found + minutes(1)), Causes{}) << "they come";
  EXPECT_EQ(cause(2, found + minutes(1)), Causes{});
  EXPECT_EQ(cause(3, found + minutes(1)), broken) << "some come, but too many are missing";
}

TEST(AlertMessage, EscapesForSlackAndKeepsToOneLineForEach) {
  AlertsDue due;
  due.raise = {{"parked:x", "<!channel> a & b > c\nsecond\x01line"}};
  const std::string message = AlertMessage(due, "a&b");
  EXPECT_THAT(message, HasSubstr("&lt;!channel&gt; a &amp; b &gt; c second line"));
  EXPECT_THAT(message, HasSubstr("(a&amp;b)"));
  EXPECT_THAT(message, Not(HasSubstr("<")));
}

TEST(AlertMessage, NamesTenAndCountsTheRestWithinSlacksLimit) {
  AlertsDue due;
  for (int i = 0; i < 200; ++i) {
    due.raise.push_back({"parked:issue:" + std::to_string(i), std::string(2'000, '&')});
    due.over.push_back("parked:issue:" + std::to_string(1000 + i));
  }
  const std::string message = AlertMessage(due, "acme.freshdesk.com");
  EXPECT_LE(message.size(), 3'900U);
  for (auto& concern : due.raise) concern.text = "short";
  const std::string second = AlertMessage(due, "acme.freshdesk.com");
  EXPECT_THAT(second, HasSubstr("and 190 more (tandem parked)"));
  EXPECT_THAT(second, HasSubstr("\nOver:\n"));
  EXPECT_LE(second.size(), 3'900U);
}

TEST(AlertMessage, NeverCutsWithinACharacter) {
  AlertsDue due;
  std::string text = "x";
  for (int i = 0; i < 400; ++i) text += "\xC3\xA4";
  due.raise = {{"queue", text}};
  const std::string message = AlertMessage(due, "a");
  EXPECT_THAT(message, HasSubstr("\xC3\xA4..."));
  EXPECT_THAT(message, Not(HasSubstr("\xC3...")));
}

TEST(AlertMessage, SaysOfEachKindThatItIsOver) {
  AlertsDue due;
  due.over = {"queue",          "refused:github",    "refused:freshdesk",
              "parked:issue:5", "parked:deliveries", "unannounced:acme/infrastructure"};
  const std::string message = AlertMessage(due, "acme.freshdesk.com");
  for (const char* part :
       {"worked off again", "GitHub takes our credential again",
        "Freshdesk takes our credential again", "issue:5 is not parked any more",
        "no unreadable delivery", "no more changes without a webhook (acme/infrastructure)"}) {
    EXPECT_THAT(message, HasSubstr(part));
  }
}

}  // namespace
}  // namespace tandem
