// Those who preview: a few readers with connections of their own, borrowed one question at a time,
// so that no worker is kept from its work and no service from its patience. Thread-safe.
#pragma once

#include "gateway/http.h"
#include "gateway/preview.h"
#include "gateway/result.h"
#include "gateway/worker.h"
#include "mappers/ids.h"

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace tandem {

// What a planner's connections may send: kInvalid for all but a GET, whatever a plan asks for.
Result<std::chrono::steady_clock::time_point> OnlyReads(const HttpRequest& request);

class Planners {
 public:
  // `share` must outlive this.
  Planners(const WorkerShare& share, int count);
  ~Planners();
  Planners(const Planners&) = delete;
  Planners& operator=(const Planners&) = delete;

  // As Preview::Of; kUnavailable when all are busy for long.
  Result<Previewed> Preview(TicketId ticket);
  // What agents call each status: 2 is "Open". Only Freshdesk's own four while the account's are
  // not known.
  std::map<int, std::string> StatusNames();

 private:
  struct Planner;
  class Borrowed;
  std::unique_ptr<Planner> Borrow();

  const WorkerShare& share_;
  std::mutex mutex_;
  std::condition_variable given_back_;
  std::vector<std::unique_ptr<Planner>> idle_;
};

}  // namespace tandem
