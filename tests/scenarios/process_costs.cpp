#include "tests/scenarios/process_costs.h"

#include "tests/sanitizer.h"

#include <fstream>
#include <string>
#include <unistd.h>

namespace tandem::sandbox {
namespace {

std::ifstream Told(pid_t process, const char* file) {
  return std::ifstream("/proc/" + std::to_string(process) + "/" + file);
}

}  // namespace

bool CostsCount() {
  return !kSanitized;
}

std::size_t ResidentBytes(pid_t process) {
  std::ifstream file = Told(process, "statm");
  std::size_t size = 0;
  std::size_t resident = 0;
  file >> size >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

std::chrono::milliseconds ProcessorTime(pid_t process) {
  std::ifstream file = Told(process, "stat");
  std::string word;
  // Fields 14 and 15 of proc(5), in clock ticks; the second is the name in brackets, "tandem".
  constexpr int kBefore = 13;
  for (int i = 0; i < kBefore; ++i) file >> word;
  long in_user_mode = 0;
  long in_the_kernel = 0;
  file >> in_user_mode >> in_the_kernel;
  return std::chrono::milliseconds((in_user_mode + in_the_kernel) * 1'000 / sysconf(_SC_CLK_TCK));
}

}  // namespace tandem::sandbox
