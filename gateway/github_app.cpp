#include "gateway/github_app.h"

#include "gateway/json.h"
#include "gateway/time_text.h"
#include "gateway/url.h"

#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <memory>

namespace tandem {
namespace {

using namespace std::chrono_literals;

constexpr auto kRenewBefore = 5min;

std::string Base64Url(std::string_view bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                   reinterpret_cast<const unsigned char*>(bytes.data()),
                                   static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  text.erase(std::find(text.begin(), text.end(), '='), text.end());
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text;
}

// Empty when it cannot be signed.
std::string SignRs256(EVP_PKEY* key, const std::string& text) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t size = 0;
  if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size()) != 1) {
    return "";
  }
  std::string signature(size, '\0');
  if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     bytes, text.size()) != 1) {
    return "";
  }
  signature.resize(size);
  return signature;
}

HttpRequest AppRequest(std::string method, std::string path) {
  return {std::move(method),
          std::move(path),
          {{"Accept", "application/vnd.github+json"},
           {"User-Agent", "tandem"},
           {"X-GitHub-Api-Version", "2022-11-28"}},
          {}};
}

}  // namespace

Result<Secret> SignAppToken(std::int64_t app_id, const Secret& private_key, Time now) {
  const std::string& pem = private_key.Reveal();
  const std::unique_ptr<BIO, decltype(&BIO_free)> source(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  // An empty pass phrase, so that OpenSSL never asks for one on the terminal.
  char no_phrase[] = "";
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      PEM_read_bio_PrivateKey(source.get(), nullptr, nullptr, no_phrase), &EVP_PKEY_free);
  const Error unusable{Remedy::kUnauthorized,
                       "the App's private key is not an RSA key in PEM form; look at "
                       "github.app.private_key_file"};
  if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA) return unusable;
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch());
  Json header;
  header.Set("alg", "RS256").Set("typ", "JWT");
  Json claims;
  claims.Set("iat", std::int64_t{(seconds - 60s).count()})
      .Set("exp", std::int64_t{(seconds + 9min).count()})
      .Set("iss", std::to_string(app_id));
  const std::string signed_part = Base64Url(header.Dump()) + "." + Base64Url(claims.Dump());
  const std::string signature = SignRs256(key.get(), signed_part);
  if (signature.empty()) return unusable;
  return Secret(signed_part + "." + Base64Url(signature));
}

AppCredentials::AppCredentials(const std::string& api_url, std::int64_t app_id, Secret private_key,
                               std::string repository, Budget& budget, Clocks clocks)
    : app_id_(app_id),
      private_key_(std::move(private_key)),
      repository_(std::move(repository)),
      clocks_(std::move(clocks)),
      upstream_(api_url,
                [this]() -> Result<std::vector<std::pair<std::string, std::string>>> {
                  TRY_ASSIGN(const Secret jwt, SignAppToken(app_id_, private_key_, clocks_.wall()));
                  return std::vector<std::pair<std::string, std::string>>{
                      {"Authorization", "Bearer " + jwt.Reveal()}};
                },
                budget, {}) {}

Result<std::vector<std::pair<std::string, std::string>>> AppCredentials::Authorize() {
  const std::lock_guard lock(mutex_);
  if (token_.empty() || clocks_.wall() >= good_until_) TRY(Renew());
  return std::vector<std::pair<std::string, std::string>>{
      {"Authorization", "Bearer " + token_.Reveal()}};
}

Result<std::int64_t> AppCredentials::FindInstallation() {
  const auto slash = std::min(repository_.find('/'), repository_.size());
  const std::string name = repository_.substr(std::min(slash + 1, repository_.size()));
  TRY_ASSIGN(
      const Answer answer,
      upstream_.Call(AppRequest("GET", "/repos/" + PercentEncode(repository_.substr(0, slash)) +
                                           "/" + PercentEncode(name) + "/installation")));
  const auto id = answer.json["id"].Id();
  if (!id) return Error{Remedy::kUnavailable, "GitHub did not name the App's installation"};
  return *id;
}

Status AppCredentials::Renew() {
  token_ = Secret();
  if (installation_ == 0) {
    auto found = FindInstallation();
    if (!found.ok() && found.error().remedy == Remedy::kNotFound) {
      return Error{Remedy::kUnauthorized, "the GitHub App is not installed on " + repository_};
    }
    TRY_ASSIGN(installation_, std::move(found));
  }
  const auto answer = upstream_.Call(
      AppRequest("POST", "/app/installations/" + std::to_string(installation_) + "/access_tokens"));
  if (!answer.ok()) {
    Error error = answer.error();
    // Installed anew it has another number. A token that was made and not seen does no harm.
    if (error.remedy == Remedy::kNotFound) installation_ = 0;
    const bool unsure =
        error.remedy == Remedy::kNotFound || error.remedy == Remedy::kUnknownOutcome;
    if (unsure) error.remedy = Remedy::kUnavailable;
    return error;
  }
  const auto token = answer->json["token"].String();
  const auto expires = ParseTime(answer->json["expires_at"].StringOr(""));
  if (!token || token->empty() || !expires) {
    return Error{Remedy::kUnavailable, "GitHub's answer holds no token for the App"};
  }
  token_ = Secret(*token);
  good_until_ = *expires - kRenewBefore;
  return Done{};
}

}  // namespace tandem
