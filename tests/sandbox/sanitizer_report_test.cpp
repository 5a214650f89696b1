#include "tests/sandbox/sanitizer_report.h"

#include "tests/gateway/temporary_directory.h"

#include <gtest/gtest.h>

#include <fstream>

namespace tandem::sandbox {
namespace {

class ALog : public ::testing::Test {
 protected:
  std::string ReportIn(const std::string& text) {
    const std::string path = (folder.path() / "log").string();
    std::ofstream(path) << text;
    return SanitizerReport(path);
  }
  TemporaryDirectory folder{};
};

// The assertions are by truth, and the marks in two pieces: the output of a test that fails must
// not look like a report.
TEST_F(ALog, HoldsAReportOfEachKind) {
  for (const std::string& line :
       {std::string("==12==ERROR: Address") + "Sanitizer: heap-use-after-free",
        std::string("==12==ERROR: Leak") + "Sanitizer: detected memory leaks",
        std::string("WARNING: Thread") + "Sanitizer: data race (pid=12)",
        std::string("a.cpp:1:2: runtime ") + "error: signed integer overflow"}) {
    EXPECT_TRUE(ReportIn("before\n" + line + "\n    #0 in F()\n") == line + "\n    #0 in F()\n");
  }
}

TEST_F(ALog, HoldsNoReportWhenNoneWasWrittenOrItIsNotThere) {
  EXPECT_EQ(ReportIn("an ERROR: of ours\n"), "");
  EXPECT_EQ(SanitizerReport((folder.path() / "nowhere").string()), "");
}

TEST_F(ALog, GivesSomeKilobytesOfALongReportInWholeLines) {
  const std::string first = std::string("==12==ERROR: Address") + "Sanitizer: x\n";
  std::string stack;
  for (int i = 0; i < 1'000; ++i) stack += "    #0 in SomeFunction()\n";
  const std::string report = ReportIn(first + stack);
  EXPECT_TRUE(report.starts_with(first));
  EXPECT_TRUE(report.ends_with("()\n"));
  EXPECT_GT(report.size(), 3'000U);
  EXPECT_LE(report.size(), 4'000U);
}

}  // namespace
}  // namespace tandem::sandbox
