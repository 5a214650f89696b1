#include "tests/chaos/run/directed.h"

#include "tests/chaos/run/judge.h"
#include "tests/chaos/run/view.h"
#include "tests/free_port.h"
#include "tests/places.h"

#include <algorithm>

namespace tandem::chaos {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

std::string Text(milliseconds time) {
  return std::to_string(time.count()) + "ms";
}

Json Configured(const sandbox::Sandbox& world, const RedisProcess& redis, const Waits& waits) {
  Json configuration = sandbox::TestConfiguration(world, "unused", FreePort());
  Json retry = configuration["retry"];
  retry.Set("look_after", Text(waits.look_after));
  configuration.Set("retry", retry)
      .Set("catch_up", Text(waits.catch_up))
      .Set("redis", "unix://" + redis.socket())
      .Set("secret", "a secret of forty characters, for all of them")
      .Set("admin_token", "an admin token of forty characters at least");
  return configuration;
}

}  // namespace

Directed::Directed(const Settings& settings, Waits waits)
    : settings_(settings),
      waits_(waits),
      people_(world_, settings, milliseconds(0), [](const Linked&) { return std::size_t{0}; }) {
  const std::vector<milliseconds> again(100, milliseconds(100));
  world_.FreshdeskWebhooks().RetryAfter(again);
  world_.GithubWebhooks().RetryAfter(again);
}

sandbox::RunningGateway& Directed::Add(std::vector<std::string> environment) {
  Member& member = members_.emplace_back();
  member.launch.environment = std::move(environment);
  if (!settings_.without.empty())
    member.launch.environment.push_back("TANDEM_WITHOUT=" + settings_.without);
  member.gateway =
      std::make_unique<sandbox::RunningGateway>(TANDEM_BINARY, member.folder.path().string(),
                                                Configured(world_, redis_, waits_), member.launch);
  if (!member.gateway->IsRunning()) Miss("a gateway does not start");
  world_.DeliverTo(member.gateway->url());
  return *member.gateway;
}

void Directed::Restart(sandbox::RunningGateway& gateway) {
  const auto member = std::find_if(members_.begin(), members_.end(), [&](const Member& each) {
    return each.gateway.get() == &gateway;
  });
  gateway.Kill();
  if (!gateway.Start(member->launch)) Miss("the gateway does not start again");
}

std::size_t Directed::OpenLink() {
  people_.OpenTicket();
  const std::size_t at = people_.ledger().links.size() - 1;
  Linked& link = people_.ledger().links.back();
  Await("a ticket and its issue are linked", [&] {
    people_.Meet(link);
    return link.in_step;
  });
  Quiet();
  return at;
}

void Directed::Quiet() {
  const sandbox::RunningGateway& gateway = *members_.back().gateway;
  Await(
      "it comes to rest",
      [&] { return world_.WaitForQuiet(milliseconds(500), seconds(1)) && gateway.IsIdle(); },
      seconds(60));
}

bool Directed::Await(const std::string& what, const std::function<bool()>& holds,
                     milliseconds longest) {
  const bool came = sandbox::Sandbox::WaitUntil(holds, longest);
  if (!came) Miss(what);
  return came;
}

Verdict Directed::Judged() {
  Verdict verdict;
  verdict.missed = missed_;
  verdict.differences = Judge(world_, people_.ledger());
  for (const Member& member : members_) {
    member.gateway->Stop();
    for (std::string& crash : member.gateway->Crashes())
      verdict.crashes.push_back(std::move(crash));
  }
  return verdict;
}

}  // namespace tandem::chaos
