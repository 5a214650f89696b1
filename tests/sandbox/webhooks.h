// Sends the webhooks of one service to the gateway, and loses, repeats, reorders and delays them
// when told to. Thread-safe.
#pragma once

#include "tests/sandbox/journal.h"
#include "tests/sandbox/later.h"

#include <chrono>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace tandem::sandbox {

struct WebhookFaults {
  std::uint64_t seed = 1;
  double lose = 0;       // probability for each delivery
  double repeat = 0;     // probability for each delivery to be sent again,
  int repeat_count = 1;  // so many times more
  double reorder = 0;    // probability for each sending to come up to `reorder_within` later
  std::chrono::milliseconds reorder_within{300};
  std::chrono::milliseconds delay{0};  // of every sending
  bool lose_everything = false;
  // The answer to a call is held back until the webhooks that it caused have been delivered.
  bool before_answer = false;
};

struct Delivery {
  std::string event{};  // GitHub: "issues.opened"; Freshdesk: "{note_type:private}"
  std::string guid{};   // GitHub's X-GitHub-Delivery; empty for Freshdesk
  std::string path{};
  std::string body{};
  std::vector<std::pair<std::string, std::string>> headers{};
  bool lost = false;
  std::vector<int> statuses{};  // one for each attempt; 0 when there was no answer
};

class Webhooks {
 public:
  explicit Webhooks(Journal& journal);  // `journal` must outlive this
  ~Webhooks();

  // Where the gateway listens, "http://127.0.0.1:8080". What was sent before goes nowhere.
  void DeliverTo(std::string base_url);
  void Set(WebhookFaults faults);
  // Attempts after a failed one, each so long after the one before. None by default.
  void RetryAfter(std::vector<std::chrono::milliseconds> waits);

  void Send(Delivery delivery);
  // Sends a recorded delivery once more with its own GUID, as GitHub's "Redeliver" does.
  void Redeliver(std::size_t index);

  std::vector<Delivery> Deliveries() const;
  // Sendings that wait or run.
  std::size_t Pending() const { return later_.Pending(); }
  // For `before_answer`: waits until what is due has been delivered. At once when it is off.
  void HoldAnswer();
  void Stop();

 private:
  void Plan(std::size_t index, std::chrono::milliseconds wait, std::size_t attempt);
  void Attempt(std::size_t index, std::size_t attempt);
  bool Chance(double probability);

  Journal& journal_;
  mutable std::mutex mutex_;
  std::string base_url_;
  WebhookFaults faults_;
  std::vector<std::chrono::milliseconds> retries_;
  std::mt19937_64 random_{1};
  std::vector<Delivery> deliveries_;
  struct Sender;
  std::unique_ptr<Sender> sender_;  // used by later_'s thread alone
  Later later_;
};

}  // namespace tandem::sandbox
