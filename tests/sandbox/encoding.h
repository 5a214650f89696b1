// Base64, HMAC and delivery ids. Stateless; safe everywhere.
#pragma once

#include <string>
#include <string_view>

namespace tandem::sandbox {

std::string Base64(std::string_view bytes);
// "sha256=" and the HMAC-SHA256 of the body in hexadecimal, as X-Hub-Signature-256 carries it.
std::string Signature(std::string_view secret, std::string_view body);
// A random GUID: "72d3162e-cc78-11e3-81ab-4c9367dc0958".
std::string MakeGuid();
// A short digest for ETags.
std::string Digest(std::string_view bytes);

}  // namespace tandem::sandbox
