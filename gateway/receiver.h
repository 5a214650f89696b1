// The two webhooks: authenticates a delivery, finds the key that it is about, hands it to the queue
// and answers. Calls neither Freshdesk nor GitHub. Thread-safe, as far as its Intake is.
#pragma once

#include "gateway/address_range.h"
#include "gateway/guess_limit.h"
#include "gateway/intake.h"
#include "gateway/result.h"
#include "gateway/router.h"
#include "gateway/secret.h"
#include "gateway/server_request.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem {

struct GithubHint;

// How a delivery was received. The names are those of the metric's label.
enum class Reception {
  kAccepted,
  kDuplicate,
  kIgnored,
  kParked,
  kUnauthorized,  // also those that are told to slow down
  kRefused,       // 4xx for another reason
  kUnavailable,   // the store is away
};
std::string_view ReceptionName(Reception reception);

// One line for the log and one count for the metrics.
struct ReceptionReport {
  std::string source{};  // "github", "freshdesk"
  Reception reception{};
  std::string delivery{};  // empty when there is none
  std::string key{};       // the same
  std::string event{};     // the same
  std::string detail{};    // why, unless accepted; never a text of the payload
};

struct WatchedRule {  // an enabled rule
  std::string tag{};
  std::string repository{};  // "owner/name"
};

struct ReceiverSettings {
  std::vector<Secret> github_secrets{};
  std::vector<Secret> freshdesk_secrets{};
  std::vector<WatchedRule> rules{};
  AddressRanges trusted_proxies{};
  std::function<std::chrono::steady_clock::time_point()> now{std::chrono::steady_clock::now};
  std::function<void(const ReceptionReport&)> report{};  // may be absent; called by many threads
};

class Receiver {
 public:
  Receiver(ReceiverSettings settings, Intake intake);

  // POST /webhooks/github, /webhooks/freshdesk and /webhooks/freshdesk/{ticket}. This must outlive
  // the router.
  void AddRoutes(Router& router);

  ServerResponse OnGithub(const ServerRequest& request);
  // `segment`: what the path says after /webhooks/freshdesk/, perhaps nothing. Also takes requests
  // that the server refused: an authentic one is answered 202, for Freshdesk mails its admins
  // about any other answer. One that is not authentic is answered 401, whatever its body.
  ServerResponse OnFreshdesk(const ServerRequest& request, std::string_view segment);

 private:
  ServerResponse RefuseStranger(const ServerRequest& request, ReceptionReport report,
                                std::string_view detail);
  ServerResponse Refuse(int status, std::string_view detail, ReceptionReport report);
  ServerResponse OnHint(const GithubHint& hint, ReceptionReport report);
  Result<std::optional<std::string>> RepositoryOf(const GithubHint& hint);
  ServerResponse Park(const UnreadableDelivery& delivery, ReceptionReport report);
  ServerResponse StoreIsAway(const Error& error, ReceptionReport report);
  ServerResponse Ignore(std::string_view why, ReceptionReport report);
  void Report(ReceptionReport report, Reception reception, std::string_view detail = {});

  const ReceiverSettings settings_;
  const Intake intake_;
  std::vector<std::string> tags_{};
  GuessLimit guesses_;
};

}  // namespace tandem
