// A request as the server hands it to a handler, and the handler's answer. Values; safe everywhere.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tandem {

using ServerHeaders = std::vector<std::pair<std::string, std::string>>;

// Why the server would not take a request, as a status and a sentence for people.
struct Refusal {
  int status = 0;
  std::string detail{};
  bool operator==(const Refusal&) const = default;
};

struct ServerRequest {
  std::string method{};
  std::string path{};   // as sent: begins with '/', nothing is decoded
  std::string query{};  // as sent, without the '?'
  ServerHeaders headers{};
  std::string body{};            // without its chunks, otherwise as sent
  std::string remote_address{};  // the peer's, numeric; an IPv4 peer is always written as IPv4
  // There: the body was not read and the connection closes after the answer. What the request says
  // of itself can be relied on, so that a handler may answer something kinder.
  std::optional<Refusal> refusal{};

  // The values of all headers of that name, without regard to case. They live as long as this.
  std::vector<std::string_view> All(std::string_view name) const;
  // The value, when there is exactly one header of that name.
  std::optional<std::string_view> Only(std::string_view name) const;
};

struct ServerResponse {
  int status = 200;
  ServerHeaders headers{};  // Content-Type is application/json unless one is given
  std::string body{};
};

// Called from many threads at once.
using ServerHandler = std::function<ServerResponse(const ServerRequest&)>;

// {"error":"not_found","detail":"..."}
ServerResponse JsonError(int status, std::string_view detail);
// 503 that asks to come again.
ServerResponse ComeAgain(std::string_view detail);
// What HTTP calls a status: "Not Found"; "Error" for one that we never send.
std::string_view ReasonPhrase(int status);
// Compares header names and values that are ASCII, without regard to case.
bool EqualNoCase(std::string_view left, std::string_view right);

}  // namespace tandem
