#include "gateway/refusal.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <utility>

namespace tandem {
namespace {

constexpr std::size_t kMaxFields = 8;

std::string LowerCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

// A name of a field or a code, or nothing: whatever else stands there could be a person's text.
std::string Name(const Json& value) {
  constexpr std::size_t kLongest = 40;
  const std::string text = value.StringOr("");
  const bool good =
      text.size() <= kLongest && std::all_of(text.begin(), text.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '-';
      });
  return good ? text : "";
}

}  // namespace

bool MeansRateLimit(const HttpResponse& response, const Json& body) {
  if (response.status == 429) return true;
  if (response.status != 403) return false;
  if (response.Header("Retry-After") || response.Header("x-ratelimit-remaining") == "0")
    return true;
  const std::string message = LowerCase(body["message"].StringOr(""));
  return message.find("rate limit") != std::string::npos ||
         message.find("abuse detection") != std::string::npos;
}

std::string RefusedFields(const Json& body) {
  std::string text;
  const auto& errors = body["errors"].Items();
  for (std::size_t i = 0; i < std::min(errors.size(), kMaxFields); ++i) {
    const std::string field = Name(errors[i]["field"]);
    const std::string code = Name(errors[i]["code"]);
    if (field.empty()) continue;
    text += (text.empty() ? "" : ", ") + field + (code.empty() ? "" : " (" + code + ")");
  }
  return text;
}

std::string MissingFields(const Json& body) {
  std::string text;
  const auto& errors = body["errors"].Items();
  for (std::size_t i = 0; i < std::min(errors.size(), kMaxFields); ++i) {
    const std::string field = Name(errors[i]["field"]);
    const std::string code = Name(errors[i]["code"]);
    if (!field.empty() && (code == "missing_field" || code == "required"))
      text += (text.empty() ? "" : ", ") + field;
  }
  return text;
}

std::string KnownCause(const Json& body, const std::string& rights) {
  constexpr std::string_view kSwitchedOff =
      "issues are switched off in this repository; switch them on in its settings, or look at "
      "rules[].repository";
  const std::string archived = kArchivedCause;
  const std::array<std::pair<std::string_view, std::string>, 7> causes{{
      {"locked", "the issue is locked; unlock it"},
      {"repository was archived",
       archived + "; unarchive the repository, or switch off its rule (rules[].enabled)"},
      {"archived", archived},
      {"issues are disabled", std::string(kSwitchedOff)},
      {"issues has been disabled", std::string(kSwitchedOff)},
      {"resource not accessible", "the token lacks a permission; " + rights},
      {"saml", "the token is not authorized for the organization's single sign-on; " + rights},
  }};
  const std::string message = LowerCase(body["message"].StringOr(""));
  const auto known = std::find_if(causes.begin(), causes.end(), [&](const auto& cause) {
    return message.find(cause.first) != std::string::npos;
  });
  return known == causes.end() ? "" : known->second;
}

std::string PermissionsAskedFor(const HttpResponse& response) {
  constexpr std::size_t kLongest = 200;
  std::string text =
      response.Header("X-Accepted-GitHub-Permissions").value_or("").substr(0, kLongest);
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

}  // namespace tandem
