// One client's connection: reads what it sends, sends what it is to get, and knows until when it
// may take its time over that. Never blocks. Not thread-safe: the server's loop owns it.
#pragma once

#include "gateway/descriptor.h"
#include "gateway/request_reader.h"
#include "gateway/server_limits.h"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

namespace tandem {

using SteadyTime = std::chrono::steady_clock::time_point;

class ServerConnection {
 public:
  enum class Phase {
    kIdle,       // between requests
    kHead,       // part of a head has come
    kBody,       // part of a body has come
    kAnswering,  // a handler has the request
    kSending,
    kLingering,  // all is sent; what the client still sends is thrown away, so that its system does
                 // not throw our answer away (RFC 9112, 9.6)
    kClosed,     // of no more use
  };

  // `limits` must outlive this.
  ServerConnection(Descriptor socket, std::string address, const ServerLimits& limits,
                   SteadyTime now);

  int socket() const { return socket_.number(); }
  Phase phase() const { return phase_; }
  SteadyTime since() const { return since_; }  // of the phase
  bool has_served() const { return served_ > 0; }
  SteadyTime deadline() const;  // when OnTime is due
  std::size_t body_size() const { return body_size_; }

  void OnReadable(SteadyTime now);
  void OnWritable(SteadyTime now);
  void OnTime(SteadyTime now);
  // The request that has arrived, once; its answer goes to Send.
  std::optional<ReceivedRequest> TakeRequest();
  void Send(std::string bytes, Persistence persistence, SteadyTime now);
  // Sends the refusal and closes.
  void Refuse(const Refusal& refusal, SteadyTime now);
  // No further request is wanted.
  void Retire();
  void Close() { phase_ = Phase::kClosed; }

 private:
  void Enter(Phase phase, SteadyTime now);
  void ReadOn(SteadyTime now);
  void Flush(SteadyTime now);
  void OnBytes(std::string_view bytes, SteadyTime now);

  Descriptor socket_;
  const std::string address_;
  const ServerLimits& limits_;
  RequestReader reader_;
  Phase phase_ = Phase::kIdle;
  SteadyTime since_;
  bool arrived_ = false;
  std::size_t served_ = 0;       // requests
  std::size_t body_size_ = 0;    // bytes of the body that is arriving or being answered
  std::size_t thrown_away_ = 0;  // bytes while lingering
  std::string out_{};
  std::size_t sent_ = 0;  // bytes of out_
  Persistence persistence_ = Persistence::kKeep;
};

}  // namespace tandem
