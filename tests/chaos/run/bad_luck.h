// What goes wrong with the calls of a run, by the dice. Thread-safe.
#pragma once

#include "tests/chaos/run/dice.h"
#include "tests/chaos/run/settings.h"
#include "tests/sandbox/sandbox.h"

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace tandem::chaos {

class BadLuck {
 public:
  // The longest that something is applied after its caller was reset.
  static constexpr std::chrono::milliseconds kLatest{250};

  // Begins at once. `world` must outlive this.
  BadLuck(sandbox::Sandbox& world, const Settings& settings);
  ~BadLuck();
  BadLuck(const BadLuck&) = delete;
  BadLuck& operator=(const BadLuck&) = delete;

  // Nothing is refused any more: what a person had to mend is mended.
  void EndRefusals();
  // Nothing goes wrong any more, and every webhook comes.
  void End();
  // How often both a ticket and its issue have been read without a fault.
  std::size_t Looks(std::int64_t ticket, std::int64_t issue);
  std::size_t faults() const { return faults_; }
  std::size_t applied() const { return applied_; }  // of them, though nobody was told
  std::size_t refused() const { return refused_; }  // calls that were answered 4xx, done nothing

 private:
  std::optional<sandbox::Fault> Decide(sandbox::Service service, const sandbox::Call& call);
  std::optional<sandbox::Fault> Miss(const sandbox::Call& call);
  std::optional<sandbox::Fault> Deny(sandbox::Service service, const sandbox::Call& call);
  sandbox::Fault Refuse();
  sandbox::Fault ApplyUnseen();

  sandbox::Sandbox& world_;
  const Settings& settings_;
  std::mutex mutex_;
  Dice dice_;
  std::map<std::string, std::chrono::steady_clock::time_point> missed_{};  // by path
  std::map<std::string, std::size_t> read_{};  // by the last parts of the path
  // The while in which a service refuses: how, and how many calls more.
  struct Denial {
    sandbox::Fault fault{};
    std::size_t left = 0;
  };
  std::map<sandbox::Service, Denial> denials_{};
  bool denies_ = true;
  std::atomic<std::size_t> faults_{0};
  std::atomic<std::size_t> refused_{0};
  std::atomic<std::size_t> applied_{0};
};

}  // namespace tandem::chaos
