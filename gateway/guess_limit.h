// Counts the wrong signatures of each address, so that guessing is told to slow down. Thread-safe.
#pragma once

#include "gateway/address_range.h"

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <string_view>
#include <utility>

namespace tandem {

class GuessLimit {
 public:
  using Time = std::chrono::steady_clock::time_point;
  enum class Verdict { kWithin, kTooMany };

  // Nobody within `exempt` is ever counted: many people share such an address.
  explicit GuessLimit(AddressRanges exempt) : exempt_(std::move(exempt)) {}

  // Counts one more wrong guess. More than 20 within a second are too many. An IPv6 address counts
  // with its neighbours of the same /64, which one person has at will.
  Verdict Count(std::string_view address, Time now);

 private:
  struct Guesses {
    Time since{};
    int count = 0;
  };

  const AddressRanges exempt_;
  std::mutex mutex_{};  // guards what follows
  std::map<IpAddress, Guesses> guesses_{};
  Guesses others_{};  // of all addresses that found no place
};

}  // namespace tandem
