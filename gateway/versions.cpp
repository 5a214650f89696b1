#include "gateway/versions.h"

#include "gateway/spawn.h"

#include <hiredis/hiredis.h>
#include <httplib.h>
#include <openssl/crypto.h>
#include <rapidjson/rapidjson.h>
#include <spdlog/version.h>

#include <CLI/Version.hpp>
#include <array>
#include <cmark-gfm.h>
#include <cstdio>
#include <memory>
#include <string_view>
#include <utf8proc.h>
#include <utility>
#include <vector>

namespace tandem {
namespace {

std::string Dotted(int major, int minor, int patch) {
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

// As it says itself: "Redis server v=7.0.15 sha=00000000:0 ...".
std::string VersionOfRedisServer() {
  if (!FindProgram("redis-server")) return "not in PATH";
  const std::unique_ptr<FILE, int (*)(FILE*)> output(popen("redis-server --version", "r"), pclose);
  std::array<char, 200> line{};
  if (!output || std::fgets(line.data(), line.size(), output.get()) == nullptr) return "unknown";
  const std::string_view said(line.data());
  const auto begin = said.find("v=");
  if (begin == std::string_view::npos) return "unknown";
  return std::string(said.substr(begin + 2, said.find(' ', begin) - begin - 2));
}

}  // namespace

std::string Versions() {
  const std::vector<std::pair<std::string, std::string>> libraries = {
      {"CLI11", CLI11_VERSION},
      {"cmark-gfm", cmark_version_string()},
      {"cpp-httplib", CPPHTTPLIB_VERSION},
      {"gumbo", GUMBO_VERSION},
      {"hiredis", Dotted(HIREDIS_MAJOR, HIREDIS_MINOR, HIREDIS_PATCH)},
      {"kainjow-mustache", "4.1"},  // a header that names its version in a comment only
      {"OpenSSL", OpenSSL_version(OPENSSL_VERSION_STRING)},
      {"prometheus-cpp", PROMETHEUS_VERSION},
      {"RapidJSON", RAPIDJSON_VERSION_STRING},
      {"redis-server", VersionOfRedisServer()},
      {"spdlog", Dotted(SPDLOG_VER_MAJOR, SPDLOG_VER_MINOR, SPDLOG_VER_PATCH)},
      {"utf8proc", utf8proc_version()},
  };
  std::string text = "tandem " TANDEM_VERSION;
  for (const auto& [name, version] : libraries)
    text.append("\n  ").append(name).append(" ").append(version);
  return text;
}

}  // namespace tandem
