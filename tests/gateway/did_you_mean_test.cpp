#include "gateway/did_you_mean.h"

#include <gtest/gtest.h>

#include <array>

namespace tandem {
namespace {

struct Row {
  std::string word{};
  std::optional<std::string> expected{};
};

TEST(DidYouMean, FindsTheNearestWordWithinAThirdOfItsLetters) {
  const std::vector<std::string> words = {"listen", "data",  "redis",
                                          "retry",  "rules", "webhook_secret"};
  const auto rows = std::to_array<Row>({{"listn", "listen"},    // a letter lost
                                        {"lissten", "listen"},  // a letter too many
                                        {"listan", "listen"},   // a letter changed
                                        {"litsen", "listen"},   // two swapped
                                        {"LISTEN", "listen"},   // case
                                        {"rule", "rules"},
                                        {"dtaa", "data"},
                                        {"webhooksecrets", "webhook_secret"},
                                        {"web_hook_secert", "webhook_secret"},
                                        {"dxxa", std::nullopt},
                                        {"x", std::nullopt},
                                        {"", std::nullopt},
                                        {"something else", std::nullopt},
                                        {std::string(100'000, 'a'), std::nullopt}});
  for (const auto& [word, expected] : rows)
    EXPECT_EQ(DidYouMean(word, words), expected) << word.substr(0, 40);
}

TEST(DidYouMean, TakesTheFirstOfEquals) {
  EXPECT_EQ(DidYouMean("cat", {"bat", "hat"}), "bat");
  EXPECT_EQ(DidYouMean("cat", {}), std::nullopt);
}

}  // namespace
}  // namespace tandem
