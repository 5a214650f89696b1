// How many bytes of one thing the tests give to what has to be linear.
#pragma once

#include "tests/sanitizer.h"

#include <cstddef>

namespace tandem {

inline constexpr std::size_t kBigInput = kSanitized ? 30'000 : 1'000'000;

}  // namespace tandem
