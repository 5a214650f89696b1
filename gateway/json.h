// JSON as values, with getters that say "no" to a wrong type instead of aborting. RapidJSON does
// the reading and the writing and is seen only in json.cpp. Values; safe everywhere.
#pragma once

#include "gateway/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tandem {

class Json {
 public:
  using Array = std::vector<Json>;
  using Member = std::pair<std::string, Json>;
  using Object = std::vector<Member>;  // in the text's order; of equal names the first counts

  Json() = default;  // null
  Json(bool value) : value_(value) {}
  Json(int value) : Json(static_cast<std::int64_t>(value)) {}
  Json(std::int64_t value);
  Json(double value);
  Json(const char* value) : value_(std::string(value)) {}
  Json(std::string_view value) : value_(std::string(value)) {}
  Json(std::string value) : value_(std::move(value)) {}
  Json(Array value) : value_(std::move(value)) {}
  Json(Object value) : value_(std::move(value)) {}

  static constexpr std::size_t kMostValues = 1'000'000;

  // Reads a whole text. Refuses what RFC 8259 refuses, invalid UTF-8, lone surrogates, more than 64
  // levels, more than `most_values`: each takes ten times the memory of its text. Never recurses.
  // kInvalid with the place of the first fault, never with the text.
  static Result<Json> Parse(std::string_view text, std::size_t most_values = kMostValues);
  // The same for what somebody has sent us, who may be a stranger: at most 20,000 values, of which
  // a delivery has some hundreds.
  static Result<Json> ParseSent(std::string_view body) { return Parse(body, 20'000); }
  // The same with comments and trailing commas, for files that people write.
  static Result<Json> ParseRelaxed(std::string_view text);

  bool IsNull() const { return std::holds_alternative<std::monostate>(value_); }
  bool IsObject() const { return std::holds_alternative<Object>(value_); }
  bool IsArray() const { return std::holds_alternative<Array>(value_); }
  bool IsString() const { return std::holds_alternative<std::string>(value_); }
  bool IsNumber() const { return std::holds_alternative<Number>(value_); }
  bool IsBool() const { return std::holds_alternative<bool>(value_); }

  // A member, or null when there is none or this is no object. The reference lives as long as this
  // value.
  const Json& operator[](std::string_view name) const;
  // Elements and members; empty for another type.
  const Array& Items() const;
  const Object& Members() const;
  // Puts or replaces a member; a null value becomes an object first.
  Json& Set(std::string_view name, Json value);
  // Appends; a null value becomes an array first.
  Json& Add(Json value);

  // Nothing when the type is another.
  std::optional<std::string> String() const;
  std::optional<bool> Bool() const;
  std::optional<std::int64_t> Integer()
      const;  // written without point or exponent, and within 64 bits
  std::optional<double> Double() const;
  // An id of either service: an integer from 1 to 2^53.
  std::optional<std::int64_t> Id() const;
  std::string StringOr(std::string_view other) const;

  std::string Dump() const;        // compact
  std::string DumpPretty() const;  // for people

  bool operator==(const Json&) const = default;

 private:
  struct Number {  // as written, so that nothing is lost
    std::string text{};
    bool operator==(const Number&) const = default;
  };
  friend class JsonReader;
  friend class JsonWriter;
  std::variant<std::monostate, bool, Number, std::string, Array, Object> value_{};
};

}  // namespace tandem
