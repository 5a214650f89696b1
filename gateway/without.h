// What is different where a safeguard is switched off, see gateway/safeguard.h. In builds for
// people all of these give back what they are given. Thread-safe.
#pragma once

#include "gateway/config.h"
#include "gateway/queue.h"
#include "gateway/safeguard.h"
#include "mappers/link.h"

#include <string>
#include <utility>

namespace tandem {

#ifdef TANDEM_CHAOS

// The waits, the polls and the levels of publishing that go with a safeguard.
Config Weakened(Config config);
// Lua between what all scripts share and what is each script's own: fencing, lanes.
std::string WeakenedScripts();
// What is recorded right before something is sent: intents and attempts.
Link WeakenedIntents(const Link& before, Link sending);
// Answers first and marks a moment later.
Result<Accepted> TakeIn(Queue& queue, const Delivery& delivery);

#else

inline Config Weakened(Config config) {
  return config;
}
inline std::string WeakenedScripts() {
  return {};
}
inline Link WeakenedIntents(const Link& /*before*/, Link sending) {
  return sending;
}
inline Result<Accepted> TakeIn(Queue& queue, const Delivery& delivery) {
  return queue.Accept(delivery);
}

#endif

}  // namespace tandem
