#include "gateway/admin_token.h"

#include "tests/gateway/temporary_directory.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>

namespace tandem {
namespace {

using testing::HasSubstr;

TEST(AdminToken, IsMadeOnceForUsAloneAndFoundByTheCommands) {
  const TemporaryDirectory folder;
  Config config;
  config.data = folder.path() / "data";
  EXPECT_THAT(FindAdminToken(config).error().message, HasSubstr(config.data + "/admin_token"));
  EXPECT_FALSE(std::filesystem::exists(config.data)) << "who asks makes nothing";
  const auto data = DataDirectory::Open(config.data);
  const auto made = KeptAdminToken(config, *data);
  ASSERT_TRUE(made.ok());
  EXPECT_GE(made->Reveal().size(), 32U);
  EXPECT_EQ(*KeptAdminToken(config, *data), *made);
  EXPECT_EQ(*FindAdminToken(config), *made);
  const auto mode = std::filesystem::status(config.data + "/admin_token").permissions();
  EXPECT_EQ(static_cast<unsigned>(mode), 0600U);
  std::ofstream(config.data + "/admin_token") << "";
  EXPECT_THAT(FindAdminToken(config).error().message, HasSubstr("it is empty"));
}

TEST(AdminToken, IsTheConfiguredOneWhereThereIsOne) {
  const TemporaryDirectory folder;
  Config config;
  config.data = folder.path();
  config.admin_token = Secret("configured");
  const auto data = DataDirectory::Open(config.data);
  EXPECT_EQ(KeptAdminToken(config, *data)->Reveal(), "configured");
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "admin_token"));
  EXPECT_EQ(FindAdminToken(config)->Reveal(), "configured");
}

TEST(AdminToken, IsMissingWithARedisOfOnesOwnAndNoToken) {
  const TemporaryDirectory folder;
  Config config;
  config.data = folder.path();
  std::ofstream(folder.path() / "admin_token") << "left over\n";
  config.redis = RedisConfig{};
  EXPECT_THAT(FindAdminToken(config).error().message, HasSubstr("\"admin_token\""));
}

}  // namespace
}  // namespace tandem
