// A TCP port of loopback for a program that cannot take "any free one" itself, or that has to come
// back where it was. Thread-safe.
#pragma once

#include "gateway/descriptor.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace tandem {

// Kernels hand out none below 16000 by themselves (Linux from 32768 on): an outgoing connection
// cannot take one of these while its server is not there yet, or down.
constexpr int kFirstFreePort = 10'000;
constexpr int kFreePorts = 6'000;

// A name of this machine that one process at a time can have, until it ends.
inline Descriptor NameOfPort(int port) {
  Descriptor held(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string name = "tandem-test-port-" + std::to_string(port);
  std::ranges::copy(name, &address.sun_path[1]);  // the zero before it: no file
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  if (bind(held.number(), reinterpret_cast<sockaddr*>(&address), size) != 0) return {};
  return held;
}

inline sockaddr_in LoopbackAddress(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

inline bool NobodyListensAt(int port) {
  const Descriptor listening(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const sockaddr_in address = LoopbackAddress(port);
  return bind(listening.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

// One that no process gets from here as long as this one lives; 0 when all are taken.
inline int FreePort() {
  static std::mutex mutex;
  static std::vector<Descriptor> names;
  static int next = getpid();
  const std::scoped_lock lock(mutex);
  for (int tries = 0; tries < kFreePorts; ++tries) {
    const int port = kFirstFreePort + next++ % kFreePorts;
    Descriptor name = NameOfPort(port);
    if (!name.ok() || !NobodyListensAt(port)) continue;
    names.push_back(std::move(name));
    return port;
  }
  return 0;
}

}  // namespace tandem
