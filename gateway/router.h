// Finds the handler of a request by method and path; answers 404 and 405 itself. Safe to ask from
// many threads once it is filled.
#pragma once

#include "gateway/server_request.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem {

class Router {
 public:
  // `segment` is what stands in the path's place of the pattern's "{...}", as sent; empty when the
  // pattern has none.
  using Handler = std::function<ServerResponse(const ServerRequest&, std::string_view segment)>;
  // Whether a handler wants to see a request that the server refused.
  enum class Refused { kAnswerForIt, kHandOver };

  // `pattern`: "/health/live", or with one segment left open: "/webhooks/freshdesk/{ticket}". A
  // route for GET serves HEAD too. The first that fits counts.
  void Add(std::string method, std::string pattern, Handler handler,
           Refused refused = Refused::kAnswerForIt);
  ServerResponse Answer(const ServerRequest& request) const;

 private:
  struct Route {
    std::string method{};
    std::string before{};  // the pattern's part before the open segment, or all of it
    std::string after{};
    bool open = false;  // has an open segment
    Handler handler{};
    Refused refused = Refused::kAnswerForIt;
  };
  static bool Fits(const Route& route, std::string_view path, std::string_view& segment);

  std::vector<Route> routes_{};
};

}  // namespace tandem
