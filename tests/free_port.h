// A TCP port for a program that cannot take "any free one" itself (redis-server takes port 0 for
// none): asked of the kernel and given back. Thread-safe.
#pragma once

#include "gateway/descriptor.h"

#include <arpa/inet.h>
#include <sys/socket.h>

namespace tandem {

inline int FreePort() {
  const Descriptor listening(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* any = reinterpret_cast<sockaddr*>(&address);
  if (bind(listening.number(), any, size) != 0) return 0;
  if (getsockname(listening.number(), any, &size) != 0) return 0;
  return ntohs(address.sin_port);
}

}  // namespace tandem
