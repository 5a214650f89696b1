// Texts in JSON that are no texts.

#include "gateway/json.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace tandem {
namespace {

TEST(JsonText, CanAlwaysBeReadAgain) {
  const std::vector<std::pair<std::string, std::string>> rows{
      {R"("a\ude00b")", "a\uFFFDb"},
      {R"("\ude00\udc00")", "\uFFFD\uFFFD"},
      {R"("\ud83d\ude00")", "\U0001F600"},
      {"\"\uD7A3\"", "\uD7A3"},
  };
  for (const auto& [text, held] : rows) {
    const auto json = Json::Parse(text);
    ASSERT_TRUE(json.ok()) << text;
    EXPECT_EQ(json->StringOr(""), held) << text;
    const auto again = Json::Parse(json->Dump());
    EXPECT_TRUE(again.ok() && *again == *json) << text;
  }
}

TEST(JsonText, CanBeReadAgainAsAName) {
  const auto json = Json::Parse(R"({"\udfff":1})");
  ASSERT_TRUE(json.ok());
  EXPECT_EQ(json->Members().front().first, "\uFFFD");
}

}  // namespace
}  // namespace tandem
