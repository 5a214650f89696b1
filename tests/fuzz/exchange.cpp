// The bytes of a service's answer, read from a connection.

#include "gateway/exchange.h"

#include "gateway/descriptor.h"
#include "tests/fuzz/check.h"

#include <arpa/inet.h>
#include <cstdlib>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tandem::fuzz {
namespace {

constexpr std::size_t kMaxAnswer = 2'000;
// What fits the system's buffers, so that one thread can first write and then read.
constexpr std::size_t kMostBytes = 60'000;

// A listening socket on a free port of loopback, made once.
struct Listener {
  int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int port = 0;
  Listener() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const raw = reinterpret_cast<sockaddr*>(&address);
    if (::bind(socket, raw, size) != 0 || ::listen(socket, 8) != 0) std::abort();
    if (::getsockname(socket, raw, &size) != 0) std::abort();
    port = ntohs(address.sin_port);
  }
};

// Takes the connection that waits and answers it with these bytes. It stays open for reading until
// it is let go: else the request would be met by a reset.
Descriptor AnswerWith(int listener, std::string_view bytes) {
  Descriptor peer(::accept(listener, nullptr, nullptr));
  if (!peer.ok()) std::abort();
  if (::send(peer.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) std::abort();
  ::shutdown(peer.number(), SHUT_WR);
  // Closing it resets it, so that no port has to be waited for.
  const linger at_once{1, 0};
  ::setsockopt(peer.number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  return peer;
}

}  // namespace

Broken CheckExchange(std::string_view input) {
  static const Listener listener;
  static const TlsSettings tls;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  auto wire = Wire::Connect({"http", "127.0.0.1", listener.port, ""}, tls, deadline);
  if (!wire) return {};  // the machine has run out of ports for the moment
  const Descriptor peer = AnswerWith(listener.socket, input.substr(0, kMostBytes));
  HttpRequest request;
  request.path = "/repos";
  const Exchanged exchanged =
      Exchange(**wire, request, "127.0.0.1", {deadline, deadline, kMaxAnswer});
  if (exchanged.end != Exchanged::End::kAnswered) return {};
  TANDEM_MUST(exchanged.response.body.size() <= kMaxAnswer, exchanged.response.body);
  for (const auto& [name, value] : exchanged.response.headers) {
    TANDEM_MUST((name + value).find('\n') == std::string::npos, name);
  }
  return {};
}

}  // namespace tandem::fuzz
