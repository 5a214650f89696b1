// What shall go wrong with which call. Thread-safe.
#pragma once

#include "tests/sandbox/call.h"

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <regex>
#include <string>
#include <vector>

namespace tandem::sandbox {

// "Before" means that the call changes nothing, "after" that it has done all it was asked for.
enum class FaultKind {
  kStatusBefore,    // `status`, `body`
  kStatusAfter,     //
  kResetBefore,     // the connection is reset without an answer
  kResetAfter,      //
  kHangBefore,      // silence for `delay`, then a reset
  kHangAfter,       //
  kSlow,            // done, and answered truly, but only after `delay`
  kLate,            // reset at once; done `delay` later, when the caller has long given up
  kGarbage,         // done; the true status, but `body` instead of the answer
  kResetMidway,     // done; half of the answer, then a reset
  kDrip,            // done; the answer's body a byte every `delay`
  kEndlessHead,     // done; a head of 300 kB before the answer
  kHugeBody,        // done; a gigabyte instead of the answer, as fast as it is taken
  kClosedLater,     // done and answered; the idle connection is reset `delay` later
  kOtherPage,       // of a list: the page that is `page_shift` further
  kRateLimit,       // 429 with `retry_after`, nothing done
  kSecondaryLimit,  // GitHub's 403 with its message, and `retry_after` when given; nothing done
};

struct Fault {
  Service service = Service::kFreshdesk;
  std::string method{};  // empty: any; "WRITE": any but GET
  std::string path{};    // a regular expression that is searched in the decoded path
  FaultKind kind = FaultKind::kStatusBefore;
  int status = 500;
  std::string body = "<html><body><h1>Bad gateway</h1></body></html>";
  std::chrono::milliseconds delay{0};
  std::optional<int> retry_after{};  // seconds
  std::string location{};            // of a redirect: the whole address
  int page_shift = 0;
  int times = 1;  // how often; then the fault is spent
  int skip = 0;   // this many fitting calls go well first
};

class Faults {
 public:
  void Add(Fault fault);
  // Asked for each call that no added fault is for; an empty one ends that. Called with a lock
  // held: it must not come back here.
  void Decide(std::function<std::optional<Fault>(Service, const Call&)> decide);
  void Clear();  // those that were added
  // Faults that have not been spent yet.
  std::size_t Left() const;
  // The fault for this call, if any: the first that fits. Counts it.
  std::optional<Fault> Take(Service service, const Call& call);

 private:
  struct Armed {
    Fault fault{};
    std::regex path{};
  };
  mutable std::mutex mutex_;
  std::vector<Armed> armed_;
  std::function<std::optional<Fault>(Service, const Call&)> decide_{};
};

}  // namespace tandem::sandbox
