#include "gateway/api_waiting.h"

#include "gateway/text_table.h"

#include <algorithm>
#include <ostream>
#include <thread>

namespace tandem {
namespace {

constexpr std::chrono::seconds kLongest{60};
constexpr std::chrono::milliseconds kPause{150};

// The entries that came after the one that accepted the delivery. A ticket that was unlinked
// meanwhile has another lane's entries: of these only what the delivery itself led to counts.
std::vector<Json> Since(const Json& activity, const std::string& delivery) {
  std::vector<Json> since;
  bool found = false;
  for (const Json& entry : activity.Items()) {  // newest first
    const bool accepted = entry["what"].StringOr("") == "accepted";
    found = accepted && entry["delivery"].StringOr("") == delivery;
    if (found) break;
    if (!accepted) since.push_back(entry);
  }
  if (!found) {
    std::erase_if(since,
                  [&](const Json& entry) { return entry["delivery"].StringOr("") != delivery; });
  }
  std::reverse(since.begin(), since.end());
  return since;
}

}  // namespace

Result<WorkedOff> WaitFor(const ApiClient& api, std::int64_t ticket, const std::string& delivery) {
  const auto end = std::chrono::steady_clock::now() + kLongest;
  while (true) {
    TRY_ASSIGN(const Json now, api.Ask("GET", "/api/sync/" + std::to_string(ticket)));
    const auto state = WorkStateNamed(now["state"].StringOr(""));
    if (!state) return Error{Remedy::kInvalid, "the gateway is of another version", {}};
    if (*state != WorkState::kPending || std::chrono::steady_clock::now() >= end)
      return WorkedOff{{*state, now["reason"].StringOr("")}, Since(now["activity"], delivery)};
    std::this_thread::sleep_for(kPause);
  }
}

int TellWork(const WorkedOff& work, std::int64_t ticket, const Console& console) {
  for (const Json& entry : work.activity) {
    console.out << Printable("  " + entry["what"].StringOr("") + ": " +
                             entry["detail"].StringOr(""))
                << "\n";
  }
  const std::string name = "ticket " + std::to_string(ticket);
  switch (work.standing.state) {
    case WorkState::kInStep:
      console.out << name << ": done\n";
      return kExitDone;
    case WorkState::kPending:
      console.error << "tandem: " << name
                    << " is still being worked on; \"tandem activity\" shows how it goes on\n";
      return kExitFailed;
    case WorkState::kHeld:
    case WorkState::kParked:
      break;
  }
  const bool parked = work.standing.state == WorkState::kParked;
  console.error << "tandem: " << name << (parked ? " is parked: " : " is held, and tried again: ")
                << Printable(work.standing.reason) << "\n";
  return kExitFailed;
}

int TellError(const Error& error, const Console& console) {
  console.error << "tandem: " << Printable(error.message) << "\n";
  return kExitFailed;
}

}  // namespace tandem
