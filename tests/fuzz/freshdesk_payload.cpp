// A Freshdesk delivery: the path's last part and a body that may be anything.

#include "gateway/freshdesk_delivery.h"
#include "tests/fuzz/check.h"

namespace tandem::fuzz {
namespace {

Broken CheckHint(std::string_view segment, std::string_view body) {
  constexpr std::int64_t kLargest = std::int64_t{1} << 53;
  const FreshdeskHint hint = ReadFreshdeskDelivery(segment, body, {"github", "Escalated"});
  if (hint.ticket) TANDEM_MUST(hint.ticket->value > 0 && hint.ticket->value <= kLargest, body);
  TANDEM_MUST(!hint.only_if_linked || hint.ticket, body);
  TANDEM_MUST(hint.key_names.size() <= 20, body);
  for (const std::string& name : hint.key_names) {
    TANDEM_MUST(name.size() <= 40 && IsUtf8(name), body);
  }
  return {};
}

}  // namespace

Broken CheckFreshdeskPayload(std::string_view input) {
  const FreshdeskHint by_path = ReadFreshdeskDelivery("123", input, {"github"});
  TANDEM_MUST(by_path.ticket == TicketId{123}, input);  // whatever the body says
  TANDEM_MUST_PASS(CheckHint("123", input));
  TANDEM_MUST_PASS(CheckHint("", input));
  const auto [segment, body] = SplitFirstLine(input);
  return CheckHint(segment, body);
}

}  // namespace tandem::fuzz
