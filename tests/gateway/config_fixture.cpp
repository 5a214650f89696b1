#include "tests/gateway/config_fixture.h"

#include "tests/places.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <utility>

namespace tandem {
namespace {

std::function<std::optional<std::string>(const std::string&)> From(Texts texts) {
  return [texts = std::move(texts)](const std::string& name) -> std::optional<std::string> {
    const auto found = texts.find(name);
    return found == texts.end() ? std::nullopt : std::optional(found->second);
  };
}

}  // namespace

std::string ConfigFixture(const std::string& name) {
  std::ifstream file(TANDEM_SOURCE_DIR "/fixtures/config/" + name);
  EXPECT_TRUE(file) << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

ConfigSources FixtureSources() {
  return {From({{"FRESHDESK_API_KEY", "SECRET-freshdesk-key"},
                {"FRESHDESK_WEBHOOK_SECRET", "SECRET-freshdesk-webhook"},
                {"GITHUB_TOKEN", "SECRET-github-token"},
                {"GITHUB_WEBHOOK_SECRET", "SECRET-github-webhook"},
                {"TANDEM_SECRET", "SECRET-of-markers"},
                {"TO_VARIABLE", "${GITHUB_TOKEN}"},
                {"LISTEN", "127.0.0.1:0"},
                {"EMPTY", ""}}),
          From({{"/run/secrets/tandem-old", "SECRET-of-markers-before"},
                {"/run/secrets/admin", "SECRET-admin"},
                {"/etc/tandem/app.pem", "SECRET-key"},
                {"/key.pem", "SECRET-key"},
                {"body.md", "Line one\nline ${two}"},
                {"/empty", ""},
                {"/lines", "SECRET\nSECRET"}})};
}

std::vector<Mistake> MistakesIn(const std::string& text) {
  auto read = ReadConfig(text, FixtureSources());
  const auto* mistakes = std::get_if<std::vector<Mistake>>(&read);
  return mistakes != nullptr ? *mistakes : std::vector<Mistake>();
}

Json Merged(const Json& base, const Json& patch) {
  if (!patch.IsObject()) return patch;
  Json::Object members;
  for (const auto& [name, value] : base.Members()) {
    bool is_patched = false;
    for (const auto& [patched, unused] : patch.Members()) is_patched |= patched == name;
    if (!is_patched) members.emplace_back(name, value);
    if (is_patched && !patch[name].IsNull()) members.emplace_back(name, Merged(value, patch[name]));
  }
  for (const auto& [name, value] : patch.Members()) {
    if (base[name].IsNull() && !value.IsNull()) members.emplace_back(name, value);
  }
  return members;
}

}  // namespace tandem
