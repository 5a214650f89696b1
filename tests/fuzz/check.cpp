#include "tests/fuzz/check.h"

#include "mappers/utf8.h"

#include <algorithm>
#include <array>

namespace tandem::fuzz {
namespace {

constexpr std::array kTargets = {
    Target{"answers", CheckAnswers},
    Target{"commands", CheckCommands},
    Target{"configuration", CheckConfiguration},
    Target{"exchange", CheckExchange},
    Target{"freshdesk_payload", CheckFreshdeskPayload},
    Target{"github_payload", CheckGithubPayload},
    Target{"headers", CheckHeaders},
    Target{"html_to_markdown", CheckHtmlToMarkdown},
    Target{"link_record", CheckLinkRecord},
    Target{"markdown_to_html", CheckMarkdownToHtml},
    Target{"redaction", CheckRedaction},
    Target{"requests", CheckRequests},
    Target{"signature", CheckSignature},
};

}  // namespace

std::span<const Target> Targets() {
  return kTargets;
}

std::optional<Target> TargetNamed(std::string_view name) {
  const auto* const found = std::find_if(kTargets.begin(), kTargets.end(),
                                         [&](const Target& target) { return target.name == name; });
  if (found == kTargets.end()) return std::nullopt;
  return *found;
}

std::string Told(std::string_view what, std::string_view text) {
  return "not so: " + std::string(what) + "\n" + std::string(text);
}

bool IsUtf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = CodePointAt(text, at);
    if (!point.valid) return false;
    at += point.bytes;
  }
  return true;
}

FirstLine SplitFirstLine(std::string_view input) {
  const auto end = input.find('\n');
  if (end == std::string_view::npos) return {input, {}};
  return {input.substr(0, end), input.substr(end + 1)};
}

}  // namespace tandem::fuzz
