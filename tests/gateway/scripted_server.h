// A server on loopback that plays what a test tells it, byte by byte: for faults that a real server
// does not have. Safe from all threads.
#pragma once

#include <openssl/ssl.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace tandem {

// One accepted connection, seen from the server.
class Peer {
 public:
  // Reads one request, head and body by its Content-Length. Empty when the client has gone.
  std::string ReadRequest();
  // False once the client has gone.
  bool Send(std::string_view bytes);
  // A byte every `pace`, over and over, until the client goes or the server ends.
  void Drip(std::string_view bytes, std::chrono::milliseconds pace);
  // Waits until the client has closed the connection, or the server ends.
  void AwaitClose();
  // Ends the connection with a TCP reset.
  void Reset();

 private:
  friend class ScriptedServer;
  Peer(int socket, SSL* tls, const std::atomic<bool>& stopping,
       std::function<void(const std::string&)> seen)
      : socket_(socket), tls_(tls), stopping_(stopping), seen_(std::move(seen)) {}
  int Receive(char* bytes, int size);
  int socket_;
  SSL* tls_;
  const std::atomic<bool>& stopping_;
  std::function<void(const std::string&)> seen_;
};

using Script = std::function<void(Peer&)>;

// An answer with its Content-Length.
std::string AnswerText(int status, std::string_view body,
                       const std::vector<std::string>& headers = {});
// A script that reads one request and gives one answer after another on one connection.
Script Answering(std::vector<std::string> answers);

class ScriptedServer {
 public:
  enum class Security { kPlain, kTls };

  // Each connection plays the next script; after the last one, connections are closed at once. With
  // TLS the certificate is for "localhost" and signed by itself.
  explicit ScriptedServer(std::vector<Script> scripts, Security security = Security::kPlain);
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  std::string Url(std::string_view host = "127.0.0.1") const;
  int port() const { return port_; }
  int connections() const { return connections_; }
  // All requests that scripts have read so far.
  std::vector<std::string> requests() const;
  // "GET /path" of the request with this index, and its body.
  std::string Path(std::size_t index) const;
  std::string Body(std::size_t index) const;
  // The certificate as PEM, for a client that is to trust it.
  const std::string& certificate() const { return certificate_; }

 private:
  void Serve();
  void Play(int socket, const Script& script);
  void MakeCertificate();

  std::vector<Script> scripts_;
  int listener_ = -1;
  int port_ = 0;
  std::string certificate_{};
  std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context_{nullptr, &SSL_CTX_free};
  std::atomic<bool> stopping_{false};
  std::atomic<int> connections_{0};
  mutable std::mutex mutex_{};
  std::vector<std::string> requests_{};
  std::thread thread_{};
};

}  // namespace tandem
