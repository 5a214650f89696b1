#include "tests/chaos/run/taken_in.h"

#include "tests/chaos/run/directed.h"

#include <algorithm>

namespace tandem::chaos {
namespace {

using std::chrono::seconds;

constexpr int kRounds = 3;
constexpr std::chrono::milliseconds kLookAfter{400};
constexpr seconds kPoll{2};
constexpr seconds kSilence = 2 * kPoll;

// What has changed lately is looked at again at every poll; that ends after half a minute.
void AwaitSilence(Directed& stage) {
  const auto reads = [&] {
    return stage.world().Log().Count(sandbox::Service::kGithub, "GET", "/repos/{repo}/issues/{n}");
  };
  std::size_t read = reads();
  auto since = std::chrono::steady_clock::now();
  stage.Await(
      "the polls mark the links no more",
      [&] {
        const auto now = std::chrono::steady_clock::now();
        if (reads() != read) since = now;
        read = reads();
        return now - since > kSilence;
      },
      seconds(90));
}

bool WasTaken(const sandbox::Webhooks& webhooks, const std::string& event, std::size_t since) {
  const auto deliveries = webhooks.Deliveries();
  return std::any_of(deliveries.begin() + static_cast<std::ptrdiff_t>(since), deliveries.end(),
                     [&](const sandbox::Delivery& each) {
                       return each.event == event && !each.statuses.empty() &&
                              each.statuses.back() == 202;
                     });
}

}  // namespace

Verdict PlayTakenIn(const Settings& settings) {
  Directed stage(settings, {kLookAfter, kPoll});
  sandbox::RunningGateway& gateway = stage.Add();
  std::vector<std::size_t> links(kRounds);
  std::generate(links.begin(), links.end(), [&] { return stage.OpenLink(); });
  AwaitSilence(stage);
  for (const std::size_t at : links) {
    const sandbox::Webhooks& webhooks = stage.world().GithubWebhooks();
    const std::size_t before = webhooks.Deliveries().size();
    stage.people().DeleteIssue(at);
    stage.Await("the webhook is taken",
                [&] { return WasTaken(webhooks, "issues.deleted", before); });
    stage.Restart(gateway);
    stage.Quiet();
  }
  return stage.Judged();
}

}  // namespace tandem::chaos
