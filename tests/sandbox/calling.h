// What the sandbox's own tests call it with: plain HTTP clients with each service's headers, and a
// receiver that keeps the webhooks. A client is used by one thread.
#pragma once

#include "gateway/json.h"
#include "tests/sandbox/connections.h"
#include "tests/sandbox/encoding.h"
#include "tests/sandbox/sandbox.h"

#include <gtest/gtest.h>
#include <httplib.h>

#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace tandem::sandbox {

struct Reply {
  int status = 0;  // 0: no answer
  std::string body{};
  httplib::Headers headers{};
  httplib::Error error = httplib::Error::Success;

  Json Value() const {
    auto json = Json::Parse(body);
    return json.ok() ? *json : Json();
  }
  std::string Header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : found->second;
  }
};

class Api {
 public:
  Api(const std::string& base_url, std::string prefix, httplib::Headers headers)
      : client_(base_url), prefix_(std::move(prefix)), headers_(std::move(headers)) {
    client_.set_keep_alive(true);
    client_.set_tcp_nodelay(true);
    client_.set_read_timeout(5);
  }

  Reply Send(const std::string& method, const std::string& path, const std::string& body = {},
             const httplib::Headers& more = {}) {
    httplib::Request request;
    request.method = method;
    request.path = prefix_ + path;
    request.headers = headers_;
    for (const auto& [name, value] : more) {
      request.headers.erase(name);
      if (!value.empty()) request.headers.emplace(name, value);
    }
    request.body = body;
    if (!body.empty() && !more.contains("Content-Type"))
      request.headers.emplace("Content-Type", "application/json");
    const auto result = client_.send(request);
    if (!result) return {0, {}, {}, result.error()};
    return {result->status, result->body, result->headers, httplib::Error::Success};
  }
  Reply Get(const std::string& path) { return Send("GET", path); }
  void SetReadTimeout(std::chrono::milliseconds time) {
    client_.set_read_timeout(0, time.count() * 1000);
  }

 private:
  httplib::Client client_;
  std::string prefix_;
  httplib::Headers headers_;
};

inline Api FreshdeskApi(const Sandbox& sandbox, const std::string& key = "freshdesk-key") {
  return {sandbox.FreshdeskUrl(), "/api/v2", {{"Authorization", "Basic " + Base64(key + ":X")}}};
}

inline Api GithubApi(const Sandbox& sandbox, const std::string& token = "github-token") {
  return {sandbox.GithubUrl(),
          "",
          {{"Authorization", "Bearer " + token}, {"User-Agent", "sandbox-tests"}}};
}

struct Received {
  std::string path{};
  std::string body{};
  httplib::Headers headers{};
  Json Value() const { return *Json::Parse(body); }
};

// Stands where the gateway would; answers 202, or what it is told.
class Receiver {
 public:
  Receiver() {
    server_.set_tcp_nodelay(true);
    server_.set_keep_alive_max_count(1'000'000);
    server_.Post(".*", [this](const httplib::Request& request, httplib::Response& response) {
      std::unique_lock lock(mutex_);
      received_.push_back({request.path, request.body, request.headers});
      response.status = status_;
      const auto pause = pause_;
      lock.unlock();
      std::this_thread::sleep_for(pause);
    });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
  }
  ~Receiver() {
    server_.stop();
    EndConnections(port_);
    thread_.join();
  }
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;

  std::string Url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  void Answer(int status) {
    const std::lock_guard lock(mutex_);
    status_ = status;
  }
  // Keeps each sender waiting for its answer; set before anything is sent.
  void AnswerAfter(std::chrono::milliseconds pause) {
    const std::lock_guard lock(mutex_);
    pause_ = pause;
  }
  std::vector<Received> All() const {
    const std::lock_guard lock(mutex_);
    return received_;
  }
  std::size_t Count() const { return All().size(); }
  // Waits for so many; then all that came.
  std::vector<Received> Wait(std::size_t count) const {
    EXPECT_TRUE(Sandbox::WaitUntil([&] { return Count() >= count; }, std::chrono::seconds(5)))
        << "only " << Count() << " of " << count << " webhooks came";
    return All();
  }

 private:
  httplib::Server server_;
  mutable std::mutex mutex_;
  std::vector<Received> received_;
  int status_ = 202;
  std::chrono::milliseconds pause_{0};
  int port_ = 0;
  std::thread thread_;
};

}  // namespace tandem::sandbox
