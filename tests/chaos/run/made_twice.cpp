#include "tests/chaos/run/made_twice.h"

#include "gateway/time_text.h"

#include <map>
#include <regex>

namespace tandem::chaos {
namespace {

constexpr std::size_t kShown = 200;  // of what was sent

std::string At(sandbox::Moment moment) {
  const auto part = moment.time_since_epoch().count() % 1'000;
  return FormatTime(moment) + " + " + std::to_string(part) + " ms";
}

}  // namespace

std::vector<std::string> MadeTwice(const sandbox::Journal& journal) {
  static const std::regex marker("(<!-- tandem:|#tandem-)([0-9a-f]+)");
  std::map<std::string, sandbox::Moment> made;
  std::vector<std::string> twice;
  for (const sandbox::Write& write : journal.Writes()) {
    std::smatch found;
    if (write.method != "POST" || !write.applied || !std::regex_search(write.body, found, marker))
      continue;
    const auto [first, is_new] = made.try_emplace(found[2], write.at);
    if (!is_new)
      twice.push_back("made a second time: POST " + write.path + " at " + At(write.at) +
                      ", first at " + At(first->second) + ": " + write.body.substr(0, kShown));
  }
  return twice;
}

}  // namespace tandem::chaos
