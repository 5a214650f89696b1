// What the two services and the network do wrong: webhooks lost, repeated, reordered and delayed,
// calls that fail before or after they took effect. Each message arrives once all the same.

#include "tests/scenarios/story.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

namespace tandem::sandbox {
namespace {

using std::chrono::milliseconds;

// Once quiet, it stays so: nothing is written that nobody asked for.
void ExpectNoFurtherWrite(Story& story) {
  const std::size_t before = story.Writes();
  EXPECT_TRUE(story.world().WaitForQuiet(milliseconds(700), std::chrono::seconds(5)));
  const auto more = story.WritesSince(before);
  EXPECT_TRUE(more.empty()) << more.size() << " more, first " << more.front().method << " "
                            << more.front().path;
}

int WritesTo(Story& story, Service service, std::size_t from) {
  const auto all = story.WritesSince(from);
  return static_cast<int>(std::count_if(
      all.begin(), all.end(), [&](const Write& write) { return write.service == service; }));
}

TEST(Webhooks, CreateOneIssueThoughTheyComeThriceAndBeforeThePostIsAnswered) {
  Story story;
  WebhookFaults thrice;
  thrice.repeat = 1;
  thrice.repeat_count = 2;
  thrice.before_answer = true;
  story.world().Set(thrice);
  story.hub().Configure([](GithubState& state) { state.labels_first = true; });
  const auto ticket = story.LinkedTicket();
  EXPECT_EQ(story.Issues(), 1);
  EXPECT_EQ(story.NotesWith(ticket, "acme/infrastructure#"), 1);
  EXPECT_EQ(story.world().Log().Count(Service::kGithub, "POST", "/repos/{repo}/issues"), 1U);
  ExpectNoFurtherWrite(story);
}

struct Life {
  std::int64_t ticket = 0;
  std::int64_t issue = 0;
  std::vector<std::string> notes{};
  std::vector<std::string> comments{};
};

Life Begin(Story& story, const std::string& name) {
  NewTicket ticket;
  ticket.subject = name;
  Life life{story.LinkedTicket(ticket), story.issue, {}, {}};
  for (const char* count : {"one", "two", "three"}) {
    life.notes.push_back(name + " note " + count);
    life.comments.push_back(name + " comment " + count);
  }
  return life;
}

void Talk(Story& story, const Life& life) {
  for (std::size_t i = 0; i < life.notes.size(); ++i) {
    story.desk().AgentAddsPrivateNote(life.ticket, "<div>" + life.notes[i] + "</div>");
    story.hub().Comments(life.issue, life.comments[i]);
  }
  story.desk().AgentAddsTag(life.ticket, "bug");
  story.hub().AddsLabel(life.issue, "impact: outage");
}

bool Arrived(Story& story, const Life& life) {
  const auto note = [&](const auto& text) { return story.CommentsWith(life.issue, text) > 0; };
  const auto comment = [&](const auto& text) { return story.NotesWith(life.ticket, text) > 0; };
  return std::all_of(life.notes.begin(), life.notes.end(), note) &&
         std::all_of(life.comments.begin(), life.comments.end(), comment);
}

void ExpectEachOnce(Story& story, const Life& life) {
  for (const auto& text : life.notes) EXPECT_EQ(story.CommentsWith(life.issue, text), 1) << text;
  for (const auto& text : life.comments) EXPECT_EQ(story.NotesWith(life.ticket, text), 1) << text;
}

bool Has(const std::vector<std::string>& names, const std::string& name) {
  return std::count(names.begin(), names.end(), name) == 1;
}

void ExpectSameLabels(Story& story, const Life& life) {
  const auto labels = story.hub().Issue(life.issue).labels;
  const auto tags = story.desk().Ticket(life.ticket).tags;
  EXPECT_TRUE(Has(labels, "bug") && Has(labels, "impact: outage") && Has(labels, "support"));
  EXPECT_TRUE(Has(tags, "bug") && Has(tags, "outage") && Has(tags, "github"));
}

TEST(Webhooks, RepeatedAndReorderedLeadToTheSameEndAsInOrder) {
  Story story;
  WebhookFaults faults;
  faults.seed = 7;
  faults.repeat = 0.3;
  faults.reorder = 0.5;
  faults.reorder_within = milliseconds(150);
  story.world().Set(faults);
  const std::vector<Life> lives = {Begin(story, "Red"), Begin(story, "Blue")};
  for (const Life& life : lives) Talk(story, life);
  story.hub().Closes(lives[0].issue);
  story.desk().AgentSetsStatus(lives[1].ticket, kResolved);
  EXPECT_TRUE(story.Soon([&] {
    return story.desk().Ticket(lives[0].ticket).status == kResolved &&
           !story.hub().Issue(lives[1].issue).open;
  }));
  story.hub().Reopens(lives[0].issue);
  story.desk().AgentSetsStatus(lives[1].ticket, kOpen);
  EXPECT_TRUE(story.Soon([&] {
    return story.desk().Ticket(lives[0].ticket).status == kOpen &&
           story.hub().Issue(lives[1].issue).open;
  }));
  EXPECT_TRUE(story.Quiet());
  EXPECT_EQ(story.Issues(), 2);
  for (const Life& life : lives) {
    ExpectEachOnce(story, life);
    ExpectSameLabels(story, life);
    EXPECT_EQ(story.desk().Ticket(life.ticket).status, kOpen);
    EXPECT_TRUE(story.hub().Issue(life.issue).open);
  }
  ExpectNoFurtherWrite(story);
}

TEST(Webhooks, DelayedOnesAreNotMissed) {
  Story story;
  const Life life = Begin(story, "Slow");
  WebhookFaults faults;
  faults.delay = milliseconds(400);
  story.world().Set(faults);
  Talk(story, life);
  EXPECT_TRUE(story.Soon([&] { return Arrived(story, life); }));
  EXPECT_TRUE(story.Quiet());
  ExpectEachOnce(story, life);
  ExpectSameLabels(story, life);
}

TEST(Webhooks, AreNotNeededForAnythingToArrive) {
  Story story([](Json& configuration) { configuration.Set("catch_up", "1s"); });
  WebhookFaults faults;
  faults.lose_everything = true;
  story.world().Set(faults);
  NewTicket tagged;
  tagged.tags = {"github"};
  Life life{story.desk().CustomerCreatesTicket(tagged), 0, {"A note"}, {"A comment"}};
  ASSERT_TRUE(story.Soon([&] { return story.Issues() == 1; }));
  life.issue = story.hub().Repository().issues.begin()->first;
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(life.ticket, "acme/infrastructure#") > 0; }));
  Talk(story, life);
  EXPECT_TRUE(story.Soon([&] { return Arrived(story, life); }));
  EXPECT_TRUE(story.Soon([&] { return Has(story.hub().Issue(life.issue).labels, "bug"); }));
  EXPECT_TRUE(story.Soon([&] { return Has(story.desk().Ticket(life.ticket).tags, "outage"); }));
  story.hub().Closes(life.issue);
  EXPECT_TRUE(story.Soon([&] { return story.desk().Ticket(life.ticket).status == kResolved; }));
  EXPECT_EQ(story.Issues(), 1);
  ExpectEachOnce(story, life);
}

// One create, one way for it to fail.
struct Failing {
  const char* name;
  FaultKind kind;
  int status;
};
struct Create {
  const char* name;
  Service service;
  const char* path;
};

constexpr auto kFailings = std::to_array<Failing>({
    {"IsResetAfterwards", FaultKind::kResetAfter, 0},
    {"IsResetBefore", FaultKind::kResetBefore, 0},
    {"IsAnswered502Afterwards", FaultKind::kStatusAfter, 502},
    {"IsAnsweredWithGarbage", FaultKind::kGarbage, 0},
    {"TakesEffectLate", FaultKind::kLate, 0},
    {"IsRefusedBefore", FaultKind::kStatusBefore, 503},
});
constexpr auto kCreates = std::to_array<Create>({
    {"Issue", Service::kGithub, "/issues$"},
    {"Comment", Service::kGithub, "/issues/[0-9]+/comments$"},
    {"Note", Service::kFreshdesk, "/tickets/[0-9]+/notes$"},
});

class ACreate : public testing::TestWithParam<std::tuple<Create, Failing>> {};

TEST_P(ACreate, HasOneEffectThoughItsCall) {
  const auto& [create, failing] = GetParam();
  Story story;
  const bool makes_issue = std::string(create.name) == "Issue";
  const auto first = makes_issue ? 0 : story.LinkedTicket();
  Fault fault;
  fault.service = create.service;
  fault.method = "POST";
  fault.path = create.path;
  fault.kind = failing.kind;
  fault.status = failing.status;
  fault.delay = milliseconds(150);
  story.world().Failing().Add(fault);
  const auto ticket = makes_issue ? story.LinkedTicket() : first;
  story.desk().AgentAddsPrivateNote(ticket, "<div>From the steward</div>");
  story.hub().Comments(story.issue, "From the engineer");
  EXPECT_TRUE(story.Soon([&] {
    return story.CommentsWith(story.issue, "From the steward") > 0 &&
           story.NotesWith(ticket, "From the engineer") > 0;
  }));
  EXPECT_TRUE(story.Quiet());
  EXPECT_EQ(story.world().Failing().Left(), 0U);
  EXPECT_EQ(story.Issues(), 1);
  // The steward's, the engineer's, and the status note.
  EXPECT_EQ(story.desk().Ticket(ticket).entries.size(), 3U);
  EXPECT_EQ(story.hub().CommentsOf(story.issue).size(), 2U);
  EXPECT_EQ(story.CommentsWith(story.issue, "From the steward"), 1);
  EXPECT_EQ(story.NotesWith(ticket, "From the engineer"), 1);
  ExpectNoFurtherWrite(story);
}

INSTANTIATE_TEST_SUITE_P(
    Faults, ACreate, testing::Combine(testing::ValuesIn(kCreates), testing::ValuesIn(kFailings)),
    [](const auto& it) {
      return std::string(std::get<0>(it.param).name) + std::get<1>(it.param).name;
    });

struct Throttle {
  Service service;
  FaultKind kind;
};

// One service says "too many requests" to everything for a while: the other goes on.
void ExpectOnlyItPauses(const Throttle& throttle) {
  Story story;
  const auto ticket = story.LinkedTicket();
  const bool desk = throttle.service == Service::kFreshdesk;
  Fault fault;
  fault.service = throttle.service;
  fault.kind = throttle.kind;
  fault.retry_after = 1;
  story.world().Failing().Add(fault);
  const auto calls = [&](Service service) { return story.world().Log().Count(service, "", ""); };
  const auto before = calls(throttle.service);
  const auto deliveries = [&] {
    const auto a = story.world().FreshdeskWebhooks().Deliveries().size();
    return a + story.world().GithubWebhooks().Deliveries().size();
  };
  const auto delivered_before = deliveries();
  story.hub().Comments(story.issue, "From the engineer");
  ASSERT_TRUE(story.Soon([&] { return story.world().Failing().Left() == 0; }));
  const auto began = std::chrono::steady_clock::now();
  // While it is paused, the receiver takes everything.
  story.hub().Comments(story.issue, "And another");
  story.desk().AgentAddsPrivateNote(ticket, "<div>From the steward</div>");
  EXPECT_TRUE(story.Soon([&] { return deliveries() >= delivered_before + 3; }));
  EXPECT_TRUE(story.Soon([&] { return calls(throttle.service) > before + 1; }));
  EXPECT_GE(std::chrono::steady_clock::now() - began, milliseconds(900)) << "it was left no pause";
  EXPECT_TRUE(story.Soon([&] {
    return story.NotesWith(ticket, "From the engineer") == 1 &&
           story.NotesWith(ticket, "And another") == 1 &&
           story.CommentsWith(story.issue, "From the steward") == 1;
  })) << (desk ? "Freshdesk" : "GitHub");
  for (const auto* webhooks :
       {&story.world().FreshdeskWebhooks(), &story.world().GithubWebhooks()}) {
    for (const Delivery& delivery : webhooks->Deliveries()) {
      for (const int status : delivery.statuses) EXPECT_EQ(status, 202) << delivery.event;
    }
  }
}

TEST(TooManyRequests, PauseFreshdeskAndNotTheReceiver) {
  ExpectOnlyItPauses({Service::kFreshdesk, FaultKind::kRateLimit});
}

TEST(TooManyRequests, PauseGithubAndNotTheReceiver) {
  ExpectOnlyItPauses({Service::kGithub, FaultKind::kSecondaryLimit});
}

TEST(AnUnknownVisibility, StopsWritesToGithubAndNotTheNotes) {
  Story story;
  const auto ticket = story.LinkedTicket();
  Fault fault;
  fault.service = Service::kGithub;
  fault.method = "GET";
  fault.path = "^/repos/acme/infrastructure$";
  fault.times = 1'000'000;
  story.world().Failing().Add(fault);
  story.hub().Privatizes();  // makes it forget what it knew
  const std::size_t before = story.Writes();
  story.desk().AgentAddsPrivateNote(ticket, "<div>From the steward</div>");
  story.hub().Comments(story.issue, "From the engineer");
  story.hub().AddsLabel(story.issue, "bug");
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "From the engineer") == 1; }));
  EXPECT_TRUE(story.Soon([&] { return Has(story.desk().Ticket(ticket).tags, "bug"); }));
  const auto reads = [&] {
    return story.world().Log().Count(Service::kGithub, "GET", "/repos/{repo}");
  };
  const auto seen = reads();
  EXPECT_TRUE(story.Soon([&] { return reads() >= seen + 3; })) << "it is not tried again";
  EXPECT_EQ(WritesTo(story, Service::kGithub, before), 0);
  EXPECT_EQ(story.CommentsWith(story.issue, "From the steward"), 0);
  story.world().Failing().Clear();
  EXPECT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "From the steward") == 1; }));
}

TEST(ARefusedKey, DegradesHealthAndNamesTheSettingUntilItIsMended) {
  Story story;
  const auto ticket = story.LinkedTicket();
  story.desk().Configure([](FreshdeskState& state) { state.key = "another key"; });
  story.hub().Comments(story.issue, "From the engineer");
  const auto ready = [&] {
    const auto json = Json::Parse(story.gateway().Get("/health/ready"));
    return json.ok() ? *json : Json();
  };
  EXPECT_TRUE(
      story.Soon([&] { return !ready()["checks"]["freshdesk"]["ok"].Bool().value_or(true); }));
  EXPECT_EQ(ready()["status"].StringOr(""), "degraded");
  EXPECT_NE(ready()["checks"]["freshdesk"]["reason"].StringOr("").find("freshdesk.api_key"),
            std::string::npos);
  EXPECT_TRUE(ready()["checks"]["redis"]["ok"].Bool().value_or(false));
  EXPECT_TRUE(story.Soon([&] {
    return story.gateway().Get("/metrics").find("\ntandem_parked 1\n") != std::string::npos;
  }));
  // An account that is locked out after some wrong keys is not asked again within the minute.
  const auto calls = story.world().Log().Count(Service::kFreshdesk, "", "");
  EXPECT_TRUE(story.world().WaitForQuiet(milliseconds(600), std::chrono::seconds(5)));
  EXPECT_LE(story.world().Log().Count(Service::kFreshdesk, "", ""), calls + 3);
  story.desk().Configure([](FreshdeskState& state) { state.key = "freshdesk-key"; });
  ASSERT_EQ(story.gateway().Stop(), 0);
  ASSERT_TRUE(story.gateway().Start());
  // What is parked is tried again within the hour; a person's next word does it at once.
  story.hub().Comments(story.issue, "It is mended");
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "It is mended") == 1; }));
  EXPECT_EQ(story.NotesWith(ticket, "From the engineer"), 1);
  EXPECT_TRUE(story.Soon([&] { return ready()["status"].StringOr("") == "ready"; }));
}

}  // namespace
}  // namespace tandem::sandbox
