#include "gateway/listener.h"

#include "gateway/kill_point.h"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string_view>
#include <sys/socket.h>
#include <system_error>

namespace tandem {
namespace {

constexpr int kBacklog = 4'096;  // the kernel lowers it to net.core.somaxconn

std::string LastFault() {
  return std::generic_category().message(errno);
}

Result<Listener> OpenOne(const addrinfo& address) {
  Listener listener{
      Descriptor(::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)), 0};
  const int on = 1;
  // Lets a restart have the port at once; unlike SO_REUSEPORT it admits no second listener.
  if (!listener.socket.ok() ||
      ::setsockopt(listener.socket.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      ::bind(listener.socket.number(), address.ai_addr, address.ai_addrlen) != 0 ||
      ::listen(listener.socket.number(), kBacklog) != 0) {
    return Error{Remedy::kUnavailable, LastFault(), {}};
  }
  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  ::getsockname(listener.socket.number(), reinterpret_cast<sockaddr*>(&bound), &size);
  std::array<char, NI_MAXSERV> port{};
  ::getnameinfo(reinterpret_cast<sockaddr*>(&bound), size, nullptr, 0, port.data(), port.size(),
                NI_NUMERICSERV);
  listener.port = std::atoi(port.data());
  return listener;
}

std::string AddressOf(const sockaddr_storage& peer, socklen_t size) {
  std::array<char, NI_MAXHOST> host{};
  if (::getnameinfo(reinterpret_cast<const sockaddr*>(&peer), size, host.data(), host.size(),
                    nullptr, 0, NI_NUMERICHOST) != 0) {
    return {};
  }
  constexpr std::string_view kMapped = "::ffff:";  // an IPv4 peer of an IPv6 socket
  const std::string_view text = host.data();
  const bool mapped = text.starts_with(kMapped) && text.find('.') != std::string_view::npos;
  return std::string(mapped ? text.substr(kMapped.size()) : text);
}

}  // namespace

Result<Listener> OpenListener(const std::string& host, int port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* list = nullptr;
  const std::string where = host + ":" + std::to_string(port);
  const int fault = ::getaddrinfo(host.empty() ? nullptr : host.c_str(),
                                  std::to_string(port).c_str(), &hints, &list);
  if (fault != 0) {
    return Error{Remedy::kUnavailable,
                 "cannot listen on " + where + ": " + ::gai_strerror(fault) + "; see \"listen\"",
                 {}};
  }
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(list, ::freeaddrinfo);
  std::string why;
  for (const addrinfo* address = list; address != nullptr; address = address->ai_next) {
    auto listener = OpenOne(*address);
    if (listener) return listener;
    why = listener.error().message;
  }
  return Error{
      Remedy::kUnavailable, "cannot listen on " + where + ": " + why + "; see \"listen\"", {}};
}

std::variant<Incoming, NoConnection> TakeConnection(const Listener& listener) {
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  Descriptor socket(::accept4(listener.socket.number(), reinterpret_cast<sockaddr*>(&peer), &size,
                              SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (!socket.ok()) {
    const bool out = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
    return out ? NoConnection::kOutOfDescriptors : NoConnection::kNone;
  }
  MayDie(KillPoint::kAfterAccept);
  const int on = 1;
  ::setsockopt(socket.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return Incoming{std::move(socket), AddressOf(peer, size)};
}

}  // namespace tandem
