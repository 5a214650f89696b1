#include "tests/sandbox/port.h"

#include "tests/sandbox/connections.h"

#include <httplib.h>

#include <condition_variable>
#include <functional>
#include <thread>
#include <utility>

namespace tandem::sandbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// The stock backlog of 5 loses connections as soon as a few clients come at once.
class LoopbackServer : public httplib::Server {
 public:
  void DeepenBacklog() { (void)::listen(svr_sock_, 1024); }
};

Call ReadCall(const httplib::Request& request, const std::string& prefix) {
  Call call;
  call.method = request.method;
  call.target = request.target;
  std::string_view target = request.target;
  target = target.substr(0, target.find('?'));
  if (target.starts_with(prefix)) target.remove_prefix(prefix.size());
  for (const auto& segment : SplitPath(target)) {
    call.segments.push_back(PercentDecode(segment));
    call.path += "/" + call.segments.back();
  }
  for (const auto& [name, value] : request.params) call.query.emplace(name, value);
  for (const auto& [name, value] : request.headers) call.headers.emplace(LowerCase(name), value);
  call.body = request.body;
  return call;
}

void WriteAnswer(const Answer& answer, httplib::Response& response) {
  response.status = answer.status;
  for (const auto& [name, value] : answer.headers) response.set_header(name, value);
  if (!answer.body.empty()) response.set_content(answer.body, answer.content_type);
}

Answer FaultyAnswer(const Fault& fault) {
  Answer answer{fault.status, fault.body, "text/html", {}};
  if (fault.kind == FaultKind::kRateLimit)
    answer = JsonAnswer(429, Json(Json::Object{{"message",
                                                "You have exceeded the limit of "
                                                "requests per minute"}}));
  if (fault.kind == FaultKind::kSecondaryLimit)
    answer = JsonAnswer(403, Json(Json::Object{{"message",
                                                "You have exceeded a secondary rate limit. Please "
                                                "wait a few minutes before you try again."}}));
  if (fault.retry_after)
    answer.headers.emplace_back("Retry-After", std::to_string(*fault.retry_after));
  if (!fault.location.empty()) answer.headers.emplace_back("Location", fault.location);
  return answer;
}

Call MovedTo(Call call, int page_shift) {
  const auto page = call.Number("page", 1).value_or(1);
  call.query["page"] = std::to_string(page + page_shift);
  return call;
}

}  // namespace

struct Port::Impl {
  Impl(Service which, std::string before, Handler answers, Parts with)
      : service(which), prefix(std::move(before)), handler(std::move(answers)), parts(with) {}

  Service service;
  std::string prefix;
  Handler handler;
  Parts parts;
  LoopbackServer server{};
  int port = 0;
  std::thread listener{};
  std::mutex mutex{};
  std::condition_variable stopped{};
  bool stopping = false;

  void Serve(const httplib::Request& request, httplib::Response& response);
  void ServeFaulty(const Call& call, std::size_t id, const Fault& fault,
                   const httplib::Request& request, httplib::Response& response);
  Answer Perform(const Call& call, std::size_t id);
  void Deliver(const Answer& answer, std::size_t id, httplib::Response& response);
  void Wait(milliseconds time);
  // Answers whose body does not come as it should; `step` writes what is next and tells whether to
  // go on.
  void Stream(const Answer& answer, std::size_t id, std::size_t length, httplib::Response& response,
              const std::function<bool(std::size_t offset, httplib::DataSink& sink)>& step);
  void Stream(const Fault& fault, const Answer& answer, std::size_t id, httplib::Response& response,
              const std::function<void()>& reset);
};

Answer Port::Impl::Perform(const Call& call, std::size_t id) {
  auto answer = handler(call);
  if (Succeeded(answer)) parts.journal.Applied(id);
  if (call.method != "GET") parts.webhooks.HoldAnswer();
  return answer;
}

void Port::Impl::Deliver(const Answer& answer, std::size_t id, httplib::Response& response) {
  parts.journal.Answered(id, answer.status);
  WriteAnswer(answer, response);
}

void Port::Impl::Wait(milliseconds time) {
  std::unique_lock lock(mutex);
  stopped.wait_for(lock, time, [this] { return stopping; });
}

void Port::Impl::Stream(const Answer& answer, std::size_t id, std::size_t length,
                        httplib::Response& response,
                        const std::function<bool(std::size_t, httplib::DataSink&)>& step) {
  parts.journal.Answered(id, answer.status);
  response.status = answer.status;
  response.set_content_provider(length, answer.content_type,
                                [step](std::size_t offset, std::size_t, httplib::DataSink& sink) {
                                  return step(offset, sink);
                                });
}

void Port::Impl::Stream(const Fault& fault, const Answer& answer, std::size_t id,
                        httplib::Response& response, const std::function<void()>& reset) {
  switch (fault.kind) {
    case FaultKind::kResetMidway:
      return Stream(answer, id, answer.body.size(), response,
                    [answer, reset](std::size_t offset, httplib::DataSink& sink) {
                      const bool first = offset == 0 && answer.body.size() > 1;
                      if (first) return sink.write(answer.body.data(), answer.body.size() / 2);
                      reset();
                      return false;
                    });
    case FaultKind::kDrip:
      return Stream(
          answer, id, answer.body.size(), response,
          [this, answer, pace = fault.delay](std::size_t offset, httplib::DataSink& sink) {
            Wait(pace);
            return sink.write(answer.body.data() + offset, 1);
          });
    default: {
      constexpr std::size_t kGigabyte = std::size_t{1} << 30U;
      return Stream(answer, id, kGigabyte, response,
                    [block = std::string(65'536, ' ')](std::size_t, httplib::DataSink& sink) {
                      return sink.write(block.data(), block.size());
                    });
    }
  }
}

void Port::Impl::Serve(const httplib::Request& request, httplib::Response& response) {
  const Call call = ReadCall(request, prefix);
  const auto id = parts.journal.Begin(service, call);
  if (const auto fault = parts.faults.Take(service, call))
    ServeFaulty(call, id, *fault, request, response);
  else
    Deliver(Perform(call, id), id, response);
  parts.journal.End();
}

void Port::Impl::ServeFaulty(const Call& call, std::size_t id, const Fault& fault,
                             const httplib::Request& request, httplib::Response& response) {
  const auto reset = [ours = port, theirs = request.remote_port] { ResetConnection(ours, theirs); };
  switch (fault.kind) {
    case FaultKind::kStatusAfter:
      (void)Perform(call, id);
      return Deliver(FaultyAnswer(fault), id, response);
    case FaultKind::kResetAfter:
      (void)Perform(call, id);
      return reset();
    case FaultKind::kResetBefore:
      return reset();
    case FaultKind::kHangAfter:
      (void)Perform(call, id);
      [[fallthrough]];
    case FaultKind::kHangBefore:
      Wait(fault.delay);
      return reset();
    case FaultKind::kSlow: {
      const auto answer = Perform(call, id);
      Wait(fault.delay);
      return Deliver(answer, id, response);
    }
    case FaultKind::kLate:
      parts.later.At(steady_clock::now() + fault.delay, [this, call, id] { Perform(call, id); });
      return reset();
    case FaultKind::kGarbage: {
      auto answer = Perform(call, id);
      answer.body = fault.body;
      return Deliver(answer, id, response);
    }
    case FaultKind::kResetMidway:
    case FaultKind::kDrip:
    case FaultKind::kHugeBody:
      return Stream(fault, Perform(call, id), id, response, reset);
    case FaultKind::kEndlessHead: {
      auto answer = Perform(call, id);
      for (int i = 0; i < 3'000; ++i)
        answer.headers.emplace_back("X-Filler-" + std::to_string(i), std::string(100, 'x'));
      return Deliver(answer, id, response);
    }
    case FaultKind::kClosedLater:
      Deliver(Perform(call, id), id, response);
      return parts.later.At(steady_clock::now() + fault.delay, reset);
    case FaultKind::kOtherPage:
      return Deliver(Perform(MovedTo(call, fault.page_shift), id), id, response);
    default:
      return Deliver(FaultyAnswer(fault), id, response);
  }
}

Port::Port(Service service, std::string prefix, Handler handler, Parts parts)
    : impl_(std::make_unique<Impl>(service, std::move(prefix), std::move(handler), parts)) {}

Port::~Port() {
  Stop();
}

int Port::Start() {
  constexpr std::size_t kThreads = 64;  // one for each connection, idle ones too
  auto& server = impl_->server;
  server.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
  server.set_tcp_nodelay(true);
  server.set_keep_alive_max_count(1'000'000);
  // Without SO_REUSEPORT, so that nobody else can be given the same port.
  server.set_socket_options([](socket_t) {});
  const httplib::Server::Handler serve = [this](const auto& request, auto& response) {
    impl_->Serve(request, response);
  };
  server.Get(".*", serve).Post(".*", serve).Put(".*", serve).Patch(".*", serve).Delete(".*", serve);
  impl_->port = server.bind_to_any_port("127.0.0.1");
  if (impl_->port <= 0) return 0;
  server.DeepenBacklog();
  impl_->listener = std::thread([&server] { server.listen_after_bind(); });
  while (!server.is_running()) std::this_thread::yield();
  return impl_->port;
}

void Port::Stop() {
  if (!impl_->listener.joinable()) return;
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->stopping = true;
    impl_->stopped.notify_all();
  }
  impl_->server.stop();
  EndConnections(impl_->port);
  impl_->listener.join();
}

}  // namespace tandem::sandbox
