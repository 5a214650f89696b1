#include "gateway/credentials.h"

#include <openssl/evp.h>

namespace tandem {
namespace {

std::string Base64(const std::string& text) {
  std::string encoded((text.size() + 2) / 3 * 4 + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
  encoded.resize(static_cast<std::size_t>(length));
  return encoded;
}

}  // namespace

Credentials FreshdeskCredentials(const FreshdeskConfig& config) {
  // Freshdesk takes the key as the user's name, with any password.
  return [header = "Basic " + Base64(config.api_key.Reveal() + ":X")]() {
    return std::vector<std::pair<std::string, std::string>>{{"Authorization", header}};
  };
}

Credentials GithubCredentials(const GithubConfig& config) {
  return [header = "Bearer " + config.token.Reveal()]() {
    return std::vector<std::pair<std::string, std::string>>{{"Authorization", header}};
  };
}

std::string TroubleWith(Service service, int status) {
  if (status == 0) return "it does not answer";
  if (status == 401)
    return "it refuses our credentials (" + std::string(CredentialOf(service)) + ")";
  if (status == 429) return "its rate limit is reached";
  return status >= 500 ? "it answers " + std::to_string(status) : std::string();
}

}  // namespace tandem
