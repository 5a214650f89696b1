#include "tests/sandbox/slack_hook.h"

#include "gateway/json.h"
#include "tests/sandbox/connections.h"

#include <httplib.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace tandem::sandbox {
namespace {

constexpr const char* kPath = "/services/T0/B0/secret-of-slack";

}  // namespace

struct SlackHook::Impl {
  httplib::Server server{};
  std::thread thread{};
  int port = 0;
  mutable std::mutex mutex{};
  std::condition_variable stopped{};
  bool stopping = false;
  std::vector<std::string> texts{};
  int requests = 0;
  int status = 200;
  std::string location{};
  std::chrono::milliseconds delay{0};

  // As Slack: "ok", or a word that says what is wrong.
  void Serve(const httplib::Request& request, httplib::Response& response) {
    std::unique_lock lock(mutex);
    ++requests;
    stopped.wait_for(lock, delay, [this] { return stopping; });
    response.status = status;
    if (!location.empty()) response.set_header("Location", location);
    if (status != 200) return response.set_content("no_service", "text/plain");
    const auto json = Json::Parse(request.body);
    const auto text = json.ok() ? (*json)["text"].String() : std::nullopt;
    if (request.method != "POST" || request.path != kPath || !text || text->empty()) {
      response.status = request.path == kPath ? 400 : 404;
      return response.set_content("invalid_payload", "text/plain");
    }
    texts.push_back(*text);
    response.set_content("ok", "text/plain");
  }
};

SlackHook::SlackHook() : impl_(std::make_unique<Impl>()) {
  const httplib::Server::Handler serve = [this](const auto& request, auto& response) {
    impl_->Serve(request, response);
  };
  impl_->server.Get(".*", serve).Post(".*", serve);
  impl_->port = impl_->server.bind_to_any_port("127.0.0.1");
  impl_->thread = std::thread([this] { impl_->server.listen_after_bind(); });
  while (!impl_->server.is_running()) std::this_thread::yield();
}

SlackHook::~SlackHook() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->stopping = true;
  }
  impl_->stopped.notify_all();
  impl_->server.stop();
  EndConnections(impl_->port);
  impl_->thread.join();
}

std::string SlackHook::Url() const {
  return "http://127.0.0.1:" + std::to_string(impl_->port) + kPath;
}

std::vector<std::string> SlackHook::Texts() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->texts;
}

int SlackHook::TextsWith(const std::string& part) const {
  const auto texts = Texts();
  return static_cast<int>(std::count_if(texts.begin(), texts.end(), [&](const std::string& text) {
    return text.find(part) != std::string::npos;
  }));
}

int SlackHook::Requests() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->requests;
}

void SlackHook::Answer(int status) {
  const std::lock_guard lock(impl_->mutex);
  impl_->status = status;
  impl_->location.clear();
}

void SlackHook::RedirectTo(const std::string& url) {
  const std::lock_guard lock(impl_->mutex);
  impl_->status = 302;
  impl_->location = url;
}

void SlackHook::AnswerAfter(std::chrono::milliseconds delay) {
  const std::lock_guard lock(impl_->mutex);
  impl_->delay = delay;
}

}  // namespace tandem::sandbox
