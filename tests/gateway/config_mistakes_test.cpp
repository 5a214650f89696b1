#include "tests/gateway/config_fixture.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <gmock/gmock.h>
#include <ostream>

namespace tandem {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct Row {
  Json json{};
};

void PrintTo(const Row& row, std::ostream* out) {
  *out << row.json["name"].StringOr("Nameless");
}

std::vector<Row> Rows() {
  const auto json = Json::ParseRelaxed(ConfigFixture("mistakes.jsonc"));
  EXPECT_TRUE(json.ok()) << (json.ok() ? "" : json.error().message);
  std::vector<Row> rows;
  if (!json.ok()) return rows;
  for (const Json& row : json->Items()) rows.push_back({row});
  return rows;
}

std::string TextOf(const Json& row) {
  if (const auto text = row["text"].String()) return *text;
  const auto smallest = Json::ParseRelaxed(ConfigFixture("smallest.jsonc"));
  Json config = row["change"].IsObject() ? Merged(*smallest, row["change"]) : *smallest;
  if (row["rule"].IsObject()) {
    config.Set("rules", Json::Array{Merged(config["rules"].Items().at(0), row["rule"])});
  }
  return config.Dump();
}

class ConfigMistakes : public testing::TestWithParam<Row> {};

TEST_P(ConfigMistakes, AreAllSaidAtOnceWithTheirKeys) {
  const auto mistakes = MistakesIn(TextOf(GetParam().json));
  const auto& expected = GetParam().json["mistakes"].Items();
  for (std::size_t i = 0; i < std::min(mistakes.size(), expected.size()); ++i) {
    EXPECT_EQ(mistakes[i].key, expected[i].Items().at(0).StringOr("?"));
    EXPECT_THAT(mistakes[i].message, HasSubstr(expected[i].Items().at(1).StringOr("?")));
  }
  EXPECT_EQ(mistakes.size(), expected.size());
  for (const Mistake& mistake : mistakes) {
    SCOPED_TRACE(mistake.key + ": " + mistake.message);
    EXPECT_THAT(mistake.key + mistake.message, Not(HasSubstr("SECRET")));
    EXPECT_THAT(mistake.message, Not(HasSubstr("\n")));
    EXPECT_THAT(mistake.key, Not(HasSubstr("\n")));
  }
}

INSTANTIATE_TEST_SUITE_P(, ConfigMistakes, testing::ValuesIn(Rows()), [](const auto& row) {
  return row.param.json["name"].StringOr("Nameless");
});

std::string Good() {
  return ConfigFixture("full.jsonc");
}

TEST(ReadConfig, SurvivesEveryTextThatEndsTooEarly) {
  const std::string text = Good();
  const auto end = text.rfind('}');
  for (std::size_t length = 0; length < end; ++length) {
    EXPECT_THAT(MistakesIn(text.substr(0, length)), Not(IsEmpty())) << length;
  }
}

TEST(ReadConfig, SurvivesEveryValueOfAnotherType) {
  const Json good = *Json::ParseRelaxed(Good());
  const auto others =
      std::to_array<Json>({Json(), Json(true), Json(-1), Json(1e300), Json("\x01"),
                           Json(Json::Array{Json()}), Json(Json::Object{{"a", Json()}})});
  for (const auto& [name, unused] : good.Members()) {
    for (const Json& other : others) {
      Json changed = good;
      changed.Set(name, other);
      MistakesIn(changed.Dump());
    }
  }
  for (const auto& [name, unused] : good["rules"].Items().at(0).Members()) {
    for (const Json& other : others) {
      Json rule = good["rules"].Items().at(0);
      Json changed = good;
      changed.Set("rules", Json::Array{rule.Set(name, other)});
      MistakesIn(changed.Dump());
    }
  }
}

TEST(ReadConfig, RefusesDeepAndLargeTextsWithoutDelay) {
  EXPECT_EQ(MistakesIn(std::string(1'000'000, '[')).size(), 1U);
  EXPECT_EQ(MistakesIn(std::string(2'000'000, '[')).size(), 1U);
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "{\"a\":";
  EXPECT_EQ(MistakesIn(deep).size(), 1U);
  std::string wide = "{";
  for (int i = 0; i < 5'000; ++i) wide += "\"k" + std::to_string(i) + "\":1,";
  EXPECT_EQ(MistakesIn(wide + "}").size(), 5'003U);
  std::string list = "{\"trusted_proxies\":[";
  for (int i = 0; i < 20'000; ++i) list += "1,";
  EXPECT_EQ(MistakesIn(list + "]}").size(), 4U);
}

}  // namespace
}  // namespace tandem
