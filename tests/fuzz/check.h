// What the fuzzer and the tests ask of a part of Tandem: a check takes any bytes and tells the
// first promise that does not hold for them. Checks are pure as far as what they check is; one
// thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tandem::fuzz {

// What is wrong; nothing when all is well. A crash or an exception speaks for itself.
using Broken = std::optional<std::string>;

struct Target {
  std::string_view name{};  // also that of its folder in fixtures/fuzz
  Broken (*check)(std::string_view input) = nullptr;
};

// All of them, by name.
std::span<const Target> Targets();
// Nothing when there is none of that name.
std::optional<Target> TargetNamed(std::string_view name);

Broken CheckAnswers(std::string_view input);
Broken CheckCommands(std::string_view input);
Broken CheckConfiguration(std::string_view input);
Broken CheckExchange(std::string_view input);
Broken CheckFreshdeskPayload(std::string_view input);
Broken CheckGithubPayload(std::string_view input);
Broken CheckHeaders(std::string_view input);
Broken CheckHtmlToMarkdown(std::string_view input);
Broken CheckLinkRecord(std::string_view input);
Broken CheckMarkdownToHtml(std::string_view input);
Broken CheckRedaction(std::string_view input);
Broken CheckRequests(std::string_view input);
Broken CheckSignature(std::string_view input);

// "what: text", with the text as it is.
std::string Told(std::string_view what, std::string_view text);
bool IsUtf8(std::string_view text);
// The first line, and what follows it.
struct FirstLine {
  std::string_view line{};
  std::string_view rest{};
};
FirstLine SplitFirstLine(std::string_view input);

// TANDEM_MUST(condition, text): ends the check with the condition's words and the text when it
// does not hold.
#define TANDEM_MUST(condition, text)                                 \
  do {                                                               \
    if (!(condition)) return ::tandem::fuzz::Told(#condition, text); \
  } while (false)
// The same for a check that is part of another one.
#define TANDEM_MUST_PASS(check)                       \
  do {                                                \
    if (auto broken = (check); broken) return broken; \
  } while (false)

}  // namespace tandem::fuzz
