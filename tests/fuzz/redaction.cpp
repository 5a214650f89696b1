// A text of a customer's or a steward's that the guard cleans before it goes to GitHub.

#include "mappers/redaction.h"

#include "mappers/markup.h"
#include "mappers/neutralise.h"
#include "tests/fuzz/check.h"

#include <array>
#include <string>
#include <vector>

namespace tandem::fuzz {
namespace {

constexpr std::array kForms = {TextForm::kMarkdown, TextForm::kPlain};

const std::vector<Requester>& Requesters() {
  static const std::vector<Requester> requesters = [] {
    Requester carla;
    carla.names = {"Carla Customer"};
    carla.mails = {"carla.customer@umbrella.example"};
    carla.phones = {"+49 30 5550123"};
    carla.handles = {"carlatweets"};
    carla.addresses = {"12 Raccoon Street\nRaccoon City"};
    return std::vector{carla};
  }();
  return requesters;
}

std::string Clean(std::string_view text, TextForm form) {
  return Redactor(Requesters(), RedactionScope::kEverything).Redact(text, form).text;
}

// What is cleaned once stays as it is.
Broken CheckOnceIsEnough(std::string_view text, TextForm form) {
  const std::string once = Clean(text, form);
  const std::string twice = Clean(once, form);
  TANDEM_MUST(twice == once, once + "\n---\n" + twice);
  return {};
}

// Whatever stands around it, what must not leave does not.
Broken CheckPlanted(std::string_view text, TextForm form) {
  constexpr std::array<std::string_view, 4> kPlanted = {
      "planted.person@victim.example", "carla.customer@umbrella.example", "192.168.17.23",
      "ghp_0123456789abcdefghijABCDEFGHIJ456789"};
  for (const char* around : {"\n", " "}) {
    std::string whole(text);
    for (const std::string_view planted : kPlanted) whole.append(around).append(planted);
    const std::string cleaned = Clean(whole.append(around).append(text), form);
    for (const std::string_view planted : kPlanted) {
      // The fuzzer may have written it itself, as a part of something longer.
      if (text.find(planted) != std::string_view::npos) continue;
      TANDEM_MUST(cleaned.find(planted) == std::string::npos, cleaned);
    }
  }
  return {};
}

// Done twice it is the same as done once, as its header says.
Broken CheckNeutral(std::string_view html) {
  const Neutraliser neutraliser;
  const std::string once = neutraliser.Markdown(CleanText(HtmlToMarkdown(html)));
  TANDEM_MUST(neutraliser.Markdown(once) == once, once);
  const std::string title = neutraliser.Title(CleanText(html));
  TANDEM_MUST(neutraliser.Title(title) == title, title);
  return {};
}

}  // namespace

Broken CheckRedaction(std::string_view input) {
  for (const TextForm form : kForms) {
    TANDEM_MUST_PASS(CheckOnceIsEnough(input, form));
    TANDEM_MUST_PASS(CheckPlanted(input, form));
  }
  return CheckNeutral(input);
}

}  // namespace tandem::fuzz
