// Reads a file of fixtures/. Safe everywhere.
#pragma once

#include "tests/places.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

namespace tandem::testing {

// Fails the test when there is no such file.
inline std::string Fixture(const std::string& name) {
  const std::ifstream file(std::string(TANDEM_SOURCE_DIR) + "/fixtures/" + name);
  EXPECT_TRUE(file.is_open()) << name;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace tandem::testing
