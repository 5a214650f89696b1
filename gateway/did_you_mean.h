// The word that somebody who mistyped probably meant. Pure; safe everywhere.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem {

// The nearest of `words` without regard to case: one edit for short words, one for each three
// letters of longer ones (an edit adds, takes, changes a letter or swaps two neighbours); the first
// of equals. Nothing when none is near, or when `word` is longer than 64 bytes.
std::optional<std::string> DidYouMean(std::string_view word, const std::vector<std::string>& words);

}  // namespace tandem
