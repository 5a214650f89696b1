#include "gateway/issue_name.h"

#include "gateway/config_values.h"
#include "gateway/operation_text.h"

#include <algorithm>

namespace tandem {

std::optional<IssueUrl> ReadIssueName(std::string_view text, std::string_view github_web_url) {
  if (auto url = ParseIssueUrl(text, github_web_url)) return url;
  const auto hash = text.find('#');
  if (hash == std::string_view::npos) return std::nullopt;
  const auto repository = ParseRepository(text.substr(0, hash));
  const std::string_view digits = text.substr(hash + 1);
  const bool plain = !digits.empty() && std::all_of(digits.begin(), digits.end(),
                                                    [](char c) { return c >= '0' && c <= '9'; });
  const auto number = plain ? ReadWholeNumber(digits) : std::nullopt;
  if (!repository.ok() || !number || *number < 1) return std::nullopt;
  return IssueUrl{*repository, *number};
}

}  // namespace tandem
