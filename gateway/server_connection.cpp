#include "gateway/server_connection.h"

#include "gateway/httplib_exchange.h"

#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <utility>

namespace tandem {
namespace {

constexpr std::size_t kReadSize = 16'384;  // bytes at a time: nobody keeps the loop for long

bool IsTemporary(int fault) {
  return fault == EAGAIN || fault == EWOULDBLOCK || fault == EINTR;
}

}  // namespace

ServerConnection::ServerConnection(Descriptor socket, std::string address,
                                   const ServerLimits& limits, SteadyTime now)
    : socket_(std::move(socket)),
      address_(std::move(address)),
      limits_(limits),
      reader_(limits.request),
      since_(now) {}

SteadyTime ServerConnection::deadline() const {
  switch (phase_) {
    case Phase::kIdle:
      return since_ + (served_ == 0 ? limits_.head : limits_.idle);
    case Phase::kHead:
      return since_ + limits_.head;
    case Phase::kBody:
      return since_ + limits_.body;
    case Phase::kSending:
      return since_ + limits_.send;
    case Phase::kLingering:
      return since_ + limits_.linger;
    case Phase::kAnswering:
    case Phase::kClosed:
      break;
  }
  return SteadyTime::max();
}

void ServerConnection::Enter(Phase phase, SteadyTime now) {
  if (phase == phase_) return;  // a part's time runs from its first byte
  phase_ = phase;
  since_ = now;
}

void ServerConnection::OnReadable(SteadyTime now) {
  std::array<char, kReadSize> buffer{};
  const ssize_t count = ::recv(socket(), buffer.data(), buffer.size(), 0);
  if (count > 0) return OnBytes({buffer.data(), static_cast<std::size_t>(count)}, now);
  if (count == 0 || !IsTemporary(errno)) Close();
}

void ServerConnection::OnBytes(std::string_view bytes, SteadyTime now) {
  if (phase_ == Phase::kLingering) {
    thrown_away_ += bytes.size();
    if (thrown_away_ > limits_.thrown_away) Close();
    return;
  }
  reader_.Append(bytes);
  ReadOn(now);
}

void ServerConnection::ReadOn(SteadyTime now) {
  const auto state = reader_.Advance();
  body_size_ = reader_.body_size();
  switch (state) {
    case RequestReader::State::kEmpty:
      return Enter(Phase::kIdle, now);
    case RequestReader::State::kHead:
      return Enter(Phase::kHead, now);
    case RequestReader::State::kBody:
      return Enter(Phase::kBody, now);
    case RequestReader::State::kArrived:
      arrived_ = true;
      return Enter(Phase::kAnswering, now);
  }
}

std::optional<ReceivedRequest> ServerConnection::TakeRequest() {
  if (!std::exchange(arrived_, false)) return std::nullopt;
  ReceivedRequest received = reader_.Take();
  received.request.remote_address = address_;
  if (++served_ >= limits_.requests) received.persistence = Persistence::kClose;
  return received;
}

void ServerConnection::Send(std::string bytes, Persistence persistence, SteadyTime now) {
  out_ = std::move(bytes);
  sent_ = 0;
  body_size_ = 0;
  persistence_ = persistence;
  Enter(Phase::kSending, now);
  Flush(now);
}

void ServerConnection::Refuse(const Refusal& refusal, SteadyTime now) {
  arrived_ = false;
  Send(RefusalBytes(refusal), Persistence::kClose, now);
}

void ServerConnection::OnWritable(SteadyTime now) {
  if (phase_ == Phase::kSending) Flush(now);
}

void ServerConnection::Flush(SteadyTime now) {
  while (sent_ < out_.size()) {
    const ssize_t count = ::send(socket(), out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL);
    if (count < 0 && IsTemporary(errno)) return;
    if (count <= 0) return Close();
    sent_ += static_cast<std::size_t>(count);
  }
  out_ = {};
  if (persistence_ == Persistence::kClose) {
    ::shutdown(socket(), SHUT_WR);
    return Enter(Phase::kLingering, now);
  }
  Enter(Phase::kIdle, now);
  ReadOn(now);  // the next request may have come with this one
}

void ServerConnection::OnTime(SteadyTime now) {
  if (now < deadline()) return;
  if (phase_ == Phase::kHead || phase_ == Phase::kBody) {
    return Refuse({408, "the request took too long to arrive"}, now);
  }
  Close();
}

void ServerConnection::Retire() {
  persistence_ = Persistence::kClose;
  if (phase_ == Phase::kIdle || phase_ == Phase::kLingering) Close();
}

}  // namespace tandem
