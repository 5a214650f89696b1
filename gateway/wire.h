// One connection to one service, TCP or TLS, where every wait has a deadline. Not thread-safe.
#pragma once

#include "gateway/result.h"
#include "gateway/url.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>

struct ssl_ctx_st;  // OpenSSL's
struct ssl_st;

namespace tandem {

// What TLS connections have in common: the system's authorities, at least TLS 1.2, the peer always
// verified. The authorities are read at the first handshake, which takes tens of milliseconds and
// a megabyte: share it. Thread-safe.
class TlsSettings {
 private:
  friend class Wire;
  ssl_ctx_st* Context() const;

  mutable std::once_flag read_{};
  mutable std::unique_ptr<ssl_ctx_st, void (*)(ssl_ctx_st*)> context_{nullptr, nullptr};
};

class Wire {
 public:
  using Deadline = std::chrono::steady_clock::time_point;
  enum class Step { kDone, kClosed, kTimeout, kFailed };

  // Connects and, for https, shakes hands and verifies the certificate against the host.
  // kUnavailable otherwise: nothing of a request has been sent. `settings` must outlive the wire.
  static Result<std::unique_ptr<Wire>> Connect(const Url& url, const TlsSettings& settings,
                                               Deadline deadline);
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  // Sends all of `bytes`.
  Step Write(const char* bytes, std::size_t size, Deadline deadline);
  // At least one byte, at most `size`; `got` tells how many.
  Step Read(char* bytes, std::size_t size, std::size_t& got, Deadline deadline);

  // Whether a byte given to Write may have left since the last MarkClean(). "No" is a proof.
  bool MayHaveSent() const { return may_have_sent_; }
  void MarkClean() { may_have_sent_ = false; }
  // Whether the connection, on which nothing is outstanding, can carry another request: still open,
  // and nothing has come that nobody asked for.
  bool IsIdle();

 private:
  Wire() = default;
  Status Reach(const Url& url, Deadline deadline);
  Status ShakeHands(const Url& url, const TlsSettings& settings, Deadline deadline);
  Step WaitFor(short events, Deadline deadline) const;
  Step AfterTls(int result, Deadline deadline) const;
  Step AfterPlain(short events, Deadline deadline) const;
  // One call of the system or of TLS; kDone without a byte: call again.
  Step SendSome(const char* bytes, std::size_t size, std::size_t& sent, Deadline deadline);
  Step ReceiveSome(std::size_t& got, Deadline deadline);
  Step FillBuffer(Deadline deadline);

  int socket_ = -1;
  std::unique_ptr<ssl_st, void (*)(ssl_st*)> tls_{nullptr, nullptr};
  bool may_have_sent_ = false;
  std::string buffer_{};  // received, not yet handed out
  std::size_t taken_ = 0;
};

}  // namespace tandem
