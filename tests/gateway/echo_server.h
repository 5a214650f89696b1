// A bounded server whose handler tells back what it was given, for the tests of the server itself.
#pragma once

#include "gateway/bounded_server.h"
#include "gateway/json.h"
#include "gateway/router.h"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

namespace tandem::testing {

// {"method", "path", "query", "body", "address", "headers": {name: value}}
inline ServerResponse Echo(const ServerRequest& request) {
  Json headers{Json::Object{}};
  for (const auto& [name, value] : request.headers) headers.Set(name, value);
  Json told;
  told.Set("method", request.method).Set("path", request.path).Set("query", request.query);
  told.Set("body", request.body).Set("address", request.remote_address).Set("headers", headers);
  return {200, {}, told.Dump()};
}

inline ServerHandler EchoHandler() {
  auto router = std::make_shared<Router>();
  for (const char* method : {"GET", "POST", "PUT"}) {
    router->Add(method, "/",
                [](const ServerRequest& request, std::string_view) { return Echo(request); });
  }
  router->Add("GET", "/throw", [](const ServerRequest&, std::string_view) -> ServerResponse {
    throw std::runtime_error("secret words");
  });
  router->Add(
      "POST", "/kind",
      [](const ServerRequest& request, std::string_view) {
        return request.refusal ? ServerResponse{202, {}, "{}"} : Echo(request);
      },
      Router::Refused::kHandOver);
  return [router](const ServerRequest& request) { return router->Answer(request); };
}

inline std::unique_ptr<BoundedServer> StartServer(const ServerLimits& limits,
                                                  ServerHandler handler = EchoHandler()) {
  auto server = BoundedServer::Start("127.0.0.1", 0, limits, std::move(handler));
  EXPECT_TRUE(server.ok());
  return *std::move(server);
}

}  // namespace tandem::testing
