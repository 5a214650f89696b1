// The proofs that a sender gives: the first line is the header, the rest the body.

#include "gateway/signature.h"

#include "gateway/marker.h"
#include "mappers/marker_text.h"
#include "tests/fuzz/check.h"

#include <algorithm>
#include <cctype>

namespace tandem::fuzz {
namespace {

const Secret kSecret("It's a Secret to Everybody");
const std::vector<Secret> kSecrets = {Secret("another one"), kSecret};

std::string Lowered(std::string_view text) {
  std::string lowered(text);
  std::transform(lowered.begin(), lowered.end(), lowered.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lowered;
}

// Proven by the HMAC of one of the secrets, and by nothing else.
Broken CheckProof(std::string_view header, std::string_view body) {
  bool expected = false;
  if (header.starts_with("sha256=")) {
    for (const Secret& secret : kSecrets) {
      expected |= Lowered(header.substr(7)) == HmacSha256(secret, body);
    }
  }
  const bool proven = CheckGithubSignature(header, body, kSecrets) == Authenticity::kProven;
  TANDEM_MUST(proven == expected, header);
  const std::string right = "sha256=" + HmacSha256(kSecret, body);
  TANDEM_MUST(CheckGithubSignature(right, body, kSecrets) == Authenticity::kProven, body);
  const std::string longer = std::string(body) + "\n";
  TANDEM_MUST(CheckGithubSignature(right, longer, kSecrets) == Authenticity::kNotProven, body);
  return {};
}

Broken CheckGiven(std::string_view given) {
  const bool expected = std::any_of(kSecrets.begin(), kSecrets.end(),
                                    [&](const Secret& secret) { return secret.Reveal() == given; });
  TANDEM_MUST((CheckSecret(given, kSecrets) == Authenticity::kProven) == expected, given);
  TANDEM_MUST(CheckSecret(given, {Secret("")}) == Authenticity::kNotProven, given);
  BasicPassword(given);
  BasicPassword("Basic " + std::string(given));
  return {};
}

// Nobody guesses a marker; what is read as one has its form.
Broken CheckMarker(std::string_view text) {
  static const MarkerKeys keys({kSecret});
  TANDEM_MUST(!keys.Verify(text), text);
  if (const auto marker = MarkerInMarkdown(text)) TANDEM_MUST(marker->size() == 48, text);
  if (const auto found = MarkerInHtml(text)) TANDEM_MUST(found->marker.size() == 48, text);
  return {};
}

}  // namespace

Broken CheckSignature(std::string_view input) {
  const auto [header, body] = SplitFirstLine(input);
  TANDEM_MUST_PASS(CheckProof(header, body));
  TANDEM_MUST_PASS(CheckGiven(header));
  TANDEM_MUST_PASS(CheckMarker(header));
  return CheckMarker(body);
}

}  // namespace tandem::fuzz
