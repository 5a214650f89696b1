#include "gateway/planners.h"

#include "gateway/freshdesk_json.h"
#include "gateway/snapshot.h"
#include "gateway/worker_clients.h"

#include <utility>

namespace tandem {
namespace {

constexpr std::chrono::seconds kPatience{10};
// Shorter than a worker's: somebody waits for the answer, and so does a gateway that is to stop.
constexpr HttpLimits kLimits{std::chrono::milliseconds(2'000), std::chrono::milliseconds(5'000)};

}  // namespace

Result<std::chrono::steady_clock::time_point> OnlyReads(const HttpRequest& request) {
  if (request.method == "GET") return std::chrono::steady_clock::time_point::max();
  return Error{Remedy::kInvalid, "a preview writes nothing", {}};
}

struct Planners::Planner {
  explicit Planner(const WorkerShare& share)
      : clients(share, OnlyReads, kLimits),
        snapshot(clients.freshdesk, clients.github, share.store, share.directory, share.keys),
        preview(share.config, share.store, share.directory, clients.freshdesk, snapshot) {}

  WorkerClients clients;
  Snapshot snapshot;
  tandem::Preview preview;
};

// Gives the planner back when it goes out of scope.
class Planners::Borrowed {
 public:
  explicit Borrowed(Planners& planners) : planners_(planners), planner_(planners.Borrow()) {}
  ~Borrowed() {
    if (planner_ == nullptr) return;
    const std::lock_guard lock(planners_.mutex_);
    planners_.idle_.push_back(std::move(planner_));
    planners_.given_back_.notify_one();
  }
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;
  Planner* get() const { return planner_.get(); }

 private:
  Planners& planners_;
  std::unique_ptr<Planner> planner_;
};

Planners::Planners(const WorkerShare& share, int count) : share_(share) {
  for (int i = 0; i < count; ++i) idle_.push_back(std::make_unique<Planner>(share));
}

Planners::~Planners() = default;

std::unique_ptr<Planners::Planner> Planners::Borrow() {
  std::unique_lock lock(mutex_);
  if (!given_back_.wait_for(lock, kPatience, [this] { return !idle_.empty(); })) return nullptr;
  auto planner = std::move(idle_.back());
  idle_.pop_back();
  return planner;
}

Result<Previewed> Planners::Preview(TicketId ticket) {
  const Borrowed borrowed(*this);
  if (borrowed.get() != nullptr) return borrowed.get()->preview.Of(ticket);
  return Error{Remedy::kUnavailable, "other previews are being made: ask again", {}};
}

std::map<int, std::string> Planners::StatusNames() {
  const Borrowed borrowed(*this);
  if (borrowed.get() != nullptr) {
    auto fields = share_.directory.Fields(borrowed.get()->clients.freshdesk);
    if (fields.ok()) return std::move(fields->status_names);
  }
  return ReadTicketFieldsJson(Json()).status_names;
}

}  // namespace tandem
