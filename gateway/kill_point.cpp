#include "gateway/kill_point.h"

#ifdef TANDEM_CHAOS

#include <algorithm>
#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <unistd.h>

namespace tandem {
namespace {

struct Order {
  KillPoint point{};
  int pass = 0;  // the first is 1
  int signal = SIGKILL;
};

// "after-claim:2"; nothing when it is absent or names no moment.
std::optional<Order> ReadOrder(const char* variable, int signal) {
  const char* const text = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe): nobody sets it
  if (text == nullptr) return std::nullopt;
  const std::string_view order(text);
  const auto colon = order.find(':');
  const auto named =
      std::find_if(kKillPoints.begin(), kKillPoints.end(),
                   [&](const NamedKillPoint& each) { return each.name == order.substr(0, colon); });
  if (named == kKillPoints.end()) return std::nullopt;
  Order read{named->point, 1, signal};
  if (colon != std::string_view::npos)
    std::from_chars(order.data() + colon + 1, order.data() + order.size(), read.pass);
  return read;
}

// Passes count from when the file is there, so that a test can let the program come to rest first.
bool IsArmed() {
  static const char* const file =
      std::getenv("TANDEM_CRASH_WHEN");  // NOLINT(concurrency-mt-unsafe)
  return file == nullptr || ::access(file, F_OK) == 0;
}

void Obey(const std::optional<Order>& order, KillPoint here, std::atomic<int>& passes) {
  if (!order || order->point != here || !IsArmed() || ++passes != order->pass) return;
  std::raise(order->signal);
}

}  // namespace

void MayDie(KillPoint here) {
  static const auto crash = ReadOrder("TANDEM_CRASH", SIGKILL);
  static const auto freeze = ReadOrder("TANDEM_FREEZE", SIGSTOP);
  static std::atomic<int> crash_passes{0};
  static std::atomic<int> freeze_passes{0};
  Obey(crash, here, crash_passes);
  Obey(freeze, here, freeze_passes);
}

}  // namespace tandem

#endif
