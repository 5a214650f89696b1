#include "gateway/wire.h"

#include "gateway/resolve.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tandem {
namespace {

constexpr std::size_t kReadAtOnce = std::size_t{16} * 1024;

int MillisecondsUntil(Wire::Deadline deadline) {
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 3'600'000));
}

bool IsNumericHost(const std::string& host) {
  const std::unique_ptr<ASN1_OCTET_STRING, decltype(&ASN1_OCTET_STRING_free)> address(
      a2i_IPADDRESS(host.c_str()), &ASN1_OCTET_STRING_free);
  return address != nullptr;
}

Error Unreachable(const Url& url, const std::string& why) {
  return {Remedy::kUnavailable, "no connection to " + HostAndPort(url) + ": " + why};
}

// Why the handshake failed, in OpenSSL's words: they name certificates and protocols, no contents.
std::string TlsFault(const SSL* tls) {
  const long verdict = SSL_get_verify_result(tls);
  if (verdict != X509_V_OK) {
    return std::string("its certificate is not valid: ") + X509_verify_cert_error_string(verdict);
  }
  const char* reason = ERR_reason_error_string(ERR_peek_error());
  return std::string("the TLS handshake failed") + (reason != nullptr ? ": " : "") +
         (reason != nullptr ? reason : "");
}

}  // namespace

ssl_ctx_st* TlsSettings::Context() const {
  std::call_once(read_, [&] {
    // OpenSSL writes with write(2), which raises SIGPIPE when the peer has gone; cpp-httplib's
    // server ignores that signal for the whole process just the same.
    std::signal(SIGPIPE, SIG_IGN);
    context_ = {SSL_CTX_new(TLS_client_method()), &SSL_CTX_free};
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_2_VERSION);
    SSL_CTX_set_default_verify_paths(context_.get());
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
  });
  return context_.get();
}

Wire::~Wire() {
  tls_.reset();
  if (socket_ >= 0) ::close(socket_);
}

Result<std::unique_ptr<Wire>> Wire::Connect(const Url& url, const TlsSettings& settings,
                                            Deadline deadline) {
  std::unique_ptr<Wire> wire(new Wire());  // the constructor is private
  TRY(wire->Reach(url, deadline));
  if (url.scheme == "https") TRY(wire->ShakeHands(url, settings, deadline));
  return wire;
}

Status Wire::Reach(const Url& url, Deadline deadline) {
  TRY_ASSIGN(const auto addresses, Resolve(url.host, url.port, deadline));
  std::string why;
  for (const SocketAddress& address : addresses) {
    if (socket_ >= 0) ::close(socket_);
    socket_ = ::socket(address.family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket_ < 0) return Unreachable(url, std::strerror(errno));
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    int fault = 0;
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(address.bytes.data()),
                  static_cast<socklen_t>(address.bytes.size())) != 0) {
      fault = errno;
    }
    if (fault == EINPROGRESS) {
      if (WaitFor(POLLOUT, deadline) == Step::kTimeout) return Unreachable(url, "it took too long");
      socklen_t size = sizeof fault;
      ::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &fault, &size);
    }
    if (fault == 0) return Done{};
    why = std::strerror(fault);
  }
  return Unreachable(url, why);
}

Status Wire::ShakeHands(const Url& url, const TlsSettings& settings, Deadline deadline) {
  tls_ = {SSL_new(settings.Context()), &SSL_free};
  SSL* tls = tls_.get();
  if (tls == nullptr || SSL_set_fd(tls, socket_) != 1) return Unreachable(url, "no memory for TLS");
  if (IsNumericHost(url.host)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), url.host.c_str());
  } else {
    SSL_set1_host(tls, url.host.c_str());
    SSL_set_tlsext_host_name(tls, url.host.c_str());
  }
  while (true) {
    ERR_clear_error();
    const int result = SSL_connect(tls);
    if (result == 1) return Done{};
    const Step step = AfterTls(result, deadline);
    if (step == Step::kTimeout) return Unreachable(url, "the TLS handshake took too long");
    if (step != Step::kDone) return Unreachable(url, TlsFault(tls));
  }
}

Wire::Step Wire::WaitFor(short events, Deadline deadline) const {
  while (true) {
    pollfd waiting{socket_, events, 0};
    const int ready = ::poll(&waiting, 1, MillisecondsUntil(deadline));
    if (ready > 0) return Step::kDone;
    if (ready < 0 && errno != EINTR) return Step::kFailed;
    if (std::chrono::steady_clock::now() >= deadline) return Step::kTimeout;
  }
}

// What a TLS call that did not succeed asks for; kDone: call it again.
Wire::Step Wire::AfterTls(int result, Deadline deadline) const {
  switch (SSL_get_error(tls_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return WaitFor(POLLIN, deadline);
    case SSL_ERROR_WANT_WRITE:
      return WaitFor(POLLOUT, deadline);
    case SSL_ERROR_ZERO_RETURN:
      return Step::kClosed;
    default:
      return Step::kFailed;
  }
}

// The same for a call on the bare socket.
Wire::Step Wire::AfterPlain(short events, Deadline deadline) const {
  if (errno == EINTR) return Step::kDone;
  return errno == EAGAIN ? WaitFor(events, deadline) : Step::kFailed;
}

Wire::Step Wire::SendSome(const char* bytes, std::size_t size, std::size_t& sent,
                          Deadline deadline) {
  if (tls_) {
    ERR_clear_error();
    may_have_sent_ = true;  // a record may be on its way even when the call fails
    const int result = SSL_write_ex(tls_.get(), bytes, size, &sent);
    return result == 1 ? Step::kDone : AfterTls(result, deadline);
  }
  const ssize_t result = ::send(socket_, bytes, size, MSG_NOSIGNAL);
  if (result < 0) return AfterPlain(POLLOUT, deadline);
  sent = static_cast<std::size_t>(result);
  may_have_sent_ = may_have_sent_ || sent > 0;
  return Step::kDone;
}

Wire::Step Wire::Write(const char* bytes, std::size_t size, Deadline deadline) {
  while (size > 0) {
    if (std::chrono::steady_clock::now() >= deadline) return Step::kTimeout;
    std::size_t sent = 0;
    const Step step = SendSome(bytes, size, sent, deadline);
    if (step != Step::kDone) return step;
    bytes += sent;
    size -= sent;
  }
  return Step::kDone;
}

Wire::Step Wire::ReceiveSome(std::size_t& got, Deadline deadline) {
  if (tls_) {
    ERR_clear_error();
    const int result = SSL_read_ex(tls_.get(), buffer_.data(), buffer_.size(), &got);
    return result == 1 ? Step::kDone : AfterTls(result, deadline);
  }
  const ssize_t result = ::recv(socket_, buffer_.data(), buffer_.size(), 0);
  if (result < 0) return AfterPlain(POLLIN, deadline);
  got = static_cast<std::size_t>(result);
  return got > 0 ? Step::kDone : Step::kClosed;
}

Wire::Step Wire::FillBuffer(Deadline deadline) {
  buffer_.resize(kReadAtOnce);
  taken_ = 0;
  Step step = Step::kDone;
  std::size_t got = 0;
  while (step == Step::kDone && got == 0) {
    // Looked at before each turn: a peer that always has something ready never makes us wait.
    const bool late = std::chrono::steady_clock::now() >= deadline;
    step = late ? Step::kTimeout : ReceiveSome(got, deadline);
  }
  buffer_.resize(got);
  return step;
}

Wire::Step Wire::Read(char* bytes, std::size_t size, std::size_t& got, Deadline deadline) {
  got = 0;
  if (taken_ == buffer_.size()) {
    const Step step = FillBuffer(deadline);
    if (step != Step::kDone) return step;
  }
  got = std::min(size, buffer_.size() - taken_);
  std::memcpy(bytes, buffer_.data() + taken_, got);
  taken_ += got;
  return Step::kDone;
}

bool Wire::IsIdle() {
  if (taken_ < buffer_.size()) return false;
  if (!tls_) {
    pollfd waiting{socket_, POLLIN, 0};
    return ::poll(&waiting, 1, 0) == 0;
  }
  // Something may have come that is no answer, such as a session ticket: let OpenSSL look.
  ERR_clear_error();
  char byte = 0;
  const int result = SSL_peek(tls_.get(), &byte, 1);
  return result <= 0 && SSL_get_error(tls_.get(), result) == SSL_ERROR_WANT_READ;
}

}  // namespace tandem
