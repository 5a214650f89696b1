#include "gateway/guess_limit.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace tandem {
namespace {

using namespace std::chrono_literals;
using Verdict = GuessLimit::Verdict;
constexpr GuessLimit::Time kStart{1h};

AddressRanges Ranges(const std::vector<std::string>& texts) {
  auto ranges = AddressRanges::Read(texts);
  EXPECT_TRUE(ranges.ok());
  return *std::move(ranges);
}

TEST(AddressRanges, ContainWhatTheyNameAndNothingElse) {
  struct Case {
    std::string range;
    std::string address;
    bool contained;
  };
  const std::vector<Case> cases = {
      {"10.0.0.1", "10.0.0.1", true},
      {"10.0.0.1", "10.0.0.2", false},
      {"10.0.0.0/8", "10.255.1.2", true},
      {"10.0.0.0/8", "11.0.0.0", false},
      {"192.168.4.0/22", "192.168.7.9", true},
      {"192.168.4.0/22", "192.168.8.0", false},
      {"0.0.0.0/0", "1.2.3.4", true},
      {"0.0.0.0/0", "::1", false},
      {"fd00::/8", "fd12::1", true},
      {"fd00::/8", "fe80::1", false},
      {"::1", "::1", true},
      {"10.0.0.0/8", "::ffff:10.1.2.3", true},
      {"fe80::/10", "fe80::1%eth0", true},
      {"10.0.0.0/8", "", false},
      {"10.0.0.0/8", "ten", false},
      {"2001:db8::/33", "2001:db8:8000::1", false},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(Ranges({"203.0.113.9", c.range}).Contain(c.address), c.contained)
        << c.range << " " << c.address;
  }
}

TEST(AddressRanges, AreRefusedByTheNameOfWhatIsWrong) {
  for (const char* wrong : {"", "localhost", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0/8",
                            "::/129", "10.0.0.0/8 ", "10.0.0.0/8/8"}) {
    const auto ranges = AddressRanges::Read({"::1", wrong});
    ASSERT_FALSE(ranges.ok()) << wrong;
    EXPECT_NE(ranges.error().message.find('"' + std::string(wrong) + '"'), std::string::npos);
  }
}

TEST(GuessLimit, IsReachedByTheTwentyFirstGuessWithinASecond) {
  GuessLimit limit({});
  for (int i = 0; i < 20; ++i) EXPECT_EQ(limit.Count("192.0.2.1", kStart), Verdict::kWithin);
  EXPECT_EQ(limit.Count("192.0.2.1", kStart + 999ms), Verdict::kTooMany);
  EXPECT_EQ(limit.Count("192.0.2.2", kStart + 999ms), Verdict::kWithin);
  EXPECT_EQ(limit.Count("192.0.2.1", kStart + 1s), Verdict::kWithin);
}

TEST(GuessLimit, CountsTheNeighboursOfAnIpv6AddressTogether) {
  GuessLimit limit({});
  for (int i = 0; i < 20; ++i) limit.Count("2001:db8::" + std::to_string(i), kStart);
  EXPECT_EQ(limit.Count("2001:db8::ffff", kStart), Verdict::kTooMany);
  EXPECT_EQ(limit.Count("2001:db8:0:1::1", kStart), Verdict::kWithin);
}

TEST(GuessLimit, NeverHoldsForTrustedProxies) {
  GuessLimit limit(Ranges({"10.0.0.0/8"}));
  for (int i = 0; i < 100; ++i) EXPECT_EQ(limit.Count("10.1.2.3", kStart), Verdict::kWithin);
}

TEST(GuessLimit, CountsAddressesTogetherWhenThereAreTooManyToKeepApart) {
  GuessLimit limit({});
  const auto address = [](int i) {
    return "10." + std::to_string(i / 65'536) + "." + std::to_string(i / 256 % 256) + "." +
           std::to_string(i % 256);
  };
  for (int i = 0; i < 4'096; ++i) EXPECT_EQ(limit.Count(address(i), kStart), Verdict::kWithin);
  for (int i = 5'000; i < 5'020; ++i) EXPECT_EQ(limit.Count(address(i), kStart), Verdict::kWithin);
  EXPECT_EQ(limit.Count(address(6'000), kStart), Verdict::kTooMany);
  EXPECT_EQ(limit.Count(address(1), kStart), Verdict::kWithin);
  EXPECT_EQ(limit.Count(address(6'001), kStart + 1s), Verdict::kWithin);
}

}  // namespace
}  // namespace tandem
