#include "tests/chaos/tcp_proxy.h"

#include <arpa/inet.h>
#include <array>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace tandem::sandbox {
namespace {

// How soon a changed switch is noticed while nothing comes.
constexpr int kLookAgain = 5;  // ms

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

// Each byte is a packet of its own.
void SendAtOnce(int socket) {
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

}  // namespace

TcpProxy::TcpProxy(int to) : to_(to), listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, any, size) == 0 && listen(listener_, 64) == 0 &&
      getsockname(listener_, any, &size) == 0)
    port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { Run(); });
}

TcpProxy::~TcpProxy() {
  stopping_ = true;
  thread_.join();
  for (Line& line : lines_) Close(line);
  close(listener_);
}

void TcpProxy::Run() {
  while (!stopping_) {
    if (close_all_.exchange(false)) {
      for (Line& line : lines_) Close(line);
      lines_.clear();
    }
    std::vector<pollfd> waiting = Waiting();
    if (poll(waiting.data(), waiting.size(), kLookAgain) <= 0) continue;
    PassOn(waiting);
    if (waiting[0].revents != 0) Accept();
  }
}

std::vector<pollfd> TcpProxy::Waiting() const {
  std::vector<pollfd> waiting{{listener_, POLLIN, 0}};
  const auto asks = static_cast<short>(hold_questions_ ? 0 : POLLIN);
  const auto answers = static_cast<short>(hold_answers_ ? 0 : POLLIN);
  for (const Line& line : lines_) {
    waiting.push_back({asks != 0 ? line.client : -1, asks, 0});
    waiting.push_back({answers != 0 ? line.server : -1, answers, 0});
  }
  return waiting;
}

void TcpProxy::PassOn(const std::vector<pollfd>& waiting) {
  std::size_t i = 1;
  for (auto line = lines_.begin(); line != lines_.end(); i += 2) {
    // The switches may have been turned while it waited.
    const bool asked = waiting[i].revents != 0 && !hold_questions_;
    const bool answered = waiting[i + 1].revents != 0 && !hold_answers_;
    const bool over = (asked && !Pass(line->client, line->server)) ||
                      (answered && !Pass(line->server, line->client));
    if (over) Close(*line);
    line = over ? lines_.erase(line) : std::next(line);
  }
}

void TcpProxy::Accept() {
  Line line{accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC),
            socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  const sockaddr_in address = Loopback(to_);
  if (line.client < 0 ||
      connect(line.server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return Close(line);
  SendAtOnce(line.client);
  SendAtOnce(line.server);
  lines_.push_back(line);
}

bool TcpProxy::Pass(int from, int to) const {
  std::array<char, 4096> piece{};
  const auto got = recv(from, piece.data(), drip_ ? 1 : piece.size(), 0);
  if (got <= 0) return false;
  std::this_thread::sleep_for(delay_.load());
  return send(to, piece.data(), static_cast<std::size_t>(got), MSG_NOSIGNAL) == got;
}

void TcpProxy::Close(Line& line) {
  if (line.client >= 0) close(line.client);
  if (line.server >= 0) close(line.server);
  line = {};
}

}  // namespace tandem::sandbox
