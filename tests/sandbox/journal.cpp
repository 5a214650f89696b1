#include "tests/sandbox/journal.h"

#include <algorithm>
#include <utility>

namespace tandem::sandbox {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

std::string Said(const Call& call) {
  std::string said = call.target + "\n";
  for (const auto& [name, value] : call.headers)
    said.append(name).append(": ").append(value).append("\n");
  return said + "\n" + call.body;
}

}  // namespace

Journal::Journal(Clock& clock) : clock_(clock), last_(steady_clock::now()) {}

std::size_t Journal::Begin(Service service, const Call& call) {
  const std::lock_guard lock(mutex_);
  const auto at = clock_.Now();
  calls_.push_back({service, call.method, call.path, PathShape(call), at, 0, Said(call)});
  write_of_call_.push_back(call.method == "GET" ? kNoWrite : writes_.size());
  if (call.method != "GET")
    writes_.push_back({service, call.method, call.path, call.body, at, false, 0});
  ++in_flight_;
  return calls_.size() - 1;
}

void Journal::Applied(std::size_t id) {
  const std::lock_guard lock(mutex_);
  if (write_of_call_[id] != kNoWrite) writes_[write_of_call_[id]].applied = true;
  last_ = steady_clock::now();
}

void Journal::Answered(std::size_t id, int status) {
  const std::lock_guard lock(mutex_);
  calls_[id].status = status;
  if (write_of_call_[id] != kNoWrite) writes_[write_of_call_[id]].status = status;
}

void Journal::End() {
  const std::lock_guard lock(mutex_);
  --in_flight_;
  last_ = steady_clock::now();
}

void Journal::Touch() {
  const std::lock_guard lock(mutex_);
  last_ = steady_clock::now();
}

void Journal::Violate(std::string what) {
  const std::lock_guard lock(mutex_);
  violations_.push_back(std::move(what));
}

std::vector<CallSeen> Journal::Calls() const {
  const std::lock_guard lock(mutex_);
  return calls_;
}

std::vector<Write> Journal::Writes() const {
  const std::lock_guard lock(mutex_);
  return writes_;
}

std::vector<std::string> Journal::Violations() const {
  const std::lock_guard lock(mutex_);
  return violations_;
}

std::size_t Journal::CountCalls() const {
  const std::lock_guard lock(mutex_);
  return calls_.size();
}

std::size_t Journal::CountWrites() const {
  const std::lock_guard lock(mutex_);
  return writes_.size();
}

std::size_t Journal::Count(Service service, const std::string& method,
                           const std::string& shape) const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::ranges::count_if(calls_, [&](const CallSeen& call) {
    return call.service == service && (method.empty() || call.method == method) &&
           (shape.empty() || call.shape == shape);
  }));
}

milliseconds Journal::QuietFor() const {
  const std::lock_guard lock(mutex_);
  if (in_flight_ > 0) return milliseconds(0);
  return std::chrono::duration_cast<milliseconds>(steady_clock::now() - last_);
}

}  // namespace tandem::sandbox
