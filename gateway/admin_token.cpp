#include "gateway/admin_token.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>

namespace tandem {
namespace {

constexpr const char* kFile = "admin_token";

}  // namespace

Result<Secret> KeptAdminToken(const Config& config, const DataDirectory& data) {
  if (!config.admin_token.empty()) return config.admin_token;
  return data.KeptSecret(kFile);
}

Result<Secret> FindAdminToken(const Config& config) {
  if (!config.admin_token.empty()) return config.admin_token;
  if (config.redis) {
    return Error{Remedy::kInvalid,
                 "the API is off: \"redis\" is configured and \"admin_token\" is not; set "
                 "\"admin_token\" and start the gateway again",
                 {}};
  }
  const std::string path = config.data + "/" + kFile;
  std::ifstream file(path);
  const int why = errno;
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (text.ends_with('\n')) text.pop_back();
  if (file.is_open() && !text.empty()) return Secret(std::move(text));
  return Error{
      Remedy::kInvalid,
      "cannot read the admin token in " + path +
          (file.is_open() ? std::string(": it is empty") : std::string(": ") + std::strerror(why)) +
          "; the gateway makes it at its start. Run this as the gateway's user and in its "
          "working directory, or set \"admin_token\"",
      {}};
}

}  // namespace tandem
