#include "tests/gateway/scripted_server.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <arpa/inet.h>
#include <array>
#include <csignal>
#include <cstdlib>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace tandem {
namespace {

constexpr int kPollMilliseconds = 20;

bool Readable(int socket, const std::atomic<bool>& stopping) {
  while (!stopping) {
    pollfd waiting{socket, POLLIN, 0};
    if (::poll(&waiting, 1, kPollMilliseconds) > 0) return true;
  }
  return false;
}

std::size_t ContentLength(const std::string& head) {
  const auto at = head.find("Content-Length: ");
  return at == std::string::npos ? 0 : std::strtoul(head.c_str() + at + 16, nullptr, 10);
}

}  // namespace

int Peer::Receive(char* bytes, int size) {
  if ((tls_ == nullptr || SSL_pending(tls_) == 0) && !Readable(socket_, stopping_)) return 0;
  if (tls_ != nullptr) return SSL_read(tls_, bytes, size);
  return static_cast<int>(::recv(socket_, bytes, static_cast<std::size_t>(size), 0));
}

std::string Peer::ReadRequest() {
  std::string request;
  char byte = 0;
  while (request.find("\r\n\r\n") == std::string::npos) {
    if (Receive(&byte, 1) <= 0) return "";
    request += byte;
  }
  for (std::size_t left = ContentLength(request); left > 0; --left) {
    if (Receive(&byte, 1) <= 0) return "";
    request += byte;
  }
  seen_(request);
  return request;
}

bool Peer::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto size = bytes.size();
    const auto sent = tls_ != nullptr ? SSL_write(tls_, bytes.data(), static_cast<int>(size))
                                      : ::send(socket_, bytes.data(), size, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void Peer::Drip(std::string_view bytes, std::chrono::milliseconds pace) {
  for (std::size_t i = 0; !stopping_ && Send(bytes.substr(i % bytes.size(), 1)); ++i) {
    std::this_thread::sleep_for(pace);
  }
}

void Peer::AwaitClose() {
  std::array<char, 1024> bytes{};
  while (Receive(bytes.data(), bytes.size()) > 0) {
  }
}

void Peer::Reset() {
  const linger now{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

std::string AnswerText(int status, std::string_view body, const std::vector<std::string>& headers) {
  std::string text = "HTTP/1.1 " + std::to_string(status) + " Something\r\n";
  for (const std::string& header : headers) text += header + "\r\n";
  return text + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

Script Answering(std::vector<std::string> answers) {
  return [answers = std::move(answers)](Peer& peer) {
    for (const std::string& answer : answers) {
      if (peer.ReadRequest().empty() || !peer.Send(answer)) return;
    }
    peer.AwaitClose();
  };
}

ScriptedServer::ScriptedServer(std::vector<Script> scripts, Security security)
    : scripts_(std::move(scripts)) {
  std::signal(SIGPIPE, SIG_IGN);
  if (security == Security::kTls) MakeCertificate();
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::listen(listener_, 64) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no port on loopback");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { Serve(); });
}

ScriptedServer::~ScriptedServer() {
  stopping_ = true;
  thread_.join();
  ::close(listener_);
}

std::string ScriptedServer::Url(std::string_view host) const {
  return (context_ ? "https://" : "http://") + std::string(host) + ":" + std::to_string(port_);
}

std::string ScriptedServer::Path(std::size_t index) const {
  const std::string request = requests().at(index);
  return request.substr(0, request.find(" HTTP/"));
}

std::string ScriptedServer::Body(std::size_t index) const {
  const std::string request = requests().at(index);
  return request.substr(request.find("\r\n\r\n") + 4);
}

std::vector<std::string> ScriptedServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void ScriptedServer::Serve() {
  while (Readable(listener_, stopping_)) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) continue;
    const auto index = static_cast<std::size_t>(connections_++);
    if (index < scripts_.size()) Play(socket, scripts_[index]);
    ::close(socket);
  }
}

void ScriptedServer::Play(int socket, const Script& script) {
  const std::unique_ptr<SSL, void (*)(SSL*)> tls(context_ ? SSL_new(context_.get()) : nullptr,
                                                 &SSL_free);
  if (tls) {
    SSL_set_fd(tls.get(), socket);
    if (SSL_accept(tls.get()) != 1) return;
  }
  Peer peer(socket, tls.get(), stopping_, [this](const std::string& request) {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
  });
  script(peer);
}

void ScriptedServer::MakeCertificate() {
  const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  const std::unique_ptr<X509, void (*)(X509*)> certificate(X509_new(), &X509_free);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  context_.reset(SSL_CTX_new(TLS_server_method()));
  SSL_CTX_use_certificate(context_.get(), certificate.get());
  SSL_CTX_use_PrivateKey(context_.get(), key.get());
  const std::unique_ptr<BIO, int (*)(BIO*)> pem(BIO_new(BIO_s_mem()), &BIO_free);
  PEM_write_bio_X509(pem.get(), certificate.get());
  char* text = nullptr;
  const long size = BIO_get_mem_data(pem.get(), &text);
  certificate_.assign(text, static_cast<std::size_t>(size));
}

}  // namespace tandem
