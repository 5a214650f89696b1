// A value of the configuration file together with its place, so that what is wrong with it can be
// said there. Borrows the document and the list of mistakes, which must outlive it. Not
// thread-safe.
#pragma once

#include "gateway/config.h"
#include "gateway/json.h"
#include "gateway/result.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tandem {

// "rules" and "tag" make "rules.tag"; a name that is no plain word is quoted: "mirror[\"a b\"]".
std::string KeyUnder(std::string_view key, std::string_view name);
// "rules" and 0 make "rules[0]".
std::string KeyAt(std::string_view key, std::size_t index);

// All that is wrong so far: one mistake for each value, the first that was found, because later
// ones about the same value tend to follow from it.
class Mistakes {
 public:
  void Add(const std::string& key, std::string message);
  // Also when the key has one already, for what is wrong with the key itself.
  void AddToo(const std::string& key, std::string message);
  bool empty() const { return list_.empty(); }
  // In the order of the keys in `document`. A key that is not there comes right after the value it
  // is missing from.
  std::vector<Mistake> InOrderOf(const Json& document) const;

 private:
  std::vector<Mistake> list_{};
  std::set<std::string> keys_{};
};

class Setting {
 public:
  Setting(const Json& value, std::string key, Mistakes& mistakes)
      : value_(value), key_(std::move(key)), mistakes_(mistakes) {}

  // A member; null when there is none.
  Setting operator[](std::string_view name) const;
  std::vector<Setting> Items() const;

  bool Has(std::string_view name) const;  // also when it is null
  // Null counts as not given.
  bool given() const { return !value_.IsNull(); }
  const Json& value() const { return value_; }
  const std::string& key() const { return key_; }
  void Wrong(std::string message) const { mistakes_.Add(key_, std::move(message)); }

  // Each leaves `target` as it is when the value is absent or of another type: the schema has its
  // say about that.
  void Read(std::string& target) const;
  void Read(bool& target) const;
  void Read(int& target) const;
  // The same for a text that `parse` (a Result from a const std::string&) understands; its error
  // is what is wrong.
  template <class Target, class Parse>
  void Read(Target& target, Parse parse) const {
    const auto text = value_.String();
    if (!text) return;
    auto parsed = parse(*text);
    if (parsed.ok()) {
      target = *std::move(parsed);
    } else {
      Wrong(parsed.error().message);
    }
  }

 private:
  const Json& value_;
  std::string key_;
  Mistakes& mistakes_;
};

}  // namespace tandem
