#include "gateway/config_setting.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

namespace tandem {
namespace {

constexpr std::size_t kLongestName = 80;

bool IsPlain(std::string_view name) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-$";
  return !name.empty() && name.size() <= kLongestName &&
         name.find_first_not_of(kPlain) == std::string_view::npos;
}

// A name that may be anything, as one short line: JSON's own quoting, which lets no control
// character through.
std::string Quoted(std::string_view name) {
  if (name.size() <= kLongestName) return Json(name).Dump();
  std::size_t end = kLongestName;
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) --end;
  return Json(std::string(name.substr(0, end)) + "...").Dump();
}

using Ordinals = std::map<std::string, std::size_t>;

// Numbers the keys in the order in which they stand. The document is at most 64 levels deep.
void Number(const Json& value, const std::string& key, Ordinals& ordinals) {
  ordinals.emplace(key, ordinals.size());
  for (const auto& [name, member] : value.Members()) Number(member, KeyUnder(key, name), ordinals);
  for (std::size_t i = 0; i < value.Items().size(); ++i) {
    Number(value.Items()[i], KeyAt(key, i), ordinals);
  }
}

// The last key of what stands in `key`; for a key that is not there, of what it is missing from.
std::size_t OrdinalOf(std::string key, const Ordinals& ordinals) {
  while (true) {
    if (const auto found = ordinals.find(key); found != ordinals.end()) return found->second;
    const auto cut = key.find_last_of(".[");
    if (cut == std::string::npos) return 0;
    key.resize(cut);
  }
}

}  // namespace

std::string KeyUnder(std::string_view key, std::string_view name) {
  std::string under(key);
  if (!IsPlain(name)) return under + "[" + Quoted(name) + "]";
  if (!under.empty()) under += '.';
  return under.append(name);
}

std::string KeyAt(std::string_view key, std::size_t index) {
  return std::string(key) + "[" + std::to_string(index) + "]";
}

void Mistakes::Add(const std::string& key, std::string message) {
  if (keys_.insert(key).second) list_.push_back({key, std::move(message)});
}

void Mistakes::AddToo(const std::string& key, std::string message) {
  keys_.insert(key);
  list_.push_back({key, std::move(message)});
}

std::vector<Mistake> Mistakes::InOrderOf(const Json& document) const {
  Ordinals ordinals;
  Number(document, "", ordinals);
  std::vector<std::pair<std::size_t, Mistake>> numbered;
  numbered.reserve(list_.size());
  for (const Mistake& mistake : list_) {
    numbered.emplace_back(OrdinalOf(mistake.key, ordinals), mistake);
  }
  std::stable_sort(numbered.begin(), numbered.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Mistake> ordered;
  ordered.reserve(numbered.size());
  for (auto& [ordinal, mistake] : numbered) ordered.push_back(std::move(mistake));
  return ordered;
}

Setting Setting::operator[](std::string_view name) const {
  return {value_[name], KeyUnder(key_, name), mistakes_};
}

std::vector<Setting> Setting::Items() const {
  std::vector<Setting> items;
  items.reserve(value_.Items().size());
  for (std::size_t i = 0; i < value_.Items().size(); ++i) {
    items.emplace_back(value_.Items()[i], KeyAt(key_, i), mistakes_);
  }
  return items;
}

bool Setting::Has(std::string_view name) const {
  const auto& members = value_.Members();
  return std::any_of(members.begin(), members.end(),
                     [&](const Json::Member& member) { return member.first == name; });
}

void Setting::Read(std::string& target) const {
  if (auto text = value_.String()) target = *std::move(text);
}

void Setting::Read(bool& target) const {
  if (const auto value = value_.Bool()) target = *value;
}

void Setting::Read(int& target) const {
  const auto value = value_.Integer();
  if (!value || *value < std::numeric_limits<int>::min() ||
      *value > std::numeric_limits<int>::max()) {
    return;
  }
  target = static_cast<int>(*value);
}

}  // namespace tandem
