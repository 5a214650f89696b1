#include "gateway/resolve.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <netdb.h>
#include <optional>
#include <sys/socket.h>
#include <thread>

namespace tandem {
namespace {

using Addresses = Result<std::vector<SocketAddress>>;

Addresses LookUp(const std::string& host, int port, int flags) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags | AI_NUMERICSERV;
  addrinfo* list = nullptr;
  const int fault = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &list);
  if (fault != 0) {
    return Error{Remedy::kUnavailable,
                 "the name " + host + " was not found: " + gai_strerror(fault)};
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(list, &::freeaddrinfo);
  std::vector<SocketAddress> found;
  for (const addrinfo* one = list; one != nullptr; one = one->ai_next) {
    found.push_back(
        {one->ai_family, {reinterpret_cast<const char*>(one->ai_addr), one->ai_addrlen}});
  }
  return found;
}

struct Question {
  std::mutex mutex{};
  std::condition_variable answered{};
  std::optional<Addresses> answer{};
};

}  // namespace

// getaddrinfo cannot be interrupted and may take half a minute. So it runs on a thread of its own
// that is left behind at the deadline; what the two threads share must then outlive the caller,
// which is why it is counted.
Addresses Resolve(const std::string& host, int port,
                  std::chrono::steady_clock::time_point deadline) {
  if (auto numeric = LookUp(host, port, AI_NUMERICHOST); numeric.ok()) return numeric;
  const auto question = std::make_shared<Question>();
  std::thread([question, host, port] {
    auto answer = LookUp(host, port, AI_ADDRCONFIG);
    const std::lock_guard lock(question->mutex);
    question->answer = std::move(answer);
    question->answered.notify_one();
  }).detach();
  std::unique_lock lock(question->mutex);
  if (!question->answered.wait_until(lock, deadline,
                                     [&] { return question->answer.has_value(); })) {
    return Error{Remedy::kUnavailable, "looking up the name " + host + " took too long"};
  }
  return *std::move(question->answer);
}

}  // namespace tandem
