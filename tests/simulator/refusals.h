// How a service says no, and what becomes of that on its way to the caller: as gateway/upstream.h
// has it, with the product's own budget. Not thread-safe: each line has its own.
#pragma once

#include "gateway/budget.h"
#include "gateway/result.h"
#include "tests/simulator/world.h"

namespace tandem::simulator {

// Whether the service answers with a status that means no.
bool IsRefusal(Fate fate);

class Refusals {
 public:
  // `world` must outlive this.
  Refusals(Service service, const World& world);

  // As before each call of the product's: an error while the service is to be left alone. Until it
  // first asks for that the budget has nothing to say, and asking it costs as much as the call.
  Status MayCall(tandem::CallKind kind) {
    return limited_ ? budget_.MayCall(kind) : Status(Done{});
  }
  // What the caller is told of that refusal.
  Error Refuse(const Fault& fault, tandem::CallKind kind);
  // The service did what it was asked.
  void Answered();

 private:
  HttpResponse TooMany(const Fault& fault) const;

  Budget budget_;
  const World& world_;
  bool limited_ = false;  // at least once
  bool refused_ = false;  // since the last answer
};

}  // namespace tandem::simulator
