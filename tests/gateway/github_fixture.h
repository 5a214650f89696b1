// The GitHub client against a server that gives these answers, one after another. Not thread-safe.
#pragma once

#include "gateway/budget.h"
#include "gateway/http_github.h"
#include "gateway/upstream.h"
#include "tests/gateway/scripted_server.h"

#include <string>
#include <utility>
#include <vector>

namespace tandem {

struct GithubFixture {
  explicit GithubFixture(std::vector<std::string> answers)
      : server({Answering(std::move(answers))}) {}
  // "GET /repos/..." of the request with this index.
  std::string Path(std::size_t index) const { return server.Path(index); }
  std::string Body(std::size_t index) const { return server.Body(index); }

  ScriptedServer server;
  Budget budget{Service::kGithub, 0.8};
  Upstream upstream{
      server.Url(),
      [] {
        return std::vector<std::pair<std::string, std::string>>{{"Authorization", "Bearer t0ken"}};
      },
      budget,
      {}};
  HttpGithub github{upstream};
};

}  // namespace tandem
