#include "gateway/data_directory.h"

#include "tests/gateway/temporary_directory.h"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tandem {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

unsigned PermissionsOf(const fs::path& path) {
  return static_cast<unsigned>(fs::status(path).permissions());
}

// What opening `path` says to a user who is not root. The test may run as root.
std::string MessageForAStranger(const std::string& path) {
  std::array<int, 2> ends{-1, -1};
  if (pipe(ends.data()) != 0) return "no pipe";
  const pid_t child = fork();
  if (child == 0) {
    if (geteuid() == 0 && setuid(10001) != 0) _exit(1);
    const auto data = DataDirectory::Open(path);
    const std::string message = data.ok() ? "" : data.error().message;
    _exit(write(ends[1], message.data(), message.size()) < 0 ? 1 : 0);
  }
  close(ends[1]);
  std::string message(4096, '\0');
  const auto size = read(ends[0], message.data(), message.size());
  close(ends[0]);
  waitpid(child, nullptr, 0);
  message.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return message;
}

TEST(DataDirectory, IsMadeForUsAlone) {
  const TemporaryDirectory folder;
  const auto path = folder.path() / "a" / "data";
  ASSERT_TRUE(DataDirectory::Open(path).ok());
  EXPECT_EQ(PermissionsOf(path), 0700U);
  ASSERT_TRUE(DataDirectory::Open(path).ok()) << "the second time it is there";
}

TEST(DataDirectory, NamesPathOwnerAndUidWhenItCannotBeWritten) {
  const TemporaryDirectory folder;
  fs::permissions(folder.path(), fs::perms(0555));
  for (const auto& path : {folder.path(), folder.path() / "data"}) {
    const auto message = MessageForAStranger(path);
    const auto us = std::to_string(geteuid() == 0 ? 10001 : geteuid());
    EXPECT_NE(message.find(path.string()), std::string::npos) << message;
    EXPECT_NE(message.find("belongs to uid " + std::to_string(geteuid())), std::string::npos)
        << message;
    EXPECT_NE(message.find("runs as uid " + us), std::string::npos) << message;
  }
}

// A directory above ours may be "/", and what is in ours may be other people's.
TEST(DataDirectory, AdvisesNothingThatWouldChangeWhatOthersOwn) {
  const TemporaryDirectory folder;
  fs::permissions(folder.path(), fs::perms(0555));
  const auto us = std::to_string(geteuid() == 0 ? 10001 : geteuid());
  const std::string above = folder.path().string();
  const auto missing = MessageForAStranger(above + "/a/data");
  EXPECT_NE(missing.find("mkdir -p " + above + "/a/data && chown " + us + " " + above + "/a/data;"),
            std::string::npos)
      << missing;
  const auto there = MessageForAStranger(above);
  EXPECT_NE(there.find("Where it is for Tandem alone"), std::string::npos) << there;
  EXPECT_NE(there.find("(chown " + us + " " + above + ")"), std::string::npos) << there;
  for (const std::string& path : {above + "/a/data", above, std::string("/tandem-no-such/data"),
                                  std::string("/proc/data"), std::string("/")}) {
    const auto message = MessageForAStranger(path);
    EXPECT_EQ(message.find("chown -R"), std::string::npos) << message;
    EXPECT_EQ(message.find("chown " + us + " /)"), std::string::npos) << message;
    EXPECT_NE(message.find("name in \"data\" a directory that uid " + us), std::string::npos)
        << message;
  }
}

TEST(DataDirectory, IsNotWaitedForByWhoIsToldToGiveUp) {
  const TemporaryDirectory folder;
  const auto data = DataDirectory::Open(folder.path());
  const auto first = data->Lock(0ms);
  ASSERT_TRUE(first.ok());
  int asked = 0;
  const auto second = data->Lock(std::chrono::seconds(5), [&] { return ++asked == 3; });
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().remedy, Remedy::kUnavailable);
  EXPECT_EQ(asked, 3);
}

TEST(DataDirectory, RefusesWhatIsNoDirectory) {
  const TemporaryDirectory folder;
  std::ofstream(folder.path() / "file") << "x";
  EXPECT_FALSE(DataDirectory::Open(folder.path() / "file").ok());
  EXPECT_FALSE(DataDirectory::Open(folder.path() / "file" / "data").ok());
}

TEST(DataDirectory, IsLockedByOneAtATime) {
  const TemporaryDirectory folder;
  const auto data = DataDirectory::Open(folder.path());
  {
    const auto first = data->Lock(0ms);
    ASSERT_TRUE(first.ok());
    const auto second = data->Lock(50ms);
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error().remedy, Remedy::kUnavailable);
    EXPECT_NE(second.error().message.find(folder.path().string() + "/lock"), std::string::npos);
  }
  EXPECT_TRUE(data->Lock(0ms).ok());
}

TEST(DataDirectory, MakesASecretOnceAndKeepsItToItself) {
  const TemporaryDirectory folder;
  const auto data = DataDirectory::Open(folder.path());
  EXPECT_EQ(*data->ReadSecret("secret"), std::nullopt);
  const auto made = data->KeptSecret("secret");
  ASSERT_TRUE(made.ok());
  EXPECT_EQ(made->Reveal().size(), 64U);
  EXPECT_EQ(PermissionsOf(folder.path() / "secret"), 0600U);
  EXPECT_EQ(*data->KeptSecret("secret"), *made);
  EXPECT_EQ(*data->ReadSecret("secret"), *made);
  EXPECT_NE(*data->KeptSecret("admin_token"), *made);
}

TEST(DataDirectory, KeepsASecretThatAPersonWrote) {
  const TemporaryDirectory folder;
  std::ofstream(folder.path() / "secret") << "chosen by hand\n";
  std::ofstream(folder.path() / "empty") << "\n";
  const auto data = DataDirectory::Open(folder.path());
  EXPECT_EQ(data->KeptSecret("secret")->Reveal(), "chosen by hand");
  EXPECT_FALSE(data->KeptSecret("empty").ok()) << "an empty key would make every marker guessable";
}

TEST(DataDirectory, IgnoresASecretThatACrashLeftHalfWritten) {
  const TemporaryDirectory folder;
  std::ofstream(folder.path() / "secret.new") << "ab";
  const auto data = DataDirectory::Open(folder.path());
  EXPECT_EQ(data->KeptSecret("secret")->Reveal().size(), 64U);
  EXPECT_EQ(PermissionsOf(folder.path() / "secret"), 0600U);
  EXPECT_FALSE(fs::exists(folder.path() / "secret.new"));
}

TEST(DataDirectory, FindsASocketPathThatFits) {
  const TemporaryDirectory folder;
  const auto near = DataDirectory::Open(folder.path());
  EXPECT_EQ(near->SocketPath("s"), (folder.path() / "s").string());
  const auto far = DataDirectory::Open(folder.path() / std::string(120, 'x'));
  EXPECT_LE(far->SocketPath("redis.sock").size(), 107U);
  std::ofstream(far->SocketPath("redis.sock")) << "here";
  EXPECT_TRUE(fs::exists(folder.path() / std::string(120, 'x') / "redis.sock"));
}

}  // namespace
}  // namespace tandem
