// The program while it is starting.
#include "gateway/data_directory.h"
#include "gateway/spawn.h"
#include "tests/free_port.h"
#include "tests/gateway/soon.h"
#include "tests/gateway/temporary_directory.h"
#include "tests/places.h"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>

namespace tandem {
namespace {

using testing::Soon;

std::string FileText(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

void Configure(const std::filesystem::path& file, const std::filesystem::path& data) {
  std::ofstream(file) << R"({"listen": "127.0.0.1:)" << FreePort() << R"(", "data": ")"
                      << data.string() << R"(",
    "freshdesk": {"url": "http://127.0.0.1:1", "api_key": "k", "webhook_secret": "a-secret"},
    "github": {"api_url": "http://127.0.0.1:1", "token": "t", "webhook_secret": "a-secret"},
    "rules": [{"tag": "github", "repository": "acme/infrastructure"}]})";
}

// Whether the process keeps SIGTERM back, and so has begun to serve.
bool KeepsSigtermBack(pid_t process) {
  const std::string status = FileText("/proc/" + std::to_string(process) + "/status");
  const std::string name = "SigBlk:";
  const auto at = status.find(name);
  if (at == std::string::npos) return false;
  const auto mask = std::stoull(status.substr(at + name.size()), nullptr, 16);
  return ((mask >> (SIGTERM - 1U)) & 1U) == 1U;
}

// All of them read the admin token or the whole configuration.
TEST(ACommand, LeavesNoCoreFileWhicheverItIs) {
  rlimit cores{};
  ASSERT_EQ(getrlimit(RLIMIT_CORE, &cores), 0);
  if (cores.rlim_max == 0) GTEST_SKIP() << "no process may leave one here";
  const rlimit before = cores;
  cores.rlim_cur = cores.rlim_max;
  ASSERT_EQ(setrlimit(RLIMIT_CORE, &cores), 0);
  const Descriptor silent(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  ASSERT_EQ(bind(silent.number(), any, size), 0);
  ASSERT_EQ(listen(silent.number(), 1), 0);
  ASSERT_EQ(getsockname(silent.number(), any, &size), 0);
  const std::string url = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  const auto process = Spawn({TANDEM_BINARY, {"health", "--url", url}, -1, "", -1});
  setrlimit(RLIMIT_CORE, &before);
  ASSERT_TRUE(process.ok());
  const std::string limits = "/proc/" + std::to_string(*process) + "/limits";
  EXPECT_TRUE(Soon([&] {
    return FileText(limits).find("Max core file size        0                    0 ") !=
           std::string::npos;
  }));
  kill(*process, SIGKILL);
  waitpid(*process, nullptr, 0);
}

class AStart : public ::testing::TestWithParam<int> {};

// Else it would wait ten seconds, and then say that it could not start.
TEST_P(AStart, ThatWaitsForTheDataDirectoryEndsWhenItIsTold) {
  const TemporaryDirectory folder;
  const auto data = DataDirectory::Open(folder.path() / "data");
  ASSERT_TRUE(data.ok());
  const auto lock = data->Lock(std::chrono::milliseconds(0));
  ASSERT_TRUE(lock.ok());
  Configure(folder.path() / "tandem.json", folder.path() / "data");
  const auto process = Spawn({TANDEM_BINARY,
                              {"serve", "--config", (folder.path() / "tandem.json").string()},
                              data->descriptor(),
                              "log",
                              -1});
  ASSERT_TRUE(process.ok());
  EXPECT_TRUE(Soon([&] { return KeepsSigtermBack(*process); }));
  kill(*process, GetParam());
  int status = -1;
  waitpid(*process, &status, 0);
  const std::string log = FileText(folder.path() / "data" / "log");
  EXPECT_TRUE(WIFEXITED(status)) << log;
  EXPECT_EQ(WEXITSTATUS(status), 0) << log;
  EXPECT_NE(log.find("stopped before it had started"), std::string::npos) << log;
  EXPECT_NE(log.find("told to wait no longer"), std::string::npos) << log;
}

INSTANTIATE_TEST_SUITE_P(OfEachKind, AStart, ::testing::Values(SIGTERM, SIGINT));

}  // namespace
}  // namespace tandem
