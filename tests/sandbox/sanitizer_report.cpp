#include "tests/sandbox/sanitizer_report.h"

#include <algorithm>
#include <array>
#include <fstream>

namespace tandem::sandbox {
namespace {

constexpr std::size_t kMost = 4'000;

// What `./dev sanitize` looks for in the output of the tests.
constexpr std::array kMarks{"ERROR: AddressSanitizer", "ERROR: LeakSanitizer",
                            "WARNING: ThreadSanitizer", "runtime error:"};

bool BeginsReport(const std::string& line) {
  return std::any_of(kMarks.begin(), kMarks.end(),
                     [&](const char* mark) { return line.find(mark) != std::string::npos; });
}

}  // namespace

std::string SanitizerReport(const std::string& log) {
  std::ifstream file(log);
  std::string report;
  for (std::string line; report.size() < kMost && std::getline(file, line);) {
    // Its first line is never left out; later ones are where they are too long.
    if (report.empty() ? BeginsReport(line) : report.size() + line.size() < kMost)
      report += line + "\n";
  }
  return report;
}

}  // namespace tandem::sandbox
