#include "gateway/json.h"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/reader.h>
#include <rapidjson/stringbuffer.h>

#include <array>
#include <charconv>
#include <memory>
#include <type_traits>

namespace tandem {
namespace {

constexpr std::size_t kMaxDepth = 64;

}  // namespace

// Builds the value while RapidJSON reads; saying "false" ends the reading, which is how the limits
// are kept.
class JsonReader {
 public:
  using Ch = char;

  explicit JsonReader(std::size_t most_values) : most_values_(most_values) {}

  bool Null() { return Put(Json()); }
  bool Bool(bool value) { return Put(Json(value)); }
  bool RawNumber(const char* text, rapidjson::SizeType length, bool) {
    Json number;
    number.value_ = Json::Number{std::string(text, length)};
    return Put(std::move(number));
  }
  // Never called: numbers are read as text.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }
  bool String(const char* text, rapidjson::SizeType length, bool) {
    return Put(Json(Mended({text, length})));
  }
  bool Key(const char* text, rapidjson::SizeType length, bool) {
    open_.back().name = Mended({text, length});
    return true;
  }
  bool StartObject() { return Open(Json(Json::Object{})); }
  bool StartArray() { return Open(Json(Json::Array{})); }
  bool EndObject(rapidjson::SizeType) { return Close(); }
  bool EndArray(rapidjson::SizeType) { return Close(); }

  Json Take() { return std::move(root_); }
  const std::string& limit() const { return limit_; }

 private:
  struct Level {
    Json value{};
    std::string name{};  // of the member that is being read
  };

  // RapidJSON refuses a lone high surrogate in an escape, but makes bytes that are no UTF-8 of a
  // lone low one; what could be read would not be readable once it is stored.
  static std::string Mended(std::string_view text) {
    std::string mended;
    for (std::size_t lone = text.find('\xED'); lone != std::string_view::npos;
         lone = text.find('\xED')) {
      const bool surrogate =
          lone + 2 < text.size() && static_cast<unsigned char>(text[lone + 1]) >= 0xA0;
      mended += text.substr(0, lone);
      mended += surrogate ? "\uFFFD" : "\xED";
      text.remove_prefix(lone + (surrogate ? 3 : 1));
    }
    return mended += text;
  }

  bool Open(Json container) {
    if (open_.size() >= kMaxDepth) {
      limit_ = "more than 64 levels deep";
      return false;
    }
    open_.push_back({std::move(container), {}});
    return true;
  }
  bool Close() {
    Json closed = std::move(open_.back().value);
    open_.pop_back();
    return Put(std::move(closed));
  }
  bool Put(Json value) {
    if (++values_ > most_values_) {
      limit_ = "more than " + std::to_string(most_values_) + " values";
      return false;
    }
    if (open_.empty()) {
      root_ = std::move(value);
      return true;
    }
    Level& level = open_.back();
    if (auto* array = std::get_if<Json::Array>(&level.value.value_)) {
      array->push_back(std::move(value));
    } else {
      std::get<Json::Object>(level.value.value_)
          .emplace_back(std::move(level.name), std::move(value));
      level.name.clear();
    }
    return true;
  }

  std::vector<Level> open_{};
  Json root_{};
  std::size_t most_values_;
  std::size_t values_ = 0;
  std::string limit_{};  // the one that ended the reading
};

class JsonWriter {
 public:
  template <class Writer>
  static void Write(const Json& json, Writer& writer) {
    std::visit([&](const auto& value) { Put(value, writer); }, json.value_);
  }

 private:
  template <class Value, class Writer>
  static void Put(const Value& value, Writer& writer) {
    if constexpr (std::is_same_v<Value, std::monostate>) {
      writer.Null();
    } else if constexpr (std::is_same_v<Value, bool>) {
      writer.Bool(value);
    } else if constexpr (std::is_same_v<Value, Json::Number>) {
      writer.RawValue(value.text.data(), value.text.size(), rapidjson::kNumberType);
    } else if constexpr (std::is_same_v<Value, std::string>) {
      writer.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
    } else if constexpr (std::is_same_v<Value, Json::Array>) {
      writer.StartArray();
      for (const Json& item : value) Write(item, writer);
      writer.EndArray();
    } else {
      writer.StartObject();
      for (const auto& [name, item] : value) {
        writer.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
        Write(item, writer);
      }
      writer.EndObject();
    }
  }
};

namespace {

// RapidJSON refuses a number beyond a double's range, though it is valid JSON. It is read as the
// largest that fits, which no getter takes for an id. False when the text cannot be mended.
bool ShrinkNumber(std::string& text, std::size_t at) {
  constexpr std::string_view kLargest = "1e308";
  auto end = text.find_first_not_of("+-.0123456789eE", at);
  if (end == std::string::npos) end = text.size();
  if (at >= end || end - at < kLargest.size()) return false;
  text.replace(at, end - at, std::string(kLargest) + std::string(end - at - kLargest.size(), ' '));
  return true;
}

template <unsigned Flags>
Result<Json> Read(std::string_view text, std::size_t most_values, int numbers_to_shrink = 1) {
  rapidjson::MemoryStream stream(text.data(), text.size());
  rapidjson::Reader reader;
  JsonReader handler(most_values);
  constexpr unsigned kFlags = rapidjson::kParseIterativeFlag |
                              rapidjson::kParseValidateEncodingFlag |
                              rapidjson::kParseNumbersAsStringsFlag | Flags;
  const rapidjson::ParseResult result = reader.Parse<kFlags>(stream, handler);
  if (!result.IsError()) return handler.Take();
  if (result.Code() == rapidjson::kParseErrorNumberTooBig && numbers_to_shrink > 0) {
    std::string smaller(text);
    if (ShrinkNumber(smaller, result.Offset()))
      return Read<Flags>(smaller, most_values, numbers_to_shrink - 1);
  }
  const std::string reason =
      handler.limit().empty() ? rapidjson::GetParseError_En(result.Code()) : handler.limit();
  return Error{Remedy::kInvalid, reason + " (at byte " + std::to_string(result.Offset()) + ")"};
}

template <class Writer>
std::string Write(const Json& json) {
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  JsonWriter::Write(json, writer);
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace

Json::Json(std::int64_t value) : value_(Number{std::to_string(value)}) {}

Json::Json(double value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  value_ = Number{std::string(text.data(), end)};
}

Result<Json> Json::Parse(std::string_view text, std::size_t most_values) {
  return Read<0>(text, most_values);
}

Result<Json> Json::ParseRelaxed(std::string_view text) {
  return Read<rapidjson::kParseCommentsFlag | rapidjson::kParseTrailingCommasFlag>(text,
                                                                                   kMostValues);
}

const Json& Json::operator[](std::string_view name) const {
  static const Json null;
  for (const auto& [key, value] : Members()) {
    if (key == name) return value;
  }
  return null;
}

const Json::Array& Json::Items() const {
  static const Array none;
  const auto* array = std::get_if<Array>(&value_);
  return array != nullptr ? *array : none;
}

const Json::Object& Json::Members() const {
  static const Object none;
  const auto* object = std::get_if<Object>(&value_);
  return object != nullptr ? *object : none;
}

Json& Json::Set(std::string_view name, Json value) {
  if (!IsObject()) value_ = Object{};
  auto& members = std::get<Object>(value_);
  for (auto& [key, old] : members) {
    if (key == name) {
      old = std::move(value);
      return *this;
    }
  }
  members.emplace_back(std::string(name), std::move(value));
  return *this;
}

Json& Json::Add(Json value) {
  if (!IsArray()) value_ = Array{};
  std::get<Array>(value_).push_back(std::move(value));
  return *this;
}

std::optional<std::string> Json::String() const {
  const auto* text = std::get_if<std::string>(&value_);
  return text != nullptr ? std::optional(*text) : std::nullopt;
}

std::optional<bool> Json::Bool() const {
  const auto* value = std::get_if<bool>(&value_);
  return value != nullptr ? std::optional(*value) : std::nullopt;
}

std::optional<std::int64_t> Json::Integer() const {
  const auto* number = std::get_if<Number>(&value_);
  if (number == nullptr) return std::nullopt;
  std::int64_t value = 0;
  const char* end = number->text.data() + number->text.size();
  const auto [stop, fault] = std::from_chars(number->text.data(), end, value);
  return fault == std::errc() && stop == end ? std::optional(value) : std::nullopt;
}

std::optional<double> Json::Double() const {
  const auto* number = std::get_if<Number>(&value_);
  if (number == nullptr) return std::nullopt;
  double value = 0;
  const char* end = number->text.data() + number->text.size();
  const auto [stop, fault] = std::from_chars(number->text.data(), end, value);
  return fault == std::errc() && stop == end ? std::optional(value) : std::nullopt;
}

std::optional<std::int64_t> Json::Id() const {
  constexpr std::int64_t kLargest = std::int64_t{1} << 53;
  const auto value = Integer();
  return value && *value >= 1 && *value <= kLargest ? value : std::nullopt;
}

std::string Json::StringOr(std::string_view other) const {
  const auto* text = std::get_if<std::string>(&value_);
  return text != nullptr ? *text : std::string(other);
}

std::string Json::Dump() const {
  return Write<rapidjson::Writer<rapidjson::StringBuffer>>(*this);
}

std::string Json::DumpPretty() const {
  return Write<rapidjson::PrettyWriter<rapidjson::StringBuffer>>(*this);
}

}  // namespace tandem
