#include "tests/simulator/shrink.h"

#include "tests/simulator/story.h"

#include <algorithm>
#include <numeric>

namespace tandem::simulator {
namespace {

std::vector<int> Without(const std::vector<int>& all, std::size_t from, std::size_t to) {
  std::vector<int> rest(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(from));
  rest.insert(rest.end(), all.begin() + static_cast<std::ptrdiff_t>(to), all.end());
  return rest;
}

// The case with only these of its deeds and, counted after them, of its faults.
Case Part(const Case& whole, const std::vector<int>& kept) {
  Case part{whole.seed, whole.number, {whole.script.plot, {}}, {}};
  const int deeds = static_cast<int>(whole.script.deeds.size());
  std::vector<int> of_deeds;
  for (const int each : kept) {
    if (each < deeds) {
      of_deeds.push_back(each);
    } else {
      part.faults.push_back(whole.faults.at(static_cast<std::size_t>(each - deeds)));
    }
  }
  part.script = Only(whole.script, of_deeds);
  return part;
}

bool Shows(const Case& part, Verdict verdict, Stage& stage) {
  const Told told = Tell(part.script, Weather(part.faults), stage);
  return std::any_of(told.judged.findings.begin(), told.judged.findings.end(),
                     [&](const Finding& each) { return each.verdict == verdict; });
}

}  // namespace

std::vector<int> Shortest(int count,
                          const std::function<bool(const std::vector<int>& kept)>& shows) {
  std::vector<int> kept(static_cast<std::size_t>(count));
  std::iota(kept.begin(), kept.end(), 0);
  std::size_t pieces = 2;
  while (!kept.empty()) {
    const std::size_t size = std::max<std::size_t>(1, (kept.size() + pieces - 1) / pieces);
    bool shorter = false;
    for (std::size_t from = 0; from < kept.size(); from += size) {
      const auto rest = Without(kept, from, std::min(from + size, kept.size()));
      if (!shows(rest)) continue;
      kept = rest;
      shorter = true;
      break;
    }
    if (shorter) {
      pieces = std::max<std::size_t>(2, pieces - 1);
    } else if (size == 1) {
      break;
    } else {
      pieces = std::min(kept.size(), pieces * 2);
    }
  }
  return kept;
}

Script Only(Script script, const std::vector<int>& deeds) {
  for (Deed& deed : script.deeds) {
    if (std::find(deeds.begin(), deeds.end(), deed.id) == deeds.end())
      deed.kind = DeedKind::kNothing;
  }
  return script;
}

Case Shrink(Case found, Verdict verdict, Stage& stage) {
  const int count = static_cast<int>(found.script.deeds.size() + found.faults.size());
  const auto kept = Shortest(count, [&](const std::vector<int>& part) {
    return Shows(Part(found, part), verdict, stage);
  });
  return Part(found, kept);
}

std::string Describe(const Case& found) {
  std::string words;
  std::string deeds;
  std::string faults;
  for (const Deed& deed : found.script.deeds) {
    if (deed.kind != DeedKind::kNothing) {
      words += "  " + InWords(deed) + "\n";
      deeds += (deeds.empty() ? "" : ",") + std::to_string(deed.id);
    }
    for (const Fault& fault : found.faults) {
      if (fault.after != deed.id) continue;
      words += "      " + NameOf(fault) + "\n";
      faults += (faults.empty() ? "" : ",") + NameOf(fault);
    }
  }
  return words + "  again: ./dev simulate --seed " + std::to_string(found.seed) + " --story " +
         std::to_string(found.number) + " --deeds " + deeds + " --given '" + faults + "'\n";
}

}  // namespace tandem::simulator
