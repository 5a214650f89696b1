#include "tests/scenarios/weather.h"

namespace tandem::sandbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr seconds kLongest{40};
// Longer than `retry.look_after` and `retry.max` of the tests, and than the poll.
constexpr milliseconds kRest{900};

WebhookFaults FaultsOf(Weather weather) {
  WebhookFaults faults;
  faults.seed = 5;
  faults.lose_everything = weather == Weather::kWebhooksLost;
  if (weather == Weather::kWebhooksThrice) {
    faults.repeat = 1;
    faults.repeat_count = 2;
  }
  if (weather == Weather::kWebhooksLate) {
    faults.delay = milliseconds(100);
    faults.reorder = 0.6;
    faults.reorder_within = milliseconds(250);
  }
  return faults;
}

}  // namespace

std::string NameOf(Weather weather) {
  switch (weather) {
    case Weather::kFair:
      return "InFairWeather";
    case Weather::kWebhooksLost:
      return "WithAllWebhooksLost";
    case Weather::kWebhooksThrice:
      return "WithEachWebhookThrice";
    case Weather::kWebhooksLate:
      return "WithWebhooksLateAndReordered";
    case Weather::kAnswersLost:
      return "WithAnswersLost";
    case Weather::kKilled:
      return "ThoughTheGatewayIsKilled";
  }
  return {};
}

void Prepare(Weather weather, Json& configuration) {
  if (weather == Weather::kWebhooksLost) configuration.Set("catch_up", "200ms");
}

Storm::Storm(Story& story, Weather weather) : story_(story), weather_(weather) {
  story.world().Set(FaultsOf(weather));
  if (weather != Weather::kKilled) return;
  // What a dead gateway did not take is sent again, as a person's "Redeliver" would.
  const std::vector<milliseconds> waits(40, milliseconds(100));
  story.world().FreshdeskWebhooks().RetryAfter(waits);
  story.world().GithubWebhooks().RetryAfter(waits);
}

// The next write to each service, and one of those after it.
void Storm::LoseAnswers() {
  for (const Service service : {Service::kFreshdesk, Service::kGithub}) {
    Fault fault;
    fault.service = service;
    fault.method = "WRITE";
    fault.kind = FaultKind::kStatusAfter;
    fault.status = 502;
    story_.world().Failing().Add(fault);
    fault.kind = FaultKind::kResetAfter;
    fault.skip = 1 + static_cast<int>(steps_ % 2);
    story_.world().Failing().Add(fault);
  }
}

void Storm::KillAfter(std::size_t calls) {
  EXPECT_TRUE(story_.Soon([&] { return story_.world().Log().Calls().size() >= calls; }));
  story_.gateway().Kill();
  EXPECT_TRUE(story_.gateway().Start());
}

void Storm::During(const std::function<void()>& step) {
  // Who takes a write back before its lost answer was looked into cannot be told from a write that
  // never happened: it is repeated. So the next step waits; a gateway that was killed learns no
  // answer either.
  if (weather_ == Weather::kAnswersLost || weather_ == Weather::kKilled) {
    EXPECT_TRUE(Rests());
  }
  const std::size_t calls = story_.world().Log().Calls().size();
  if (weather_ == Weather::kAnswersLost) {
    story_.world().Failing().Clear();
    LoseAnswers();
  }
  step();
  // Each time a little further on: while it reads, then around its first writes.
  if (weather_ == Weather::kKilled) KillAfter(calls + 1 + 2 * (steps_ % 4));
  ++steps_;
}

bool Storm::Comes(const std::function<bool()>& condition) {
  return Story::Soon(condition, kLongest);
}

bool Storm::Rests() {
  std::size_t writes = story_.Writes();
  auto since = steady_clock::now();
  return Comes([&] {
    if (story_.Writes() != writes) {
      writes = story_.Writes();
      since = steady_clock::now();
    }
    if (steady_clock::now() - since < kRest) return false;
    // The poll is always at work.
    return weather_ == Weather::kWebhooksLost || story_.gateway().IsIdle();
  });
}

}  // namespace tandem::sandbox
