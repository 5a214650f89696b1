#include "gateway/signature.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tandem {
namespace {

// GitHub's own example.
constexpr std::string_view kBody = "Hello, World!";
const std::string kDigest = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
const std::vector<Secret> kSecrets = {Secret("It's a Secret to Everybody")};

TEST(Signature, IsProvenByGithubsOwnExampleInEitherCase) {
  EXPECT_EQ(HmacSha256(kSecrets.front(), kBody), kDigest);
  EXPECT_EQ(CheckGithubSignature("sha256=" + kDigest, kBody, kSecrets), Authenticity::kProven);
  std::string upper = kDigest;
  for (char& c : upper) c = static_cast<char>(std::toupper(c));
  EXPECT_EQ(CheckGithubSignature("sha256=" + upper, kBody, kSecrets), Authenticity::kProven);
}

TEST(Signature, IsProvenByAnyOfTheSecrets) {
  const std::vector<Secret> rotating = {Secret("new"), kSecrets.front()};
  EXPECT_EQ(CheckGithubSignature("sha256=" + kDigest, kBody, rotating), Authenticity::kProven);
}

TEST(Signature, IsNotProvenByAnythingElse) {
  const std::string other(64, '0');
  const std::vector<std::string> headers = {
      "",
      "sha256=",
      kDigest,
      "sha1=" + kDigest,
      "sha512=" + kDigest,
      "SHA256=" + kDigest,
      " sha256=" + kDigest,
      "sha256=" + other,
      "sha256=" + kDigest.substr(1),
      "sha256=" + kDigest + "0",
      "sha256=" + kDigest.substr(0, 63) + "g",
      "sha256=" + kDigest.substr(0, 63) + "8",
      "sha256=" + kDigest + ", sha256=" + kDigest,
      "sha1=01dc10d0c83e72ed246219cdd91669667fe2ca59",
  };
  for (const std::string& header : headers) {
    EXPECT_EQ(CheckGithubSignature(header, kBody, kSecrets), Authenticity::kNotProven) << header;
  }
}

TEST(Signature, CoversEveryByteOfTheBody) {
  const std::string header = "sha256=" + kDigest;
  for (const std::string& body : {std::string("Hello, World!\n"), std::string("Hello, World"),
                                  std::string("hello, World!"), std::string()}) {
    EXPECT_EQ(CheckGithubSignature(header, body, kSecrets), Authenticity::kNotProven);
  }
}

TEST(Signature, IsNeverProvenByAnEmptySecret) {
  const std::vector<Secret> empty = {Secret()};
  const std::string header = "sha256=" + HmacSha256(Secret(), kBody);
  EXPECT_EQ(CheckGithubSignature(header, kBody, empty), Authenticity::kNotProven);
  EXPECT_EQ(CheckGithubSignature(header, kBody, {}), Authenticity::kNotProven);
  EXPECT_EQ(CheckSecret("", empty), Authenticity::kNotProven);
}

TEST(Secrets, FitWholeOrNotAtAll) {
  const std::vector<Secret> secrets = {Secret("new one"), Secret("old one")};
  EXPECT_EQ(CheckSecret("new one", secrets), Authenticity::kProven);
  EXPECT_EQ(CheckSecret("old one", secrets), Authenticity::kProven);
  for (const char* wrong : {"", "new", "new one ", "New one", "xew one", "********"}) {
    EXPECT_EQ(CheckSecret(wrong, secrets), Authenticity::kNotProven) << wrong;
  }
}

TEST(BasicPassword, IsWhatFollowsTheFirstColon) {
  EXPECT_EQ(BasicPassword("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), "open sesame");
  EXPECT_EQ(BasicPassword("basic dXNlcjphOmI="), "a:b");
  EXPECT_EQ(BasicPassword("Basic Og=="), "");
}

TEST(BasicPassword, IsNothingInAnotherHeader) {
  for (const char* header : {"", "Basic", "Basic ", "Basic QWxhZGRpbg==", "Bearer dXNlcjphOmI=",
                             "Basic dXNlcjphOm=", "Basic d*Nlcjph", "Basic ====", "Basic    ="}) {
    EXPECT_FALSE(BasicPassword(header)) << header;
  }
}

TEST(RandomUuid, HasItsShapeAndIsNeverTheSame) {
  const std::string id = RandomUuid();
  ASSERT_EQ(id.size(), 36U);
  EXPECT_EQ(id[14], '4');
  EXPECT_NE(std::string("89ab").find(id[19]), std::string::npos);
  EXPECT_NE(id, RandomUuid());
}

}  // namespace
}  // namespace tandem
