// What a sanitizer has said in the log of a program that was built with one. Safe everywhere.
#pragma once

#include <string>

namespace tandem::sandbox {

// From the line of the first report on: whole lines, at most some kB, for its stacks follow it.
// Empty when there is none. `log`: path of a file; one that is not there holds none.
std::string SanitizerReport(const std::string& log);

}  // namespace tandem::sandbox
