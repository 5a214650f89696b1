// Proofs that a caller knows a secret: GitHub's signature, and a secret that is simply sent along.
// Functions; safe everywhere. No comparison tells by its time how much of a guess was right.
#pragma once

#include "gateway/secret.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem {

enum class Authenticity { kProven, kNotProven };

// `header`: the value of X-Hub-Signature-256, "sha256=" and 64 hexadecimal digits of the
// HMAC-SHA256 over the raw body. Any of the secrets will do; an empty one proves nothing.
Authenticity CheckGithubSignature(std::string_view header, std::string_view body,
                                  const std::vector<Secret>& secrets);
Authenticity CheckSecret(std::string_view given, const std::vector<Secret>& secrets);
// The password of "Basic <base64 of user:password>"; nothing when the header is something else.
std::optional<std::string> BasicPassword(std::string_view authorization);

// Lower-case hexadecimal.
std::string HmacSha256(const Secret& key, std::string_view text);
std::string Sha256(std::string_view text);
// A random UUID (RFC 9562, version 4). Ends the program when the system has no randomness to give.
std::string RandomUuid();

}  // namespace tandem
