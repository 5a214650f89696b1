// A client that sends exactly the bytes it is told to and reads what comes back, with a deadline
// on everything. Not thread-safe.
#pragma once

#include "gateway/descriptor.h"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <chrono>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <utility>

namespace tandem::testing {

class RawClient {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::milliseconds kPatience{5'000};

  // `from`: which of this machine's addresses it calls from: 127.0.0.1, 127.0.0.2, ...
  explicit RawClient(int port, std::uint8_t from = 1)
      : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in own{};
    own.sin_family = AF_INET;
    own.sin_addr.s_addr = htonl(INADDR_LOOPBACK - 1 + from);
    const bool bound = ::bind(socket_.number(), reinterpret_cast<sockaddr*>(&own), sizeof own) == 0;
    sockaddr_in address = own;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = bound && ::connect(socket_.number(), reinterpret_cast<sockaddr*>(&address),
                                    sizeof address) == 0;
  }

  bool connected() const { return connected_; }

  // False once the server has closed the connection for good.
  bool Send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }

  void Abort() { socket_.Close(); }
  void CloseSending() { ::shutdown(socket_.number(), SHUT_WR); }

  // One whole answer with its head; empty when the connection ended before there was one.
  std::string ReadAnswer() {
    while (true) {
      const auto end = unread_.find("\r\n\r\n");
      if (end != std::string::npos) {
        const std::size_t whole = end + 4 + LengthIn(unread_.substr(0, end + 2));
        if (unread_.size() >= whole) {
          std::string answer = unread_.substr(0, whole);
          unread_.erase(0, whole);
          return answer;
        }
      }
      if (!ReadSome(kPatience)) return {};
    }
  }
  int ReadStatus() {
    const std::string answer = ReadAnswer();
    return answer.size() > 12 ? std::stoi(answer.substr(9, 3)) : 0;
  }
  // Waits for the server to close; what it still sends is dropped.
  bool IsClosed(std::chrono::milliseconds patience = kPatience) {
    const auto until = Clock::now() + patience;
    while (Clock::now() < until) {
      if (!ReadSome(std::chrono::milliseconds(20)) && ended_) return true;
    }
    return false;
  }
  // Whether something has come, or the end, without waiting.
  bool HasNews() { return ReadSome(std::chrono::milliseconds(0)) || ended_ || !unread_.empty(); }

 private:
  static std::size_t LengthIn(const std::string& head) {
    const auto at = head.find("Content-Length: ");
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
  }

  bool ReadSome(std::chrono::milliseconds patience) {
    pollfd waiting{socket_.number(), POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>(patience.count())) <= 0) return false;
    std::array<char, 16'384> buffer{};
    const ssize_t count = ::recv(socket_.number(), buffer.data(), buffer.size(), 0);
    if (count <= 0) {
      ended_ = true;
      return false;
    }
    unread_.append(buffer.data(), static_cast<std::size_t>(count));
    return true;
  }

  Descriptor socket_;
  bool connected_ = false;
  bool ended_ = false;
  std::string unread_{};
};

}  // namespace tandem::testing
