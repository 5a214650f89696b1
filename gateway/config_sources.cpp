#include "gateway/config_sources.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <string>
#include <utility>

namespace tandem {
namespace {

constexpr std::string_view kFile = "file:";
constexpr std::string_view kVariable = "${";
constexpr std::size_t kLargestFile = std::size_t{1024} * 1024;  // bytes

// "rules[2].templates.title" as "rules.templates.title".
std::string WithoutIndexes(std::string_view key) {
  std::string without;
  while (!key.empty()) {
    const auto end = key.find_first_not_of("0123456789", 1);
    const bool index = key[0] == '[' && end != std::string_view::npos && end > 1 && key[end] == ']';
    if (!index) without += key[0];
    key.remove_prefix(index ? end + 1 : 1);
  }
  return without;
}

bool IsTemplate(std::string_view key) {
  return WithoutIndexes(key).starts_with("rules.templates.");
}

bool MayBeFile(std::string_view key) {
  constexpr auto kKeys = std::to_array<std::string_view>(
      {"redis", "redis.password", "secret", "admin_token", "alerts", "freshdesk.url",
       "freshdesk.api_key", "freshdesk.webhook_secret", "github.token", "github.webhook_secret",
       "github.api_url", "github.web_url"});
  return IsTemplate(key) ||
         std::find(kKeys.begin(), kKeys.end(), WithoutIndexes(key)) != kKeys.end();
}

bool IsVariableName(std::string_view name) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
  constexpr std::string_view kAll =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
  return !name.empty() && kLetters.find(name.front()) != std::string_view::npos &&
         name.find_first_not_of(kAll) == std::string_view::npos;
}

// Without control characters, which would be a terminal's to interpret.
std::string Shown(std::string_view path) {
  return Json(path).Dump();
}

class Fetcher {
 public:
  Fetcher(const ConfigSources& sources, Mistakes& mistakes)
      : sources_(sources), mistakes_(mistakes) {}

  // The document is at most 64 levels deep.
  Json Fetch(const Json& value, const std::string& key) {
    if (const auto text = value.String()) return FetchText(*text, key);
    if (value.IsArray()) {
      Json::Array items;
      for (const Json& item : value.Items()) items.push_back(Fetch(item, KeyAt(key, items.size())));
      return items;
    }
    if (!value.IsObject()) return value;
    Json::Object members;
    for (const auto& [name, member] : value.Members()) {
      members.emplace_back(name, Fetch(member, KeyUnder(key, name)));
    }
    return members;
  }

 private:
  Json FetchText(const std::string& text, const std::string& key) {
    if (text.starts_with(kFile) && MayBeFile(key)) return FromFile(text, key);
    if (text.starts_with(kVariable) && text.ends_with('}')) return FromEnvironment(text, key);
    if (text.find(kVariable) != std::string::npos && !IsTemplate(key)) {
      mistakes_.Add(key, "\"${NAME}\" counts only as the whole text, with nothing around it");
    }
    return text;
  }

  Json FromEnvironment(const std::string& text, const std::string& key) {
    const std::string name = text.substr(kVariable.size(), text.size() - kVariable.size() - 1);
    if (!IsVariableName(name)) {
      mistakes_.Add(key,
                    "no name of an environment variable stands in \"${...}\"; allowed are "
                    "letters, digits and _");
      return text;
    }
    return Found(sources_.environment(name), text, key, "the environment variable " + name);
  }

  Json FromFile(const std::string& text, const std::string& key) {
    const std::string path = text.substr(kFile.size());
    if (path.empty() || path.find('\0') != std::string::npos) {
      mistakes_.Add(key, "\"file:\" must be followed by a path");
      return text;
    }
    return Found(sources_.file(path), text, key, "the file " + Shown(path));
  }

  Json Found(std::optional<std::string> content, const std::string& text, const std::string& key,
             const std::string& source) {
    if (!content) {
      mistakes_.Add(key,
                    source + (source.starts_with("the file") ? " cannot be read" : " is not set"));
      return text;
    }
    if (content->empty()) mistakes_.Add(key, source + " is empty");
    return *std::move(content);
  }

  const ConfigSources& sources_;
  Mistakes& mistakes_;
};

std::optional<std::string> FromProcess(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
}

// Bounded, because a path may name a device that never ends.
std::optional<std::string> ContentOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string content(kLargestFile + 1, '\0');
  file.read(content.data(), static_cast<std::streamsize>(content.size()));
  // A folder can be opened and not read.
  if (file.bad() || file.gcount() > static_cast<std::streamsize>(kLargestFile)) return std::nullopt;
  content.resize(static_cast<std::size_t>(file.gcount()));
  if (content.ends_with('\n')) content.pop_back();
  if (content.ends_with('\r')) content.pop_back();
  return content;
}

}  // namespace

Json FetchTexts(const Json& document, const ConfigSources& sources, Mistakes& mistakes) {
  return Fetcher(sources, mistakes).Fetch(document, "");
}

ConfigSources ProcessSources() {
  return {FromProcess, ContentOf};
}

}  // namespace tandem
