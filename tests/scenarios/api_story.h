// A story whose gateway is asked, as a program would and as people do on the command line. Not
// thread-safe.
#pragma once

#include "gateway/json.h"
#include "tests/gateway/program.h"
#include "tests/scenarios/story.h"

#include <functional>
#include <string>
#include <vector>

namespace tandem::sandbox {

struct ApiAnswer {
  int status = 0;  // 0: none
  Json json{};
};

class ApiStory : public Story {
 public:
  explicit ApiStory(const std::function<void(Json&)>& change = {}) : Story(change) {}

  // The token that the gateway has made.
  std::string Token();
  ApiAnswer Ask(const std::string& method, const std::string& path, const std::string& body = {});
  ApiAnswer AskAs(const std::string& token, const std::string& method, const std::string& path,
                  const std::string& body = {});
  // tandem and these arguments, with the gateway's configuration.
  Ended Run(std::vector<std::string> arguments);
  void LoseWebhooks(bool lose = true);

  // The actions of this kind that a preview shows.
  std::vector<Json> Previewed(std::int64_t ticket, const std::string& action);
  // The text that stands on GitHub, without our marker.
  static std::string WithoutMarker(const std::string& body);
};

}  // namespace tandem::sandbox
