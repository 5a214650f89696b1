// The catch-up poll: lists what changed since the last high-water mark and marks it, so that a
// change whose webhook was lost is found. Its listings are lanes of the queue like any other work,
// so one gateway polls at a time, and another goes on when it dies. Not thread-safe: each worker
// owns one.
#pragma once

#include "gateway/catch_up_listings.h"
#include "gateway/config.h"
#include "gateway/directory.h"
#include "gateway/freshdesk.h"
#include "gateway/github.h"
#include "gateway/metrics.h"
#include "gateway/queue.h"
#include "gateway/result.h"
#include "gateway/store.h"

#include <optional>
#include <string>
#include <vector>

namespace tandem {

class CatchUp {
 public:
  // All must outlive this.
  CatchUp(const Config& config, Queue& queue, Store& store, Freshdesk& freshdesk, Github& github,
          Directory& directory, Metrics& metrics);

  // The lanes of all listings that this configuration needs.
  static std::vector<Key> Lanes(const Config& config);
  static bool IsLane(const Key& lane);

  // Polls one listing to its end.
  Status Run(const Lease& lease);

 private:
  Status Poll(const Lease& lease, Listing& listing);
  Status MarkPage(const ListedPage& page, HighWater& mark);
  // The change's time, if its webhook could have come: this gateway was there when it happened.
  std::optional<Time> AnnounceableAt(Time changed_at) const;

  const Config& config_;
  Queue& queue_;
  Store& store_;
  Freshdesk& freshdesk_;
  Github& github_;
  Directory& directory_;
  Metrics& metrics_;
  std::optional<Time> started_{};  // when this first polled
};

}  // namespace tandem
