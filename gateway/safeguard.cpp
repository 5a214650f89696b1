#include "gateway/safeguard.h"

#ifdef TANDEM_CHAOS

#include <algorithm>
#include <cstdlib>

namespace tandem {
namespace {

// The one that is switched off; the end of the list when none is.
const NamedSafeguard* ReadMissing() {
  const char* const text = std::getenv("TANDEM_WITHOUT");  // NOLINT(concurrency-mt-unsafe)
  const std::string_view name = text == nullptr ? std::string_view() : std::string_view(text);
  return std::find_if(kSafeguards.begin(), kSafeguards.end(),
                      [&](const NamedSafeguard& each) { return each.name == name; });
}

}  // namespace

bool Has(Safeguard safeguard) {
  static const NamedSafeguard* const missing = ReadMissing();
  return missing == kSafeguards.end() || missing->safeguard != safeguard;
}

}  // namespace tandem

#endif
