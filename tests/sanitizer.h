// Whether this is built with a sanitizer that makes everything ten times slower and keeps what was
// freed.
#pragma once

#ifndef __has_feature  // clang's
#define __has_feature(name) 0
#endif

namespace tandem {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || \
    __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

// How many of `count` alike rounds are played: a sanitizer looks for what each round does, not for
// the rare order of things, which is looked for without one.
constexpr unsigned Rounds(unsigned count) {
  return kSanitized ? count / 10 : count;
}

}  // namespace tandem
