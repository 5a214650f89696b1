// Requests to the running gateway byte by byte, as the services, strangers and broken senders make
// them. Not thread-safe, as the story is not.
#pragma once

#include "tests/scenarios/story.h"

#include <string>
#include <utility>
#include <vector>

namespace tandem::sandbox {

using Headers = std::vector<std::pair<std::string, std::string>>;

int PortOf(const Story& story);
// The head of a request with these headers, its empty line included.
std::string Head(const std::string& method, const std::string& path, const Headers& headers);
// The whole answer to one request on a connection of its own; empty when there was none. Gives the
// body's length by itself.
std::string Ask(Story& story, const std::string& method, const std::string& path,
                Headers headers = {}, const std::string& body = {});
int StatusOf(const std::string& answer);  // 0 for none
// What stands under the answer's head.
std::string BodyOf(const std::string& answer);
// The value of a header that is there once; empty when it is not there.
std::string HeaderOf(const std::string& answer, const std::string& name);
bool Alive(Story& story);

// What GitHub sends with a body.
Headers Signed(const std::string& event, const std::string& body,
               const std::string& secret = "github-secret");
Headers Without(Headers headers, const std::string& name);
Headers With(Headers headers, const std::string& name, const std::string& value);
// The status of POST /webhooks/github.
int Hook(Story& story, const Headers& headers, const std::string& body);

// What the gateway has logged so far.
std::string LogOf(Story& story);
// Its configuration as it stands in its file, and one in which GitHub signs with others' secrets.
Json ConfigurationOf(const Story& story);
Json WithGithubSecrets(Json configuration, const std::vector<std::string>& secrets);

}  // namespace tandem::sandbox
