// Replays the inputs of fixtures/fuzz, a folder for each target: seeds, and whatever the fuzzer
// once found.

#include "tests/fuzz/check.h"
#include "tests/places.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

namespace tandem::fuzz {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(TANDEM_SOURCE_DIR) / "fixtures/fuzz";

std::string ContentOf(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<fs::path> FilesOf(std::string_view target) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(kFolder / target)) files.push_back(entry.path());
  return files;
}

class Fuzzed : public ::testing::TestWithParam<Target> {};

TEST_P(Fuzzed, KeepsItsPromisesForAllThatWasFound) {
  const std::vector<fs::path> files = FilesOf(GetParam().name);
  ASSERT_FALSE(files.empty());
  for (const fs::path& file : files) {
    const Broken broken = GetParam().check(ContentOf(file));
    EXPECT_FALSE(broken) << file << ": " << *broken;
  }
}

TEST_P(Fuzzed, KeepsItsPromisesForNothingAndForOneByte) {
  EXPECT_FALSE(GetParam().check(""));
  for (int byte = 0; byte < 256; ++byte) {
    const std::string input(1, static_cast<char>(byte));
    const Broken broken = GetParam().check(input);
    EXPECT_FALSE(broken) << byte << ": " << *broken;
  }
}

INSTANTIATE_TEST_SUITE_P(Fuzz, Fuzzed, ::testing::ValuesIn(Targets().begin(), Targets().end()),
                         [](const auto& of) { return std::string(of.param.name); });

TEST(FuzzFixtures, EachFolderIsOfATarget) {
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    if (!entry.is_directory()) continue;
    EXPECT_TRUE(TargetNamed(entry.path().filename().string())) << entry.path();
  }
}

}  // namespace
}  // namespace tandem::fuzz
