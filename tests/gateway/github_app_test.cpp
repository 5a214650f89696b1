#include "gateway/github_app.h"

#include "gateway/json.h"
#include "gateway/time_text.h"
#include "tests/gateway/scripted_server.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <gmock/gmock.h>
#include <memory>

namespace tandem {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::StartsWith;

using KeyPair = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

EVP_PKEY* Key() {
  static const KeyPair key(EVP_RSA_gen(2048), &EVP_PKEY_free);
  return key.get();
}

Secret PemOf(EVP_PKEY* key) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), &BIO_free);
  PEM_write_bio_PrivateKey(out.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return Secret(std::string(text, static_cast<std::size_t>(size)));
}

std::string Decode(std::string text) {
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  const std::size_t padding = (4 - text.size() % 4) % 4;
  text.append(padding, '=');
  std::string bytes(text.size(), '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  EXPECT_GE(size, 0);
  bytes.resize(static_cast<std::size_t>(size) - padding);
  return bytes;
}

bool IsSignedBy(EVP_PKEY* key, const std::string& text, const std::string& signature) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key);
  return EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                          signature.size(), reinterpret_cast<const unsigned char*>(text.data()),
                          text.size()) == 1;
}

TEST(GithubApp, SignsATokenThatGitHubCanCheck) {
  const Time now = *ParseTime("2026-01-31T12:00:00Z");
  const auto token = SignAppToken(77, PemOf(Key()), now);
  ASSERT_TRUE(token.ok());
  const std::string& text = token->Reveal();
  const auto first = text.find('.');
  const auto second = text.rfind('.');
  EXPECT_EQ(Decode(text.substr(0, first)), R"({"alg":"RS256","typ":"JWT"})");
  const auto claims = Json::Parse(Decode(text.substr(first + 1, second - first - 1)));
  ASSERT_TRUE(claims.ok());
  const auto seconds = now.time_since_epoch() / 1s;
  EXPECT_EQ((*claims)["iat"].Integer(), seconds - 60);
  EXPECT_EQ((*claims)["exp"].Integer(), seconds + 540);
  EXPECT_EQ((*claims)["iss"].String(), "77");
  EXPECT_TRUE(IsSignedBy(Key(), text.substr(0, second), Decode(text.substr(second + 1))));
}

TEST(GithubApp, RefusesWhatIsNoRsaKey) {
  const KeyPair elliptic(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  for (const Secret& pem : {Secret(), Secret("text"), PemOf(elliptic.get())}) {
    const auto token = SignAppToken(77, pem, {});
    ASSERT_FALSE(token.ok());
    EXPECT_EQ(token.error().remedy, Remedy::kUnauthorized);
    EXPECT_THAT(token.error().message, HasSubstr("github.app.private_key_file"));
  }
}

class AppCredentialsTest : public ::testing::Test {
 protected:
  Clocks clocks() {
    return {[this] { return now_.time_since_epoch(); }, [this] { return now_; }};
  }
  static std::string Token(const std::string& token) {
    return AnswerText(201, R"({"token":")" + token + R"(","expires_at":"2026-01-31T13:00:00Z"})");
  }
  static std::string Value(AppCredentials& credentials) {
    const auto headers = credentials.Authorize();
    return headers.ok() ? headers->at(0).second : headers.error().message;
  }

  Time now_ = *ParseTime("2026-01-31T12:00:00Z");
  Budget budget_{Service::kGithub, 0.8, clocks()};
};

TEST_F(AppCredentialsTest, KeepsItsTokenUntilFiveMinutesBeforeItsEnd) {
  ScriptedServer server(
      {Answering({AnswerText(200, R"({"id":5})"), Token("first"), Token("second")})});
  AppCredentials credentials(server.Url(), 77, PemOf(Key()), "a/b", budget_, clocks());
  EXPECT_EQ(Value(credentials), "Bearer first");
  now_ += 55min - 1s;
  EXPECT_EQ(Value(credentials), "Bearer first");
  now_ += 1s;
  EXPECT_EQ(Value(credentials), "Bearer second");
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_THAT(requests[0], StartsWith("GET /repos/a/b/installation "));
  EXPECT_THAT(requests[0], HasSubstr("Authorization: Bearer eyJ"));
  EXPECT_THAT(requests[1], StartsWith("POST /app/installations/5/access_tokens "));
  EXPECT_THAT(requests[2], StartsWith("POST /app/installations/5/access_tokens "));
}

TEST_F(AppCredentialsTest, LooksForItsInstallationAgainWhenThatIsGone) {
  ScriptedServer server({Answering({AnswerText(200, R"({"id":5})"), AnswerText(404, "{}"),
                                    AnswerText(200, R"({"id":6})"), Token("new")})});
  AppCredentials credentials(server.Url(), 77, PemOf(Key()), "a/b", budget_, clocks());
  EXPECT_EQ(credentials.Authorize().error().remedy, Remedy::kUnavailable);
  EXPECT_EQ(Value(credentials), "Bearer new");
}

TEST_F(AppCredentialsTest, SaysThatTheAppIsNotInstalled) {
  ScriptedServer server({Answering({AnswerText(404, "{}")})});
  AppCredentials credentials(server.Url(), 77, PemOf(Key()), "a/b", budget_, clocks());
  const auto headers = credentials.Authorize();
  ASSERT_FALSE(headers.ok());
  EXPECT_EQ(headers.error().remedy, Remedy::kUnauthorized);
  EXPECT_THAT(headers.error().message, HasSubstr("not installed on a/b"));
}

TEST_F(AppCredentialsTest, TriesAgainAfterAnAnswerWithoutAToken) {
  ScriptedServer server({Answering({AnswerText(200, R"({"id":5})"), AnswerText(201, "{}"),
                                    AnswerText(500, ""), Token("late")})});
  AppCredentials credentials(server.Url(), 77, PemOf(Key()), "a/b", budget_, clocks());
  EXPECT_EQ(credentials.Authorize().error().remedy, Remedy::kUnavailable);
  EXPECT_EQ(credentials.Authorize().error().remedy, Remedy::kUnavailable);
  EXPECT_EQ(Value(credentials), "Bearer late");
}

}  // namespace
}  // namespace tandem
