#include "gateway/embedded_redis.h"

#include "gateway/redis.h"
#include "tests/gateway/soon.h"
#include "tests/gateway/temporary_directory.h"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <future>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace tandem {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using testing::Soon;

// A zombie that nobody has waited for does not run any more.
bool Runs(pid_t process) {
  std::ifstream stat("/proc/" + std::to_string(process) + "/stat");
  std::string line;
  if (process <= 0 || !std::getline(stat, line)) return false;
  const char state = line[line.rfind(')') + 2];
  return state != 'Z' && state != 'X';
}

fs::path OnlyIncrementalFile(const fs::path& data) {
  for (const auto& file : fs::directory_iterator(data / "appendonlydir")) {
    if (file.path().string().ends_with(".incr.aof")) return file.path();
  }
  return {};
}

class EmbeddedRedisTest : public ::testing::Test {
 protected:
  EmbeddedRedisTest() : data_(DataDirectory::Open(folder_.path() / "data")) {}
  Result<std::unique_ptr<EmbeddedRedis>> Start(EmbeddedRedisOptions options = {}) const {
    return EmbeddedRedis::Start(*data_, std::move(options));
  }
  fs::path path() const { return data_->path(); }

  TemporaryDirectory folder_{};
  Result<DataDirectory> data_;
};

TEST_F(EmbeddedRedisTest, IsDurableAndReachableByUsAlone) {
  auto redis = Start();
  ASSERT_TRUE(redis.ok()) << redis.error().message;
  RedisPool pool((*redis)->config());
  const auto durability = CheckDurability(pool);
  ASSERT_TRUE(durability.ok());
  EXPECT_TRUE(durability->mistakes.empty() && durability->warnings.empty());
  EXPECT_EQ(pool.Command({"CONFIG", "GET", "port"})->Items()[1].Text(), "0");
  ASSERT_TRUE(pool.Command({"SET", "a", "b"}).ok());
  for (const auto& file : fs::recursive_directory_iterator(path())) {
    EXPECT_EQ(static_cast<unsigned>(file.status().permissions()) & 077U, 0U) << file.path();
  }
  EXPECT_EQ(getsid((*redis)->id()), (*redis)->id()) << "Ctrl-C in our terminal must not reach it";
}

// The configuration's secrets may stand there: ${NAME}. redis-server itself overwrites what
// /proc/PID/environ shows, so the environment is kept by what starts it.
TEST_F(EmbeddedRedisTest, InheritsOfOurEnvironmentNothingThatMayBeASecret) {
  const fs::path given = folder_.path() / "environment";
  EmbeddedRedisOptions options;
  options.program = (folder_.path() / "redis-server").string();
  std::ofstream(options.program) << "#!/bin/sh\ncat /proc/$$/environ > " << given.string()
                                 << "\nexec redis-server \"$@\"\n";
  fs::permissions(options.program, fs::perms::owner_all);
  setenv("SOMEBODYS_TOKEN", "a-secret", 1);
  auto redis = Start(options);
  unsetenv("SOMEBODYS_TOKEN");
  ASSERT_TRUE(redis.ok()) << redis.error().message;
  std::ifstream file(given);
  const std::string environment((std::istreambuf_iterator<char>(file)), {});
  EXPECT_NE(environment.find("PATH="), std::string::npos);
  EXPECT_EQ(environment.find("a-secret"), std::string::npos);
}

TEST_F(EmbeddedRedisTest, InheritsOfOurOpenFilesTheLockAlone) {
  const auto foreign = folder_.path() / "foreign";
  const Descriptor open_file(open(foreign.c_str(), O_RDWR | O_CREAT, 0600));  // no O_CLOEXEC
  auto redis = Start();
  ASSERT_TRUE(redis.ok()) << redis.error().message;
  bool lock = false;
  for (const auto& file :
       fs::directory_iterator("/proc/" + std::to_string((*redis)->id()) + "/fd")) {
    std::error_code ignored;
    const auto opened = fs::read_symlink(file, ignored);
    EXPECT_NE(opened, foreign);
    lock = lock || opened == path() / "lock";
  }
  EXPECT_TRUE(lock) << "so that nobody starts a second server while this one lives";
}

TEST_F(EmbeddedRedisTest, IsStartedAgainWithItsDataWhenItIsKilled) {
  EmbeddedRedisOptions options;
  std::promise<std::string> told;
  options.tell = [&](const std::string& what) { told.set_value(what); };
  auto redis = Start(options);
  ASSERT_TRUE(redis.ok()) << redis.error().message;
  RedisPool pool((*redis)->config());
  ASSERT_TRUE(pool.Command({"SET", "a", "kept"}).ok());
  const pid_t first = (*redis)->id();
  kill(first, SIGKILL);
  EXPECT_TRUE(Soon([&] { return pool.Command({"GET", "a"}).ok() && (*redis)->id() != first; }));
  EXPECT_EQ(pool.Command({"GET", "a"})->Text(), "kept");
  EXPECT_EQ((*redis)->restarts(), 1);
  EXPECT_NE(told.get_future().get().find("killed by signal 9"), std::string::npos);
}

std::vector<pid_t> RunningInGroup(pid_t group) {
  std::vector<pid_t> found;
  for (const auto& process : fs::directory_iterator("/proc")) {
    const auto id = static_cast<pid_t>(std::atoi(process.path().filename().c_str()));
    if (id > 0 && getpgid(id) == group && Runs(id)) found.push_back(id);
  }
  return found;
}

TEST_F(EmbeddedRedisTest, LeavesNoChildOfAKilledServerBehind) {
  EmbeddedRedisOptions options;
  options.arguments = {"--rdb-key-save-delay", "60000000"};  // a minute for each key
  auto redis = Start(options);
  ASSERT_TRUE(redis.ok()) << redis.error().message;
  RedisPool pool((*redis)->config());
  ASSERT_TRUE(pool.Command({"MSET", "a", "1", "b", "2"}).ok());
  ASSERT_TRUE(pool.Command({"BGREWRITEAOF"}).ok());
  const pid_t first = (*redis)->id();
  ASSERT_TRUE(Soon([&] { return RunningInGroup(first).size() == 2; }));
  kill(first, SIGKILL);
  EXPECT_TRUE(Soon([&] { return pool.Command({"PING"}).ok() && (*redis)->id() != first; }));
  EXPECT_TRUE(Soon([&] { return RunningInGroup(first).empty(); }, 5s));
}

TEST_F(EmbeddedRedisTest, IsReadyOnlyWhenItHasLoaded) {
  {
    auto redis = Start();
    ASSERT_TRUE(redis.ok()) << redis.error().message;
    RedisPool pool((*redis)->config());
    const auto written =
        pool.Command({"EVAL", "for i = 1, 4000 do redis.call('SET', 'k' .. i, i) end", "0"});
    ASSERT_TRUE(written.ok());
  }
  EmbeddedRedisOptions options;
  options.arguments = {"--key-load-delay", "100", "--loading-process-events-interval-bytes",
                       "1024"};
  {
    auto redis = Start(options);
    ASSERT_TRUE(redis.ok()) << redis.error().message;
    RedisPool pool((*redis)->config());
    EXPECT_EQ(pool.Command({"GET", "k4000"})->Integer(), 4000);
  }
  options.load = 50ms;
  options.load_per_mebibyte = 0ms;
  options.arguments[1] = "1000";
  const auto redis = Start(options);
  ASSERT_FALSE(redis.ok());
  EXPECT_NE(redis.error().message.find("not ready in time"), std::string::npos);
}

TEST_F(EmbeddedRedisTest, StopsCleanlyAndLeavesTheLock) {
  auto redis = Start();
  ASSERT_TRUE(redis.ok()) << redis.error().message;
  const pid_t server = (*redis)->id();
  {
    RedisPool pool((*redis)->config());
    ASSERT_TRUE(pool.Command({"SET", "a", "kept"}).ok());
  }
  (*redis)->Stop();
  EXPECT_FALSE(Runs(server));
  EXPECT_EQ((*redis)->id(), 0);
  EXPECT_EQ((*redis)->restarts(), 0);
  EXPECT_TRUE(data_->Lock(0ms).ok());
  (*redis)->Stop();
  auto again = Start();
  ASSERT_TRUE(again.ok()) << again.error().message;
  RedisPool pool((*again)->config());
  EXPECT_EQ(pool.Command({"GET", "a"})->Text(), "kept");
}

TEST_F(EmbeddedRedisTest, StopsAServerThatIsFrozen) {
  EmbeddedRedisOptions options;
  options.stop = 100ms;
  auto redis = Start(options);
  ASSERT_TRUE(redis.ok()) << redis.error().message;
  const pid_t server = (*redis)->id();
  kill(server, SIGSTOP);
  (*redis)->Stop();
  EXPECT_FALSE(Runs(server));
}

TEST_F(EmbeddedRedisTest, IsNotStartedWhileAnotherHoldsTheLock) {
  auto first = Start();
  ASSERT_TRUE(first.ok()) << first.error().message;
  EmbeddedRedisOptions options;
  options.lock = 100ms;
  const auto second = Start(options);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().remedy, Remedy::kUnavailable);
  EXPECT_NE(second.error().message.find("another Tandem"), std::string::npos);
  RedisPool pool((*first)->config());
  EXPECT_TRUE(pool.Command({"PING"}).ok()) << "the first one is not disturbed";
}

TEST_F(EmbeddedRedisTest, StartsAsSoonAsTheOneBeforeHasEnded) {
  auto first = Start();
  ASSERT_TRUE(first.ok()) << first.error().message;
  auto second = std::async(std::launch::async, [&] { return Start(); });
  EXPECT_EQ(second.wait_for(100ms), std::future_status::timeout);
  (*first)->Stop();
  const auto redis = second.get();
  EXPECT_TRUE(redis.ok()) << redis.error().message;
}

// What a process that owns an embedded server said before it was killed.
struct Owner {
  pid_t process = 0;
  pid_t server = 0;
  std::int64_t acknowledged = 0;
};

bool Say(int pipe_end, std::int64_t number) {
  return write(pipe_end, &number, sizeof(number)) == sizeof(number);
}

// What the owner does: says its server's process id, then the number of each acknowledged write.
[[noreturn]] void Own(const DataDirectory& data, int pipe_end) {
  auto redis = EmbeddedRedis::Start(data);
  if (!redis.ok()) _exit(1);
  RedisPool pool((*redis)->config());
  bool heard = Say(pipe_end, (*redis)->id());
  while (heard) {
    const auto count = pool.Command({"INCR", "count"});
    if (count.ok()) heard = Say(pipe_end, count->Integer());
  }
  _exit(1);
}

// A child process that owns a server in `data` and writes to it, until it is killed after some
// hundred acknowledged writes.
Owner OwnAndBeKilled(const DataDirectory& data, bool with_frozen_server) {
  std::array<int, 2> ends{-1, -1};
  if (pipe(ends.data()) != 0) return {};
  Owner owner;
  owner.process = fork();
  if (owner.process == 0) Own(data, ends[1]);
  close(ends[1]);
  const Descriptor reading(ends[0]);
  std::int64_t number = 0;
  const auto next = [&] {
    return read(reading.number(), &number, sizeof(number)) == sizeof(number);
  };
  if (next()) owner.server = static_cast<pid_t>(number);
  while (owner.acknowledged < 300 && next()) owner.acknowledged = number;
  if (with_frozen_server) kill(owner.server, SIGSTOP);
  kill(owner.process, SIGKILL);
  while (next()) owner.acknowledged = number;
  return owner;
}

class EmbeddedRedisOwnerTest : public EmbeddedRedisTest,
                               public ::testing::WithParamInterface<bool> {};

TEST_P(EmbeddedRedisOwnerTest, HandsOverToANewOwnerWhenTheOldOneIsKilled) {
  const auto owner = OwnAndBeKilled(*data_, GetParam());
  ASSERT_GE(owner.acknowledged, 300);
  auto redis = Start();
  ASSERT_TRUE(redis.ok()) << redis.error().message;
  EXPECT_FALSE(Runs(owner.server)) << "never two servers";
  EXPECT_NE((*redis)->id(), owner.server);
  RedisPool pool((*redis)->config());
  EXPECT_GE(pool.Command({"GET", "count"})->Integer(), owner.acknowledged);
  waitpid(owner.process, nullptr, 0);
}

INSTANTIATE_TEST_SUITE_P(AndItsServer, EmbeddedRedisOwnerTest, ::testing::Bool(),
                         [](const auto& frozen) { return frozen.param ? "Frozen" : "Running"; });

TEST_F(EmbeddedRedisTest, IsReachedInADirectoryWhosePathIsLongerThanASocketAddress) {
  const auto data = DataDirectory::Open(folder_.path() / std::string(150, 'x'));
  auto redis = EmbeddedRedis::Start(*data);
  ASSERT_TRUE(redis.ok()) << redis.error().message;
  RedisPool pool((*redis)->config());
  EXPECT_TRUE(pool.Command({"SET", "a", "b"}).ok());
}

TEST_F(EmbeddedRedisTest, IsReachedByARelativePath) {
  const auto before = fs::current_path();
  fs::current_path(folder_.path());
  {
    const auto data = DataDirectory::Open("./data");
    auto redis = EmbeddedRedis::Start(*data);
    ASSERT_TRUE(redis.ok()) << redis.error().message;
    RedisPool pool((*redis)->config());
    EXPECT_TRUE(pool.Command({"SET", "a", "b"}).ok());
  }
  fs::current_path(before);
}

void WriteTwo(const DataDirectory& data) {
  auto redis = EmbeddedRedis::Start(data);
  ASSERT_TRUE(redis.ok()) << redis.error().message;
  RedisPool pool((*redis)->config());
  ASSERT_TRUE(pool.Command({"SET", "first", "kept"}).ok());
  ASSERT_TRUE(pool.Command({"SET", "second", std::string(100, 'x')}).ok());
}

TEST_F(EmbeddedRedisTest, LoadsAFileWhoseLastWriteIsTorn) {
  WriteTwo(*data_);
  const auto file = OnlyIncrementalFile(path());
  fs::resize_file(file, fs::file_size(file) - 50);
  auto redis = Start();
  ASSERT_TRUE(redis.ok()) << redis.error().message;
  RedisPool pool((*redis)->config());
  EXPECT_EQ(pool.Command({"GET", "first"})->Text(), "kept");
  EXPECT_TRUE(pool.Command({"GET", "second"})->IsNil());
}

TEST_F(EmbeddedRedisTest, SaysWhatTheServerPrintedWhenItDoesNotStart) {
  WriteTwo(*data_);
  std::fstream file(OnlyIncrementalFile(path()), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(30) << "????????";
  file.close();
  const auto redis = Start();
  ASSERT_FALSE(redis.ok());
  EXPECT_NE(redis.error().message.find("redis-check-aof"), std::string::npos)
      << redis.error().message;
  EXPECT_TRUE(data_->Lock(0ms).ok());
}

TEST_F(EmbeddedRedisTest, IsNotWaitedForByWhoIsToldToGiveUpAndLeavesTheDirectoryFree) {
  EmbeddedRedisOptions options;
  options.give_up = [] { return true; };
  EXPECT_FALSE(Start(options).ok());
  EXPECT_TRUE(data_->Lock(std::chrono::milliseconds(0)).ok());
}

TEST_F(EmbeddedRedisTest, SaysWhichProgramIsMissing) {
  EmbeddedRedisOptions options;
  options.program = "redis-server-of-nobody";
  const auto redis = Start(options);
  ASSERT_FALSE(redis.ok());
  EXPECT_NE(redis.error().message.find("redis-server-of-nobody is not in PATH"), std::string::npos);
  options.program = "/dev/null";
  EXPECT_FALSE(Start(options).ok());
}

}  // namespace
}  // namespace tandem
