// Values that share their inside and say they are safe from all threads: under ThreadSanitizer,
// like all of this folder.
#include "gateway/keyed_hash.h"
#include "mappers/redaction.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace tandem {
namespace {

constexpr int kThreads = 4;

// What `ask` tells each of several threads that ask at once.
std::vector<std::string> ToldTo(const std::function<std::string()>& ask) {
  std::vector<std::string> told(kThreads);
  std::vector<std::thread> threads;
  for (std::string& each : told) threads.emplace_back([&each, &ask] { each = ask(); });
  for (std::thread& each : threads) each.join();
  return told;
}

TEST(ASharedValue, TellsAllThreadsTheSame) {
  Requester requester;
  requester.names = {"Carla Customer"};
  const Redactor redactor({requester}, RedactionScope::kRequestersOnly);
  EXPECT_EQ(ToldTo([&] { return redactor.Redact("Carla Customer wrote", TextForm::kPlain).text; }),
            std::vector<std::string>(kThreads, "[name removed] wrote"));

  const KeyedHash key(Secret("Jefe"));
  const auto once = key.Of("text");
  const std::string expected(once.begin(), once.end());
  EXPECT_EQ(ToldTo([&] {
              const auto hash = key.Of("text");
              return std::string(hash.begin(), hash.end());
            }),
            std::vector<std::string>(kThreads, expected));
}

}  // namespace
}  // namespace tandem
