// The values of the services' headers, and the small texts that are read like them: each line of
// the input by itself.

#include "gateway/address_range.h"
#include "gateway/budget.h"
#include "gateway/log_text.h"
#include "gateway/time_text.h"
#include "gateway/url.h"
#include "tests/fuzz/check.h"

#include <algorithm>
#include <chrono>

namespace tandem::fuzz {
namespace {

const Url kBase = {"https", "api.github.com", 443, "/api/v3"};

bool MayStandInARequestLine(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return c <= ' ' || c == 0x7f; });
}

Broken CheckTimes(std::string_view text) {
  if (const auto time = ParseTime(text)) {
    const auto second = std::chrono::floor<std::chrono::seconds>(*time);
    TANDEM_MUST(ParseTime(FormatTime(*time)) == Time(second), text);
  }
  if (const auto time = ParseHttpDate(text)) {
    TANDEM_MUST(ParseTime(FormatTime(*time)) == *time, text);
  }
  if (const auto wait = ReadRetryAfter(text, Time{})) TANDEM_MUST(wait->count() >= 0, text);
  return {};
}

Broken CheckUrls(std::string_view text) {
  if (const auto url = ParseUrl(text)) {
    TANDEM_MUST(url->scheme == "http" || url->scheme == "https", text);
    TANDEM_MUST(url->port > 0 && url->port <= 65535 && !url->host.empty(), text);
    const std::string printed = url->scheme + "://" + HostAndPort(*url) + url->target;
    TANDEM_MUST(ParseUrl(printed) == url, printed);
  }
  if (const auto path = PathWithin(kBase, text)) {
    TANDEM_MUST(path->empty() || MayStandInARequestLine(*path), *path);
  }
  if (const auto next = NextLink(text)) TANDEM_MUST(text.find(*next) != text.npos, *next);
  return {};
}

Broken CheckTexts(std::string_view text) {
  TANDEM_MUST(PercentDecode(PercentEncode(text)) == text, text);
  TANDEM_MUST(MayStandInARequestLine(PercentEncode(text)), text);
  PercentDecode(text);
  for (const std::string& logged : {EscapedForLog(text), WordForLog(text)}) {
    TANDEM_MUST(IsUtf8(logged) && logged.find_first_of("\r\n\x1b") == logged.npos, logged);
  }
  ReadIpAddress(text);
  if (const auto ranges = AddressRanges::Read({std::string(text)})) ranges->Contain("10.0.0.1");
  return {};
}

}  // namespace

Broken CheckHeaders(std::string_view input) {
  while (!input.empty()) {
    const auto [line, rest] = SplitFirstLine(input);
    TANDEM_MUST_PASS(CheckTimes(line));
    TANDEM_MUST_PASS(CheckUrls(line));
    TANDEM_MUST_PASS(CheckTexts(line));
    input = rest;
  }
  return {};
}

}  // namespace tandem::fuzz
