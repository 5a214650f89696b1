// The header that lets us in at each service, and what a status says about the service. Safe from
// all threads.
#pragma once

#include "gateway/budget.h"
#include "gateway/config.h"
#include "gateway/result.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace tandem {

using Credentials = std::function<Result<std::vector<std::pair<std::string, std::string>>>()>;

// Basic authentication with the API key as the name.
Credentials FreshdeskCredentials(const FreshdeskConfig& config);
// Bearer token.
Credentials GithubCredentials(const GithubConfig& config);

// What is wrong with a service that answered so, in words for the health report; empty when it
// serves. 0: no answer.
std::string TroubleWith(Service service, int status);

}  // namespace tandem
