// What a process takes of the machine, as the kernel counts it. Safe everywhere.
#pragma once

#include <chrono>
#include <cstddef>
#include <sys/types.h>

namespace tandem::sandbox {

// Whether the program was built to be run, not to be looked at: a sanitizer keeps what was freed,
// and takes several times as long.
bool CostsCount();

// Bytes of real memory that it has now; 0 when there is no such process.
std::size_t ResidentBytes(pid_t process);
// The processor time that all its threads have had so far, in steps of 10 ms. What else the machine
// does makes none of it, unlike the time on a clock.
std::chrono::milliseconds ProcessorTime(pid_t process);

}  // namespace tandem::sandbox
