#include "mappers/words.h"

#include "mappers/utf8.h"

#include <algorithm>

namespace tandem {

std::string_view Trimmed(std::string_view text, std::string_view around) {
  const auto first = text.find_first_not_of(around);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(around) - first + 1);
}

std::string Fold(std::string_view text) {
  std::string folded(Trimmed(text));
  for (char& c : folded) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return folded;
}

bool AreSame(std::string_view one, std::string_view other) {
  return EqualsIgnoringCase(Trimmed(one), Trimmed(other));
}

bool Holds(const std::vector<std::string>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& each) { return AreSame(each, name); });
}

std::string TimeForPeople(Time time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::minutes>(time - day));
  const auto two = [](auto number) {
    const auto value = static_cast<unsigned>(number);
    return std::string(value < 10 ? "0" : "") + std::to_string(value);
  };
  return std::to_string(static_cast<int>(date.year())) + "-" +
         two(static_cast<unsigned>(date.month())) + "-" + two(static_cast<unsigned>(date.day())) +
         " " + two(clock.hours().count()) + ":" + two(clock.minutes().count()) + " UTC";
}

}  // namespace tandem
