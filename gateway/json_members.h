// Reads and writes values as JSON members, by type: texts, numbers, ids, times, lists, optionals. A
// type of one's own joins in by a ToJson and a FromJson beside it. Pure functions; safe from all
// threads.
#pragma once

#include "gateway/json.h"
#include "mappers/ids.h"
#include "mappers/model.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tandem {

inline Json ToJson(const std::string& value) {
  return value;
}
inline Json ToJson(std::int64_t value) {
  return value;
}
inline Json ToJson(bool value) {
  return value;
}
inline Json ToJson(Time value) {  // milliseconds since 1970
  return static_cast<std::int64_t>(value.time_since_epoch().count());
}
template <class Kind>
Json ToJson(Id<Kind> value) {
  return value.value;
}
template <class T>
Json ToJson(const std::vector<T>& values) {
  Json::Array array;
  for (const auto& value : values) array.push_back(ToJson(value));
  return array;
}
template <class T>
Json ToJson(const std::optional<T>& value) {
  return value ? ToJson(*value) : Json();
}

// Each gives false, and leaves `value` as it may be, when the JSON is of another type.
inline bool FromJson(const Json& json, std::string& value) {
  const auto text = json.String();
  if (text) value = *text;
  return text.has_value();
}
inline bool FromJson(const Json& json, std::int64_t& value) {
  const auto number = json.Integer();
  if (number) value = *number;
  return number.has_value();
}
inline bool FromJson(const Json& json, bool& value) {
  const auto truth = json.Bool();
  if (truth) value = *truth;
  return truth.has_value();
}
inline bool FromJson(const Json& json, Time& value) {
  const auto number = json.Integer();
  if (number) value = Time(std::chrono::milliseconds(*number));
  return number.has_value();
}
template <class Kind>
bool FromJson(const Json& json, Id<Kind>& value) {
  return FromJson(json, value.value);
}
template <class T>
bool FromJson(const Json& json, std::vector<T>& values) {
  if (!json.IsArray()) return false;
  values.clear();
  for (const Json& item : json.Items()) {
    if (!FromJson(item, values.emplace_back())) return false;
  }
  return true;
}
template <class T>
bool FromJson(const Json& json, std::optional<T>& value) {
  return FromJson(json, value.emplace());
}

// Reads the member if it is there and not null.
template <class T>
bool FromMember(const Json& object, std::string_view name, T& value) {
  const Json& member = object[name];
  return member.IsNull() || FromJson(member, value);
}

}  // namespace tandem
