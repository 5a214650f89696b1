#include "tests/scenarios/api_story.h"

#include "gateway/http.h"

#include <fstream>

namespace tandem::sandbox {

std::string ApiStory::Token() {
  std::ifstream file(gateway().folder() + "/data/admin_token");
  std::string token;
  std::getline(file, token);
  return token;
}

ApiAnswer ApiStory::Ask(const std::string& method, const std::string& path,
                        const std::string& body) {
  return AskAs(Token(), method, path, body);
}

ApiAnswer ApiStory::AskAs(const std::string& token, const std::string& method,
                          const std::string& path, const std::string& body) {
  HttpRequest request{method, path, {}, body};
  if (!token.empty()) request.headers.emplace_back("Authorization", "Bearer " + token);
  const auto answer = HttpClient(gateway().url()).Send(request);
  if (!answer.ok()) return {};
  const auto json = Json::Parse(answer->body);
  EXPECT_TRUE(json.ok()) << answer->body;
  return {answer->status, json.ok() ? *json : Json()};
}

Ended ApiStory::Run(std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--config", gateway().config_path()});
  return RunTandem(arguments);
}

void ApiStory::LoseWebhooks(bool lose) {
  WebhookFaults faults;
  faults.lose_everything = lose;
  world().Set(faults);
}

std::vector<Json> ApiStory::Previewed(std::int64_t ticket, const std::string& action) {
  const ApiAnswer answer = Ask("GET", "/api/preview/" + std::to_string(ticket));
  EXPECT_EQ(answer.status, 200) << answer.json.Dump();
  std::vector<Json> actions;
  for (const Json& each : answer.json["actions"].Items()) {
    if (each["action"].StringOr("") == action) actions.push_back(each);
  }
  return actions;
}

std::string ApiStory::WithoutMarker(const std::string& body) {
  return body.substr(0, body.rfind("\n\n<!-- tandem:"));
}

}  // namespace tandem::sandbox
