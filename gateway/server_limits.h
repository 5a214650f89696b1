// What clients may ask of the server, in time and in size. Values; safe everywhere.
#pragma once

#include "gateway/request_checks.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <string_view>

namespace tandem {

struct ServerLimits {
  RequestLimits request{};
  std::size_t threads = 16;
  // Beyond either of them the connection goes that has idled longest, else the one whose request
  // has been arriving longest; when requests are being answered on all, the new one is refused.
  std::size_t connections = 512;
  std::size_t by_holder = 128;  // of one address; see HolderOf
  // A peer whose connections are those of many people: a proxy. Absent: there is none. Called by
  // the server's thread.
  std::function<bool(std::string_view address)> is_proxy{};
  std::size_t queued = 512;      // requests that wait for a thread; beyond: 503
  std::size_t requests = 1'000;  // over one connection
  // A body's first `own_body` bytes are always taken; what all bodies hold beyond that shares
  // `shared_body`. Beyond: 503.
  std::size_t own_body = std::size_t{64} * 1024;
  std::size_t shared_body = std::size_t{64} * 1024 * 1024;
  // All are from the first byte of the part to its last, however many pieces it comes in.
  std::chrono::milliseconds head{5'000};  // also a new connection's time until its first byte
  std::chrono::milliseconds body{15'000};
  std::chrono::milliseconds idle{30'000};
  std::chrono::milliseconds send{10'000};
  // How long, and how much, a client may go on sending after it was refused.
  std::chrono::milliseconds linger{2'000};
  std::size_t thrown_away = std::size_t{32} * 1024 * 1024;
};

}  // namespace tandem
