// Result<T>: a value, or an error named by its remedy. A small subset of C++23's std::expected.
// Values; safe everywhere.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace tandem {

// What to do about it.
enum class Remedy {
  kInvalid,         // it will be wrong again: park it
  kUnauthorized,    // a person must look at a credential or a right
  kNotFound,        // the thing is not there, or we may not see it
  kConflict,        // the world moved: read and plan again
  kUnavailable,     // it did not happen: try again later
  kUnknownOutcome,  // it may have happened: look before repeating
};

struct Error {
  Remedy remedy = Remedy::kInvalid;
  std::string message{};  // what happened, to what, and which setting to look at; never a secret or
                          // a person's text
  std::optional<std::chrono::milliseconds>
      retry_after{};  // how long the other side asked us to wait
};

template <class T>
class Result {
 public:
  Result(T value) : state_(std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::move(error)) {}  // NOLINT(google-explicit-constructor)
  bool ok() const { return std::holds_alternative<T>(state_); }
  explicit operator bool() const { return ok(); }
  T& operator*() & { return std::get<T>(state_); }
  const T& operator*() const& { return std::get<T>(state_); }
  T&& operator*() && { return std::get<T>(std::move(state_)); }
  T* operator->() { return &std::get<T>(state_); }
  const T* operator->() const { return &std::get<T>(state_); }
  T value_or(T otherwise) const { return ok() ? **this : std::move(otherwise); }
  const Error& error() const { return std::get<Error>(state_); }

 private:
  std::variant<T, Error> state_;
};

struct Done {
  bool operator==(const Done&) const = default;
};
using Status = Result<Done>;

#define TANDEM_CONCAT_(a, b) a##b
#define TANDEM_CONCAT(a, b) TANDEM_CONCAT_(a, b)
// TRY(expression): returns the error from the enclosing function, else goes on.
#define TRY(expression)                                                                     \
  do {                                                                                      \
    if (const auto& try_result = (expression); !try_result.ok()) return try_result.error(); \
  } while (false)
// TRY_ASSIGN(auto x, expression): the same, and binds the value.
#define TRY_ASSIGN(target, expression) \
  TRY_ASSIGN_(TANDEM_CONCAT(try_, __LINE__), target, expression)
#define TRY_ASSIGN_(result, target, expression) \
  auto result = (expression);                   \
  if (!result.ok()) return result.error();      \
  target = *std::move(result)

}  // namespace tandem
