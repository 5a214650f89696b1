// What is parked is tried again with a changed configuration, and only then.

#include "gateway/configuration_change.h"

#include "tests/gateway/store_bench.h"

namespace tandem {
namespace {

const Secret kKey("key of the markers");

Config Configured(const std::string& token, const std::string& comment = "") {
  const std::string text = comment + R"({
    "freshdesk": {"url": "https://acme.freshdesk.com", "api_key": "k", "webhook_secret": "s"},
    "github": {"token": "${TOKEN}", "webhook_secret": "s"},
    "rules": [{"tag": "github", "repository": "acme/infrastructure"}]})";
  ConfigSources sources;
  sources.environment = [&](const std::string&) { return std::optional(token); };
  sources.file = [](const std::string&) { return std::optional<std::string>(); };
  auto read = ReadConfig(text, sources);
  EXPECT_TRUE(std::holds_alternative<Config>(read));
  return std::get<Config>(std::move(read));
}

void Park1(StoreBench& bench, const Key& key) {
  EXPECT_TRUE(bench.queue.Release(bench.LeaseOf(key), Park{1h, "refused"}).ok());
}

TEST(AChangedConfiguration, MakesAllThatIsParkedDueOnce) {
  StoreBench bench;
  ASSERT_TRUE(RetryParkedIfChanged(bench.pool, Configured("old"), kKey).ok());
  Park1(bench, KeyOf(IssueId{5}));
  Park1(bench, KeyOf(TicketId{7}));
  EXPECT_FALSE(*RetryParkedIfChanged(bench.pool, Configured("old"), kKey));
  EXPECT_FALSE(*RetryParkedIfChanged(bench.pool, Configured("old", "// a comment\n"), kKey));
  EXPECT_FALSE(bench.TryTake()) << "nothing has changed";
  const auto due = RetryParkedIfChanged(bench.pool, Configured("new"), kKey);
  ASSERT_TRUE(due.ok() && *due);
  EXPECT_EQ(**due, 2);
  EXPECT_TRUE(bench.TryTake());
  EXPECT_TRUE(bench.TryTake());
  EXPECT_FALSE(*RetryParkedIfChanged(bench.pool, Configured("new"), kKey)) << "it is known now";
}

TEST(AChangedConfiguration, LeavesAloneWhatIsNotParked) {
  StoreBench bench;
  const Lease lease = bench.LeaseOf(KeyOf(IssueId{5}));
  EXPECT_TRUE(bench.queue.Release(lease, Failed{1h, "away"}).ok());
  const auto due = RetryParkedIfChanged(bench.pool, Configured("first"), kKey);
  ASSERT_TRUE(due.ok() && *due) << "never seen before";
  EXPECT_EQ(**due, 0);
  EXPECT_FALSE(bench.TryTake());
}

TEST(AChangedConfiguration, IsToldByAFingerprintThatHoldsNothingOfIt) {
  const std::string fingerprint = FingerprintOf(Configured("token"), kKey);
  EXPECT_EQ(fingerprint.size(), 64U);
  EXPECT_NE(fingerprint, FingerprintOf(Configured("token"), Secret("another key")));
  EXPECT_NE(fingerprint, FingerprintOf(Configured("another"), kKey));
}

}  // namespace
}  // namespace tandem
