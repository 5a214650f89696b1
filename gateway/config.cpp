#include "gateway/config.h"

#include "gateway/config_schema.h"
#include "gateway/config_sections.h"
#include "gateway/config_setting.h"
#include "gateway/config_sources.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace tandem {
namespace {

constexpr std::size_t kLargestText = std::size_t{1024} * 1024;  // bytes
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// "line 3, column 7", counted in characters.
std::string Place(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const auto line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  const auto is_character = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  const auto columns = std::count_if(before.begin() + static_cast<std::ptrdiff_t>(line_start),
                                     before.end(), is_character);
  return "line " + std::to_string(lines + 1) + ", column " + std::to_string(columns + 1);
}

// The reader's message ends with the place as " (at byte N)"; people count lines.
Mistake NotReadable(std::string_view text, const Error& error) {
  constexpr std::string_view kAtByte = " (at byte ";
  const auto at = error.message.rfind(kAtByte);
  if (at == std::string::npos) return {"", error.message};
  std::size_t offset = 0;
  const char* digits = error.message.data() + at + kAtByte.size();
  std::from_chars(digits, error.message.data() + error.message.size(), offset);
  return {"", Place(text, offset) + ": " + error.message.substr(0, at)};
}

}  // namespace

std::variant<Config, std::vector<Mistake>> ReadConfig(std::string_view text,
                                                      const ConfigSources& sources) {
  if (text.size() > kLargestText) return std::vector{Mistake{"", "must be at most 1 MiB"}};
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const auto document = Json::ParseRelaxed(text);
  if (!document) return std::vector{NotReadable(text, document.error())};

  Mistakes mistakes;
  const Json fetched = FetchTexts(*document, sources, mistakes);
  CheckAgainstSchema(fetched, mistakes);
  const Setting root(fetched, "", mistakes);
  Config config = ReadSections(root, sources);
  config.rules = ReadRules(root["rules"]);
  config.effective = Secret(fetched.Dump());
  if (mistakes.empty()) return config;
  return mistakes.InOrderOf(*document);
}

}  // namespace tandem
