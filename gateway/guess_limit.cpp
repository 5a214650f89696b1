#include "gateway/guess_limit.h"

#include <algorithm>

namespace tandem {
namespace {

constexpr int kAllowed = 20;
constexpr std::chrono::seconds kWindow{1};
constexpr std::size_t kMostAddresses = 4'096;  // about 400 KiB

bool IsV4(const IpAddress& address) {
  return address[10] == 0xff && address[11] == 0xff &&
         std::all_of(address.begin(), address.begin() + 10,
                     [](unsigned char byte) { return byte == 0; });
}

}  // namespace

GuessLimit::Verdict GuessLimit::Count(std::string_view address, Time now) {
  if (exempt_.Contain(address)) return Verdict::kWithin;
  IpAddress key = ReadIpAddress(address).value_or(IpAddress{});
  if (!IsV4(key)) std::fill(key.begin() + 8, key.end(), static_cast<unsigned char>(0));

  const std::lock_guard lock(mutex_);
  const auto is_over = [&](const Guesses& guesses) { return now - guesses.since >= kWindow; };
  if (guesses_.size() >= kMostAddresses && !guesses_.contains(key)) {
    std::erase_if(guesses_, [&](const auto& entry) { return is_over(entry.second); });
  }
  const bool has_place = guesses_.size() < kMostAddresses || guesses_.contains(key);
  Guesses& guesses = has_place ? guesses_[key] : others_;
  if (is_over(guesses)) guesses = {now, 0};
  return ++guesses.count > kAllowed ? Verdict::kTooMany : Verdict::kWithin;
}

}  // namespace tandem
