#include "gateway/address_range.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>

namespace tandem {
namespace {

constexpr unsigned kMappedBits = 96;  // before the IPv4 address

bool Matches(const IpAddress& address, const IpAddress& range, unsigned bits) {
  const std::size_t whole = bits / 8;
  if (!std::equal(range.begin(), range.begin() + static_cast<std::ptrdiff_t>(whole),
                  address.begin())) {
    return false;
  }
  const unsigned rest = bits % 8;
  return rest == 0 || (address.at(whole) ^ range.at(whole)) >> (8 - rest) == 0;
}

}  // namespace

std::optional<IpAddress> ReadIpAddress(std::string_view text) {
  const std::string name(text.substr(0, text.find('%')));  // without the zone of a local address
  IpAddress address{};
  if (inet_pton(AF_INET6, name.c_str(), address.data()) == 1) return address;
  address = {};
  address[10] = address[11] = 0xff;
  if (inet_pton(AF_INET, name.c_str(), address.data() + kMappedBits / 8) == 1) return address;
  return std::nullopt;
}

IpAddress HolderOf(std::string_view address) {
  IpAddress holder = ReadIpAddress(address).value_or(IpAddress{});
  IpAddress v4_range{};
  v4_range[10] = v4_range[11] = 0xff;
  constexpr std::size_t kNetwork = 8;  // bytes
  if (!Matches(holder, v4_range, kMappedBits)) {
    std::fill(holder.begin() + kNetwork, holder.end(), static_cast<unsigned char>(0));
  }
  return holder;
}

std::optional<AddressRanges::Range> AddressRanges::ReadRange(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = ReadIpAddress(text.substr(0, slash));
  if (!address || text.find('%') != std::string_view::npos) return std::nullopt;
  if (slash == std::string_view::npos) return Range{*address, 128};
  const bool is_v4 = text.find(':') == std::string_view::npos;
  const std::string_view digits = text.substr(slash + 1);
  unsigned bits = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, fault] = std::from_chars(digits.data(), end, bits);
  if (fault != std::errc() || stop != end || bits > (is_v4 ? 32 : 128)) return std::nullopt;
  return Range{*address, is_v4 ? kMappedBits + bits : bits};
}

Result<AddressRanges> AddressRanges::Read(const std::vector<std::string>& texts) {
  AddressRanges ranges;
  for (const std::string& text : texts) {
    const auto range = ReadRange(text);
    if (!range) {
      return Error{Remedy::kInvalid,
                   "\"" + text + "\" is neither an address nor a range like 10.0.0.0/8",
                   {}};
    }
    ranges.ranges_.push_back(*range);
  }
  return ranges;
}

bool AddressRanges::Contain(std::string_view address) const {
  const auto read = ReadIpAddress(address);
  return read && std::any_of(ranges_.begin(), ranges_.end(), [&](const Range& range) {
           return Matches(*read, range.address, range.bits);
         });
}

}  // namespace tandem
