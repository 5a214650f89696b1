#include "gateway/operation_text.h"

#include <charconv>
#include <vector>

namespace tandem {

std::string OperationText(const Operation& operation) {
  const auto& [kind, source, target, n] = operation;
  return std::to_string(static_cast<int>(kind)) + ':' + std::to_string(source) + ':' +
         std::to_string(target) + ':' + std::to_string(n);
}

std::optional<Operation> ReadOperation(std::string_view text) {
  std::vector<std::int64_t> parts;
  for (bool more = true; more;) {
    const auto colon = text.find(':');
    const auto part = ReadWholeNumber(text.substr(0, colon));
    if (!part) return std::nullopt;
    parts.push_back(*part);
    more = colon != std::string_view::npos;
    if (more) text.remove_prefix(colon + 1);
  }
  if (parts.size() != 4 || parts[0] < 1 || parts[0] > 255) return std::nullopt;
  return Operation{static_cast<OperationKind>(parts[0]), parts[1], parts[2], parts[3]};
}

std::optional<std::int64_t> ReadWholeNumber(std::string_view text) {
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, fault] = std::from_chars(text.data(), end, value);
  return fault == std::errc() && stop == end ? std::optional(value) : std::nullopt;
}

}  // namespace tandem
