// A library to be loaded before all others (LD_PRELOAD): it moves the wall clock of a program and
// of what that starts by as many seconds as the file LD_MOVED_CLOCK says, at once when the file
// changes. Monotonic time goes on as ever, as when an administrator sets a machine's clock. Asks
// the kernel by itself and never allocates: redis-server's allocator reads the clock before
// anything else is ready, where libfaketime hangs. Thread-safe.

#include <array>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

namespace {

std::int64_t SecondsMoved() {
  const char* const file = std::getenv("LD_MOVED_CLOCK");  // NOLINT(concurrency-mt-unsafe)
  if (file == nullptr) return 0;
  const int opened = open(file, O_RDONLY | O_CLOEXEC);
  if (opened < 0) return 0;
  std::array<char, 32> text{};
  const ssize_t size = read(opened, text.data(), text.size() - 1);
  close(opened);
  return size > 0 ? std::strtoll(text.data(), nullptr, 10) : 0;
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* now) noexcept {
  const auto result = static_cast<int>(syscall(SYS_clock_gettime, clock, now));
  const bool wall = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
  if (result == 0 && wall) now->tv_sec += SecondsMoved();
  return result;
}

int gettimeofday(timeval* now, void* /*zone*/) noexcept {
  timespec exact{};
  const int result = clock_gettime(CLOCK_REALTIME, &exact);
  *now = {exact.tv_sec, exact.tv_nsec / 1'000};
  return result;
}

time_t time(time_t* now) noexcept {
  timespec exact{};
  clock_gettime(CLOCK_REALTIME, &exact);
  if (now != nullptr) *now = exact.tv_sec;
  return exact.tv_sec;
}

}  // extern "C"
