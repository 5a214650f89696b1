#include "tests/sandbox/connections.h"

#include <arpa/inet.h>
#include <filesystem>
#include <functional>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace tandem::sandbox {
namespace {

using NameOf = int(int, sockaddr*, socklen_t*);

// The port at one end; -1 when it is no TCP socket or not connected.
int Port(int socket, NameOf* name_of) {
  sockaddr_in address{};
  socklen_t length = sizeof address;
  if (name_of(socket, reinterpret_cast<sockaddr*>(&address), &length) != 0) return -1;
  return address.sin_family == AF_INET ? ntohs(address.sin_port) : -1;
}

std::vector<int> OpenFiles() {
  std::vector<int> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", error))
    files.push_back(std::stoi(entry.path().filename().string()));
  return files;
}

void ForEachAccepted(int local_port, const std::function<void(int socket, int remote)>& act) {
  for (const int file : OpenFiles()) {
    // A duplicate stays the same socket while another thread closes and reuses the number.
    const int socket = ::dup(file);
    if (socket < 0) continue;
    const int remote = Port(socket, ::getpeername);
    if (remote > 0 && Port(socket, ::getsockname) == local_port) act(socket, remote);
    ::close(socket);
  }
}

}  // namespace

void ResetConnection(int local_port, int remote_port) {
  ForEachAccepted(local_port, [&](int socket, int remote) {
    if (remote != remote_port) return;
    // Dissolving the association sends a RST at once (Linux, tcp_disconnect).
    const sockaddr nobody{AF_UNSPEC, {}};
    (void)::connect(socket, &nobody, sizeof nobody);
  });
}

void EndConnections(int local_port) {
  ForEachAccepted(local_port, [](int socket, int) { (void)::shutdown(socket, SHUT_RDWR); });
}

}  // namespace tandem::sandbox
