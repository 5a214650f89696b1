#include "tests/scenarios/knocking.h"

#include "tests/gateway/raw_client.h"
#include "tests/sandbox/encoding.h"

#include <fstream>
#include <sstream>

namespace tandem::sandbox {

using tandem::testing::RawClient;

int PortOf(const Story& story) {
  const std::string& url = story.gateway().url();
  return std::stoi(url.substr(url.rfind(':') + 1));
}

std::string Head(const std::string& method, const std::string& path, const Headers& headers) {
  std::string head = method + " " + path + " HTTP/1.1\r\nHost: gateway\r\n";
  for (const auto& [name, value] : headers)
    head.append(name).append(": ").append(value).append("\r\n");
  return head + "\r\n";
}

std::string Ask(Story& story, const std::string& method, const std::string& path, Headers headers,
                const std::string& body) {
  RawClient client(PortOf(story));
  if (!body.empty() || method == "POST")
    headers.emplace_back("Content-Length", std::to_string(body.size()));
  // A server that has said no may close before it has read all.
  client.Send(Head(method, path, headers) + body);
  return client.ReadAnswer();
}

int StatusOf(const std::string& answer) {
  return answer.size() > 12 ? std::stoi(answer.substr(9, 3)) : 0;
}

std::string BodyOf(const std::string& answer) {
  const auto end = answer.find("\r\n\r\n");
  return end == std::string::npos ? std::string() : answer.substr(end + 4);
}

std::string HeaderOf(const std::string& answer, const std::string& name) {
  const std::string head = answer.substr(0, answer.find("\r\n\r\n"));
  const std::string line = "\r\n" + name + ": ";
  const auto at = head.find(line);
  if (at == std::string::npos) return {};
  const auto begin = at + line.size();
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

bool Alive(Story& story) {
  return StatusOf(Ask(story, "GET", "/health/live")) == 200;
}

Headers Signed(const std::string& event, const std::string& body, const std::string& secret) {
  return {{"Content-Type", "application/json"},
          {"X-GitHub-Event", event},
          {"X-GitHub-Delivery", MakeGuid()},
          {"X-Hub-Signature-256", Signature(secret, body)}};
}

Headers Without(Headers headers, const std::string& name) {
  std::erase_if(headers, [&](const auto& header) { return header.first == name; });
  return headers;
}

Headers With(Headers headers, const std::string& name, const std::string& value) {
  headers = Without(std::move(headers), name);
  headers.emplace_back(name, value);
  return headers;
}

int Hook(Story& story, const Headers& headers, const std::string& body) {
  return StatusOf(Ask(story, "POST", "/webhooks/github", headers, body));
}

std::string LogOf(Story& story) {
  std::ostringstream log;
  log << std::ifstream(story.gateway().log_path()).rdbuf();
  return log.str();
}

Json ConfigurationOf(const Story& story) {
  std::ostringstream text;
  text << std::ifstream(story.gateway().config_path()).rdbuf();
  const auto json = Json::Parse(text.str());
  EXPECT_TRUE(json.ok());
  return json.ok() ? *json : Json();
}

Json WithGithubSecrets(Json configuration, const std::vector<std::string>& secrets) {
  Json list{Json::Array{}};
  for (const std::string& secret : secrets) list.Add(secret);
  Json github = configuration["github"];
  github.Set("webhook_secret", list);
  return configuration.Set("github", github);
}

}  // namespace tandem::sandbox
