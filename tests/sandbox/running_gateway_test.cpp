// What is seen of how the program ends: here it is a script that does what each test needs.

#include "tests/sandbox/running_gateway.h"

#include "tests/gateway/temporary_directory.h"

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <optional>

namespace tandem::sandbox {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

// Not in one piece: the output of a test that fails must not look like a report.
const std::string kMark = std::string("ERROR: Address") + "Sanitizer";

class AProgram : public ::testing::Test {
 protected:
  // Ends at once, so that nothing is waited for.
  void Run(const std::string& script, const Launch& launch = {}) {
    const std::filesystem::path program = folder.path() / "program";
    std::ofstream(program) << "#!/bin/sh\n" << script << "\n";
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    Json configuration;
    configuration.Set("listen", "127.0.0.1:" + std::to_string(FreePort()));
    gateway.emplace(program.string(), folder.path().string(), configuration, launch);
  }

  TemporaryDirectory folder{};
  std::optional<RunningGateway> gateway{};
};

TEST_F(AProgram, ThatEndsByASignalOfItsOwnHasCrashedWithTheEndOfItsLog) {
  Run("echo the last line; kill -SEGV $$");
  EXPECT_FALSE(gateway->IsRunning());
  EXPECT_THAT(gateway->Crashes(),
              ElementsAre(AllOf(StartsWith("the gateway was ended by SIGSEGV; "),
                                HasSubstr("the last line"))));
}

TEST_F(AProgram, ThatHasCrashedIsNotTakenForOneThatWasKilledOrStopped) {
  Run("kill -ABRT $$");
  gateway->Kill();
  EXPECT_EQ(gateway->Stop(), -1);
  EXPECT_THAT(gateway->Crashes(), ElementsAre(StartsWith("the gateway was ended by SIGABRT; ")));
}

TEST_F(AProgram, ThatExitsByItselfHasCrashedWhateverItsCode) {
  for (const char* code : {"0", "3"}) {
    Run(std::string("exit ") + code);
    const std::string how = std::string("the gateway exited by itself with ") + code + "; ";
    EXPECT_THAT(gateway->Crashes(), ElementsAre(StartsWith(how)));
  }
}

TEST_F(AProgram, ThatKillsItselfHasCrashedUnlessAKillPointWasOrdered) {
  Run("kill -KILL $$");
  EXPECT_THAT(gateway->Crashes(), ElementsAre(StartsWith("the gateway was ended by SIGKILL; ")));
  Run("kill -KILL $$", {{"TANDEM_CRASH=anywhere:1"}, 0});
  EXPECT_EQ(gateway->WaitForEnd(std::chrono::seconds(1)), SIGKILL);
  EXPECT_THAT(gateway->Crashes(), IsEmpty());
  Run("kill -SEGV $$", {{"TANDEM_CRASH=anywhere:1"}, 0});
  EXPECT_THAT(gateway->Crashes(), ElementsAre(StartsWith("the gateway was ended by SIGSEGV; ")));
}

TEST_F(AProgram, WhoseLogHoldsASanitizersReportHasCrashedAndPassesItOn) {
  Run("echo before; echo '==7==" + kMark + ": of something'; echo '  #0 in Somewhere()'; exit 1");
  EXPECT_THAT(gateway->Crashes(),
              ElementsAre(StartsWith("the gateway exited by itself with 1; "),
                          "in the gateway's log: ==7==" + kMark + ": of something"));
  ::testing::internal::CaptureStderr();
  gateway.reset();
  const std::string said = ::testing::internal::GetCapturedStderr();
  EXPECT_TRUE(said.ends_with(kMark + ": of something\n  #0 in Somewhere()\n"));
  EXPECT_THAT(said, Not(HasSubstr("before")));
}

TEST_F(AProgram, WhoseLogHoldsNoReportSaysNothing) {
  Run("echo ERROR; exit 0");
  ::testing::internal::CaptureStderr();
  gateway.reset();
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace tandem::sandbox
