// A Freshdesk and a GitHub on loopback, stateful and over real HTTP, that send webhooks the way
// the real ones do, with everything that can go wrong on a switch. Thread-safe.
#pragma once

#include "tests/sandbox/clock.h"
#include "tests/sandbox/faults.h"
#include "tests/sandbox/freshdesk_service.h"
#include "tests/sandbox/github_service.h"
#include "tests/sandbox/journal.h"
#include "tests/sandbox/later.h"
#include "tests/sandbox/port.h"
#include "tests/sandbox/webhooks.h"

#include <chrono>
#include <functional>
#include <string>

namespace tandem::sandbox {

struct SandboxSettings {
  std::string freshdesk_key = "freshdesk-key";
  std::string freshdesk_secret = "freshdesk-secret";  // of the webhooks
  std::string github_token = "github-token";
  std::string github_secret = "github-secret";
  Login github_bot = "tandem-bot";     // who the token is
  std::int64_t key_agent = kBotAgent;  // whose the API key is; may be the steward's own
};

class Sandbox {
 public:
  using milliseconds = std::chrono::milliseconds;

  // Both services listen when this returns. A port that cannot be had shows as an empty URL.
  explicit Sandbox(const SandboxSettings& settings = {});
  ~Sandbox();
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  std::string FreshdeskUrl() const { return freshdesk_url_; }  // the account, without /api/v2
  std::string GithubUrl() const { return github_url_; }        // the API
  // Where webhooks go from now on: the gateway's base URL.
  void DeliverTo(const std::string& base_url);
  // For both services; each can be set alone by its own Webhooks.
  void Set(const WebhookFaults& faults);

  // True once there has been no call and no webhook, waiting or running, for `quiet`; false when
  // that does not come about within `deadline`.
  bool WaitForQuiet(milliseconds quiet, milliseconds deadline);
  // True once `condition` holds. It is asked again every few milliseconds.
  static bool WaitUntil(const std::function<bool()>& condition, milliseconds deadline);

  FreshdeskService& Freshdesk() { return freshdesk_; }
  GithubService& Github() { return github_; }
  Webhooks& FreshdeskWebhooks() { return freshdesk_webhooks_; }
  Webhooks& GithubWebhooks() { return github_webhooks_; }
  Faults& Failing() { return faults_; }
  const Journal& Log() const { return journal_; }
  Clock& Time() { return clock_; }

 private:
  // In this order, so that what is used by others goes last.
  Clock clock_;
  Journal journal_{clock_};
  Faults faults_;
  Webhooks freshdesk_webhooks_{journal_};
  Webhooks github_webhooks_{journal_};
  FreshdeskService freshdesk_{clock_, journal_, freshdesk_webhooks_};
  GithubService github_{clock_, github_webhooks_};
  Later late_;
  Port freshdesk_port_;
  Port github_port_;
  std::string freshdesk_url_;
  std::string github_url_;
};

}  // namespace tandem::sandbox
