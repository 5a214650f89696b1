#include "gateway/guess_limit.h"

namespace tandem {
namespace {

constexpr int kAllowed = 20;
constexpr std::chrono::seconds kWindow{1};
constexpr std::size_t kMostAddresses = 4'096;  // about 400 KiB

}  // namespace

GuessLimit::Verdict GuessLimit::Count(std::string_view address, Time now) {
  if (exempt_.Contain(address)) return Verdict::kWithin;
  const IpAddress key = HolderOf(address);

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
