// The ports that the tests themselves ask for.
#include "tests/free_port.h"

#include <gtest/gtest.h>

#include <array>
#include <csignal>
#include <fstream>
#include <sys/wait.h>

namespace tandem {
namespace {

TEST(AFreePort, IsNoneThatAnOutgoingConnectionMayTake) {
  std::ifstream range("/proc/sys/net/ipv4/ip_local_port_range");
  int first = 0;
  ASSERT_TRUE(range >> first);
  if (first < 16'000) GTEST_SKIP() << "this machine is set to hand out nearly every port";
  const int port = FreePort();
  EXPECT_GE(port, 1024);
  EXPECT_LT(port, first);
}

// A copy of this process goes on from the same number.
TEST(AFreePort, IsGivenToOneProcessOnly) {
  FreePort();
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  const pid_t other = fork();
  if (other == 0) {
    const int port = FreePort();
    const bool told = write(ends[1], &port, sizeof port) == sizeof port;
    alarm(10);
    pause();  // it lives, and so keeps its port
    _exit(told ? 0 : 1);
  }
  int theirs = 0;
  ASSERT_EQ(read(ends[0], &theirs, sizeof theirs), static_cast<ssize_t>(sizeof theirs));
  const int ours = FreePort();
  kill(other, SIGKILL);
  waitpid(other, nullptr, 0);
  EXPECT_GT(theirs, 0);
  EXPECT_NE(theirs, ours);
}

TEST(AFreePort, IsNoneWhereSomebodyListens) {
  const int port = FreePort();
  EXPECT_TRUE(NobodyListensAt(port));
  const Descriptor listening(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const sockaddr_in address = LoopbackAddress(port);
  ASSERT_EQ(bind(listening.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address),
            0);
  ASSERT_EQ(listen(listening.number(), 1), 0);
  EXPECT_FALSE(NobodyListensAt(port));
}

}  // namespace
}  // namespace tandem
