// The brake as all gateways share it: links that vanish are counted, and when too many do within
// ten minutes nothing ends any more until that is confirmed. It shows as the parked key "brake",
// with its reason; an activity with what "parked" tells when it was put on. Thread-safe.
#pragma once

#include "gateway/key.h"
#include "gateway/queue.h"
#include "gateway/result.h"
#include "mappers/ids.h"
#include "mappers/plan.h"

#include <chrono>
#include <string>

namespace tandem {

// Under this key it is parked.
inline constexpr const char* kBrakeKey = "brake";

struct BrakeState {
  std::string reason{};         // in words; empty while it is off
  bool waits_for_link = false;  // that link is held by it, and not confirmed
};

class Brake {
 public:
  virtual ~Brake() = default;

  virtual Result<BrakeState> Read(IssueId link) = 0;

  enum class Look {
    kOnce,
    kWellTwice,  // it was held before, and the service passes its own check
  };
  // A link is about to end because a side of it is gone. Empty: go on, and it is counted. Else why
  // not: the brake is on, maybe since now. It holds the link until a look that is `kWellTwice`
  // comes `second_look` or more after the first, or a person lets go; with the last of them it
  // comes off. The lease is that of the link's lane; kConflict when it is lost, here and below.
  virtual Result<std::string> Vanishes(const Lease& lease, IssueId link, Vanishing vanishing,
                                       Look look, std::chrono::milliseconds second_look) = 0;
  // A link that it holds is whole again.
  virtual Status IsBack(const Lease& lease, IssueId link) = 0;

  // Whether a person has lately let this lane go on that a loop had parked ("parked retry").
  virtual Result<bool> WasLetGoOn(const Key& lane) = 0;
};

}  // namespace tandem
