// An operation as the text that names it in Redis, and back. Pure functions; safe from all threads.
#pragma once

#include "mappers/operation.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tandem {

// "kind:source:target:n", all of them numbers.
std::string OperationText(const Operation& operation);
// Nothing for any other text. A kind of a later version is kept as it is.
std::optional<Operation> ReadOperation(std::string_view text);

// A text that is a number and nothing else.
std::optional<std::int64_t> ReadWholeNumber(std::string_view text);

}  // namespace tandem
