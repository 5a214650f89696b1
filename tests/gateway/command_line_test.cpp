#include "gateway/health_command.h"
#include "tests/gateway/program.h"
#include "tests/places.h"

#include <gtest/gtest.h>
#include <httplib.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <thread>

namespace tandem {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

const std::map<std::string, std::string> kSecrets = {
    {"FRESHDESK_API_KEY", "SECRET-freshdesk-key"},
    {"FRESHDESK_WEBHOOK_SECRET", "SECRET-freshdesk-webhook"},
    {"GITHUB_TOKEN", "SECRET-github-token"},
    {"GITHUB_WEBHOOK_SECRET", "SECRET-github-webhook"}};

const std::string kSmallest = TANDEM_SOURCE_DIR "/fixtures/config/smallest.jsonc";

class Folder {
 public:
  Folder() {
    std::string name = std::filesystem::temp_directory_path() / "tandem-XXXXXX";
    path_ = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::string& path() const { return path_; }
  std::string Put(const std::string& name, const std::string& content) const {
    std::ofstream(path_ + "/" + name) << content;
    return path_ + "/" + name;
  }

 private:
  std::string path_{};
};

TEST(CommandLine, EndsWithTwoWhenItIsNotUnderstood) {
  const Folder folder;
  const auto rows = std::to_array<std::vector<std::string>>(
      {{},
       {"frobnicate"},
       {"check", "--offlin", kSmallest},
       {"check", kSmallest},  // the services are not asked yet
       {"check", "--offline", "--config", kSmallest, kSmallest},
       {"check", "--offline", kSmallest, kSmallest},
       {"health", "--url"},
       {"serve", "--offline"},
       {"preview"},
       {"preview", "0"},
       {"preview", "x"},
       {"sync"},
       {"sync", "1", "--all"},
       {"sync", "9007199254740993"},
       {"links", "1"},
       {"activity", "--limit", "0"},
       {"parked", "retry"},
       {"parked", "retry", "x", "--all"},
       {"parked", "drop"},
       {"parked", "keep"},
       {"link", "1"},
       {"links"}});  // and there is no configuration
  for (const auto& arguments : rows) {
    const Ended ended = RunTandem(arguments, kSecrets, folder.path());
    EXPECT_EQ(ended.exit, 2) << testing::PrintToString(arguments);
    EXPECT_THAT(ended.error, Not(IsEmpty()));
  }
}

TEST(CommandLine, SaysItsVersionAndThoseOfWhatItIsMadeOf) {
  const Ended version = RunTandem({"--version"}, {{"PATH", "/usr/bin:/bin"}});
  EXPECT_EQ(version.exit, 0) << version.error;
  EXPECT_THAT(version.out, StartsWith("tandem "));
  EXPECT_THAT(version.out, HasSubstr("\n  cpp-httplib "));
  EXPECT_THAT(version.out, ContainsRegex("\n  redis-server [0-9]+\\.[0-9]+\\.[0-9]+\n"));
  const Ended without_redis = RunTandem({"--version"}, {{"PATH", "/nowhere"}});
  EXPECT_EQ(without_redis.exit, 0);
  EXPECT_THAT(without_redis.out, HasSubstr("\n  redis-server not in PATH\n"));
}

TEST(CommandLine, Helps) {
  const Ended help = RunTandem({"--help"});
  EXPECT_EQ(help.exit, 0);
  for (const char* command :
       {"serve", "check", "health", "preview", "sync", "links", "activity", "parked", "link"})
    EXPECT_THAT(help.out, HasSubstr(command));
}

TEST(CommandLine, NamesACommandThatIsNoneAndThoseThereAre) {
  const Ended near = RunTandem({"chek", "--offline"});
  EXPECT_EQ(near.exit, 2);
  EXPECT_THAT(near.error,
              StartsWith("tandem: there is no command \"chek\"; did you mean \"check\"?"));
  const Ended far = RunTandem({"frobnicate\x1b[2J"});
  EXPECT_EQ(far.exit, 2);
  EXPECT_THAT(far.error, HasSubstr("there is no command \"frobnicate\\u001B[2J\". The commands: "));
  for (const char* command :
       {"serve", "check", "health", "preview", "sync", "links", "activity", "parked", "link"})
    EXPECT_THAT(far.error, HasSubstr(command));
  EXPECT_THAT(RunTandem({"parked", "keep"}).error, HasSubstr("keep"));
  EXPECT_THAT(RunTandem({"sync"}).error, Not(HasSubstr("no command")));
}

TEST(Check, EndsWithZeroAndASummaryForAGoodFile) {
  for (const auto& arguments : {std::vector<std::string>{"check", "--offline", kSmallest},
                                {"check", "--offline", "--config", kSmallest}}) {
    const Ended ended = RunTandem(arguments, kSecrets);
    EXPECT_EQ(ended.exit, 0) << ended.out << ended.error;
    EXPECT_THAT(ended.out, HasSubstr("no mistakes"));
    EXPECT_THAT(ended.out, HasSubstr("acme/infrastructure"));
    EXPECT_THAT(ended.out, HasSubstr("warning rules[0].status: "));
    EXPECT_THAT(ended.out + ended.error, Not(HasSubstr("SECRET")));
    EXPECT_THAT(ended.out, Not(HasSubstr("\x1b")));
  }
}

TEST(Check, EndsWithOneAndALineForEachMistake) {
  const Folder folder;
  const std::string path = folder.Put("bad.json", R"({
    "listn": "x",
    "freshdesk": {"url": "http://acme.freshdesk.com", "api_key": "SECRET ", "webhook_secret": "SECRET"},
    "github": {"token": "${GITHUB_TOKEN}", "webhook_secret": "${NOT_THERE}"},
    "rules": [{"tag": "SECRET,", "repository": "acme/x"}]})");
  const Ended ended = RunTandem({"check", "--offline", path}, kSecrets);
  EXPECT_EQ(ended.exit, 1);
  EXPECT_EQ(ended.out,
            "listn: unknown key; did you mean \"listen\"?\n"
            "freshdesk.url: must be an https address; http is for loopback only (127.0.0.0/8, "
            "[::1], localhost)\n"
            "freshdesk.api_key: must be one line without control characters and without a space "
            "at its ends\n"
            "github.webhook_secret: the environment variable NOT_THERE is not set\n"
            "rules[0].tag: must be a ticket tag: 1 to 32 characters, no comma, no space at its "
            "ends\n");
  EXPECT_THAT(ended.error, IsEmpty());
}

TEST(Check, NamesTheFileWhenItCannotBeRead) {
  const Folder folder;
  const std::string syntax = folder.Put("syntax.json", "{\n  \"a\" 1 }");
  const Ended wrong = RunTandem({"check", "--offline", syntax});
  EXPECT_EQ(wrong.exit, 1);
  EXPECT_THAT(wrong.out, StartsWith(syntax + ": line 2, column 7: "));
  const std::string large = folder.Put("large.json", std::string(1'100'000, ' '));
  const std::vector<std::pair<std::string, std::string>> rows = {
      {folder.path() + "/none", ": there is no such file (tried " + folder.path() + "/none): "},
      {folder.path(), ": is a directory: name the file in it, with --config FILE"},
      {large, ": cannot be read as a file of at most 1 MiB"}};
  for (const auto& [path, message] : rows) {
    const Ended ended = RunTandem({"check", "--offline", path});
    EXPECT_EQ(ended.exit, 1);
    EXPECT_THAT(ended.out, StartsWith(path + message));
  }
  const Ended relative = RunTandem({"links", "--config", "none"}, {}, folder.path());
  EXPECT_EQ(relative.exit, 1);
  EXPECT_THAT(relative.error,
              StartsWith("none: there is no such file (tried " + folder.path() + "/none): "));
  EXPECT_THAT(relative.error, HasSubstr("--config FILE or TANDEM_CONFIG"));
  EXPECT_THAT(RunTandem({"serve", "--config", "none"}, {}, folder.path()).error,
              StartsWith("none: there is no such file"));
}

TEST(Check, FindsTheFileByItself) {
  const Folder folder;
  auto environment = kSecrets;
  environment["TANDEM_CONFIG"] = folder.Put("elsewhere.json", "{");
  EXPECT_THAT(RunTandem({"check", "--offline"}, environment, folder.path()).out,
              StartsWith(environment["TANDEM_CONFIG"]));
  folder.Put("tandem.json", "{");
  EXPECT_THAT(RunTandem({"check", "--offline"}, kSecrets, folder.path()).out,
              StartsWith("./tandem.json: "));
}

TEST(Check, ReadsSecretsFromFiles) {
  const Folder folder;
  auto environment = kSecrets;
  environment["GITHUB_TOKEN"] = "unused";
  const std::string token = folder.Put("token", "SECRET-in-a-file\n");
  const std::string path =
      folder.Put("tandem.json", R"({
    "freshdesk": {"url": "https://acme.freshdesk.com", "api_key": "file:)" +
                                    token + R"(", "webhook_secret": "file:token"},
    "github": {"token": "file:token", "webhook_secret": "file:)" +
                                    folder.path() + R"("},
    "rules": [{"tag": "github", "repository": "acme/x"}]})");
  const Ended ended = RunTandem({"check", "--offline"}, environment, folder.path());
  EXPECT_EQ(ended.exit, 1);
  EXPECT_EQ(ended.out,
            "github.webhook_secret: the file \"" + folder.path() + "\" cannot be read\n");
}

TEST(Serve, RefusesAConfigurationWithMistakes) {
  const Folder folder;
  const std::string path = folder.Put("bad.json", "{}");
  const Ended ended = RunTandem({"serve", "--config", path});
  EXPECT_EQ(ended.exit, 1);
  EXPECT_THAT(ended.error, HasSubstr("freshdesk: is missing"));
}

TEST(Serve, RefusesAGithubAppAndCheckWarnsOfIt) {
  const Folder folder;
  folder.Put("app.pem", "key");
  const std::string path = folder.Put("tandem.json", R"({
    "freshdesk": {"url": "https://acme.freshdesk.com", "api_key": "k", "webhook_secret": "s"},
    "github": {"app": {"id": 77, "private_key_file": "app.pem"}, "webhook_secret": "s"},
    "rules": [{"tag": "github", "repository": "acme/x"}]})");
  const Ended served = RunTandem({"serve", "--config", path}, {}, folder.path());
  EXPECT_EQ(served.exit, 1);
  EXPECT_THAT(served.error, StartsWith("github.app: a GitHub App cannot be used by this version"));
  const Ended checked = RunTandem({"check", "--offline", path}, {}, folder.path());
  EXPECT_EQ(checked.exit, 0);
  EXPECT_THAT(checked.out, HasSubstr("\nwarning github.app: a GitHub App cannot be used"));
}

// A gateway that lives and is not ready.
class FakeGateway {
 public:
  FakeGateway() {
    server_.Get("/health/live", [](const httplib::Request&, httplib::Response& response) {
      response.set_content("{}", "application/json");
    });
    server_.Get("/health/ready", [](const httplib::Request&, httplib::Response& response) {
      response.status = 503;
    });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::jthread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
  }
  ~FakeGateway() { server_.stop(); }
  FakeGateway(const FakeGateway&) = delete;
  FakeGateway& operator=(const FakeGateway&) = delete;
  int port() const { return port_; }

 private:
  httplib::Server server_{};
  int port_ = 0;
  std::jthread thread_{};
};

TEST(Health, EndsWithZeroOnlyWhenTheGatewaySaysSo) {
  const FakeGateway gateway;
  const std::string url = "http://127.0.0.1:" + std::to_string(gateway.port());
  EXPECT_EQ(RunTandem({"health", "--url", url}).exit, 0);
  const Ended ready = RunTandem({"health", "--ready", "--url", url});
  EXPECT_EQ(ready.exit, 1);
  EXPECT_THAT(ready.error, HasSubstr("answered 503"));
  EXPECT_EQ(RunTandem({"health", "--url", "http://127.0.0.1:1"}).exit, 1);
  EXPECT_EQ(RunTandem({"health", "--url", "gateway"}).exit, 1);
}

TEST(Health, FindsTheGatewayByItsConfiguration) {
  const FakeGateway gateway;
  const Folder folder;
  auto environment = kSecrets;
  environment["LISTEN"] = "0.0.0.0:" + std::to_string(gateway.port());
  std::ifstream smallest(kSmallest);
  const std::string text((std::istreambuf_iterator<char>(smallest)), {});
  std::string with_listen = text;
  with_listen.insert(text.find('{') + 1, "\"listen\": \"${LISTEN}\",");
  const std::string path = folder.Put("tandem.json", with_listen);
  EXPECT_EQ(RunTandem({"health", "--config", path}, environment).exit, 0);
  environment["LISTEN"] = "0.0.0.0:0";
  EXPECT_THAT(RunTandem({"health", "--config", path}, environment).error, HasSubstr("--url"));
}

TEST(Health, AsksOnLoopbackWhenTheGatewayListensEverywhere) {
  EXPECT_EQ(*HealthUrl({"0.0.0.0", 8080}), "http://127.0.0.1:8080");
  EXPECT_EQ(*HealthUrl({"::", 8080}), "http://[::1]:8080");
  EXPECT_EQ(*HealthUrl({"10.1.2.3", 80}), "http://10.1.2.3:80");
  EXPECT_FALSE(HealthUrl({"0.0.0.0", 0}).ok());
}

TEST(Questions, SayWhatToDoWhenTheyCannotBeAsked) {
  const Folder folder;
  const std::string text = R"({"listen": "127.0.0.1:1", "data": ")" + folder.path() + R"(",
    "freshdesk": {"url": "https://acme.freshdesk.com", "api_key": "k", "webhook_secret": "s"},
    "github": {"token": "t", "webhook_secret": "s"},
    "rules": [{"tag": "github", "repository": "acme/x"}])";
  const std::string path = folder.Put("tandem.json", text + "}");
  const Ended no_token = RunTandem({"links", "--config", path});
  EXPECT_EQ(no_token.exit, 1);
  EXPECT_THAT(no_token.error, HasSubstr("cannot read the admin token in " + folder.path()));
  folder.Put("admin_token", "SECRET-admin-token\n");
  for (const auto& arguments : {std::vector<std::string>{"links"},
                                {"preview", "1"},
                                {"sync", "1"},
                                {"sync", "--all", "--dry-run"},
                                {"parked", "retry", "--all"},
                                {"link", "1", "acme/x#1"}}) {
    auto words = arguments;
    words.insert(words.end(), {"--config", path});
    const Ended away = RunTandem(words);
    EXPECT_EQ(away.exit, 1) << testing::PrintToString(arguments);
    EXPECT_THAT(away.error, HasSubstr("no answer from a gateway at http://127.0.0.1:1"));
    EXPECT_THAT(away.error, HasSubstr("tandem serve"));
    EXPECT_THAT(away.out + away.error, Not(HasSubstr("SECRET")));
  }
  const Ended plain = RunTandem({"links", "--url", "http://192.0.2.1:80", "--config", path});
  EXPECT_EQ(plain.exit, 1);
  EXPECT_THAT(plain.error, HasSubstr("give an https address"));
  EXPECT_THAT(RunTandem({"links", "--url", "gateway", "--config", path}).error, HasSubstr("--url"));
  const std::string redis = folder.Put(
      "redis.json", text + R"(, "redis": "redis://127.0.0.1:1/0", "secret": "0123456789abcdef"})");
  EXPECT_THAT(RunTandem({"links", "--config", redis}).error, HasSubstr("the API is off"));
}

TEST(Questions, AreNotTroubledByAGatewayThatIsNone) {
  const FakeGateway gateway;  // answers 404, and nothing that is ours
  const Folder folder;
  const std::string path =
      folder.Put("tandem.json", R"({"listen": "0.0.0.0:)" + std::to_string(gateway.port()) + R"(",
    "admin_token": "SECRET-admin-token",
    "freshdesk": {"url": "https://acme.freshdesk.com", "api_key": "k", "webhook_secret": "s"},
    "github": {"token": "t", "webhook_secret": "s"},
    "rules": [{"tag": "github", "repository": "acme/x"}]})");
  const Ended ended = RunTandem({"links", "--config", path});
  EXPECT_EQ(ended.exit, 1);
  EXPECT_THAT(ended.error, HasSubstr("/api/links answered 404"));
}

}  // namespace
}  // namespace tandem
