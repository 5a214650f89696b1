// Opens the socket that the server listens on, and takes connections from it. Functions; safe
// everywhere.
#pragma once

#include "gateway/descriptor.h"
#include "gateway/result.h"

#include <string>
#include <variant>

namespace tandem {

struct Listener {
  Descriptor socket{};  // does not block
  int port = 0;         // the one that was given out when any was asked for
};

// Port 0: any that is free. kUnavailable when the port is taken (another instance never shares it)
// or the address is not ours.
Result<Listener> OpenListener(const std::string& host, int port);

struct Incoming {
  Descriptor socket{};    // does not block; TCP_NODELAY is set
  std::string address{};  // of the peer, numeric; IPv4 as IPv4
};

enum class NoConnection { kNone, kOutOfDescriptors };
std::variant<Incoming, NoConnection> TakeConnection(const Listener& listener);

}  // namespace tandem
