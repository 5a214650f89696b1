#include "tests/sandbox/faults.h"

#include <utility>

namespace tandem::sandbox {
namespace {

bool MethodFits(const Fault& fault, const std::string& method) {
  if (fault.method == "WRITE") return method != "GET";
  return fault.method.empty() || fault.method == method;
}

}  // namespace

void Faults::Add(Fault fault) {
  std::regex path(fault.path);
  const std::lock_guard lock(mutex_);
  armed_.push_back({std::move(fault), std::move(path)});
}

void Faults::Decide(std::function<std::optional<Fault>(Service, const Call&)> decide) {
  const std::lock_guard lock(mutex_);
  decide_ = std::move(decide);
}

void Faults::Clear() {
  const std::lock_guard lock(mutex_);
  armed_.clear();
}

std::size_t Faults::Left() const {
  const std::lock_guard lock(mutex_);
  return armed_.size();
}

std::optional<Fault> Faults::Take(Service service, const Call& call) {
  const std::lock_guard lock(mutex_);
  for (auto armed = armed_.begin(); armed != armed_.end(); ++armed) {
    if (armed->fault.service != service || !MethodFits(armed->fault, call.method) ||
        !std::regex_search(call.path, armed->path))
      continue;
    if (armed->fault.skip > 0) {
      --armed->fault.skip;
      continue;
    }
    Fault taken = armed->fault;
    if (--armed->fault.times <= 0) armed_.erase(armed);
    return taken;
  }
  return decide_ ? decide_(service, call) : std::nullopt;
}

}  // namespace tandem::sandbox
