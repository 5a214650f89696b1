// Sets of IP addresses, as "trusted_proxies" names them. Values; safe everywhere.
#pragma once

#include "gateway/result.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem {

// 128 bits; an IPv4 address in the last 32 of ::ffff:0:0/96, so that both kinds compare alike.
using IpAddress = std::array<unsigned char, 16>;
// Numeric IPv4 or IPv6; nothing for anything else.
std::optional<IpAddress> ReadIpAddress(std::string_view text);
// What stands for whoever has this address: itself, of IPv6 its /64, all of which one person has at
// will. Texts that are no address have one holder.
IpAddress HolderOf(std::string_view address);

class AddressRanges {
 public:
  AddressRanges() = default;
  // Each an address, or a range like "10.0.0.0/8" or "fd00::/8". kInvalid names what is neither.
  static Result<AddressRanges> Read(const std::vector<std::string>& texts);

  // False for what is no address.
  bool Contain(std::string_view address) const;

 private:
  struct Range {
    IpAddress address{};
    unsigned bits = 0;  // that count, of 128
  };
  static std::optional<Range> ReadRange(std::string_view text);

  std::vector<Range> ranges_{};
};

}  // namespace tandem
