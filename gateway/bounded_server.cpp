#include "gateway/bounded_server.h"

#include "gateway/address_range.h"
#include "gateway/httplib_exchange.h"
#include "gateway/listener.h"
#include "gateway/request_pool.h"
#include "gateway/server_connection.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <thread>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace tandem {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using Phase = ServerConnection::Phase;

constexpr std::uint64_t kListenerId = 0;
constexpr std::uint64_t kWakeId = 1;
constexpr std::uint64_t kFirstConnectionId = 2;
constexpr int kAcceptedAtOnce = 64;
// How long no connection is taken when the process has no descriptor left for one.
constexpr milliseconds kAcceptPause{100};

std::uint32_t WantedEvents(Phase phase) {
  switch (phase) {
    case Phase::kIdle:
    case Phase::kHead:
    case Phase::kBody:
    case Phase::kLingering:
      return EPOLLIN;
    case Phase::kSending:
      return EPOLLOUT;
    case Phase::kAnswering:
    case Phase::kClosed:
      break;
  }
  return 0;
}

// Which connections make room for a new one, sooner or later; the rest never do.
enum class Use { kNone, kNotYet, kAtWork };

Use UseOf(const ServerConnection& connection) {
  switch (connection.phase()) {
    case Phase::kIdle:
      // A new one may well have sent its request already.
      return connection.has_served() ? Use::kNone : Use::kNotYet;
    case Phase::kLingering:
    case Phase::kClosed:
      return Use::kNone;
    case Phase::kHead:
    case Phase::kBody:
      return Use::kNotYet;
    case Phase::kAnswering:
    case Phase::kSending:
      break;
  }
  return Use::kAtWork;
}

// What a body takes from the share of all.
std::size_t SharedPart(std::size_t body, const ServerLimits& limits) {
  return body > limits.own_body ? body - limits.own_body : 0;
}

}  // namespace

// All connections, and the one thread that moves bytes over them.
class BoundedServer::Loop {
 public:
  Loop(Listener listener, ServerLimits limits, ServerHandler handler)
      : limits_(std::move(limits)),
        handler_(std::move(handler)),
        listener_(std::move(listener)),
        port_(listener_.port),
        poll_(::epoll_create1(EPOLL_CLOEXEC)),
        wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
        pool_(std::make_unique<RequestPool>(limits_, handler_, [this] { Wake(); })),
        thread_([this] { Run(); }) {}

  ~Loop() { Stop(); }

  int port() const { return port_; }

  bool Drain(milliseconds patience) {
    Ask(Wish::kDrain);
    std::unique_lock lock(mutex_);
    return quiet_changed_.wait_for(lock, patience, [this] { return quiet_; });
  }

  void Stop() {
    const std::lock_guard lock(stopping_);
    Ask(Wish::kStop);
    if (thread_.joinable()) thread_.join();
    pool_.reset();
  }

 private:
  enum class Wish { kServe, kDrain, kStop };

  struct Client {
    ServerConnection connection;
    std::uint32_t armed = 0;            // the events that epoll watches for; 0: it does not watch
    std::size_t shared = 0;             // of shared_body_, as counted last
    std::optional<IpAddress> holder{};  // nothing for a proxy's
  };
  using Clients = std::unordered_map<std::uint64_t, Client>;

  void Ask(Wish wish) {
    Wish before = wish_.load();
    while (before < wish && !wish_.compare_exchange_weak(before, wish)) continue;
    Wake();
  }

  void Wake() {
    const std::uint64_t one = 1;
    // It fails only when the counter is full, and then the loop is awake anyway.
    [[maybe_unused]] const ssize_t count = ::write(wake_.number(), &one, sizeof one);
  }

  void Watch(int operation, int descriptor, std::uint64_t id, std::uint32_t events) {
    epoll_event event{events, {}};
    event.data.u64 = id;
    ::epoll_ctl(poll_.number(), operation, descriptor, &event);
  }

  void Run() {
    Watch(EPOLL_CTL_ADD, listener_.socket.number(), kListenerId, EPOLLIN);
    Watch(EPOLL_CTL_ADD, wake_.number(), kWakeId, EPOLLIN);
    while (wish_ != Wish::kStop) {
      std::array<epoll_event, 128> events{};
      const int count = ::epoll_wait(poll_.number(), events.data(), events.size(), Patience());
      now_ = steady_clock::now();
      for (int i = 0; i < count; ++i) OnEvent(events[static_cast<std::size_t>(i)]);
      OnAnswers();
      if (now_ >= next_deadline_) OnTime();
      if (wish_ == Wish::kDrain) RetireAll();
    }
    listener_.socket.Close();
    clients_.clear();
    SayQuiet();
  }

  // Milliseconds until the next deadline, for epoll.
  int Patience() const {
    if (next_deadline_ == SteadyTime::max()) return -1;
    const auto left = std::chrono::ceil<milliseconds>(next_deadline_ - steady_clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000));
  }

  void OnEvent(const epoll_event& event) {
    const std::uint64_t id = event.data.u64;  // a copy: the structure is packed
    if (id == kListenerId) return AcceptSome();
    if (id == kWakeId) {
      std::uint64_t count = 0;
      [[maybe_unused]] const ssize_t size = ::read(wake_.number(), &count, sizeof count);
      return;
    }
    const auto found = clients_.find(id);
    if (found == clients_.end()) return;  // closed by an earlier event of this turn
    ServerConnection& connection = found->second.connection;
    // A connection that broke shows that when it is used.
    if (connection.phase() == Phase::kSending) {
      connection.OnWritable(now_);
    } else {
      connection.OnReadable(now_);
    }
    Settle(found);
  }

  void AcceptSome() {
    for (int i = 0; i < kAcceptedAtOnce && listener_.socket.ok(); ++i) {
      auto taken = TakeConnection(listener_);
      if (auto* incoming = std::get_if<Incoming>(&taken)) {
        Admit(std::move(*incoming));
        continue;
      }
      // Without a pause, the connection that cannot be taken would wake the loop at once again.
      if (std::get<NoConnection>(taken) == NoConnection::kOutOfDescriptors && !EvictOne()) {
        Watch(EPOLL_CTL_MOD, listener_.socket.number(), kListenerId, 0);
        accept_again_ = now_ + kAcceptPause;
        next_deadline_ = std::min(next_deadline_, accept_again_);
      }
      return;
    }
  }

  void Admit(Incoming incoming) {
    std::optional<IpAddress> holder;
    if (!limits_.is_proxy || !limits_.is_proxy(incoming.address))
      holder = HolderOf(incoming.address);
    if (holder && CountOf(*holder) >= limits_.by_holder && !EvictOne(holder))
      return TurnAway(incoming, {429, "too many connections from this address"});
    if (clients_.size() >= limits_.connections && !EvictOne())
      return TurnAway(incoming, {503, "too many connections"});
    Client client{
        ServerConnection(std::move(incoming.socket), std::move(incoming.address), limits_, now_)};
    client.holder = holder;
    Settle(clients_.emplace(next_id_++, std::move(client)).first);
  }

  static void TurnAway(const Incoming& incoming, const Refusal& refusal) {
    const std::string bytes = RefusalBytes(refusal);
    ::send(incoming.socket.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }

  std::size_t CountOf(const IpAddress& holder) const {
    return static_cast<std::size_t>(
        std::count_if(clients_.begin(), clients_.end(),
                      [&](const auto& entry) { return entry.second.holder == holder; }));
  }

  // Closes the connection, perhaps only of that holder, that is of no use, else of none yet, for
  // the longest time; false when all are at work. A good request comes in one go, so that those who
  // drip make room for it.
  bool EvictOne(const std::optional<IpAddress>& holder = {}) {
    const auto rank = [](const auto& entry) {
      const ServerConnection& connection = entry.second.connection;
      return std::tuple(UseOf(connection), connection.since(), entry.first);
    };
    auto first = clients_.end();
    for (auto at = clients_.begin(); at != clients_.end(); ++at) {
      if (holder && at->second.holder != holder) continue;
      if (UseOf(at->second.connection) == Use::kAtWork) continue;
      if (first == clients_.end() || rank(*at) < rank(*first)) first = at;
    }
    if (first == clients_.end()) return false;
    first->second.connection.Close();
    Settle(first);
    return true;
  }

  // Carries out what a connection's new state asks for; the iterator is used up.
  void Settle(Clients::iterator at) {
    auto& [id, client] = *at;
    ServerConnection& connection = client.connection;
    CountBody(client);
    // A refusal may free the way for nothing more: it ends in a close, so this loop does, too.
    while (auto received = connection.TakeRequest()) Dispatch(id, connection, *received);
    CountBody(client);
    if (connection.phase() == Phase::kClosed) {
      clients_.erase(at);  // closing the socket takes it off epoll's list
      return;
    }
    Arm(id, client);
    next_deadline_ = std::min(next_deadline_, connection.deadline());
  }

  // While a handler is at work epoll does not watch at all: it would report a client that has gone
  // again and again, and its body has to be counted until the handler gives it back.
  void Arm(std::uint64_t id, Client& client) {
    const std::uint32_t wanted = WantedEvents(client.connection.phase());
    if (wanted == client.armed) return;
    if (wanted == 0) {
      ::epoll_ctl(poll_.number(), EPOLL_CTL_DEL, client.connection.socket(), nullptr);
    } else {
      const int operation = client.armed == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
      Watch(operation, client.connection.socket(), id, wanted);
    }
    client.armed = wanted;
  }

  void CountBody(Client& client) {
    const bool closed = client.connection.phase() == Phase::kClosed;
    const std::size_t part = closed ? 0 : SharedPart(client.connection.body_size(), limits_);
    const bool grows = part > client.shared;
    shared_body_ = shared_body_ - client.shared + part;
    client.shared = part;
    if (grows && shared_body_ > limits_.shared_body) {
      client.connection.Refuse({503, "too many large bodies at once"}, now_);
    }
  }

  void Dispatch(std::uint64_t id, ServerConnection& connection, ReceivedRequest& received) {
    if (received.broken) return connection.Refuse(*received.broken, now_);
    if (wish_ != Wish::kServe) received.persistence = Persistence::kClose;
    if (pool_->Submit({id, std::move(received)}) == RequestPool::Taken::kFull) {
      connection.Refuse({503, "too many requests are waiting"}, now_);
    }
  }

  void OnAnswers() {
    for (auto& answer : pool_->TakeAnswers()) {
      const auto found = clients_.find(answer.connection);
      if (found == clients_.end()) continue;  // the client has gone
      found->second.connection.Send(std::move(answer.bytes), answer.persistence, now_);
      Settle(found);
    }
  }

  void OnTime() {
    next_deadline_ = SteadyTime::max();
    if (accept_again_ <= now_ && listener_.socket.ok()) {
      accept_again_ = SteadyTime::max();
      Watch(EPOLL_CTL_MOD, listener_.socket.number(), kListenerId, EPOLLIN);
    }
    next_deadline_ = std::min(next_deadline_, accept_again_);
    ForEach([this](ServerConnection& connection) { connection.OnTime(now_); });
  }

  void RetireAll() {
    listener_.socket.Close();
    ForEach([](ServerConnection& connection) { connection.Retire(); });
    if (clients_.empty()) SayQuiet();
  }

  template <class Visit>
  void ForEach(Visit visit) {
    for (auto at = clients_.begin(); at != clients_.end();) {
      const auto here = at++;  // Settle may take it out; the others stay where they are
      visit(here->second.connection);
      Settle(here);
    }
  }

  void SayQuiet() {
    const std::lock_guard lock(mutex_);
    quiet_ = true;
    quiet_changed_.notify_all();
  }

  const ServerLimits limits_;
  const ServerHandler handler_;
  Listener listener_;
  const int port_;
  Descriptor poll_;
  Descriptor wake_;
  std::atomic<Wish> wish_{Wish::kServe};
  std::mutex stopping_{};  // held by whoever stops
  std::mutex mutex_{};     // guards quiet_
  std::condition_variable quiet_changed_{};
  bool quiet_ = false;
  std::unique_ptr<RequestPool> pool_;
  // Used by the loop's thread alone:
  SteadyTime now_ = steady_clock::now();
  SteadyTime next_deadline_ = SteadyTime::max();
  SteadyTime accept_again_ = SteadyTime::max();
  Clients clients_{};
  std::uint64_t next_id_ = kFirstConnectionId;
  std::size_t shared_body_ = 0;  // bytes
  std::thread thread_;
};

Result<std::unique_ptr<BoundedServer>> BoundedServer::Start(const std::string& host, int port,
                                                            const ServerLimits& limits,
                                                            ServerHandler handler) {
  TRY_ASSIGN(auto listener, OpenListener(host, port));
  return std::unique_ptr<BoundedServer>(
      new BoundedServer(std::make_unique<Loop>(std::move(listener), limits, std::move(handler))));
}

BoundedServer::BoundedServer(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}

BoundedServer::~BoundedServer() = default;

int BoundedServer::port() const {
  return loop_->port();
}

bool BoundedServer::Drain(std::chrono::milliseconds patience) {
  return loop_->Drain(patience);
}

void BoundedServer::Stop() {
  loop_->Stop();
}

}  // namespace tandem
