#include "gateway/config_values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

namespace tandem {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kLettersAndDigits =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
constexpr std::int64_t kLeastSize = std::int64_t{64} * 1024;
constexpr std::int64_t kLargestSize = std::int64_t{25} * 1024 * 1024;
constexpr std::size_t kLongestTag = 32;
constexpr std::size_t kLongestOwner = 39;
constexpr std::size_t kLongestRepositoryName = 100;

struct Unit {
  std::string_view name{};
  std::int64_t factor = 1;
};
constexpr auto kDurations =
    std::to_array<Unit>({{"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}});
constexpr auto kSizes =
    std::to_array<Unit>({{"B", 1}, {"KiB", 1024}, {"MiB", std::int64_t{1024} * 1024}});

Error Must(std::string what) {
  return {Remedy::kInvalid, "must be " + std::move(what), {}};
}

// Digits and a unit, as a multiple of the smallest; nothing when it is something else. What is too
// large for its type becomes the largest value, which is out of every range.
std::optional<std::int64_t> Measure(std::string_view text, std::span<const Unit> units) {
  const auto end = std::min(text.find_first_not_of(kDigits), text.size());
  if (end == 0) return std::nullopt;
  for (const Unit& unit : units) {
    if (text.substr(end) != unit.name) continue;
    std::int64_t number = 0;
    const auto result = std::from_chars(text.data(), text.data() + end, number);
    if (result.ec != std::errc() || number > INT64_MAX / unit.factor) return INT64_MAX;
    return number * unit.factor;
  }
  return std::nullopt;
}

bool Only(std::string_view text, std::string_view allowed, std::string_view more) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return allowed.find(c) != std::string_view::npos || more.find(c) != std::string_view::npos;
  });
}

std::size_t Characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

bool IsTrimmedLine(std::string_view text) {
  return !text.empty() && text.front() != ' ' && text.back() != ' ' &&
         std::none_of(text.begin(), text.end(),
                      [](unsigned char c) { return c < ' ' || c == 0x7F; });
}

}  // namespace

std::string Folded(std::string_view text) {
  std::string folded(text);
  for (char& c : folded) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return folded;
}

Result<milliseconds> ParseDuration(std::string_view text, milliseconds least, milliseconds most) {
  const auto value = Measure(text, kDurations);
  if (!value) {
    return Must(R"(a whole number with a unit (ms, s, m or h), such as "250ms" or "5m")");
  }
  if (*value < least.count() || *value > most.count()) {
    return Must("from " + ShowDuration(least) + " to " + ShowDuration(most));
  }
  return milliseconds(*value);
}

std::string ShowDuration(milliseconds duration) {
  for (const Unit& unit : kDurations) {
    if (duration.count() % unit.factor == 0 && duration.count() != 0) {
      return std::to_string(duration.count() / unit.factor).append(unit.name);
    }
  }
  return "0ms";
}

Result<std::size_t> ParseSize(std::string_view text) {
  const auto value = Measure(text, kSizes);
  if (!value || *value < kLeastSize || *value > kLargestSize) {
    return Must("a size from 64KiB to 25MiB, such as \"2MiB\" (units: B, KiB, MiB)");
  }
  return static_cast<std::size_t>(*value);
}

Result<std::string> ParseRepository(std::string_view text) {
  const auto slash = text.find('/');
  const auto owner = text.substr(0, slash);
  const auto name = slash == std::string_view::npos ? "" : text.substr(slash + 1);
  const bool good = !owner.empty() && owner.size() <= kLongestOwner &&
                    Only(owner, kLettersAndDigits, "-_") && !name.empty() &&
                    name.size() <= kLongestRepositoryName && Only(name, kLettersAndDigits, "-_.") &&
                    name != "." && name != "..";
  if (!good) return Must(R"("owner/name", such as "acme/infrastructure")");
  return std::string(text);
}

Result<std::string> ParseTag(std::string_view text) {
  if (!IsTrimmedLine(text) || text.find(',') != std::string_view::npos ||
      Characters(text) > kLongestTag) {
    return Must("a ticket tag: 1 to 32 characters, no comma, no space at its ends");
  }
  return std::string(text);
}

Result<std::string> ParseLogin(std::string_view text) {
  if (text.empty() || !Only(text, kLettersAndDigits, "-_")) {
    return Must("a GitHub login: letters, digits, - and _, without \"@\"");
  }
  return std::string(text);
}

Result<std::string> ParseMail(std::string_view text) {
  const auto at = text.find('@');
  const bool good = IsTrimmedLine(text) && text.find(' ') == std::string_view::npos &&
                    at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
                    text.find('@', at + 1) == std::string_view::npos;
  if (!good) return Must("a mail address, such as \"alice@acme.org\"");
  return std::string(text);
}

Result<std::string> ParseLine(std::string_view text) {
  if (!IsTrimmedLine(text)) {
    return Must("one line without control characters and without a space at its ends");
  }
  return std::string(text);
}

Result<Secret> ParseSecret(std::string_view text) {
  TRY_ASSIGN(std::string line, ParseLine(text));
  return Secret(std::move(line));
}

}  // namespace tandem
