#include "tests/simulator/script.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace tandem::simulator {
namespace {

constexpr std::array<std::pair<Fate, std::string_view>, 17> kFates = {{
    {Fate::kAway, "away"},
    {Fate::kLost, "lost"},
    {Fate::kAnswerLost, "answer_lost"},
    {Fate::kLate, "late"},
    {Fate::kStale, "stale"},
    {Fate::kCrashBefore, "crash_before"},
    {Fate::kCrashAfter, "crash_after"},
    {Fate::kFreeze, "freeze"},
    {Fate::kTwice, "twice"},
    {Fate::kUnauthorized, "401"},
    {Fate::kForbidden, "403"},
    {Fate::kNotFound, "404"},
    {Fate::kUnprocessable, "422"},
    {Fate::kTooMany, "429"},
    {Fate::kBroken, "503"},
    {Fate::kClockAhead, "clock_ahead"},
    {Fate::kClockBehind, "clock_behind"},
}};

std::optional<int> ReadNumber(std::string_view text) {
  int number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

constexpr std::array<std::string_view, 34> kDeedNames = {"nothing",
                                                         "a ticket comes",
                                                         "note",
                                                         "reply",
                                                         "status",
                                                         "tag",
                                                         "other tag",
                                                         "priority",
                                                         "/issue",
                                                         "/unlink",
                                                         "/sync",
                                                         "comment",
                                                         "state",
                                                         "label",
                                                         "other label",
                                                         "priority label",
                                                         "assign",
                                                         "/ticket",
                                                         "/unticket",
                                                         "edit",
                                                         "delete",
                                                         "edit the copy",
                                                         "delete the copy",
                                                         "lock",
                                                         "trash",
                                                         "spam",
                                                         "merge",
                                                         "delete the issue",
                                                         "transfer",
                                                         "archive",
                                                         "backup of the store",
                                                         "store rolled back",
                                                         "store wiped",
                                                         ""};

}  // namespace

int DeedsIn(const Script& script) {
  return static_cast<int>(
      std::count_if(script.deeds.begin(), script.deeds.end(), [](const Deed& deed) {
        return deed.kind != DeedKind::kNothing && deed.kind < DeedKind::kBackup;
      }));
}

std::string NameOf(const Fault& fault) {
  const auto named = std::find_if(kFates.begin(), kFates.end(),
                                  [&](const auto& each) { return each.first == fault.fate; });
  std::string name = std::to_string(fault.after) + "." + std::to_string(fault.call) + "=";
  if (named != kFates.end()) name += named->second;
  if (fault.amount.count() > 0) name += ":" + std::to_string(fault.amount.count());
  return name;
}

std::optional<Fault> FaultNamed(std::string_view text) {
  const auto dot = text.find('.');
  const auto is = text.find('=');
  if (dot == std::string_view::npos || is == std::string_view::npos || is < dot)
    return std::nullopt;
  const auto colon = std::min(text.find(':'), text.size());
  const auto after = ReadNumber(text.substr(0, dot));
  const auto call = ReadNumber(text.substr(dot + 1, is - dot - 1));
  const auto named = std::find_if(kFates.begin(), kFates.end(), [&](const auto& each) {
    return each.second == text.substr(is + 1, colon - is - 1);
  });
  const auto amount = colon == text.size() ? 0 : ReadNumber(text.substr(colon + 1));
  if (!after || !call || !amount || named == kFates.end()) return std::nullopt;
  return Fault{*after, *call, named->first, milliseconds(*amount)};
}

std::string InWords(const Deed& deed) {
  const auto tenths = deed.at.count() / 100;
  return "[" + std::to_string(deed.id) + "] " + std::to_string(tenths / 10) + "." +
         std::to_string(tenths % 10) + "s  " +
         (deed.ticket > 0 ? "ticket " + std::to_string(deed.ticket) + ": " : "") +
         std::string(kDeedNames.at(static_cast<std::size_t>(deed.kind))) + ", about " +
         std::to_string(deed.about) + ", value " + std::to_string(deed.value);
}

}  // namespace tandem::simulator
