// How many bytes of one thing the tests give to what has to be linear.
#pragma once

#include <cstddef>

#ifndef __has_feature  // clang's
#define __has_feature(name) 0
#endif

namespace tandem {

#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr std::size_t kBigInput = 100'000;  // they make everything ten times slower
#else
inline constexpr std::size_t kBigInput = 1'000'000;
#endif

}  // namespace tandem
