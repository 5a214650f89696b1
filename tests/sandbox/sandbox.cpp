#include "tests/sandbox/sandbox.h"

#include <thread>

namespace tandem::sandbox {
namespace {

std::string Url(int port) {
  return port == 0 ? std::string() : "http://127.0.0.1:" + std::to_string(port);
}

}  // namespace

Sandbox::Sandbox(const SandboxSettings& settings)
    : freshdesk_port_(Service::kFreshdesk, "/api/v2",
                      [this](const Call& call) { return freshdesk_.Handle(call); },
                      {faults_, journal_, freshdesk_webhooks_, late_}),
      github_port_(Service::kGithub, "", [this](const Call& call) { return github_.Handle(call); },
                   {faults_, journal_, github_webhooks_, late_}),
      freshdesk_url_(Url(freshdesk_port_.Start())),
      github_url_(Url(github_port_.Start())) {
  freshdesk_.SignWith(settings.freshdesk_secret);
  freshdesk_.Configure([&](FreshdeskState& state) {
    state.base_url = freshdesk_url_;
    state.key = settings.freshdesk_key;
    state.key_agent = settings.key_agent;
  });
  github_.SignWith(settings.github_secret);
  github_.Configure([&](GithubState& state) {
    state.api_url = github_url_;
    state.token = settings.github_token;
    auto& associations = FindRepository(state, kRepository)->associations;
    associations.erase(state.bot);
    state.bot = settings.github_bot;
    associations[state.bot] = "COLLABORATOR";
  });
}

// First nothing new may come, then nothing may be under way.
Sandbox::~Sandbox() {
  late_.Stop();
  freshdesk_port_.Stop();
  github_port_.Stop();
  freshdesk_webhooks_.Stop();
  github_webhooks_.Stop();
}

void Sandbox::DeliverTo(const std::string& base_url) {
  freshdesk_webhooks_.DeliverTo(base_url);
  github_webhooks_.DeliverTo(base_url);
}

void Sandbox::Set(const WebhookFaults& faults) {
  freshdesk_webhooks_.Set(faults);
  github_webhooks_.Set(faults);
}

bool Sandbox::WaitUntil(const std::function<bool()>& condition, milliseconds deadline) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(milliseconds(3));
  }
  return true;
}

bool Sandbox::WaitForQuiet(milliseconds quiet, milliseconds deadline) {
  return WaitUntil(
      [&] {
        const bool idle = freshdesk_webhooks_.Pending() == 0 && github_webhooks_.Pending() == 0 &&
                          late_.Pending() == 0;
        return idle && journal_.QuietFor() >= quiet;
      },
      deadline);
}

}  // namespace tandem::sandbox
