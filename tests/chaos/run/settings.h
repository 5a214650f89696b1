// What a run of `./dev chaos` is to be. Values; safe everywhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace tandem::chaos {

// Something that hardly comes about by chance, and is brought about instead of all chance.
enum class Situation {
  kNone,
  kFrozen,   // see frozen.h
  kLate,     // see late.h
  kTakenIn,  // see taken_in.h
};

struct Settings {
  std::uint64_t seed = 1;
  std::size_t operations = 10'000;  // of people, on both sides
  std::size_t links = 200;
  std::size_t kills = 200;  // of the gateway and of its Redis, in turn
  double faults = 0.10;     // of the calls to the services; a third of them apply all the same
  double lost = 0.10;       // of the webhooks
  double repeated = 0.20;
  double reordered = 0.20;
  bool resent = false;       // a webhook that was not taken is sent again
  double applied = 1.0 / 3;  // of the faulty writes: the caller cannot know
  double late = 0.25;        // of these: applied only after the caller was reset
  // Of the calls: with this one a while begins in which its service refuses what it is asked.
  double refusals = 0.002;
  double missing = 0;      // of the reads of one ticket or issue: 404, though it is there
  bool is_public = false;  // the repository
  bool polls = true;       // the catch-up poll is on
  // After so many operations the gateway ends by a signal, as if by a fault of its own; 0: never.
  std::size_t crash_after = 0;
  Situation situation = Situation::kNone;
  std::chrono::milliseconds pace{20};  // between two operations
  std::string without{};               // a safeguard, see gateway/safeguard.h
  bool keep = false;                   // the folder, for somebody to look into
};

// The command that plays the same operations, faults and kills again.
std::string ReplayCommand(const Settings& settings);

}  // namespace tandem::chaos
